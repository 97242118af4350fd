"""The monthly plan of each rep: sales and cash by customer and product group, and new customers."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.actions.assigned.quotas import Quotas
from salesnb.actions.ground import Ground, looked_up
from salesnb.members import NOBODY, UNASSIGNED
from salesnb.money import split_minor

KEYS = ["rep_id", "customer_id", "product_group"]
MONEY = ("sales", "collections")
MINOR = 100  # cents of a unit: targets are stated to the cent


def plan_month(ground: Ground, quotas: Quotas) -> pd.DataFrame:
    """Return `KEYS`, sales and collections of the planned month, adding up to the reps' targets.

    Where the issued plan has customers and product groups, they stand as issued. Else each rep's
    target is split over the rep's customers and their product groups by the sales of the last
    twelve months (cash by what they paid, and each customer's mix), to the cent. A rep without such
    a customer has it in one row of `(unassigned)`.
    """
    if len(quotas.detail):
        return quotas.detail
    mix = _mix(ground)
    parts = [_split(ground, quotas, mix, measure) for measure in MONEY]
    rows = pd.concat(parts).groupby(KEYS)[list(MONEY)].sum().reset_index()
    return rows[(rows["sales"] != 0) | (rows["collections"] != 0)].reset_index(drop=True)


def _mix(ground: Ground) -> pd.DataFrame:
    """Return sales of twelve months, above nought, by customer of a rep and product group."""
    cube = ground.facts["sales_cube"]
    own = cube[cube["month"].isin(ground.year) & ~cube["customer_id"].isin(NOBODY)]
    group = ground.facts["products"].set_index("product_id")["product_group"]
    named = own.assign(
        customer_id=own["customer_id"].astype("str"),
        product_group=own["product_id"]
        .map(group)
        .astype(object)
        .fillna("")
        .replace("", UNASSIGNED),
    )
    sums = named.groupby(["customer_id", "product_group"])["net_amount"].sum().reset_index()
    rep = ground.customers.set_index("customer_id")["rep_id"]
    sums["rep_id"] = sums["customer_id"].map(rep).astype(object).fillna("").astype("str")
    return sums[(sums["net_amount"] > 0) & (sums["rep_id"] != "")]


def _split(ground: Ground, quotas: Quotas, mix: pd.DataFrame, measure: str) -> pd.DataFrame:
    weights = mix.rename(columns={"net_amount": "weight"})
    if measure == "collections":
        weights = _paid(ground, weights)
    found = []
    by_rep = dict(iter(weights.groupby("rep_id")))
    for rep, target in quotas.of_reps(measure).items():
        rows = by_rep.get(str(rep))
        if rows is None or not rows["weight"].sum() > 0:
            rows = pd.DataFrame([(rep, UNASSIGNED, UNASSIGNED, 1.0)], columns=[*KEYS, "weight"])
        cents = split_minor(round(float(target) * MINOR), rows["weight"].to_numpy(float))
        found.append(rows[KEYS].assign(**{measure: cents / MINOR}))
    empty = pd.DataFrame(columns=[*KEYS, *MONEY])
    both = pd.concat([empty, *found]) if found else empty
    amounts = both[list(MONEY)].astype(float).fillna(0.0)
    return both.assign(**{one: amounts[one] for one in MONEY})


def _paid(ground: Ground, mix: pd.DataFrame) -> pd.DataFrame:
    """Return the mix with weights by what customers paid in twelve months, where that is known."""
    cube = ground.facts["collections_cube"]
    own = cube[cube["month"].isin(ground.year)]
    paid = own.groupby(own["customer_id"].astype("str"))["amount"].sum().clip(lower=0.0)
    if not paid.sum() > 0:
        return mix
    whole = mix.groupby("customer_id")["weight"].transform("sum")
    share = mix["weight"] / whole
    return mix.assign(weight=share * looked_up(mix["customer_id"], paid))


def sum_reps(ground: Ground, quotas: Quotas, planned: pd.DataFrame) -> pd.DataFrame:
    """Return a row per rep with a target or customers: what the month asks, and what it adds up to.

    rep_id, sales, collections, new_customers (targets; NaN where none is set), n_customers,
    expected (sales of the month as forecast; NaN without a forecast of the rep), off (what the plan
    of customers adds up to beyond the targets; 0 by construction).
    """
    asked = {one: quotas.of_reps(one) for one in (*MONEY, "new_customers")}
    customers = ground.customers.groupby("rep_id")
    reps = sorted({*ground.reps["rep_id"], *(str(r) for one in asked.values() for r in one.index)})
    rows = pd.DataFrame({"rep_id": pd.Series(reps, dtype="str")})
    for one, targets in asked.items():
        rows[one] = rows["rep_id"].map(targets).astype(float)
    rows["n_customers"] = looked_up(rows["rep_id"], customers.size()).astype(int)
    rows["expected"] = rows["rep_id"].map(_forecast(ground)).astype(float)
    rows["beyond"] = rows["sales"] - rows["expected"]
    off = np.zeros(len(rows))
    for one in MONEY:
        sums = planned.groupby("rep_id")[one].sum()
        off += looked_up(rows["rep_id"], sums) - rows[one].fillna(0.0)
    rows["off"] = off.round(2)
    has = rows[list(asked)].notna().any(axis=1) | (rows["n_customers"] > 0)
    return rows[has].reset_index(drop=True)


def _forecast(ground: Ground) -> pd.Series:
    """Return what 07_forecast expects of the planned month, by rep."""
    rows = ground.used_frame("forecast", "measure dimension node month expected")
    own = rows[(rows["measure"] == "sales") & (rows["dimension"] == "rep")]
    own = own[own["month"] == str(ground.planned)].drop_duplicates("node")
    return own.set_index("node")["expected"]
