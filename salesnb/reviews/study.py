"""All that 13_review computes: a function per section, in the order of the page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields

import pandas as pd

from salesnb.calendars import WorkCalendar
from salesnb.methods.whole_months import whole_months
from salesnb.months import Month
from salesnb.reviews.adjust import exceptions
from salesnb.reviews.as_issued import AsIssued, Frames, newest_before
from salesnb.reviews.attainment.by_unit import by_unit
from salesnb.reviews.attainment.study import review_attainment
from salesnb.reviews.causes.movement import market_growth
from salesnb.reviews.causes.study import review_causes
from salesnb.reviews.goals import goals_of
from salesnb.reviews.signals.study import find_signals
from salesnb.reviews.spans import review_spans, year_of

__all__ = ["as_issued", "by_unit", "explain", "find_exceptions", "hold_targets", "look_ahead"]


@dataclass(frozen=True)
class Ground:
    """What all sections stand on: the facts, what earlier months issued, the company's year.

    `facts` are the frames that 13_review loads and uses; `confidence` that of ranges.
    """

    facts: Mapping[str, pd.DataFrame]
    issued: AsIssued
    month: Month
    calendar: WorkCalendar
    year_start: int
    confidence: float


def as_issued(earlier: Callable[[str], Frames]) -> AsIssued:
    """Return what earlier months issued; `earlier` returns an artefact by month (YYYY-MM)."""
    return AsIssued(**{one.name: earlier(one.name) for one in fields(AsIssued)})


def hold_targets(ground: Ground) -> dict[str, pd.DataFrame]:
    """Return what came in against its targets, as `review_attainment` does."""
    return review_attainment(
        ground.facts,
        ground.issued,
        month=ground.month,
        calendar=ground.calendar,
        year_start=ground.year_start,
        confidence=ground.confidence,
    )


def explain(ground: Ground, held: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Return why it came otherwise, as `review_causes` does; `held` is of `hold_targets`."""
    return review_causes(
        ground.facts,
        held["attainments"],
        ground.issued,
        month=ground.month,
        year_start=ground.year_start,
        markets=_markets(ground),
    )


def _markets(ground: Ground) -> dict[str, pd.DataFrame]:
    """Return how much the market grew since it was sized before each span (else first), by span."""
    now, then = ground.facts.get("market_potential"), ground.issued.market_potential
    if now is None or not then:
        return {}
    found = {}
    for span in review_spans(ground.month, ground.year_start):
        before = newest_before(then, span.first)
        found[span.name] = market_growth(now, before[1] if before else then[min(then)])
    return found


def look_ahead(ground: Ground) -> dict[str, pd.DataFrame]:
    """Return the frame signals: dangers and chances, as `find_signals` does."""
    days = ground.facts["sales_days"]
    whole = whole_months(days, month=ground.month, calendar=ground.calendar)
    return {"signals": find_signals(ground.facts, month=ground.month, whole=whole)}


def find_exceptions(
    ground: Ground, held: Mapping[str, pd.DataFrame], why: Mapping[str, pd.DataFrame]
) -> dict[str, pd.DataFrame]:
    """Return exceptions and balance of the year, as `adjust.exceptions` does."""
    year = year_of(ground.month, ground.year_start)
    return exceptions.find_exceptions(
        held,
        why["plan_bridge"],
        ground.facts,
        months=[one for one in year if one > str(ground.month)],
        year=year[0][:4],
        confidence=ground.confidence,
    )


def judge_goals(ground: Ground) -> dict[str, pd.DataFrame]:
    """Return goals and goal_owners of the year, as `goals.goals_of` does."""
    return goals_of(ground.facts, year_of(ground.month, ground.year_start))
