"""What totals hide and where the year lands, in words that are true for the rows they speak of."""

from __future__ import annotations

from typing import Any

import pytest

from salesnb.i18n import use
from salesnb.pages.sales import variances
from tests.pages.sales.rows import results_with

HIDDEN = {"span": "year_to_date", "since": "2026-01", "unplanned": 0.0}
LANDING = {
    "scope": "total",
    "first": "2026-01",
    "last": "2026-12",
    "n_planned": 12,
    "expected": 1100.0,
    "low": 1000.0,
    "high": 1200.0,
    "plan": 1050.0,
    "gap": 50.0,
}


def said(gaps: dict[str, float], dimension: str = "rep", **given: Any) -> list[str]:
    """Return the sentences on members with these gaps (their plans are 1,000 each)."""
    rows = [
        {
            "dimension": dimension,
            "node": node,
            "span": "year_to_date",
            "since": "2026-01",
            "plan": 1000.0,
            "gap": gap,
        }
        for node, gap in gaps.items()
    ]
    short = [gap for gap in gaps.values() if gap < 0]
    over = sum(gap for gap in gaps.values() if gap > 0)
    counted = {"n_nodes": len(gaps), "n_short": len(short), "n_far": 1, "shortfall": sum(short)}
    hidden = {**HIDDEN, "dimension": dimension, **counted, "surplus": over, **given}
    page = results_with(variances=rows, shortfalls=hidden)
    found = variances.hidden(page.shortfalls, page.variances, dimension)
    return [f"{one.status}: {one.plain()}" for one in found]


def test_the_farthest_are_named_with_their_money() -> None:
    assert said({"A": -50.0, "B": -300.0, "C": -100.0, "D": -10.0, "E": 70.0}) == [
        "info: 4 of 5 reps are below their plans, −¥460 in all, 1 of them by more than a tenth: B"
        " −¥300, C −¥100, A −¥50 farthest; the others are +¥70 above theirs."
    ]


def test_two_and_one_are_named_without_a_farthest() -> None:
    two, one = {"A": -50.0, "B": -30.0, "C": 9.0}, {"S": -50.0, "B": 30.0}
    assert said(two, n_far=0)[0].startswith("info: 2 of 3 reps are below their plans, −¥80 in all")
    assert said(one, "region") == [
        "info: One of 2 regions is below its plan: South by −¥50; the others are +¥30 above theirs."
    ]


def test_where_all_are_below_or_none_is_nobody_makes_up_for_them() -> None:
    assert said({"A": -50.0, "B": -30.0}) == [
        "info: Reps with a plan: 2, all below it, −¥80 in all: A −¥50 farthest."
    ]
    assert said({"A": 50.0, "B": 0.0}) == [
        "good: Reps with a plan: 2, and all have reached it so far."
    ]


def test_sales_without_a_plan_are_said_so_that_the_sums_tie() -> None:
    *_, last = said({"A": -50.0, "B": 30.0}, unplanned=20.0)
    assert last == "info: Sold so far by reps without a plan: ¥20."


def test_without_a_plan_nothing_is_hidden() -> None:
    page = results_with()
    assert variances.hidden(page.shortfalls, page.variances, "region") == []


@pytest.mark.parametrize(
    ("given", "status", "ends"),
    [
        ({"state": "met", "low": 1060.0}, "good", "even the low end meets it."),
        ({"state": "missed", "gap": -9.0}, "act", "even the high end falls short of it."),
        ({"state": "open"}, "watch", "whether it is met cannot be told yet."),
        (
            {"state": "no_plan", "n_planned": 10},
            "info",
            "targets are set for 10 of its months only.",
        ),
        ({"state": "no_plan", "n_planned": 0}, "info", "nothing can be said against it."),
        ({"state": "partial"}, "info", "the data of the month end early."),
        ({"state": "stopped"}, "info", "nothing was sold in the month."),
        ({"state": "short"}, "info", "too few months of sales to know the season."),
        ({"state": "over"}, "good", "+¥50 against its plan of ¥1.1k."),
        ({"state": "over", "gap": -50.0}, "act", "−¥50 against its plan of ¥1.1k."),
        ({"state": "over", "plan": None, "gap": None}, "info", "ended in Dec 2026 at ¥1.1k."),
    ],
)
def test_where_the_year_lands_is_judged_only_as_far_as_it_can_be_told(
    given: dict[str, Any], status: str, ends: str
) -> None:
    one = variances.lands(results_with(landing={**LANDING, **given}).landing)
    assert one.status == status and one.plain().endswith(ends)
    with use("zh"):
        assert one.plain().startswith("截至2026年12月")


def test_where_the_year_lands_says_how_sure_its_range_is() -> None:
    one = variances.lands(results_with(landing={**LANDING, "state": "open"}).landing)
    assert "in nineteen of twenty cases)" in one.plain()
    with use("zh"):
        assert "二十次中有十九次）" in one.plain()
