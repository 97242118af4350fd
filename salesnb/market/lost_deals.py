"""Deals that rivals won from us, and by which advantage."""

from __future__ import annotations

import pandas as pd
from scipy.special import betainc

from salesnb.measures import ratio
from salesnb.months import Month

UNKNOWN, TOTAL = "(not stated)", "total"
CHANCE = 0.05  # of any false mark on the page
REASONS = [
    "competitor_id",
    "reason",
    "n",
    "amount",
    "share",
    "usual_share",
    "chance",
    "stands_out",
]
RIVALS = [
    "competitor_id",
    "n",
    "amount",
    "n_year_before",
    "amount_year_before",
    "share",
    "main_reason",
    "n_main",
]


def of_year(opportunities: pd.DataFrame, last: Month) -> pd.DataFrame:
    """Return the rows of the deals lost in the twelve months up to `last`."""
    first, end = pd.Timestamp((last - 11).first), pd.Timestamp(last.last)
    is_lost = opportunities["stage"] == "lost"
    return opportunities[is_lost & opportunities["closed_on"].between(first, end)]


def lost(opportunities: pd.DataFrame, last: Month) -> pd.DataFrame:
    """Return what counts of the deals of `of_year`: competitor_id, reason, amount.

    A deal without an amount counts as a deal of nought.
    """
    rows = of_year(opportunities, last)
    named = {"competitor_id": rows["competitor_id"], "reason": rows["loss_reason"]}
    stated = {name: values.where(values != "", UNKNOWN) for name, values in named.items()}
    return pd.DataFrame({**stated, "amount": rows["amount"].astype(float).fillna(0.0)})


def by_reason(opportunities: pd.DataFrame, *, month: Month) -> pd.DataFrame:
    """Return one row per rival and reason: n, amount, its share of what that rival won from us.

    `usual_share` is the reason's share at all other rivals; `stands_out` marks reasons more
    frequent at a rival than chance would make them on a page of this size (Bonferroni). What was
    not stated is not judged: its chance is missing, as is that of the only rival.
    """
    rows = lost(opportunities, month)
    if rows.empty:
        return pd.DataFrame(columns=REASONS)
    grouped = rows.groupby(["competitor_id", "reason"])["amount"]
    counted = pd.DataFrame({"n": grouped.size(), "amount": grouped.sum()}).reset_index()
    of_rival = counted.groupby("competitor_id")["n"].transform("sum")
    of_reason = counted.groupby("reason")["n"].transform("sum")
    total = counted["n"].sum()
    counted["share"] = ratio(counted["n"], of_rival)
    counted["usual_share"] = ratio(of_reason - counted["n"], total - of_rival)
    cells = zip(counted["n"], of_rival, counted["usual_share"], strict=True)
    is_named = (counted[["competitor_id", "reason"]] != UNKNOWN).all(axis=1)
    counted["chance"] = pd.Series([_upper_tail(*one) for one in cells]).where(is_named)
    counted["stands_out"] = counted["chance"].fillna(1.0) <= CHANCE / max(is_named.sum(), 1)
    return counted[REASONS]


def _upper_tail(n: int, size: int, p: float) -> float:
    """Return how often a reason of frequency `p` would be given at least `n` times of `size`."""
    return float(betainc(n, size - n + 1, p)) if p == p and n > 0 else float("nan")


def by_rival(opportunities: pd.DataFrame, *, month: Month) -> pd.DataFrame:
    """Return one row per rival, and the total: deals lost in twelve months, and in those before.

    `main_reason` is the stated one given most often (of equals the one with more money), in
    `n_main`; missing where none was stated.
    """
    now, year_before = (_with_total(lost(opportunities, last)) for last in (month, month - 12))
    if now.empty and year_before.empty:
        return pd.DataFrame(columns=RIVALS)
    sums = [
        own.groupby("competitor_id")["amount"].agg(["size", "sum"]) for own in (now, year_before)
    ]
    counted = pd.concat(sums, axis=1).fillna(0.0)
    counted.columns = pd.Index(["n", "amount", "n_year_before", "amount_year_before"])
    counted["share"] = ratio(counted["amount"], counted.at[TOTAL, "amount"])
    stated = now[now["reason"] != UNKNOWN].groupby(["competitor_id", "reason"])["amount"]
    reasons = stated.agg(["size", "sum"]).reset_index()
    main = reasons.sort_values(["size", "sum", "reason"]).groupby("competitor_id").last()
    counted["main_reason"], counted["n_main"] = main["reason"], main["size"]
    return counted.reset_index()[RIVALS]


def _with_total(rows: pd.DataFrame) -> pd.DataFrame:
    """Return deals with all of them once more under the total."""
    return pd.concat([rows, rows.assign(competitor_id=TOTAL)])
