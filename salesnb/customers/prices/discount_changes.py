"""Since when each rep's customers get more discount than they used to, month by month back.

Each customer is held against itself: its usual discount is the mean of its lines before a month,
drawn to the firm's as far as these are few (normal prior, the firm's spread between customers).
What a rep's customers get beyond that since the month is pooled with weights 1 / variance; how
far customers drift by themselves is part of the variance, and what the middle rep gives is taken
out. Reps and customers are places in their sorted lists (`members_of`), months are counted back
from the judged one, discounts are shares of the list value.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Array = NDArray[np.float64]
SCAN = 24  # months back in which a change may have begun
LEAST_AFTER = 2  # months that a change must have lasted, the judged one included
USUAL = 36  # months before the change that say what was usual
FARTHEST = 6.0  # spreads beyond which a line counts as that far: gifts and typing errors
LEAST_REPS = 3  # of whom the middle one says what moved everywhere
LEAST_LINES = 8  # of a rep since the change: fewer are not judged


@dataclass(frozen=True)
class Lines:
    """Cells as arrays: places of customer and rep, months back, discount, lines."""

    customer: NDArray[np.int64]
    rep: NDArray[np.int64]
    at: NDArray[np.int64]
    discount: Array
    n: Array
    amount: Array


@dataclass(frozen=True)
class Spread:
    """The spread of a line, that between customers, the firm's mean discount."""

    line: float
    between: float
    mean: float


@dataclass(frozen=True)
class Change:
    """Of each rep since a month: extra discount, standard error, lines; each customer's usual."""

    extra: Array
    error: Array
    n_lines: Array
    usual: Array


def members_of(cells: pd.DataFrame) -> tuple[list[str], list[str]]:
    """Return the reps and the customers of cells, each sorted."""
    return sorted(cells["rep_id"].unique()), sorted(cells["customer_id"].unique())


def lines_of(cells: pd.DataFrame, which: str) -> Lines:
    """Return as arrays the `plain` lines of cells, or `all` with promotions and approvals.

    Cells without a list value or a discount are left out; places are those of `members_of(cells)`.
    """
    reps, customers = members_of(cells)
    base = cells["plain_list"] if which == "plain" else cells["list_amount"]
    net = cells["plain_net"] if which == "plain" else cells["listed_amount"]
    off = cells["discount"] if which == "plain" else (1 - net / base.where(base > 0)).clip(-1, 1)
    known = off.notna() & (base > 0)
    own = cells[known]
    share = (base[known] / own["list_amount"].where(own["list_amount"] > 0)).clip(0, 1).fillna(1)
    return Lines(
        np.searchsorted(customers, own["customer_id"].to_numpy(str)),
        np.searchsorted(reps, own["rep_id"].to_numpy(str)),
        own["at"].to_numpy("int64"),
        off[known].to_numpy(float),
        (share * own["n_lines"].clip(lower=1)).to_numpy(float),
        base[known].to_numpy(float),
    )


def spread_of(lines: Lines, n_customers: int) -> Spread:
    """Return the robust spread of lines about their customer's median, and between customers."""
    middle = pd.Series(lines.discount).groupby(lines.customer).median()
    centre = middle.reindex(range(n_customers)).to_numpy(float)
    rest = (lines.discount - centre[lines.customer]) * np.sqrt(lines.n)
    line = max(1.4826 * float(np.median(np.abs(rest))), 1e-4)
    known = centre[~np.isnan(centre)]
    mean = float(np.median(known))
    between = 1.4826 * float(np.median(np.abs(known - mean)))
    return Spread(line, max(between, line / 3), mean)


def starts_of(lines: Lines) -> list[int]:
    """Return from how many months back a change may date: the older half is needed to compare."""
    oldest = int(lines.at.max())
    return list(range(LEAST_AFTER - 1, min(SCAN, oldest // 2 + 1)))


def scan(
    lines: Lines, starts: list[int], spread: Spread, sizes: tuple[int, int]
) -> dict[int, Change]:
    """Return for each start (months back) the change at each rep since."""
    return {one: change_since(lines, one, spread, sizes) for one in starts}


def change_since(lines: Lines, start: int, spread: Spread, sizes: tuple[int, int]) -> Change:
    """Return what each rep's customers got since a month beyond their usual; arrays by rep."""
    n_reps, n_customers = sizes
    later = lines.at <= start
    usual, usual_var = usual_discounts(lines, start, spread, n_customers)
    pair = lines.rep[later] * n_customers + lines.customer[later]
    count = np.bincount(pair, lines.n[later], n_reps * n_customers)
    far = FARTHEST * spread.line
    excess = np.clip(lines.discount[later] - usual[lines.customer[later]], -2 * far, 2 * far)
    total = np.bincount(pair, lines.n[later] * excess, n_reps * n_customers)
    there = np.flatnonzero(count > 0)
    rep, customer = np.divmod(there, n_customers)
    mean = total[there] / count[there]
    variance = spread.line**2 / count[there] + usual_var[customer]
    lines_of_rep: Array = np.bincount(rep, count[there], n_reps).astype(float)
    own = _pooled(rep, mean, 1 / variance, n_reps)[0]
    drift = max(_drift(mean - own[rep], variance), 0.0)
    extra, error = _pooled(rep, mean, 1 / (variance + drift), n_reps)
    known = extra[lines_of_rep >= LEAST_LINES]
    common = float(np.median(known)) if len(known) >= LEAST_REPS else 0.0
    return Change(extra - common, error, lines_of_rep, usual)


def _pooled(rep: NDArray[np.int64], mean: Array, weight: Array, n_reps: int) -> tuple[Array, Array]:
    """Return the weighted mean of each rep's customers and its standard error, missing without."""
    sums = np.bincount(rep, weight, n_reps)
    known = np.where(sums > 0, sums, np.nan)
    return np.bincount(rep, weight * mean, n_reps) / known, 1 / np.sqrt(known)


def usual_discounts(
    lines: Lines, start: int, spread: Spread, n_customers: int
) -> tuple[Array, Array]:
    """Return each customer's usual discount before a month, drawn to the firm's; its variance."""
    before = (lines.at > start) & (lines.at <= start + USUAL)
    who, n = lines.customer[before], lines.n[before]
    far = FARTHEST * spread.line
    near = np.clip(lines.discount[before], spread.mean - 3 * far, spread.mean + 3 * far)
    count = np.bincount(who, n, n_customers) / spread.line**2
    total = np.bincount(who, n * near, n_customers) / spread.line**2
    prior = 1 / spread.between**2
    return (total + spread.mean * prior) / (count + prior), 1 / (count + prior)


def _drift(mean: Array, variance: Array) -> float:
    """Return the variance between customers that single lines do not explain, robustly."""
    scaled = 1.4826 * float(np.median(np.abs(mean / np.sqrt(variance))))
    return (scaled**2 - 1) * float(np.median(variance))


def clearest(changes: dict[int, Change], place: int) -> tuple[int | None, float]:
    """Return the start with the largest statistic of a rep, None where it is not judged."""
    best, top = None, -np.inf
    for start, one in changes.items():
        z = one.extra[place] / one.error[place]
        if one.n_lines[place] >= LEAST_LINES and z > top:
            best, top = start, float(z)
    return best, top
