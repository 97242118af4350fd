"""Companies drawn once for several tests: the world and its orders, by seed."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import numpy as np
import pandas as pd

from salesnb.demo import Truth
from salesnb.demo.sales.orders import World, order_lines

SEEDS = range(1, 6)


@lru_cache(maxsize=8)
def company(seed: int) -> tuple[World, pd.DataFrame]:
    """Return the company of a seed with all that is planted, and its order lines."""
    world = World(Truth(seed=seed), 1.0)
    return world, order_lines(world)


def counts(world: World, orders: pd.DataFrame) -> np.ndarray:
    """Return the number of orders by customer (rows) and month (columns)."""
    one = orders.drop_duplicates("order_id")
    month = one["order_on"].dt.strftime("%Y-%m")
    table = one.groupby(["customer_id", month]).size().unstack(fill_value=0)
    months = [str(m) for m in world.truth.months]
    ids = world.customers["customer_id"]
    return table.reindex(index=ids, columns=months, fill_value=0).to_numpy()


def by_customer(world: World, values: pd.Series) -> np.ndarray:
    """Return values that are indexed by customer for all customers, 0 where there is none."""
    return values.reindex(world.customers["customer_id"]).fillna(0).to_numpy(float)


def agrees(estimates: Iterable[float], truth: float, *, errors: float = 4.0) -> bool:
    """Return whether the mean of estimates lies within some standard errors of the truth."""
    found = np.array(list(estimates), dtype=float)
    error = found.std(ddof=1) / np.sqrt(len(found))
    return bool(abs(found.mean() - truth) <= errors * error)
