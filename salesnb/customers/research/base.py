"""Every customer with what the other modules ask of it: purchases, needs, place, class."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from salesnb.contracts.needed import require_columns
from salesnb.customers.research import looking_up
from salesnb.members import UNASSIGNED
from salesnb.methods.revenue_bands import revenue_bands
from salesnb.months import Month
from salesnb.visit_rules import VisitRules

Facts = Mapping[str, pd.DataFrame]
YEAR = 12
NEEDS = {
    "sales_cube": "month customer_id product_group net_amount costed_amount cost_amount",
    "customers": "customer_id kind segment region_id purchase_potential merged_into is_active",
    "regions": "region_id parent_id",
}
TEXTS = ["kind", "segment", "region_id"]


def customers_now(facts: Facts, *, month: Month, rules: VisitRules) -> pd.DataFrame:
    """Return one row per customer or prospect, the largest first, indexed by customer_id.

    `facts` are those of `with_merged`. Columns: kind, segment, region_id, area
    (the region above), potential (purchases of our kind a year, as the master data say), amount,
    amount_before (net sales of twelve months up to `month`, and of the twelve before), margin_share
    (of the costed lines, the firm's where a customer has none), is_active, is_prospect (never
    bought), customer_class, class_basis (`classes`, or `largest` where 05_customers classed nobody:
    then by amount in the shares of `rules`). Raises `UsageError` for frames that lack a column.
    """
    require_columns(facts, NEEDS)
    sales = facts["sales_cube"]
    base = _masters(facts, sales)
    base["amount"] = in_months(sales, month, YEAR).reindex(base.index).fillna(0.0)
    base["amount_before"] = in_months(sales, month - YEAR, YEAR).reindex(base.index).fillna(0.0)
    base["margin_share"] = _margin(sales, month).reindex(base.index)
    base["margin_share"] = base["margin_share"].fillna(_firm_margin(sales, month))
    bought = sales.groupby("customer_id")["net_amount"].max().reindex(base.index)
    base["is_prospect"] = ~(bought > 0)
    classed = _classed(base, facts.get("customer_classes"), rules)
    order = classed.reset_index().sort_values(["amount", "customer_id"], ascending=[False, True])
    return order.set_index("customer_id")


def with_merged(facts: Facts) -> dict[str, pd.DataFrame]:
    """Return the facts with every row of a merged customer under the one that it ended in."""
    require_columns(facts, {"customers": "customer_id merged_into"})
    into = merged(facts["customers"])
    found = dict(facts)
    for name, frame in facts.items():
        if "customer_id" in frame and name != "customers" and into:
            found[name] = frame.assign(customer_id=frame["customer_id"].replace(into))
    own = facts["customers"]
    found["customers"] = own[~own["customer_id"].isin(into)]
    return found


def merged(customers: pd.DataFrame) -> dict[str, str]:
    """Return for each customer that was merged the one that it ended in."""
    into = dict(zip(customers["customer_id"], customers["merged_into"], strict=True))
    direct = {one: to for one, to in into.items() if to}
    ended = {}
    for one, to in direct.items():
        seen = {one}
        while to in direct and to not in seen:
            seen.add(to)
            to = direct[to]
        ended[one] = to
    return ended


def in_months(sales: pd.DataFrame, month: Month, n: int) -> pd.Series:
    """Return net sales by customer of the `n` months up to `month`."""
    return _of_months(sales, month, n).groupby("customer_id")["net_amount"].sum()


def mix(sales: pd.DataFrame, month: Month) -> pd.DataFrame:
    """Return the share of each product group in a customer's purchases of twelve months.

    Rows are customers with purchases above zero, columns product groups; credit notes that exceed
    the purchases of a group count as none.
    """
    year = _of_months(sales, month, YEAR)
    amounts = year.pivot_table(
        index="customer_id", columns="product_group", values="net_amount", aggfunc="sum"
    )
    amounts = amounts.fillna(0.0).clip(lower=0.0)
    amounts = amounts[amounts.sum(axis=1) > 0]
    return amounts.div(amounts.sum(axis=1), axis=0)


def _of_months(sales: pd.DataFrame, month: Month, n: int) -> pd.DataFrame:
    wanted = [str(one) for one in (month - (n - 1)).until(month)]
    return sales[sales["month"].isin(wanted)]


def _masters(facts: Facts, sales: pd.DataFrame) -> pd.DataFrame:
    """Return the master columns of all customers, those that are only sold to included."""
    known = facts["customers"].set_index("customer_id")
    others = pd.Index(sales["customer_id"].unique()).difference(known.index)
    ids = known.index.append(others[(others != UNASSIGNED) & (others != "")])
    base = known.reindex(ids)[[*TEXTS, "purchase_potential", "is_active"]]
    base[TEXTS] = base[TEXTS].fillna("")
    parents = dict(zip(facts["regions"]["region_id"], facts["regions"]["parent_id"], strict=True))
    base["area"] = looking_up.texts(base["region_id"], parents)
    base["potential"] = base.pop("purchase_potential").astype(float)
    base["is_active"] = base["is_active"].fillna(True).astype(bool)
    return base.rename_axis("customer_id")


def _margin(sales: pd.DataFrame, month: Month) -> pd.Series:
    year = _of_months(sales, month, YEAR)
    sums = year.groupby("customer_id")[["costed_amount", "cost_amount"]].sum()
    sums = sums[sums["costed_amount"] > 0]
    return (1 - sums["cost_amount"] / sums["costed_amount"]).clip(-1.0, 1.0)


def _firm_margin(sales: pd.DataFrame, month: Month) -> float:
    """Return the firm's margin on lines with a cost; missing without any."""
    sums = _of_months(sales, month, YEAR)[["costed_amount", "cost_amount"]].sum()
    costed = float(sums["costed_amount"])
    return 1 - float(sums["cost_amount"]) / costed if costed > 0 else float("nan")


def _classed(base: pd.DataFrame, classes: pd.DataFrame | None, rules: VisitRules) -> pd.DataFrame:
    """Return the customers with their class; prospects have none."""
    if classes is not None and len(classes):
        own = classes.drop_duplicates("customer_id")
        stated = own.set_index("customer_id")["customer_class"]
        found = stated.reindex(base.index).fillna("").astype("str")
        return base.assign(customer_class=found, class_basis="classes")
    buying = base[base["amount"] > 0].sort_values("amount", ascending=False, kind="stable")
    bands = revenue_bands(buying["amount"], rules.class_shares)
    found = pd.Series(np.asarray(bands, dtype=object), index=buying.index).reindex(base.index)
    return base.assign(customer_class=found.fillna("").astype("str"), class_basis="largest")
