"""Plan files as frames, and entries that are written into them."""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path

import pandas as pd
import pytest

from salesnb.contracts.decided import PLAN_FILES
from salesnb.contracts.decided.written import as_lines
from salesnb.errors import CompanyError, UsageError
from salesnb.months import Month
from salesnb.plans.accepting import add_entries
from salesnb.plans.frozen import freeze_decisions, plan_now
from salesnb.plans.reading import entries
from tests.plans.plan_company import company_with, faults

ENTRY = {"month": "2026-10", "decision": "02_sales.cash", "owner": "Li", "author": "Wang"}
DUE = {"due_on": dt.date(2026, 11, 30)}


def test_entries_are_rows_with_the_declared_columns_and_types() -> None:
    plan = {"controls": tomllib.loads(PLAN_FILES["controls"].example)}
    read = entries(plan, "controls", "controls")
    assert read["kind"].tolist() == ["total", "hold"]
    assert read["product_group"].tolist() == ["", "Seals"]
    assert read["amount"].tolist() == [180_000_000.0, 4_200_000.0]
    assert read["decided_on"].tolist() == [pd.Timestamp("2026-10-20")] * 2
    assert entries(plan, "controls", "plan")["year"].tolist() == [2027]


def test_a_file_that_is_not_there_has_no_entries_but_its_columns() -> None:
    read = entries({}, "budget", "lines")
    assert read.empty
    assert str(read["amount"].dtype) == "float64"
    assert str(read["is_locked"].dtype) == "boolean"


@pytest.mark.parametrize(
    ("file", "section", "near"), [("control", "plan", "controls"), ("controls", "plans", "plan")]
)
def test_an_unknown_file_or_section_names_the_nearest(file: str, section: str, near: str) -> None:
    with pytest.raises(UsageError, match=near):
        entries({}, file, section)


def test_an_entry_is_added_at_the_end_and_all_else_stays_as_it_was(tmp_path: Path) -> None:
    before = "# ours: do not touch\n" + PLAN_FILES["accepted"].example
    company = company_with(tmp_path, accepted=before)
    add_entries(company, "accepted", "accepted", [{**ENTRY, **DUE, "reason": ""}])
    text = (company.plan / "accepted.toml").read_text(encoding="utf-8")
    assert text == f"{before}\n{as_lines('accepted', {**ENTRY, **DUE})}"
    assert faults(tmp_path) == []
    assert entries(plan_now(company), "accepted", "accepted")["decision"].tolist() == [
        "02_sales.silence",
        "02_sales.cash",
    ]


def test_a_file_that_is_not_there_or_says_nothing_is_begun(tmp_path: Path) -> None:
    company = company_with(tmp_path)
    (company.plan).rmdir()
    add_entries(company, "accepted", "accepted", [{**ENTRY, **DUE}])
    assert (company.plan / "accepted.toml").read_text() == as_lines("accepted", {**ENTRY, **DUE})


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    company = company_with(tmp_path)
    name = 'Li"\n[[accepted]]\nmonth = "'
    add_entries(company, "accepted", "accepted", [{**ENTRY, **DUE, "owner": name}])
    assert entries(plan_now(company), "accepted", "accepted")["owner"].tolist() == [name]


def test_taking_a_decision_up_does_not_change_the_month_that_asked_for_it(tmp_path: Path) -> None:
    october = Month.parse("2026-10")
    company = company_with(tmp_path)
    add_entries(company, "accepted", "accepted", [{**ENTRY, **DUE, "month": "2026-09"}])
    frozen = freeze_decisions(company, october) / "accepted.toml"
    before = frozen.read_bytes()
    add_entries(company, "accepted", "accepted", [{**ENTRY, **DUE}])
    assert (freeze_decisions(company, october) / "accepted.toml").read_bytes() == before
    later = freeze_decisions(company, october + 1) / "accepted.toml"
    assert later.read_bytes() == (company.plan / "accepted.toml").read_bytes()


@pytest.mark.parametrize("broken", ["[[accepted]\n", "accepted = []\n"])
def test_a_file_that_nothing_can_be_added_to_is_left_as_it_is(broken: str, tmp_path: Path) -> None:
    company = company_with(tmp_path, accepted=broken)
    with pytest.raises(CompanyError, match="accepted"):
        add_entries(company, "accepted", "accepted", [{**ENTRY, **DUE}])
    assert (company.plan / "accepted.toml").read_text() == broken
    assert sorted(p.name for p in company.plan.iterdir()) == ["accepted.toml"]
