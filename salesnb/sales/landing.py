"""Where the firm's year will land: what came in so far, and what is expected of its months to come.

The rule is that of the forecast (`methods.calendar_rule`), so that its total is the same.
"""

from __future__ import annotations

import pandas as pd

from salesnb.calendars import WorkCalendar
from salesnb.methods import issued_targets as plans
from salesnb.methods.calendar_rule import sum_ahead
from salesnb.months import Month
from salesnb.sales import trend as trends

UNKNOWN = float("nan")
ENDS = (0.025, 0.975)  # of the range in which the year lies in nineteen of twenty cases


def landing(
    by_month: pd.DataFrame,
    targets: pd.DataFrame,
    *,
    month: Month,
    calendar: WorkCalendar,
    is_partial: bool,
    whole: list[str],
    year_start: int = 1,
) -> pd.DataFrame:
    """Return one row: the firm's year with the months to come, against its plan and last year.

    What is expected stands on the `whole` months. Columns: scope, first and last (months of the
    year, which begins in calendar month `year_start`), n_ahead, so_far, ahead, expected, low, high
    (95 %), plan, n_planned (its months that have a target), gap = expected - plan, before (the
    whole year before), change, state. States: over (nothing is to come), met, missed (the plan lies
    outside the interval), open (inside), no_plan (none for the whole year), partial (the month is
    not whole), stopped (it sold nothing), short (too few months for a season). With the last three
    nothing is expected.
    """
    first = month - (month.of_year(year_start) - 1)
    last = first + 11
    months = [str(m) for m in first.until(last)]
    n_ahead = len((month + 1).until(last))
    so_far = _sum(by_month, [m for m in months if m <= str(month)])
    plan, n_planned = plans.year_plan(targets, first)
    stated = {"scope": "total", "first": str(first), "last": str(last), "n_planned": n_planned}
    before = _sum(by_month, [str(m - 12) for m in first.until(last)])
    found = {"n_ahead": n_ahead, "so_far": so_far, "plan": plan, "before": before}
    judged = trends.judged_months(by_month, whole)
    has_sold = bool(by_month["sales"].iloc[-1] > 0)
    is_partial |= has_sold and bool(whole) and str(month) not in whole
    state = (
        "partial" if is_partial else _unknown(judged, n_ahead, so_far) if has_sold else "stopped"
    )
    found |= dict.fromkeys(("ahead", "expected", "low", "high"), UNKNOWN)
    if not state:
        found |= _expected(judged, n_ahead, so_far, calendar)
        state = _judged(found, n_ahead)
    change = {"gap": found["expected"] - plan, "change": found["expected"] - found["before"]}
    return pd.DataFrame([{**stated, **found, **change, "state": state}])


def _unknown(judged: pd.DataFrame, n_ahead: int, so_far: float) -> str:
    """Return `short` where there are too few months to expect anything of the year, else ''."""
    is_short = n_ahead > 0 and len(judged) < trends.LEAST_MONTHS
    return "short" if is_short or so_far != so_far else ""


def _expected(
    judged: pd.DataFrame, n_ahead: int, so_far: float, calendar: WorkCalendar
) -> dict[str, float]:
    """Return what the year is expected at, with the interval of the sum of its months to come."""
    if not n_ahead:
        return {"ahead": 0.0, "expected": so_far, "low": so_far, "high": so_far}
    months, sales = judged["month"].tolist(), judged["sales"].to_numpy(float)
    ahead, (low, high) = sum_ahead(months, sales, calendar=calendar, ahead=n_ahead, quantiles=ENDS)
    return {"ahead": ahead, "expected": so_far + ahead, "low": so_far + low, "high": so_far + high}


def _judged(found: dict[str, float], n_ahead: int) -> str:
    plan, low, high = (found[name] for name in ("plan", "low", "high"))
    if not n_ahead:
        return "over"
    if plan != plan:
        return "no_plan"
    return "met" if low >= plan else "missed" if high < plan else "open"


def _sum(by_month: pd.DataFrame, months: list[str]) -> float:
    """Return the sales of these months; missing where one of them is."""
    own = by_month.loc[by_month["month"].isin(months), "sales"]
    return float(own.sum()) if len(own) == len(months) else UNKNOWN
