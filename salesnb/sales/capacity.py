"""What limits sales: the hours that reps have, and the money that customers owe."""

from __future__ import annotations

import pandas as pd

from salesnb.measures import ratio
from salesnb.measures.receivables import dso, overdue_ratio
from salesnb.months import Month

TOTAL = "total"
NOT_HELD = ("planned", "cancelled")  # visits


def rep_hours(
    reps: pd.DataFrame,
    absences: pd.DataFrame,
    visits: pd.DataFrame,
    *,
    month: Month,
    working_days: int,
    hours_per_visit: float,
) -> pd.DataFrame:
    """Return one row per rep at work in the month: hours there are, and those used in visits.

    Columns: rep_id, available_hours (selling hours less absences), n_visits, visit_hours (as
    reported, else visits x `hours_per_visit`), used_share. Empty without reps, or where no visit
    was ever reported.
    """
    first, last = pd.Timestamp(month.first), pd.Timestamp(month.last)
    hired = reps["hired_on"].isna() | (reps["hired_on"] <= last)
    at_work = reps[hired & ~(reps["left_on"] <= first) & (len(visits) > 0)]
    frame = at_work[["rep_id", "hours_per_month"]].copy()
    away = _days_away(absences, month).reindex(frame["rep_id"]).fillna(0).to_numpy(float)
    share_there = (1 - away / max(working_days, 1)).clip(min=0)
    frame["available_hours"] = frame["hours_per_month"].to_numpy(float) * share_there
    held = _held(visits, month)
    reported = held["visit_hours"].astype("float64").fillna(hours_per_visit)
    hours = reported.groupby(held["rep_id"])
    frame["n_visits"] = hours.count().reindex(frame["rep_id"]).fillna(0).to_numpy()
    frame["visit_hours"] = hours.sum().reindex(frame["rep_id"]).fillna(0.0).to_numpy()
    frame["used_share"] = ratio(frame["visit_hours"], frame["available_hours"])
    return frame.drop(columns="hours_per_month")


def limits(
    open_instalments: pd.DataFrame,
    by_month: pd.DataFrame,
    hours: pd.DataFrame,
    *,
    dso_months: int,
    is_known: bool,
) -> pd.DataFrame:
    """Return one row with what limits sales: hours, what is overdue, days of sales outstanding.

    DSO = open receivables / sales of the last `dso_months` months x their days. Where it `is_known`
    what was paid, nothing open is zero, else missing. Ageing and credit limits stand in 06_risk.
    """
    nan = float("nan")
    owed = open_instalments["open_amount"].sum() if is_known else nan
    late = open_instalments.loc[open_instalments["days_past_due"] > 0, "open_amount"].sum()
    recent = by_month.tail(dso_months)
    days = sum(Month.parse(m).n_days for m in recent["month"])
    available, used = hours["available_hours"].sum(), hours["visit_hours"].sum()
    found = {
        "open_amount": owed,
        "overdue_amount": late if is_known else nan,
        "overdue_share": overdue_ratio(late, owed),
        "dso_days": dso(owed, recent["sales"].sum(), days),
        "available_hours": available if len(hours) else nan,
        "visit_hours": used if len(hours) else nan,
        "used_share": ratio(used, available),
    }
    return pd.DataFrame([{"scope": TOTAL, **found}])


def _days_away(absences: pd.DataFrame, month: Month) -> pd.Series:
    here = absences[_in_month(absences["absent_on"], month)]
    return here["day_part"].fillna(1.0).groupby(here["rep_id"]).sum()


def _held(visits: pd.DataFrame, month: Month) -> pd.DataFrame:
    return visits[_in_month(visits["visit_date"], month) & ~visits["status"].isin(NOT_HELD)]


def _in_month(days: pd.Series, month: Month) -> pd.Series:
    return (days >= pd.Timestamp(month.first)) & (days <= pd.Timestamp(month.last))
