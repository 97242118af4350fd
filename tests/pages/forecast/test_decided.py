"""What 07_forecast asks to decide, and how forecasts issued earlier are told."""

from __future__ import annotations

import pytest

from salesnb.contracts.results import Context
from salesnb.pages import decisions_of, frames_of
from salesnb.pages.forecast import accuracy, cash, decided
from tests.pages.rows import rows

CONTEXT = Context("CNY")
TOTAL = {
    "measure": "sales",
    "period": "2027",
    "first": "2027-01",
    "last": "2027-12",
    "so_far": 0.0,
    "expected": 130e6,
    "low": 115e6,
    "high": 150e6,
    "total": 160e6,
    "gap": -30e6,
    "confidence": 0.8,
}
NEXT = {
    "scope": "total",
    "first": "2026-11",
    "last": "2027-01",
    "expected": 30e6,
    "low": 27e6,
    "high": 33e6,
    "before": 36e6,
    "change": -6e6,
}
ISSUED = {
    "measure": "sales",
    "first": "2026-09",
    "last": "2026-10",
    "n_months": 2,
    "expected": 19e6,
    "actual": 20e6,
    "off": -0.05,
    "n_held": 1,
    "confidence": 0.8,
}


@pytest.mark.parametrize(
    ("total", "key", "status"),
    [
        (160e6, "below_decided", "act"),
        (140e6, "below_decided", "watch"),
        (120e6, "above_decided", "good"),
    ],
)
def test_a_decided_total_is_raised_as_far_as_it_lies_beyond(total, key, status) -> None:
    row = TOTAL | {"total": total, "gap": 130e6 - total}
    (said,) = decided.against(rows(decided.DECIDED, row, context=CONTEXT))
    assert (said.key, said.status) == (key, status)
    assert "¥130.0M is to be expected if nothing changes (¥115.0M to ¥150.0M" in said.plain()


@pytest.mark.parametrize(
    ("before", "status"), [(36e6, "act"), (32.5e6, "watch"), (31e6, ""), (29e6, "")]
)
def test_cash_is_raised_where_it_falls_by_more_than_a_dip(before: float, status: str) -> None:
    row = NEXT | {"before": before, "change": 30e6 - before}
    said = cash.falls(rows(cash.NEXT, row, context=CONTEXT))
    assert [one.status for one in said] == ([status] if status else [])


def test_cash_without_a_range_is_watched_and_names_none() -> None:
    nan = float("nan")
    (said,) = cash.falls(rows(cash.NEXT, NEXT | {"low": nan, "high": nan}, context=CONTEXT))
    assert said.status == "watch" and "high end" not in said.plain()


def test_the_forecast_issued_longest_ago_is_told() -> None:
    early = ISSUED | {"issued": "2026-08"}
    late = ISSUED | {"issued": "2026-09", "first": "2026-10", "n_months": 1}
    (said,) = accuracy.issued(rows(accuracy.ISSUED, late, early, context=CONTEXT))
    assert said.plain() == (
        "The report for Aug 2026 expected sales of ¥19.0M for Sep 2026 to Oct 2026, −5.0% against"
        " the ¥20.0M that came. Months within their range of 80.0% confidence: 1 of 2."
    )
    assert accuracy.issued(rows(accuracy.ISSUED)) == []


def test_every_decision_names_an_amount_that_the_page_has() -> None:
    frames = frames_of("salesnb.pages.forecast")
    for one in decisions_of("salesnb.pages.forecast"):
        frame, _, column = one.amount.partition(".")
        assert column in frames[frame].columns and one.action and one.owner


def test_the_table_of_cash_has_at_most_nine_columns() -> None:
    assert len(cash.CASH.shows.split()) <= 9
