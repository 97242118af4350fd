"""What sheets are filled from: the customers to be visited, what they buy, what visits reached."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from salesnb.actions.effects.panel import Facts
from salesnb.actions.sheets.reach import Reach
from salesnb.months import Month

YEAR = 12


@dataclass(frozen=True)
class Ground:
    """The planned visits (`planned.PLANNED`), classes by customer_id, and what visits reached."""

    facts: Facts
    month: Month
    visits: pd.DataFrame
    classed: pd.Series
    reach: Reach

    @cached_property
    def ids(self) -> pd.Index:
        """The customers to be visited."""
        return pd.Index(sorted(set(self.visits["customer_id"])))

    @cached_property
    def sales(self) -> pd.DataFrame:
        """Sales of all months by customer, product group, product and month."""
        cube = self.facts["sales_cube"]
        columns = ["month", "customer_id", "product_group", "product_id", "net_amount"]
        rows = cube[columns].astype(dict.fromkeys(columns[:4], "str"))
        return rows[rows["month"] <= str(self.month)]

    @cached_property
    def year(self) -> pd.DataFrame:
        """Sales of twelve months."""
        return self.sales[self.sales["month"] >= str(self.month - (YEAR - 1))]

    @cached_property
    def year_sales(self) -> pd.Series:
        """Sales of twelve months of each customer to be visited."""
        return self.year.groupby("customer_id")["net_amount"].sum().reindex(self.ids).fillna(0.0)

    @cached_property
    def by_group(self) -> pd.DataFrame:
        """Sales of twelve months of every customer (rows) by product group (columns)."""
        rows = self.year[self.year["product_group"] != ""]
        found = rows.pivot_table(
            index="customer_id", columns="product_group", values="net_amount", aggfunc="sum"
        ).fillna(0.0)
        return found[(found > 0).any(axis=1)]

    @cached_property
    def main_group(self) -> dict[str, str]:
        """The product group that each customer buys most of."""
        if self.by_group.empty:
            return {}
        most = self.by_group.idxmax(axis=1)
        return {str(who): str(group) for who, group in most.items()}

    @cached_property
    def ever(self) -> pd.DataFrame:
        """Sales of twelve months by customer and product, of all who ever bought the product."""
        pairs = self.sales.groupby(["customer_id", "product_id"])["net_amount"].sum()
        return pairs[pairs > 0].reset_index()

    @cached_property
    def segments(self) -> pd.Series:
        """Segment of each customer."""
        known = self.facts["customers"].drop_duplicates("customer_id")
        return known.set_index("customer_id")["segment"].astype("object")

    def class_of(self, customer: str) -> str:
        """Return the class of a customer, '' without one."""
        return str(self.classed.get(customer, ""))
