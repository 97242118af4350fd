"""What our products are worth to a customer, in money a year, by what people stated."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.customers.research import looking_up
from salesnb.months import Month

NEEDS = "customer_id segment product_group kind amount_a_year evidence author judged_on"
LIKE = "customer_id product_group kind amount_a_year evidence author judged_on"
LEAST_SIZE, MOST_SIZE = 0.25, 4.0  # times the usual user of the segment, for stated amounts
VALUES = """customer_id product_group kind amount_a_year size_factor value evidence author
    judged_on"""


def value_in_use(
    values: pd.DataFrame, sales: pd.DataFrame, base: pd.DataFrame, *, month: Month
) -> pd.DataFrame:
    """Return what each product group that a customer buys is worth to it a year, by kind.

    `values` are the entries of value_in_use.toml, `sales` month, customer_id, product_group and
    net_amount. value = amount_a_year x size_factor, summed over kinds (cost, performance,
    technology, supply, service, long_term) and product groups that it bought in twelve months. An
    entry for the customer itself counts as it stands (factor 1) in the place of that of its
    segment; an entry for a segment is for a user of usual size: the factor is the customer's
    purchases of the group over the median of its segment's buyers, within 0.25 and 4. Rows: VALUES.
    """
    wanted = [str(one) for one in (month - 11).until(month)]
    year = sales[sales["month"].isin(wanted)]
    sums = year.groupby(["customer_id", "product_group"])["net_amount"].sum()
    bought = sums[sums > 0].reset_index()
    bought["segment"] = looking_up.texts(bought["customer_id"], base["segment"])
    usual = bought.groupby(["segment", "product_group"])["net_amount"].transform("median")
    bought["size_factor"] = (bought["net_amount"] / usual).clip(LEAST_SIZE, MOST_SIZE)
    stated = values[NEEDS.split()]
    own = _of_customers(stated[stated["customer_id"] != ""], bought)
    usual_ones = stated[(stated["customer_id"] == "") & (stated["segment"] != "")]
    shared = _of_segments(usual_ones, bought)
    keys = ["customer_id", "product_group", "kind"]
    found = pd.concat([own, shared]).drop_duplicates(keys, keep="first")
    found["value"] = found["amount_a_year"].astype(float) * found["size_factor"]
    order = found.sort_values(["customer_id", "value"], ascending=[True, False], kind="stable")
    return order[VALUES.split()].reset_index(drop=True)


def _of_customers(stated: pd.DataFrame, bought: pd.DataFrame) -> pd.DataFrame:
    """Return entries for a customer; one without a product group holds for all that it buys."""
    grouped = stated[stated["product_group"] != ""]
    pairs = bought[["customer_id", "product_group"]]
    found = grouped.merge(pairs, on=["customer_id", "product_group"])
    whole = stated[
        (stated["product_group"] == "") & stated["customer_id"].isin(pairs["customer_id"])
    ]
    return pd.concat([found, whole])[LIKE.split()].assign(size_factor=1.0)


def _of_segments(stated: pd.DataFrame, bought: pd.DataFrame) -> pd.DataFrame:
    named = stated[stated["product_group"] != ""].drop(columns="customer_id")
    found = named.merge(bought, on=["segment", "product_group"])
    whole = stated[stated["product_group"] == ""].drop(columns="customer_id")
    sizes = bought.groupby(["customer_id", "segment"], as_index=False)["net_amount"].sum()
    usual = sizes.groupby("segment")["net_amount"].transform("median")
    sizes["size_factor"] = (sizes["net_amount"] / usual).clip(LEAST_SIZE, MOST_SIZE)
    return pd.concat([found, whole.merge(sizes, on="segment")])[[*LIKE.split(), "size_factor"]]


def summed(values: pd.DataFrame, base: pd.DataFrame) -> pd.Series:
    """Return the value in use of each customer; missing where nobody stated any."""
    sums = values.groupby("customer_id")["value"].sum()
    return sums.reindex(base.index).astype(float).where(lambda one: np.isfinite(one))
