"""The demo company's plan files are sound, and its controls are those that its targets follow."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from salesnb.contracts.decided import PLAN_FILES
from salesnb.demo import Truth, draw, write_company
from salesnb.months import Month
from salesnb.paths import open_company
from salesnb.plans.frozen import freeze_decisions
from salesnb.plans.reading import entries
from tests.cli.commands import salesnb

UNDECIDED = {"accepted"}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small company of its own."""
    truth = draw(4, n_customers=150, n_reps=24, n_months=36).truth
    return write_company(tmp_path_factory.mktemp("plan") / "company", truth=truth)


@pytest.fixture(scope="module")
def plan(root: Path) -> dict[str, dict[str, Any]]:
    files = sorted((root / "plan").glob("*.toml"))
    return {file.stem: tomllib.loads(file.read_text(encoding="utf-8")) for file in files}


def targets_of(root: Path) -> pd.DataFrame:
    table = pd.read_parquet(root / "tables" / "issued_targets.parquet").query("measure == 'sales'")
    days = [f"period_{end}" for end in ("start", "end")]
    return table.assign(**{day: table[day].astype(str) for day in days}).astype(
        {"target_value": float}
    )


def control(plan: dict[str, dict[str, Any]], kind: str, period: str) -> dict[str, Any]:
    (found,) = (
        one
        for one in plan["controls"]["controls"]
        if (one["kind"], one["period"]) == (kind, period)
    )
    return dict(found)


def test_the_files_pass_the_checks_and_name_members_that_there_are(root: Path) -> None:
    checked = salesnb("check", root, "--month", "2026-10")
    assert checked.code == 0, checked.out
    assert "plan/" not in checked.out


def test_every_file_decides_something_but_those_that_may_not(plan: dict[str, Any]) -> None:
    assert {name for name in PLAN_FILES if not plan[name]} == UNDECIDED


def test_every_section_but_one_s_own_has_entries(plan: dict[str, Any]) -> None:
    for name, file in PLAN_FILES.items():
        for section in file.sections if name not in UNDECIDED else ():
            assert len(entries(plan, name, section.name)), (name, section.name)


def test_both_years_are_controlled_and_two_goals_have_no_amount(plan: dict[str, Any]) -> None:
    assert plan["controls"]["plan"] == {"year": 2027, "measure": "sales"}
    controls = plan["controls"]["controls"]
    for year in ("2026", "2027"):
        kinds = {one["kind"] for one in controls if one["period"][:4] == year}
        assert kinds == {"total", "hold", "floor", "cap"}
        due = [one["due_on"].year for one in plan["controls"]["qualitative"]]
        assert due.count(int(year)) == 2


def test_this_year_s_targets_meet_its_controls(root: Path, plan: dict[str, Any]) -> None:
    table = targets_of(root)
    dims = ["rep_id", "region_id", "product_group", "settlement_id", "sales_method_id"]
    is_year = (table["period_start"] == "2026-01-01") & (table["period_end"] == "2026-12-31")
    year = table[is_year].sort_values("version").drop_duplicates(dims, keep="last")
    whole = year.loc[year[dims].isna().all(axis=1), "target_value"].item()
    assert control(plan, "total", "2026")["amount"] == whole
    floor = control(plan, "floor", "2026")
    area = year.set_index("region_id")["target_value"][floor["region_id"]]
    assert floor["amount"] <= area < floor["amount"] + 1e5
    cap = control(plan, "cap", "2026")
    assert year.set_index("settlement_id")["target_value"][cap["settlement_id"]] <= cap["amount"]
    hold = control(plan, "hold", "2026-Q1")
    group = table[(table["product_group"] == hold["product_group"]) & ~table["is_rollup"]]
    quarter = group[group["period_start"].isin(["2026-01-01", "2026-02-01", "2026-03-01"])]
    assert quarter["target_value"].sum() == hold["amount"]


def test_september_is_controlled_as_it_was_revised_with_its_reason(
    root: Path, plan: dict[str, Any]
) -> None:
    (revision,) = Truth().planning.revisions
    month = control(plan, "total", revision.first)
    assert month["reason"] == f"{revision.reason} {revision.reason_zh}"
    assert month["decided_on"].isoformat() == revision.issued_on
    table = targets_of(root).query("version == 2 and rep_id.isna() and region_id.isna()")
    whole = table[table["product_group"].isna() & (table["period_start"] == f"{revision.first}-01")]
    assert month["amount"] in set(whole["target_value"])


def test_the_plan_is_frozen_with_the_month(root: Path) -> None:
    company = open_company(root)
    freeze_decisions(company, Month.parse("2026-10"))
    assert len(list((root / "plan").glob("*.toml"))) == len(PLAN_FILES)
