"""Orders and visits by customer and month: what effects of visits are read from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salesnb.members import NOBODY
from salesnb.months import Month

Array = NDArray[Any]
Facts = Mapping[str, pd.DataFrame]
MADE = ("held", "unplanned")
AIMS = (
    "more_orders",
    "unbought_items",
    "new_products",
    "new_business",
    "educate",
    "collect",
    "complaint",
    "information",
)


@dataclass(frozen=True)
class Panel:
    """Orders and visits of each customer (rows) in each month (columns).

    `by_aim` has a third axis: visits with each of `AIMS` (one with two aims counts in both).
    `is_known`: months after the customer's first order, and before those that end the record.
    """

    customers: pd.Index
    months: list[Month]
    orders: Array
    amounts: Array
    visits: Array
    by_aim: Array
    is_known: Array

    def part(self, chosen: Array) -> Panel:
        """Return the panel of some customers."""
        own = (self.orders, self.amounts, self.visits, self.by_aim, self.is_known)
        return Panel(self.customers[chosen], self.months, *(one[chosen] for one in own))


def made(visits: pd.DataFrame, month: Month) -> pd.DataFrame:
    """Return the visits that were made up to the month's end, to customers that are named.

    A visit without a status counts as made.
    """
    own = visits[visits["status"].isin([*MADE, ""])]
    own = own[~own["customer_id"].isin(NOBODY) & (own["visit_date"] <= pd.Timestamp(month.last))]
    return own.reset_index(drop=True)


def panel_of(facts: Facts, *, month: Month) -> Panel | None:
    """Return the panel over the months that visits are known of, or None without any.

    `facts`: visits, visit_objectives, order_days. The record begins with the first month that has
    a visit.
    """
    held, days = made(facts["visits"], month), facts["order_days"]
    days = days[(days["day"] <= pd.Timestamp(month.last)) & ~days["customer_id"].isin(NOBODY)]
    if held.empty or days.empty:
        return None
    first = Month.parse(held["visit_date"].min().strftime("%Y-%m"))
    months = first.until(month)
    ids = pd.Index(sorted(set(days["customer_id"].astype(str))))
    started = days.groupby(days["customer_id"].astype(str))["day"].min().reindex(ids)
    place = _since(started, first)
    shape = (len(ids), len(months))
    of_day = (
        ids.get_indexer(pd.Index(days["customer_id"].astype(str))),
        _since(days["day"], first),
    )
    visited = (
        ids.get_indexer(pd.Index(held["customer_id"].astype(str))),
        _since(held["visit_date"], first),
    )
    return Panel(
        customers=ids,
        months=months,
        orders=_sums(shape, *of_day, days["n_orders"].to_numpy(float)),
        amounts=_sums(shape, *of_day, days["net_amount"].to_numpy(float)),
        visits=_sums(shape, *visited, np.ones(len(held))),
        by_aim=_by_aim(shape, visited, held, facts["visit_objectives"]),
        is_known=np.arange(len(months))[None, :] > place[:, None],
    )


def _since(days: pd.Series, first: Month) -> Array:
    """Return the months from `first` to each day."""
    start = np.datetime64(first.first, "M")
    return np.asarray((days.to_numpy().astype("datetime64[M]") - start).astype(int))


def _sums(shape: tuple[int, int], row: Array, column: Array, values: Array) -> Array:
    inside = (row >= 0) & (column >= 0) & (column < shape[1])
    flat = row[inside] * shape[1] + column[inside]
    return np.bincount(flat, values[inside], shape[0] * shape[1]).reshape(shape)


def _by_aim(
    shape: tuple[int, int],
    at: tuple[Array, Array],
    held: pd.DataFrame,
    objectives: pd.DataFrame,
) -> Array:
    """Return visits with each aim."""
    place = pd.Index(held["visit_id"]).get_indexer(pd.Index(objectives["visit_id"]))
    known = place >= 0
    found = []
    for aim in AIMS:
        own = place[known & (objectives["objective"] == aim).to_numpy()]
        found.append(_sums(shape, at[0][own], at[1][own], np.ones(len(own))))
    return np.stack(found, axis=2)
