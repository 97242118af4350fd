"""Purchases of each customer in a few numbers: how many, when the last, since when, how much.

Purchases of one day are one purchase. The first one begins the count and is none of it, as in
Fader, Hardie and Lee, Marketing Science 2005.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

DAYS = {"day": 1.0, "week": 7.0, "month": 365.25 / 12}
RFM_PARTS = 5


def purchase_summary(purchases: pd.DataFrame, *, end: object, unit: str = "week") -> pd.DataFrame:
    """Return one row per customer who bought up to `end` (a day, included).

    `purchases`: customer_id, day, amount; rows after `end` are not known yet. Columns: customer_id,
    n_repeat (days with a purchase after the first), last_age (from the first to the last purchase,
    in `unit`s), age (from the first to the end), mean_amount (of a repeat purchase, missing without
    one), total_amount, first_on, last_on. Raises ValueError for an unknown unit.
    """
    if unit not in DAYS:
        raise ValueError(f"unit = {unit!r}: one of {', '.join(DAYS)}")
    last = pd.Timestamp(end)  # type: ignore[arg-type]
    known = purchases[pd.to_datetime(purchases["day"]) <= last]
    names, day, amount = _by_day(known)
    start = np.flatnonzero(np.diff(names, prepend=-1))
    n = np.diff(np.append(start, len(names)))
    first, newest = day[start], day[start + n - 1]
    total = np.add.reduceat(amount, start) if len(start) else np.zeros(0)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(n > 1, (total - amount[start]) / np.maximum(n - 1, 1), np.nan)
    table = {
        "customer_id": np.sort(known["customer_id"].astype("str").unique()),
        "n_repeat": n - 1,
        "last_age": (newest - first) / DAYS[unit],
        "age": (last.to_numpy().astype("datetime64[D]").astype(np.int64) - first) / DAYS[unit],
        "mean_amount": mean,
        "total_amount": total,
        "first_on": pd.to_datetime(first.astype("datetime64[D]")),
        "last_on": pd.to_datetime(newest.astype("datetime64[D]")),
    }
    return pd.DataFrame(table)


def _by_day(purchases: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return customer (a number), day and amount of each day with a purchase, in order."""
    codes = pd.factorize(purchases["customer_id"].astype("str"), sort=True)[0].astype(np.int64)
    day = pd.to_datetime(purchases["day"]).to_numpy("datetime64[D]").astype(np.int64)
    both, place = np.unique(codes * 1_000_000 + day, return_inverse=True)
    amount = np.bincount(place, purchases["amount"].to_numpy(float), len(both))
    owner, days = np.divmod(both, 1_000_000)
    return owner, days, amount


def rfm(summary: pd.DataFrame, *, parts: int = RFM_PARTS) -> pd.DataFrame:
    """Return the parts (1 lowest to `parts`) of how newly, how often and for how much each bought.

    `summary` as `purchase_summary` returns it. Columns: customer_id, newness, frequency, money, rfm
    (their sum). Equal values share a part; it is the classic second opinion, no forecast.
    """
    since = summary["age"] - summary["last_age"]
    columns = {
        "newness": _part(-since, parts),
        "frequency": _part(summary["n_repeat"], parts),
        "money": _part(summary["total_amount"], parts),
    }
    table = pd.DataFrame({"customer_id": summary["customer_id"], **columns})
    return table.assign(rfm=table[list(columns)].sum(axis=1))


def _part(values: pd.Series, parts: int) -> pd.Series:
    share = values.rank(pct=True, method="average")
    return (share * parts).apply(np.ceil).clip(1, parts).astype("int64")
