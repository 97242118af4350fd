"""What limits sales: the hours that reps have, and the money that customers owe."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pandas as pd

from salesnb.contracts.fields import N_
from salesnb.measures import ratio
from salesnb.measures.receivables import dso, overdue_ratio
from salesnb.months import Month

NOT_DUE = N_("not due")


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

    The least used first. Columns: place, rep_id, available_hours (selling hours less absences), visit_hours (as reported, else
    visits x `hours_per_visit`), n_visits, used_share. Empty without reps.
    """
    first, last = month.first.isoformat(), month.last.isoformat()
    hired = reps["hired_on"].isna() | _before(reps["hired_on"], last)
    at_work = reps[hired & ~_before(reps["left_on"], first)]
    frame = at_work[["rep_id", "hours_per_month"]].astype({"rep_id": "str"}).copy()
    away = _days_away(absences, month).reindex(frame["rep_id"]).fillna(0).to_numpy(float)
    share_there = (1 - away / max(working_days, 1)).clip(min=0)
    frame["available_hours"] = frame["hours_per_month"].to_numpy(float) * share_there
    held = _held(visits, month)
    reported = held["visit_hours"].astype("float64").fillna(hours_per_visit)
    hours = reported.groupby(held["rep_id"].astype("str"))
    frame["n_visits"] = hours.count().reindex(frame["rep_id"]).fillna(0).to_numpy()
    frame["visit_hours"] = hours.sum().reindex(frame["rep_id"]).fillna(0.0).to_numpy()
    frame["used_share"] = ratio(frame["visit_hours"], frame["available_hours"])
    frame = frame.sort_values(["used_share", "rep_id"], kind="stable").drop(
        columns="hours_per_month"
    )
    frame.insert(0, "place", range(1, len(frame) + 1))
    return frame


def ageing(open_instalments: pd.DataFrame, *, edges: Sequence[int]) -> pd.DataFrame:
    """Return open receivables by days past due: not due, then the buckets between `edges`.

    Columns: place, bucket, n_instalments, open_amount, open_share; credits reduce their bucket.
    The last row, bucket `total`, is their sum.
    """
    days = open_instalments["days_past_due"].to_numpy()
    labels = [NOT_DUE, *(f"{a + 1}–{b}" for a, b in pairwise(edges)), f"> {edges[-1]}"]  # fmt: skip
    bucket = pd.cut(pd.Series(days), [-float("inf"), *edges, float("inf")], labels=labels)
    amount = pd.Series(open_instalments["open_amount"].to_numpy(float))
    grouped = amount.groupby(bucket, observed=False)
    frame = pd.DataFrame({"n_instalments": grouped.count(), "open_amount": grouped.sum()})
    frame.loc["total"] = frame.sum()
    frame["open_share"] = ratio(frame["open_amount"], float(amount.sum()))
    frame = frame.rename_axis("bucket").reset_index()
    frame.insert(0, "place", range(len(frame)))
    return frame.astype({"bucket": "str"})


def limits(
    open_instalments: pd.DataFrame,
    customers: pd.DataFrame,
    by_month: pd.DataFrame,
    hours: pd.DataFrame,
    *,
    dso_months: int,
) -> pd.DataFrame:
    """Return one row with what limits sales: overdue, days of sales outstanding, room for credit.

    DSO = open receivables / sales of the last `dso_months` months x their days. Credit headroom is
    the sum over customers of limit less what they owe, never below zero; `blocked_customers` owe
    more than their limit.
    """
    nan = float("nan")
    owed = open_instalments["open_amount"].sum() if len(open_instalments) else nan
    late = open_instalments.loc[open_instalments["days_past_due"] > 0, "open_amount"].sum()
    recent = by_month.tail(dso_months)
    days = sum(Month.parse(m).n_days for m in recent["month"])
    sold = recent["sales"].sum()
    room = _headroom(open_instalments, customers)
    available, used = hours["available_hours"].sum(), hours["visit_hours"].sum()
    return pd.DataFrame([{
        "scope": "total", "open_amount": owed, "overdue_amount": late if len(open_instalments) else nan,
        "overdue_share": overdue_ratio(late, owed), "dso_days": dso(owed, sold, days),
        "headroom_amount": room[0], "blocked_customers": room[1], "available_hours": available if len(hours) else nan,
        "visit_hours": used if len(hours) else nan, "used_share": ratio(used, available),
    }])  # fmt: skip


def _headroom(open_instalments: pd.DataFrame, customers: pd.DataFrame) -> tuple[float, float]:
    """Return the room below credit limits and the customers beyond theirs; NaN without limits."""
    limit = customers.dropna(subset="credit_limit")
    if limit.empty or open_instalments.empty:
        return float("nan"), float("nan")
    owed = (
        open_instalments["open_amount"].groupby(open_instalments["customer_id"].astype("str")).sum()
    )
    here = owed.reindex(limit["customer_id"].astype("str")).fillna(0.0).to_numpy()
    room = limit["credit_limit"].to_numpy(float) - here
    return float(room.clip(min=0).sum()), float((room < 0).sum())


def _before(days: pd.Series, day: str) -> pd.Series:
    """Return whether each day lies on or before `day`; a missing day does not."""
    return pd.to_datetime(days) <= pd.Timestamp(day)


def _days_away(absences: pd.DataFrame, month: Month) -> pd.Series:
    here = absences[_in_month(absences["absent_on"], month)]
    return here["day_part"].fillna(1.0).groupby(here["rep_id"].astype("str")).sum()


def _held(visits: pd.DataFrame, month: Month) -> pd.DataFrame:
    here = visits[_in_month(visits["visit_date"], month)]
    return here[~here["status"].astype("str").isin(["planned", "cancelled"])]


def _in_month(days: pd.Series, month: Month) -> pd.Series:
    when = pd.to_datetime(days)
    return (when >= pd.Timestamp(month.first)) & (when <= pd.Timestamp(month.last))
