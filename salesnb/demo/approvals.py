"""Exceptions that were asked for: prices below the usual, credit, territory, expenses."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.demo.orders import World
from salesnb.demo.streams import stream
from salesnb.demo.truth import Truth

DAY = "timedelta64[D]"
MONTHS = 24
GRANTED = {"price": 0.85, "credit": 0.70, "territory": 0.35, "expense": 0.90}
COLUMNS = ["approval_id", "kind", "rep_id", "customer_id", "asked_on", "decided_on", "is_granted", "amount", "reference"]  # fmt: skip


def approvals(world: World, orders: pd.DataFrame) -> pd.DataFrame:
    """Return one row per exception asked for over two years; the newest are undecided.

    A price exception names its order and what the discount gives away; the rep whose prices leak
    asks for none. Territory exceptions are those of distributors that sell elsewhere.
    """
    truth = world.truth
    rng = stream(truth.seed, "approvals")
    asked = pd.concat([_prices(rng, world, orders), _others(rng, world)], ignore_index=True)
    asked = asked[asked["rep_id"] != ""].sort_values(
        ["asked_on", "kind", "customer_id", "reference"], kind="stable", ignore_index=True
    )
    end = np.datetime64(truth.exported_on)
    decided = asked["asked_on"] + rng.integers(0, 9, len(asked)).astype(DAY)
    known = decided <= end
    granted = pd.Series(rng.random(len(asked)) < asked["kind"].map(GRANTED))
    asked["decided_on"] = decided.where(known)
    asked["is_granted"] = granted.astype("object").where(known, None)
    asked["approval_id"] = [f"AP{i + 1:05d}" for i in range(len(asked))]
    return asked[COLUMNS]


def _prices(rng: np.random.Generator, world: World, orders: pd.DataFrame) -> pd.DataFrame:
    """Return requests for a share of the orders sold well below the usual discount."""
    truth = world.truth
    recent = orders[orders["order_on"] >= np.datetime64(truth.months[-MONTHS].first)]
    given = recent["list_amount"] - recent["net_amount"]
    usual = truth.prices.discount_mean + 1.5 * truth.prices.discount_sd
    deep = recent.assign(given=given)[(given > usual * recent["list_amount"]) & recent["promotion_id"].isna()]  # fmt: skip
    heads = deep.groupby("order_id", sort=True).agg(
        customer_id=("customer_id", "first"), order_on=("order_on", "first"), amount=("given", "sum")
    ).reset_index()  # fmt: skip
    heads["rep_id"] = _owners(world, heads["customer_id"], heads["order_on"])
    silent = heads["rep_id"].eq(truth.stories.leakage_rep) & heads["order_on"].ge(f"{truth.stories.leakage_from}-01")  # fmt: skip
    heads = heads[(rng.random(len(heads)) < truth.conduct.price_asked_share) & ~silent]
    asked = heads["order_on"] - rng.integers(0, 4, len(heads)).astype(DAY)
    return pd.DataFrame({
        "kind": "price", "rep_id": heads["rep_id"], "customer_id": heads["customer_id"], "asked_on": asked,
        "amount": heads["amount"].round(2), "reference": heads["order_id"],
    })  # fmt: skip


def _others(rng: np.random.Generator, world: World) -> pd.DataFrame:
    """Return requests for more credit, other territories and expenses: a few every month."""
    truth, buyers = world.truth, world.customers
    dealers = np.flatnonzero(buyers["kind"] == "distributor")
    rows = []
    for month in truth.months[-MONTHS:]:
        owner = world.owner_on(month)
        for kind, mean, who in (("credit", 5, None), ("territory", 0.8, dealers), ("expense", 3, None)):  # fmt: skip
            for place in rng.choice(len(buyers) if who is None else who, rng.poisson(mean)):
                day = np.datetime64(month.first) + rng.integers(0, month.n_days).astype(DAY)
                amount = float(rng.lognormal({"credit": 10.3, "expense": 7.6}.get(kind, 9.5), 0.5))
                rows.append((kind, owner[place], buyers["customer_id"].iloc[place], day, round(amount, -2), None))  # fmt: skip
    table = pd.DataFrame(rows, columns=["kind", "rep_id", "customer_id", "asked_on", "amount", "reference"])  # fmt: skip
    return table.astype({"asked_on": "datetime64[s]"})


def _owners(world: World, customers: pd.Series, days: pd.Series) -> list[str]:
    """Return the owner of each customer in the month of each day."""
    truth: Truth = world.truth
    ids = world.customers["customer_id"]
    owner = {str(m): dict(zip(ids, world.owner_on(m), strict=True)) for m in truth.months[-MONTHS:]}
    months = days.dt.strftime("%Y-%m")
    return [owner[m][c] for c, m in zip(customers, months, strict=True)]
