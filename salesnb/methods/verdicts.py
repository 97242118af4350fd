"""Trend or just a month: a verdict for each monthly series of a fleet, with one alarm budget.

Each series is asked whether it is now in another regime than its baseline: another level, a trend,
another spread, or an unusual last month that is no turn. Its chance level counts that the baseline
is estimated from few months, that every month may be the first of the change, that noise persists,
and that the series may have a season of its own (`break_scan`, `fleet_noise`, `spread_scan`). Over
the fleet at most `false_discovery` of those named are expected to be so by chance
(Benjamini and Hochberg, Journal of the Royal Statistical Society B, 1995). A baseline begins anew
only where that is recorded with a reason.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
import pandas as pd
from scipy.stats import false_discovery_control

from salesnb.calendars import WorkCalendar
from salesnb.methods.fleet_calendar import adjusted_fleet, own_season_of
from salesnb.methods.fleet_chances import chances_of
from salesnb.methods.fleet_groups import LEAST_MONTHS, Rebased, groups_of, judgeable
from salesnb.methods.fleet_verdicts import VERDICTS, Budget, verdict_rows
from salesnb.methods.verdict_chart import limits_of

COLUMNS = [
    "series",
    "verdict",
    *("since", "change", "change_low", "change_high"),
    *("p_value", "q_value", "smallest_visible"),
    *("baseline", "baseline_from", "baseline_to", "n_months"),
    *("is_rebased", "rebase_reason", "scale"),
]
__all__ = ["COLUMNS", "VERDICTS", "judge_fleet", "judge_raw", "limits_of"]


def judge_fleet(
    adjusted: pd.DataFrame,
    *,
    false_discovery: float = 0.10,
    least_months: int = LEAST_MONTHS,
    rebased: Mapping[str, Rebased] | None = None,
    own_season: Collection[str] = (),
) -> pd.DataFrame:
    """Return one row per series: its verdict at the last month, with size, interval and chance.

    `adjusted` has a row per month (YYYY-MM, none left out) and a column per series; missing before
    a series begins. The calendar is taken out by factors that do not come from the series itself
    (the company's: `fleet_calendar.adjusted_fleet`); a season of its own is estimated here, so that
    the error of it counts. Name in `own_season` those that were adjusted by themselves (the total).
    `rebased`: first month of a new baseline and the recorded reason, by series.

    Columns: series; verdict (of `VERDICTS`); since (first month of what is told; empty without);
    change with change_low, change_high: of level, outlier and common_cause the share by which the
    level (of common_cause: that of the last three months) differs from the baseline, of trend the
    share that a month adds, of variance the share by which the spread changed. Intervals hold
    with 95 % together with the choice of those named (Benjamini and Yekutieli, JASA 2005).
    p_value; q_value; smallest_visible (share: the fall of level, three months old, that would
    be found with 80 %; missing where not even the loss of all would be); baseline (its level, in
    units of `adjusted`), baseline_from, baseline_to; n_months (known); is_rebased, rebase_reason;
    scale (`stable_scale`). The baseline of common_cause, and of a trend all along, is the whole
    history. A series of less than
    `least_months` (18 at least) months, with more than one month in six missing, or without the
    last month is too_short; its figures are missing. Raises UsageError for months out of order
    and for a re-baselining without a reason, month or series.
    """
    frame = judgeable(adjusted, rebased or {})
    chances = chances_of(groups_of(frame, least_months), own_season)
    rates = false_discovery_control(np.minimum(chances.chance, 1.0))
    budget = Budget(rates, false_discovery)
    return _complete(verdict_rows(chances, budget), frame, rebased or {})


def judge_raw(
    raw: pd.DataFrame,
    *,
    calendar: WorkCalendar,
    total: pd.Series | None = None,
    false_discovery: float = 0.10,
    rebased: Mapping[str, Rebased] | None = None,
) -> pd.DataFrame:
    """Return `judge_fleet` of raw monthly series, the company's calendar taken out.

    `total` is the company's series over the same months; without it, the sum of all.
    """
    adjusted = adjusted_fleet(raw, calendar=calendar, total=total)
    own = own_season_of(raw, total)
    return judge_fleet(adjusted, false_discovery=false_discovery, rebased=rebased, own_season=own)


def _complete(
    rows: pd.DataFrame, frame: pd.DataFrame, rebased: Mapping[str, Rebased]
) -> pd.DataFrame:
    """Return the rows of all series in their order, those not judged as too short."""
    full = rows.set_index("series").reindex(frame.columns.astype(str)).rename_axis("series")
    full["verdict"] = full["verdict"].fillna("too_short")
    full["n_months"] = frame.notna().sum().to_numpy()
    for name in ("since", "baseline_from", "baseline_to", "scale"):
        full[name] = full[name].fillna("")
    full = full.reset_index()
    full["is_rebased"] = full["series"].isin(list(rebased))
    full["rebase_reason"] = [rebased[one][1] if one in rebased else "" for one in full["series"]]
    return full[COLUMNS]
