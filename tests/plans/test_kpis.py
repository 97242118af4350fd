"""The key figures of a year, once issued, are not changed without a word."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from salesnb.contracts.decided import PLAN_FILES
from salesnb.months import Month
from salesnb.plans.frozen import freeze_decisions
from salesnb.runs.kpis import kpis_changed
from tests.plans.plan_company import company_with

MARCH, APRIL = Month.parse("2027-03"), Month.parse("2027-04")
ISSUED = PLAN_FILES["kpis"].example


def after_a_change(folder: Path, text: str) -> str:
    """Return what April says when March was issued with the example and the file is now `text`."""
    company = company_with(folder, kpis=ISSUED)
    freeze_decisions(company, MARCH)
    month = company.month(MARCH)
    shutil.copytree(month.decisions("draft"), month.decisions("v1"))
    month.artefacts("v1").mkdir(parents=True)
    (company.plan / "kpis.toml").write_text(text, encoding="utf-8")
    return kpis_changed(company, APRIL)


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ('"dso"', '"cei"', "added: cei; removed: dso"),
        ("goal = 55", "goal = 50", "with another goal: dso"),
    ],
)
def test_a_change_within_the_year_is_told(old: str, new: str, what: str, tmp_path: Path) -> None:
    assert after_a_change(tmp_path, ISSUED.replace(old, new)) == (
        f"the key figures of the year are not those issued in 2027-03 (v1); {what}"
    )


@pytest.mark.parametrize(
    "text",
    [
        ISSUED,
        ISSUED.replace("Head of finance", "Wang Min"),  # who answers for it may change
        ISSUED.replace("year = 2027", "year = 2028").replace('"dso"', '"cei"'),  # another year
    ],
)
def test_the_same_figures_and_those_of_another_year_are_no_news(text: str, tmp_path: Path) -> None:
    assert after_a_change(tmp_path, text) == ""
