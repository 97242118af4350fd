"""What a rep could do in the month beside visits: collect, move deals on, call prospects."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.actions.ground import Ground

VISIT, COLLECT, DEAL, PROSPECT = "visit", "collect", "deal", "prospect"
KINDS = (VISIT, COLLECT, DEAL, PROSPECT)
# The target that each kind of work is linked to.
MEASURE = {VISIT: "sales", COLLECT: "collections", DEAL: "sales", PROSPECT: "new_customers"}
COLUMNS = [
    *("action_id", "kind", "rep_id", "customer_id", "subject", "times", "hours", "margin"),
    *("amount", "due_on", "is_due"),
]


def other_work(ground: Ground) -> pd.DataFrame:
    """Return a row per piece of work (`COLUMNS`) that a rep at work could do in the month.

    action_id: kind and subject, the same from month to month; subject: the customer, deal or
    prospect; times: 1; hours; margin: what it brings in the month, before the cost of hours (NaN
    where that is not weighed); amount: cash, or the deal's amount; due_on: the day by which it has
    to be done, if one is stated; is_due: done in any case. Collections are due: they are owed.
    """
    parts = [_collections(ground), _deals(ground), _prospects(ground)]
    rows = pd.concat([one for one in parts if len(one)] or parts[:1], ignore_index=True)
    rows = rows[rows["rep_id"].isin(set(ground.reps["rep_id"]))]
    rows["action_id"] = rows["kind"] + ":" + rows["subject"]
    rows = rows.reindex(columns=COLUMNS).reset_index(drop=True)
    rows["due_on"] = pd.to_datetime(rows["due_on"])
    numbers = dict.fromkeys(["hours", "margin", "amount"], float)
    return rows.astype({**numbers, "times": int, "is_due": bool, "rep_id": "str", "kind": "str"})


def _collections(ground: Ground) -> pd.DataFrame:
    """Return a call with each customer that has money overdue, the most first."""
    listed = "customer_id rep_id open_amount days_past_due promised_for"
    rows = ground.used_frame("collection_worklist", listed)
    rows = rows[rows["days_past_due"].astype(float) > 0]
    if rows.empty:
        return pd.DataFrame(columns=COLUMNS)
    rows = rows.assign(customer_id=rows["customer_id"].astype("str"))
    rows["promised_for"] = pd.to_datetime(rows["promised_for"], errors="coerce")
    sums = rows.groupby("customer_id").agg(
        amount=("open_amount", "sum"), due_on=("promised_for", "min"), carried=("rep_id", "first")
    )
    rep = ground.customers.set_index("customer_id")["rep_id"]
    sums = sums.sort_values("amount", ascending=False, kind="stable").reset_index()
    carried = sums["carried"].fillna("").astype("str")
    return pd.DataFrame(
        {
            "kind": COLLECT,
            "rep_id": sums["customer_id"]
            .map(rep)
            .astype(object)
            .replace("", None)
            .fillna(carried)
            .astype("str"),
            "customer_id": sums["customer_id"],
            "subject": sums["customer_id"],
            "times": 1,
            "hours": ground.rules.hours_per_call,
            "margin": np.nan,
            "amount": sums["amount"],
            "due_on": sums["due_on"],
            "is_due": True,
        }
    )


def _deals(ground: Ground) -> pd.DataFrame:
    """Return the month's part of each open deal that is worth going on with.

    A deal takes `hours_ahead` over `months_left`; the month's part of both brings that part of its
    expected margin.
    """
    listed = """opportunity_id customer_id rep_id amount expected_margin hours_ahead months_left
        next_step_on advice"""
    rows = ground.used_frame("deal_forecast", listed)
    known = rows["expected_margin"].notna() & rows["hours_ahead"].notna()
    rows = rows[(rows["advice"] != "stop") & known]
    if rows.empty:
        return pd.DataFrame(columns=COLUMNS)
    part = 1 / rows["months_left"].astype(float).clip(lower=1.0)
    hours = rows["hours_ahead"].astype(float) * part
    return pd.DataFrame(
        {
            "kind": DEAL,
            "rep_id": rows["rep_id"].astype("str"),
            "customer_id": rows["customer_id"].fillna("").astype("str"),
            "subject": rows["opportunity_id"].astype("str"),
            "times": 1,
            "hours": hours.clip(lower=0.1).round(2),
            "margin": rows["expected_margin"].astype(float) * part,
            "amount": rows["amount"],
            "due_on": pd.to_datetime(rows["next_step_on"], errors="coerce"),
            "is_due": False,
        }
    )


def _prospects(ground: Ground) -> pd.DataFrame:
    """Return a call with each prospect that waits, dealt out in turn to its region's reps."""
    listed = "prospect_id region_id place chance amount"
    rows = ground.used_frame("prospects", listed)
    rows = rows[rows["place"].notna() & (rows["amount"].astype(float) > 0)]
    if rows.empty:
        return pd.DataFrame(columns=COLUMNS)
    rows = rows.sort_values("place", kind="stable")
    reps = ground.reps.groupby("region_id")["rep_id"].agg(list).to_dict()
    turn = rows.groupby("region_id").cumcount()
    there = [reps.get(str(one), []) for one in rows["region_id"]]
    rep = [found[k % len(found)] if found else "" for found, k in zip(there, turn, strict=True)]
    return pd.DataFrame(
        {
            "kind": PROSPECT,
            "rep_id": rep,
            "customer_id": "",
            "subject": rows["prospect_id"].astype("str").to_numpy(),
            "times": 1,
            "hours": ground.rules.hours_per_call,
            "margin": rows["amount"].astype(float).to_numpy(),
            "amount": rows["amount"].astype(float).to_numpy(),
            "due_on": pd.NaT,
            "is_due": False,
        }
    )
