"""How often customers are to be visited where 12_actions has not said so: by the written rule."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.months import Month
from salesnb.visit_rules import VisitRules

_NEEDS = "rep_id customer_id customer_class visits visit_minutes value must_visit"
NEEDS = _NEEDS.split()
MUST = "A"


def owners(customer_reps: pd.DataFrame, month: Month) -> pd.DataFrame:
    """Return who looks after each customer on the first day of a month: `customer_id, rep_id`."""
    day = pd.Timestamp(month.first)
    rows = customer_reps
    begun = pd.to_datetime(rows["valid_from"]).fillna(day) <= day
    lasts = ~(pd.to_datetime(rows["valid_to"]) <= day)
    rows = rows[begun & lasts & rows["role"].fillna("owner").ne("overlay")]
    order = rows.assign(is_deputy=rows["role"].eq("deputy"))
    order = order.sort_values(
        ["is_deputy", "credit_share", "customer_id", "rep_id"], ascending=[True, False, True, True]
    )
    return order.drop_duplicates("customer_id")[["customer_id", "rep_id"]].astype(str)


def needs_by_rule(
    sales: pd.DataFrame,
    customers: pd.DataFrame,
    owned: pd.DataFrame,
    rules: VisitRules,
    month: Month,
    *,
    usual_minutes: float,
) -> pd.DataFrame:
    """Return `NEEDS` by the written rule: classes by sales of twelve months, visits by class.

    `sales`: `month, customer_id, net_amount`. A quarter of a visit a month is one every fourth
    month, a customer at a time. The value is the sales of a month.
    """
    since = str(month - 12)
    recent = sales[sales["month"].astype(str).ge(since) & sales["month"].astype(str).lt(str(month))]
    by = recent.groupby(recent["customer_id"].astype(str))["net_amount"].sum()
    lengths = customers[["customer_id", "visit_minutes"]].astype({"customer_id": str})
    table = owned.merge(lengths, on="customer_id")
    table["value"] = table["customer_id"].map(by).astype(float).fillna(0.0).clip(lower=0.0) / 12
    table["customer_class"] = _classes(table["value"], rules)
    often = table["customer_class"].map(rules.visits_per_month).to_numpy(float)
    table["visits"] = _whole_visits(table["customer_id"], often, month)
    table["visit_minutes"] = table["visit_minutes"].astype(float).fillna(usual_minutes)
    table["must_visit"] = table["customer_class"].eq(MUST)
    return table.loc[table["visits"] > 0, NEEDS].reset_index(drop=True)


def _classes(value: pd.Series, rules: VisitRules) -> np.ndarray:
    """Return the class of each customer: the largest make up sales to the shares of the rule."""
    order = value.sort_values(ascending=False, kind="stable")
    total = order.sum() or 1.0
    before = (order.cumsum() - order) / total
    names, ends = list(rules.class_shares), list(rules.class_shares.values())
    places = np.searchsorted(ends, before.to_numpy() + 1e-12, side="right").clip(0, len(ends) - 1)
    places = np.where(order.to_numpy() > 0, places, len(ends) - 1)  # who buys nothing is last
    return pd.Series([names[i] for i in places], index=order.index).reindex(value.index).to_numpy()


def _whole_visits(customers: pd.Series, often: np.ndarray, month: Month) -> np.ndarray:
    """Return the whole visits of a month, so that fractions add up over the months."""
    ahead = month.ordinal
    rank = customers.rank(method="first").to_numpy() * 0.6180339887
    so_far, then = np.floor(often * ahead + rank % 1), np.floor(often * (ahead + 1) + rank % 1)
    return (then - so_far).astype(int)
