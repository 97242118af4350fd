"""Exceptions that were asked for: prices below the usual, credit, territory, expenses."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.demo.base.streams import stream
from salesnb.demo.customers.story_demand import place_of
from salesnb.demo.sales.orders import World
from salesnb.demo.truths.stories import ApprovedDiscount, ApprovedTerritory, Leakage, ProjectOrder
from salesnb.demo.truths.truth import Truth
from salesnb.months import Month

DAY = "timedelta64[D]"
MONTHS = 24
GRANTED = {
    "price": 0.85,
    "credit": 0.70,
    "territory": 0.35,
    "expense": 0.90,
}  # share of those asked
OTHERS = (  # kind, requests a month, mean log amount
    ("credit", 5, 10.3),
    ("territory", 0.8, 9.5),
    ("expense", 3, 7.6),
)
COLUMNS = "approval_id kind rep_id customer_id asked_on decided_on is_granted amount reference"


def approvals(world: World, orders: pd.DataFrame) -> pd.DataFrame:
    """Return one row per exception asked for over two years; the newest are undecided.

    A price exception names its order and what the discount gives away; a rep whose prices leak
    asks for none, one whose discounts are approved for every order. Innocent twins of flagged
    conduct have what they need granted; a distributor that diverts goods never has.
    """
    truth = world.truth
    rng = stream(truth.seed, "approvals")
    parts = [_prices(rng, world, orders), _others(rng, world), _of_stories(world)]
    asked = pd.concat(parts, ignore_index=True)
    asked = asked[asked["rep_id"] != ""].sort_values(
        ["asked_on", "kind", "customer_id", "reference"], kind="stable", ignore_index=True
    )
    end = np.datetime64(truth.exported_on)
    decided = asked["asked_on"] + rng.integers(0, 9, len(asked)).astype(DAY)
    known = decided <= end
    granted = asked["is_certain"] | (rng.random(len(asked)) < asked["kind"].map(GRANTED))
    asked["decided_on"] = decided.where(known)
    asked["is_granted"] = granted.astype("object").where(known, None)
    asked["approval_id"] = [f"AP{i + 1:05d}" for i in range(len(asked))]
    return asked[COLUMNS.split()]


def _prices(rng: np.random.Generator, world: World, orders: pd.DataFrame) -> pd.DataFrame:
    """Return requests for a share of the orders sold well below the usual discount."""
    truth = world.truth
    heads = _deeply_discounted(truth, orders)
    heads["rep_id"] = _owners(world, heads["customer_id"], heads["asked_on"])
    is_silent = _is_any_of(heads, truth.stories.leakage)
    heads["is_certain"] = _is_any_of(heads, truth.stories.approved_discounts)
    is_asked = (rng.random(len(heads)) < truth.conduct.price_asked_share) & ~is_silent
    heads = heads[is_asked | heads["is_certain"]]
    days_before = rng.integers(0, 4, len(heads)).astype(DAY)
    return heads.assign(kind="price", asked_on=heads["asked_on"] - days_before)


def _is_any_of(heads: pd.DataFrame, cases: tuple[Leakage | ApprovedDiscount, ...]) -> pd.Series:
    """Return which orders are of a rep of some cases, since the case began."""
    found = pd.Series(False, heads.index)
    for case in cases:
        found |= heads["rep_id"].eq(case.rep_id) & heads["asked_on"].ge(f"{case.start}-01")
    return found


def _deeply_discounted(truth: Truth, orders: pd.DataFrame) -> pd.DataFrame:
    """Return the orders of two years whose discount is far above the usual one, without promotions.

    Columns: reference (the order), customer_id, asked_on (the day of the order), amount (what the
    discount gives away).
    """
    recent = orders[orders["order_on"] >= np.datetime64(truth.months[-MONTHS].first)]
    given = recent["list_amount"] - recent["net_amount"]
    usual = truth.prices.discount_mean + 1.5 * np.hypot(
        truth.prices.discount_sd, truth.traits.discount_sd
    )
    is_deep = (given > usual * recent["list_amount"]) & recent["promotion_id"].isna()
    deep = recent.assign(given=given)[is_deep].groupby("order_id", sort=True)
    first = deep[["customer_id", "order_on"]].first()
    heads = first.assign(amount=deep["given"].sum().round(2)).reset_index()
    return heads.rename(columns={"order_id": "reference", "order_on": "asked_on"})


def _others(rng: np.random.Generator, world: World) -> pd.DataFrame:
    """Return requests for more credit, other territories and expenses: a few every month."""
    ids = world.customers["customer_id"]
    everybody = np.arange(len(ids))
    diverts = {case.customer_id for case in world.truth.stories.diversion}
    is_dealer = (world.customers["kind"] == "distributor") & ~ids.isin(diverts)
    dealers = np.flatnonzero(is_dealer)
    rows = []
    for month in world.truth.months[-MONTHS:]:
        owner = world.owner_on(month)
        for kind, mean, log_amount in OTHERS:
            who = dealers if kind == "territory" else everybody
            for place in rng.choice(who, rng.poisson(mean) if len(who) else 0):
                day = np.datetime64(month.first) + rng.integers(0, month.n_days).astype(DAY)
                amount = round(float(rng.lognormal(log_amount, 0.5)), -2)
                rows.append((kind, owner[place], ids.iloc[place], day, amount, None))
    columns = ["kind", "rep_id", "customer_id", "asked_on", "amount", "reference"]
    table = pd.DataFrame(rows, columns=columns).astype({"asked_on": "datetime64[s]"})
    return table.assign(is_certain=False)


def _of_stories(world: World) -> pd.DataFrame:
    """Return what innocent twins asked for and got: another territory, credit for a project.

    A territory is asked for in the month before; its reference names the region.
    """
    stories = world.truth.stories
    wanted: list[tuple[str, ApprovedTerritory | ProjectOrder, str, int]] = [
        ("territory", one, one.region_id, -1) for one in stories.approved_territories
    ]
    wanted += [("credit", one, "project", 0) for one in stories.project_orders]
    rows = []
    for kind, case, reference, months in wanted:
        month = Month.parse(case.start) + months
        owner = world.owner_on(month)[place_of(case.customer_id)]
        amount = round(case.size * 20_000.0, -3)
        rows.append((kind, owner, case.customer_id, month.first, amount, reference, True))
    columns = "kind rep_id customer_id asked_on amount reference is_certain"
    return pd.DataFrame(rows, columns=columns.split()).astype({"asked_on": "datetime64[s]"})


def _owners(world: World, customers: pd.Series, days: pd.Series) -> list[str]:
    """Return the owner of each customer in the month of each day."""
    truth: Truth = world.truth
    ids = world.customers["customer_id"]
    owner = {str(m): dict(zip(ids, world.owner_on(m), strict=True)) for m in truth.months[-MONTHS:]}
    months = days.dt.strftime("%Y-%m")
    return [owner[m][c] for c, m in zip(customers, months, strict=True)]
