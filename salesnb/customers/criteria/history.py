"""What each customer bought, month by month, as arrays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salesnb.members import NOBODY, TOTAL
from salesnb.months import YEAR, Month

Floats = NDArray[np.float64]
Frames = Mapping[str, pd.DataFrame]
MONTHS = 60  # that are looked back at
NUMBERS = ("net_amount", "costed_amount", "cost_amount", "n_purchases")


@dataclass(frozen=True)
class History:
    """Purchases by customer (rows, in the order of `ids`) and month (columns, the newest last).

    `margin` is that of the lines with a known cost, `costed` their sales; `orders` counts orders,
    one for a month with a purchase where days of orders are not known. `month` is the last column;
    nothing later is known.
    """

    ids: pd.Index
    month: Month
    sales: Floats
    costed: Floats
    margin: Floats
    orders: Floats

    @property
    def age(self) -> Floats:
        """Months since each column, 0 for the last."""
        return np.arange(self.sales.shape[1] - 1, -1, -1, dtype=float)

    @property
    def first(self) -> NDArray[np.int64]:
        """The column of each first purchase; the number of columns where there is none."""
        bought = self.orders > 0
        return np.where(bought.any(axis=1), bought.argmax(axis=1), bought.shape[1])

    @property
    def silent(self) -> Floats:
        """Months since the last purchase, 0 for one in the last month; NaN without any."""
        bought = self.orders[:, ::-1] > 0
        return np.where(bought.any(axis=1), bought.argmax(axis=1), np.nan)


def customers_of(facts: Frames) -> pd.DataFrame:
    """Return the customers to classify, by customer_id: who has bought, or is no prospect.

    A customer merged into another is part of that one; one marked inactive is left out, unless it
    bought within the months known. Without a table of customers they are those of the sales.
    """
    sold = facts["sales_cube"]["customer_id"].astype("str")
    known = facts.get("customers", pd.DataFrame())
    buyers = pd.Index(merged(sold, known)).unique()
    buyers = buyers[~buyers.isin([*NOBODY, TOTAL])]
    if not len(known):
        return pd.DataFrame(index=pd.Index(sorted(buyers), name="customer_id"))
    own = known.assign(customer_id=known["customer_id"].astype("str")).set_index("customer_id")
    is_other = own.get("kind", pd.Series("", own.index)).astype("str").eq("prospect")
    if "merged_into" in own:
        is_other |= own["merged_into"].astype("str").ne("") & own["merged_into"].notna()
    if "is_active" in own:
        is_other |= own["is_active"].astype("boolean").fillna(True).eq(False).astype(bool)
    wanted = own.index[~is_other.to_numpy(bool)].union(buyers)
    return own.reindex(pd.Index(sorted(wanted), name="customer_id"))


def merged(customers: pd.Series, known: pd.DataFrame) -> pd.Series:
    """Return who each customer is now: the one that it was merged into, in the end."""
    if not len(known) or "merged_into" not in known:
        return customers
    into = known["merged_into"].astype("object").where(known["merged_into"].notna(), "").astype(str)
    moved = dict(zip(known["customer_id"].astype("str"), into, strict=True))
    moved = {old: new for old, new in moved.items() if new and new != old}
    for _ in range(len(moved)):
        further = {old: moved.get(new, new) for old, new in moved.items()}
        if further == moved:
            break
        moved = further
    return customers.map(lambda one: moved.get(one, one)) if moved else customers


def history_of(facts: Frames, ids: pd.Index, month: Month, *, months: int = MONTHS) -> History:
    """Return the purchases of customers up to a month, the last `months` months of them."""
    cube = facts["sales_cube"]
    texts, place = np.unique(cube["month"].astype("str").to_numpy(), return_inverse=True)
    ordinals = np.array([Month.parse(one).ordinal for one in texts], dtype=np.int64)
    column = months - 1 - (month.ordinal - ordinals[place]) if len(cube) else np.zeros(0, np.int64)
    owners = merged(cube["customer_id"].astype("str"), facts.get("customers", cube[:0]))
    row = ids.get_indexer(pd.Index(owners))
    inside = (row >= 0) & (column >= 0) & (column < months)
    cell = row[inside] * months + column[inside]
    sums = {}
    for name in NUMBERS:
        values = cube.get(name, pd.Series(0.0, cube.index)).to_numpy(float)[inside]
        known = np.asarray(np.nan_to_num(values), dtype=np.float64)
        sums[name] = _table(cell, known, len(ids), months)
    bought = sums["n_purchases"] if "n_purchases" in cube else sums["net_amount"]
    orders = np.maximum(_orders(facts, ids, month, months), (bought > 0) * 1.0)
    margin = sums["costed_amount"] - sums["cost_amount"]
    return History(ids, month, sums["net_amount"], sums["costed_amount"], margin, orders)


def _orders(facts: Frames, ids: pd.Index, month: Month, months: int) -> Floats:
    """Return the orders by customer and month, 0 where days of orders are not known."""
    days = facts.get("order_days", pd.DataFrame())
    if not len(days):
        return np.zeros((len(ids), months))
    day = pd.DatetimeIndex(days["day"])
    column = months - 1 - (month.ordinal - (day.year * YEAR + day.month - 1).to_numpy(np.int64))
    known = facts.get("customers", days[:0])
    row = ids.get_indexer(pd.Index(merged(days["customer_id"].astype("str"), known)))
    inside = (row >= 0) & (column >= 0) & (column < months)
    n = days["n_orders"].to_numpy(float)[inside]
    return _table(row[inside] * months + column[inside], n, len(ids), months)


def _table(cell: NDArray[np.int64], values: Floats, n: int, months: int) -> Floats:
    """Return sums of values by cell, customers in rows and months in columns."""
    sums = np.bincount(cell, values, n * months).astype(np.float64)
    return np.asarray(sums.reshape(n, months), dtype=np.float64)
