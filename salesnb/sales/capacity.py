"""What limits sales: the hours that reps have, and the money that customers owe."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pandas as pd

from salesnb.measures import ratio
from salesnb.measures.receivables import dso, overdue_ratio
from salesnb.months import Month

NOT_DUE, TOTAL = "not due", "total"
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


def ageing(open_instalments: pd.DataFrame, *, edges: Sequence[int]) -> pd.DataFrame:
    """Return open receivables by days past due: not due, then the buckets between `edges`.

    Columns: bucket, from_days (the first day of the bucket), n_instalments, open_amount,
    open_share; credits reduce their bucket. The row of bucket `total` is their sum.
    """
    days = open_instalments["days_past_due"].to_numpy()
    labels = [NOT_DUE, *(f"{a + 1}–{b}" for a, b in pairwise(edges)), f"> {edges[-1]}"]
    bucket = pd.cut(pd.Series(days), [-float("inf"), *edges, float("inf")], labels=labels)
    amount = pd.Series(open_instalments["open_amount"].to_numpy(float))
    grouped = amount.groupby(bucket, observed=False)
    frame = pd.DataFrame({"n_instalments": grouped.count(), "open_amount": grouped.sum()})
    frame.loc[TOTAL] = frame.sum()
    frame["open_share"] = ratio(frame["open_amount"], float(amount.sum()))
    frame["from_days"] = [0.0, *(edge + 1.0 for edge in edges), float("nan")]
    return frame.rename_axis("bucket").reset_index().astype({"bucket": "str"})


def limits(
    open_instalments: pd.DataFrame,
    customers: pd.DataFrame,
    by_month: pd.DataFrame,
    hours: pd.DataFrame,
    *,
    dso_months: int,
    is_known: bool,
) -> pd.DataFrame:
    """Return one row with what limits sales: overdue, days of sales outstanding, room for credit.

    DSO = open receivables / sales of the last `dso_months` months x their days. Credit headroom is
    the sum over customers of limit less what they owe, never below zero; `blocked_customers` owe
    more than their limit, by `excess_amount` together. Where it `is_known` what was paid, nothing
    open is zero, else missing.
    """
    nan = float("nan")
    owed = open_instalments["open_amount"].sum() if is_known else nan
    late = open_instalments.loc[open_instalments["days_past_due"] > 0, "open_amount"].sum()
    recent = by_month.tail(dso_months)
    days = sum(Month.parse(m).n_days for m in recent["month"])
    room, blocked, excess = _headroom(open_instalments, customers)
    available, used = hours["available_hours"].sum(), hours["visit_hours"].sum()
    found = {
        "open_amount": owed,
        "overdue_amount": late if is_known else nan,
        "overdue_share": overdue_ratio(late, owed),
        "dso_days": dso(owed, recent["sales"].sum(), days),
        "headroom_amount": room,
        "blocked_customers": blocked,
        "excess_amount": excess,
        "available_hours": available if len(hours) else nan,
        "visit_hours": used if len(hours) else nan,
        "used_share": ratio(used, available),
    }
    return pd.DataFrame([{"scope": TOTAL, **found}])


def matched(matches: pd.DataFrame) -> dict[str, float]:
    """Return n_matched, the receipts that came without an allocation, and their matched_amount.

    `matches` has receipt_id and amount: what each of them is taken to pay.
    """
    amount = float(matches["amount"].sum())
    return {"n_matched": float(matches["receipt_id"].nunique()), "matched_amount": amount}


def _headroom(open_instalments: pd.DataFrame, customers: pd.DataFrame) -> tuple[float, ...]:
    """Return the room below credit limits, the customers beyond theirs, and by how much.

    All are missing without limits.
    """
    limit = customers.dropna(subset="credit_limit")
    if limit.empty or open_instalments.empty:
        return (float("nan"),) * 3
    owed = open_instalments.groupby("customer_id")["open_amount"].sum()
    here = owed.reindex(limit["customer_id"]).fillna(0.0).to_numpy()
    room = limit["credit_limit"].to_numpy(float) - here
    return float(room.clip(min=0).sum()), float((room < 0).sum()), float(-room.clip(max=0).sum())


def _days_away(absences: pd.DataFrame, month: Month) -> pd.Series:
    here = absences[_in_month(absences["absent_on"], month)]
    return here["day_part"].fillna(1.0).groupby(here["rep_id"]).sum()


def _held(visits: pd.DataFrame, month: Month) -> pd.DataFrame:
    return visits[_in_month(visits["visit_date"], month) & ~visits["status"].isin(NOT_HELD)]


def _in_month(days: pd.Series, month: Month) -> pd.Series:
    return (days >= pd.Timestamp(month.first)) & (days <= pd.Timestamp(month.last))
