"""Days on which customers bought, in order, and what of them was known on a day."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Array = NDArray[np.float64]
Whole = NDArray[np.int64]
YEAR, MEMORY = 365, 730  # days: of a year; by which the usual pace is told


@dataclass(frozen=True)
class Purchases:
    """One entry per customer and day with a purchase, by customer (a number) and day."""

    names: NDArray[np.str_]
    owner: Whole
    day: Whole  # days since 1970
    amount: Array

    @classmethod
    def of(cls, days: pd.DataFrame) -> Purchases:
        """Return them of order_days: customer_id, day, purchase_amount (zero where credited)."""
        bought = days[days["purchase_amount"] > 0]
        codes, names = pd.factorize(bought["customer_id"].astype("str"), sort=True)
        day = bought["day"].to_numpy("datetime64[D]").astype(np.int64)
        both, place = np.unique(codes.astype(np.int64) * 1_000_000 + day, return_inverse=True)
        worth = bought["purchase_amount"].to_numpy(float)
        amount = np.bincount(place, worth, len(both)).astype(float)
        owner, when = np.divmod(both, 1_000_000)
        return cls(np.asarray(names, dtype=str), owner, when, amount)

    @cached_property
    def summed(self) -> Array:
        return np.concatenate([[0.0], np.cumsum(self.amount)])

    @cached_property
    def keys(self) -> Whole:
        return self.owner * 1_000_000 + self.day

    def places(self, day: int) -> Whole:
        """Return where each customer's purchases after `day` begin."""
        every = np.arange(len(self.names), dtype=np.int64) * 1_000_000
        return np.searchsorted(self.keys, every + day, side="right")

    def counted(self, first: int, last: int) -> tuple[Whole, Array]:
        """Return how many days with a purchase, and what amount, after `first` up to `last`."""
        start, end = self.places(first), self.places(last)
        return end - start, self.summed[end] - self.summed[start]


@dataclass(frozen=True)
class Known:
    """What is known of each customer on a day: arrays by customer; no last purchase is -1."""

    day: int
    n: Whole  # days with a purchase ever
    first: Whole
    last: Whole
    total: Array
    n_usual: Whole  # with a purchase in the two years up to the last one
    span: Whole  # days from the first to the last of these
    gap: Array  # the middle pause between them, days; missing with less than two pauses
    n_year: Whole  # with a purchase in the twelve months up to the last one
    year_amount: Array  # bought in the twelve months up to the last purchase

    @property
    def silent(self) -> Array:
        """Days since the last purchase; missing without one."""
        return np.where(self.last >= 0, self.day - self.last, np.nan).astype(float)

    @property
    def overdue_ratio(self) -> Array:
        """Days since the last purchase over the own middle pause."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return self.silent / self.gap


def known_on(bought: Purchases, day: int) -> Known:
    """Return what was known of each customer at the end of a day."""
    start, end = bought.places(-1), bought.places(day)
    n = end - start
    has = n > 0
    first = np.where(has, bought.day[np.minimum(start, len(bought.day) - 1)], -1)
    last = np.where(has, bought.day[np.maximum(end - 1, 0)], -1)
    every = np.arange(len(n), dtype=np.int64) * 1_000_000
    usual = np.searchsorted(bought.keys, every + np.maximum(last - MEMORY, 0), side="right")
    year = np.searchsorted(bought.keys, every + np.maximum(last - YEAR, 0), side="right")
    n_usual = np.where(has, end - usual, 0)
    oldest = bought.day[np.minimum(usual, len(bought.day) - 1)]
    return Known(
        day,
        n,
        first,
        last,
        bought.summed[end] - bought.summed[start],
        n_usual,
        np.where(has, last - oldest, 0),
        _middle_gap(bought, usual, n_usual),
        np.where(has, end - year, 0),
        np.where(has, bought.summed[end] - bought.summed[np.minimum(year, end)], 0.0),
    )


def _middle_gap(bought: Purchases, start: Whole, n: Whole) -> Array:
    """Return the median pause between n purchases from `start` on, of each customer."""
    counts = np.maximum(n - 1, 0)
    whose = np.repeat(np.arange(len(n)), counts)
    begin = np.cumsum(counts) - counts
    place = np.arange(len(whose)) - begin[whose] + start[whose]
    gaps = (bought.day[place + 1] - bought.day[place]).astype(float) if len(whose) else np.zeros(0)
    gaps = gaps[np.lexsort((gaps, whose))]
    middle = np.full(len(n), np.nan)
    has = counts >= 2
    low, high = begin + (counts - 1) // 2, begin + counts // 2
    middle[has] = (gaps[low[has]] + gaps[high[has]]) / 2
    return middle
