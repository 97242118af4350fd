"""What could be expected of the customers of each rep, as the fleet's commitments understand it.

Reps look back on some months, on the same month a year ago, or know what is to come. Which mix of
these, and whose a customer counts as where several share it, is the one that all commitments fit
best: no rep's own level has a say in it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from salesnb.months import YEAR, Month
from salesnb.reviews.behaviour.fleet import Array, Frames

RUN = 3  # months before (and from the month on) that make a run rate
MIXES = (  # of the months before, of those from the month on, of the same month a year ago
    (1.0, 0.0, 0.0),
    (0.9, 0.0, 0.1),
    (0.75, 0.0, 0.25),
    (0.5, 0.0, 0.5),
    (0.0, 0.0, 1.0),
    (0.75, 0.25, 0.0),
    (0.5, 0.5, 0.0),
    (0.25, 0.75, 0.0),
    (0.6, 0.3, 0.1),
    (0.4, 0.4, 0.2),
)


def months_of(month: Month, n: int) -> list[str]:
    """Return the `n` months up to `month`, oldest first."""
    return [str(one) for one in (month - (n - 1)).until(month)]


def expected_of(
    facts: Frames, commit: Array, reps: pd.Index, *, month: Month
) -> tuple[Array, Array]:
    """Return what could be expected of each rep and month, and what came in, as `commit` is shaped.

    `commit`: reps x months, the newest last, missing where nothing was stated. All parts are
    brought to the company's level in the month, so that season and outlook are nobody's merit.
    """
    months = months_of(month, commit.shape[1])
    bought, customers, actual = _bought(facts, reps, month=month, n=len(months))
    parts = _parts(bought, len(months))
    best, least = np.zeros_like(commit), np.inf
    for place, rep, when, share in _owners(facts, customers, reps, months):
        sums = [_by_rep(one[place, when] * share, rep, when, commit.shape) for one in parts]
        for mix in MIXES:
            mixed = np.asarray(sum(w * one for w, one in zip(mix, sums, strict=True)))
            fit = _unfit(commit, mixed)
            if fit < least:
                best, least = mixed, fit
    return best, actual


def _bought(
    facts: Frames, reps: pd.Index, *, month: Month, n: int
) -> tuple[Array, pd.Index, Array]:
    """Return what customers bought in `n` months and a year and a run before; who; and by rep."""
    cube = _cube(facts)
    months = pd.Index(months_of(month, n + YEAR + RUN))
    when = months.get_indexer(pd.Index(cube["month"]))
    customers = pd.Index(np.sort(cube["customer_id"].unique()))
    who = customers.get_indexer(pd.Index(cube["customer_id"]))
    amount = np.where(when >= 0, cube["net_amount"].to_numpy(float), 0.0)
    shape = (len(customers), len(months))
    bought = _by_rep(amount, who, np.maximum(when, 0), shape)
    rep, at = reps.get_indexer(pd.Index(cube["rep_id"])), when - (len(months) - n)
    is_in = (rep >= 0) & (at >= 0)
    return bought, customers, _by_rep(amount[is_in], rep[is_in], at[is_in], (len(reps), n))


def _cube(facts: Frames) -> pd.DataFrame:
    """Return what was ordered, or invoiced where nothing was ordered.

    Where there were too many cells for customers (`gate.most_cells`) a rep stands for its own.
    """
    cube = facts["order_cube"] if len(facts["order_cube"]) else facts["sales_cube"]
    return cube if _is_by_customer(facts) else cube.assign(customer_id=cube["rep_id"])


def _is_by_customer(facts: Frames) -> bool:
    cube = facts["order_cube"] if len(facts["order_cube"]) else facts["sales_cube"]
    return bool((cube["customer_id"] != "").any())


def _by_rep(values: Array, row: Array, column: Array, shape: tuple[int, ...]) -> Array:
    place = row * shape[1] + column
    return np.bincount(place, values, shape[0] * shape[1]).reshape(shape)


def _parts(bought: Array, n: int) -> list[Array]:
    """Return customers x the last `n` months: run rate before, from the month on, a year ago."""
    upto = np.concatenate([np.zeros((len(bought), 1)), bought.cumsum(axis=1)], axis=1)
    at = np.arange(bought.shape[1] - n, bought.shape[1])
    last = np.minimum(at + RUN, bought.shape[1])
    parts = [
        (upto[:, at] - upto[:, at - RUN]) / RUN,
        (upto[:, last] - upto[:, at]) / (last - at),
        bought[:, at - YEAR],
    ]
    total = bought[:, at].sum(axis=0)
    levels = [one.sum(axis=0) for one in parts]
    return [
        one * np.where(level > 0, total / np.where(level > 0, level, 1.0), 0.0)
        for one, level in zip(parts, levels, strict=True)
    ]


def _owners(
    facts: Frames, customers: pd.Index, reps: pd.Index, months: Sequence[str]
) -> list[tuple[Array, Array, Array, Array]]:
    """Return whose a customer is in each month: the first owner's in full, or by shares.

    Places of customers, reps and months, and shares. Without customer_reps, or where a rep stands
    for its customers, whoever sold most lately has them.
    """
    cube, shares = _cube(facts), facts["customer_reps"]
    if shares.empty or not _is_by_customer(facts):
        last = cube.sort_values(["month", "net_amount"]).drop_duplicates("customer_id", keep="last")
        shares = last[["customer_id", "rep_id"]].assign(
            valid_from=None, valid_to=None, credit_share=1.0, role="owner"
        )
    shares = shares[shares["role"] != "overlay"].sort_values(
        ["credit_share", "rep_id"], ascending=[False, True]
    )
    begins, ends = (
        pd.to_datetime(shares[one]).to_numpy("datetime64[s]")[:, None]
        for one in ("valid_from", "valid_to")
    )
    days = np.array([f"{one}-01" for one in months], dtype="datetime64[s]")
    is_on = (np.isnat(begins) | (begins <= days)) & (np.isnat(ends) | (ends > days))
    held, when = np.nonzero(is_on)
    place = customers.get_indexer(pd.Index(shares["customer_id"]))[held]
    rep = reps.get_indexer(pd.Index(shares["rep_id"]))[held]
    part = shares["credit_share"].to_numpy(float)[held]
    key = place * len(months) + when
    is_first = np.zeros(len(key), bool)
    is_first[np.unique(key, return_index=True)[1]] = True
    found = []
    for chosen, share in ((is_first, np.ones(len(key))), (np.ones(len(key), bool), part)):
        kept = chosen & (place >= 0) & (rep >= 0)
        found.append((place[kept], rep[kept], when[kept], share[kept]))
    return found


def _unfit(commit: Array, mixed: Array) -> float:
    """Return how far commitments scatter around each rep's own share of a mix."""
    logs = beside_others(commit, mixed)
    if not np.isfinite(logs).any():
        return float("inf")
    own = middle_of(logs.T)[:, None]
    return float(np.nanmedian(np.abs(logs - own)))


def beside_others(commit: Array, mixed: Array) -> Array:
    """Return the log of commitment over expectation, less the median rep's of the month."""
    is_there = (mixed > 0) & (np.nan_to_num(commit) > 0)
    ratio = np.where(is_there, commit, np.nan) / np.where(is_there, mixed, 1.0)
    logs = np.log(ratio)
    return np.asarray(logs - middle_of(logs))


def middle_of(table: Array) -> Array:
    """Return the median of each column; missing where a column has nothing."""
    full = np.where(np.isfinite(table), table, np.inf)
    order = np.sort(full, axis=0)
    n = np.isfinite(table).sum(axis=0)
    columns = np.arange(table.shape[1])
    low, high = np.maximum((n - 1) // 2, 0), np.maximum(n // 2, 0)
    high = np.minimum(high, table.shape[0] - 1)
    middle = (order[low, columns] + order[high, columns]) / 2
    return np.where(n > 0, middle, np.nan)
