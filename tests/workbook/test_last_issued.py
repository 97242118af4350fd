"""The newest plan that was issued before comes with the decisions of its version."""

from __future__ import annotations

import shutil

import pytest

from salesnb import artefacts
from salesnb.errors import UsageError
from salesnb.months import Month
from salesnb.paths import Company
from salesnb.plans.frozen import freeze_decisions
from tests.workbook.small import PLAN, opened

AUGUST, SEPTEMBER = Month.parse("2026-08"), Month.parse("2026-09")
CONTROL = """
[[controls]]
kind = "total"
period = "2027"
amount = {amount}
reason = "Board"
author = "Li Wei"
decided_on = 2026-09-01
"""


def issue(one: Company, month: Month, *amounts: int) -> None:
    """Write a version of a month per amount, and a draft that decides something else."""
    folder = one.month(month)
    one.plan.mkdir(exist_ok=True)
    results = opened(one).results({"plan": PLAN})
    for number, amount in enumerate((*amounts, 999), start=1):
        version = f"v{number}" if number <= len(amounts) else "draft"
        (one.plan / "controls.toml").write_text(CONTROL.format(amount=amount), encoding="utf-8")
        folder.root.mkdir(parents=True, exist_ok=True)
        frozen = freeze_decisions(one, month)
        if version != "draft":
            shutil.copytree(frozen, folder.decisions(version))
        folder.artefacts(version).mkdir(parents=True)
        artefacts.save([results.plan], folder.artefacts(version))


def test_the_newest_month_and_its_last_version_count(closed: Company) -> None:
    issue(closed, AUGUST, 1)
    issue(closed, SEPTEMBER, 2, 3)
    found = opened(closed).last_issued("plan", "controls")
    assert found is not None
    assert (found.month, found.version) == (SEPTEMBER, "v2")
    assert found.decided["controls"]["amount"].tolist() == [3]
    assert found.frame["target"].tolist() == [250.0]


def test_where_a_month_was_never_issued_its_draft_counts(closed: Company) -> None:
    issue(closed, AUGUST)
    found = opened(closed).last_issued("plan", "controls")
    assert found is not None and found.version == "draft"
    assert found.decided["controls"]["amount"].tolist() == [999]


def test_without_an_earlier_plan_there_is_none(closed: Company) -> None:
    assert opened(closed).last_issued("plan", "controls") is None


def test_what_the_index_does_not_declare_is_refused(closed: Company) -> None:
    with pytest.raises(UsageError, match="does not declare nodes under earlier"):
        opened(closed).last_issued("nodes", "controls")
