"""How large one case turned out to be, in the tables: measures that several kinds share."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.demo.sales.orders import World
from salesnb.months import Month

Entry = dict[str, object]


def owned_lines(world: World, lines: pd.DataFrame, rep: str, start: Month) -> pd.DataFrame:
    """Return the order lines since a month of customers whose first owner was the rep then."""
    ids = world.customers["customer_id"].to_numpy()
    parts = [
        month[month["customer_id"].isin(ids[world.owner_on(m) == rep])]
        for m in start.until(world.truth.months[-1])
        for month in [between(lines, m, m)]
    ]
    return pd.concat(parts, ignore_index=True)


def rows_of(table: pd.DataFrame, column: str, who: str) -> pd.DataFrame:
    """Return the rows of a table whose `column` names `who`."""
    return table[table[column] == who]


def between(lines: pd.DataFrame, first: Month, last: Month) -> pd.DataFrame:
    """Return the order lines of some months, both included."""
    day = lines["order_on"]
    return lines[(day >= np.datetime64(first.first)) & (day <= np.datetime64(last.last))]


def named(table: pd.DataFrame, key: str, who: str) -> Entry:
    """Return the id and the names of one row of a master table."""
    row = table[table[key] == who].iloc[0]
    return {key: who, "name": row["name"], "name_zh": row["name_zh"]}


def units_of(table: pd.DataFrame, column: str = "quantity") -> pd.Series:
    """Return the sum of a quantity per product."""
    return table.groupby("product_id")[column].sum()


def amount_of(lines: pd.DataFrame) -> float:
    """Return the net amount of some lines."""
    return money(lines["net_amount"].sum())


def money(value: float) -> float:
    """Return an amount to the cent."""
    return round(float(value), 2)
