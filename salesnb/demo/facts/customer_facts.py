"""What is known of customers beside their orders: facts of their cards, rebates, rivals there.

The master rows stay as `masters.customers` has them; these columns and tables are added to them.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from salesnb.demo.base import names
from salesnb.demo.base.streams import stream
from salesnb.demo.customers import masters, readings
from salesnb.demo.deals.beginnings import starts
from salesnb.demo.sales.orders import World
from salesnb.demo.truths.truth import Truth

DAY = "timedelta64[D]"
YEAR = np.timedelta64(365, "D")
HOURS = (
    "Mon-Fri 08:30-17:30",
    "Mon-Fri 08:00-17:00; Sat 08:30-12:00",
    "Mon-Sat 08:30-18:00",
    "Mon-Fri 09:00-17:00",
)
HOURS_SHARES = (0.5, 0.25, 0.15, 0.1)
MERGED_SHARE = 0.005  # of customers, without orders for a year, that now buy as part of another
REBATES_SHARE = 0.1  # of customers, the largest buyers, have rebate terms
STEPS = ((0.8, 0.010), (1.0, 0.020), (1.25, 0.035))  # of last year's purchases, rebate
MOST_OURS = 0.9  # share of its purchases above which no rival is known at a customer
ADVANTAGES = ("price", "quality", "variety", "service", "terms", "delivery", "relations")
ADVANTAGE_SHARES = (0.38, 0.12, 0.12, 0.10, 0.10, 0.10, 0.08)
SOURCES = ("buyer", "storekeeper", "tender", "distributor", "own observation")
REBATES = "customer_id threshold_amount rebate_share per valid_from valid_to"
RIVALS = "customer_id competitor_id purchase_share advantage observed_on source rep_id"


def with_facts(world: World, customers: pd.DataFrame, orders: pd.DataFrame) -> pd.DataFrame:
    """Return the customers with security, capability, hours, visits and who was merged."""
    rng = stream(world.truth.seed, "customer facts")
    n = len(customers)
    is_dealer = (customers["kind"] == "distributor").to_numpy()
    table = customers.copy()
    is_secured = rng.random(n) < np.where(is_dealer, 0.6, 0.2)
    held = table["credit_limit"] * rng.uniform(0.1, 0.4, n)
    table["security_amount"] = held.fillna(0.0).round(-3).where(is_secured, 0.0)
    for name, values in readings.dealer_columns(world.truth).items():
        table[name] = values.where(is_dealer)
    table["opening_hours"] = rng.choice(HOURS, n, p=HOURS_SHARES)
    table["visit_minutes"] = np.where(is_dealer, 60, 30) + 15 * rng.integers(0, 3, n)
    table["merged_into"] = _merged(world, table, orders)
    return table


def _merged(world: World, customers: pd.DataFrame, orders: pd.DataFrame) -> list[str | None]:
    """Return for each customer the one that it was merged into: a large one of its region."""
    since = np.datetime64((world.truth.months[-1] - 11).first)
    buyers = set(orders.loc[orders["order_on"] >= since, "customer_id"])
    story = world.truth.stories.customers()
    size = pd.Series(masters.customer_sizes(world.truth), customers["customer_id"])
    n_merged = max(1, round(MERGED_SHARE * len(customers)))
    is_quiet = ~customers["customer_id"].isin(buyers | story) & (starts(world.truth) == 0)
    quiet = customers[is_quiet & (customers["kind"] == "end_user")].head(n_merged)
    into: dict[str, str] = {}
    for one, region in zip(quiet["customer_id"], quiet["region_id"], strict=True):
        is_near = (customers["region_id"] == region) & ~is_quiet
        near = customers.loc[is_near if is_near.any() else ~is_quiet, "customer_id"]
        into[one] = str(size[near].idxmax())
    return [into.get(one) for one in customers["customer_id"]]


def rebate_terms(world: World, orders: pd.DataFrame) -> pd.DataFrame:
    """Return yearly rebates in steps for the largest buyers, set anew each January.

    The steps lie around what the customer bought in the year before.
    """
    rows: list[tuple] = []
    last = world.truth.months[-1].year
    n_buyers = max(1, round(REBATES_SHARE * world.truth.n_customers))
    for year in (last - 1, last):
        start = np.datetime64(f"{year}-01-01")
        end = f"{year + 1}-01-01" if year < last else None
        bought = _bought(orders, start).nlargest(n_buyers)
        for customer, amount in sorted(bought.items()):
            for part, rebate in STEPS:
                threshold = max(10_000.0, round(amount * part, -4))
                rows.append((customer, threshold, rebate, "year", start, end))
    table = pd.DataFrame(rows, columns=REBATES.split())
    return table.drop_duplicates(["customer_id", "threshold_amount", "valid_from"], keep="last")


def customer_rivals(world: World, orders: pd.DataFrame) -> pd.DataFrame:
    """Return which rivals supply the largest customers, with shares of all that each buys.

    A fifth is known from a year before as well. Together rivals supply what we do not, by what
    the customer truly buys and ordered from us in the year up to that day; a part is not named.
    """
    truth = world.truth
    rng = stream(truth.seed, "customer_rivals")
    potential = readings.true_potential(truth)
    n_known = max(1, round(truth.readings.rivals_known_share * len(potential)))
    chosen = np.sort(np.argsort(-masters.customer_sizes(truth), kind="stable")[:n_known])
    last = np.datetime64(truth.months[-1].last)
    reps = world.owner_on(truth.months[-1])
    bought = _Bought(orders)
    rows: list[tuple] = []
    for place in chosen:
        customer = str(world.customers["customer_id"].iat[place])
        day = last - rng.integers(0, 300, 1).astype(DAY)[0]
        for one in [day - YEAR, day] if rng.random() < 0.2 else [day]:
            ours = bought.in_year_to(one, customer) / potential[place]
            said = [(customer, *seen, reps[place] or None) for seen in _seen(rng, truth, ours, one)]
            rows += said
    table = pd.DataFrame(rows, columns=RIVALS.split())
    keys = ["customer_id", "observed_on", "competitor_id"]
    return table.sort_values(keys, ignore_index=True)


def _seen(
    rng: np.random.Generator, truth: Truth, ours: float, day: np.datetime64
) -> Iterator[tuple]:
    """Yield the rivals seen on a day where we supply `ours`; none where we supply nearly all."""
    here = rng.choice(len(names.COMPETITORS), int(rng.integers(1, 4)), replace=False)
    named = (1 - ours) * rng.uniform(*truth.readings.rivals_named_share)
    parts = rng.dirichlet(np.full(len(here), 2.0)) * named
    if ours > MOST_OURS:
        return
    for rival, part in zip(np.sort(here), parts, strict=True):
        said = rng.choice(ADVANTAGES, p=ADVANTAGE_SHARES), day, rng.choice(SOURCES)
        yield (names.COMPETITORS[rival][0], np.floor(part * 100) / 100, *said)


class _Bought:
    """What each customer ordered, summed up to any day."""

    def __init__(self, orders: pd.DataFrame) -> None:
        lines = orders.sort_values("order_on", kind="stable")
        self.own = dict(lines.groupby("customer_id").indices)
        self.days = lines["order_on"].to_numpy()
        self.amounts = lines["net_amount"].to_numpy()

    def in_year_to(self, day: np.datetime64, customer: str) -> float:
        """Return what a customer ordered in the 365 days up to a day."""
        rows = self.own.get(customer, [])
        when = self.days[rows]
        return float(self.amounts[rows][(when > day - YEAR) & (when <= day)].sum())


def _bought(orders: pd.DataFrame, day: np.datetime64) -> pd.Series:
    """Return what each customer ordered in the 365 days up to a day."""
    when = orders["order_on"]
    year = orders[(when > day - YEAR) & (when <= day)]
    return year.groupby("customer_id")["net_amount"].sum()
