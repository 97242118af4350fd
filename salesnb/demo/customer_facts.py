"""What is known of customers beside their orders: facts of their cards, rebates, rivals there.

The master rows stay as `masters.customers` has them; these columns and tables are added to them.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from salesnb.demo import masters, names
from salesnb.demo.orders import World
from salesnb.demo.streams import stream

DAY = "timedelta64[D]"
YEAR = np.timedelta64(365, "D")
HOURS = (
    "Mon-Fri 08:30-17:30",
    "Mon-Fri 08:00-17:00; Sat 08:30-12:00",
    "Mon-Sat 08:30-18:00",
    "Mon-Fri 09:00-17:00",
)
HOURS_SHARES = (0.5, 0.25, 0.15, 0.1)
N_MERGED = 3  # customers without orders for a year that now buy as part of another
N_REBATES = 60  # of the largest buyers have rebate terms
STEPS = ((0.8, 0.010), (1.0, 0.020), (1.25, 0.035))  # of last year's purchases, rebate
N_WITH_RIVALS = 180
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
    size = masters.customer_sizes(world.truth)
    table = customers.copy()
    is_secured = rng.random(n) < np.where(is_dealer, 0.6, 0.2)
    held = table["credit_limit"] * rng.uniform(0.1, 0.4, n)
    table["security_amount"] = held.round(-3).where(is_secured, 0.0)
    of_dealers = {
        "storage_area": (size * rng.uniform(250, 450, n) + 60).round(),
        "n_sales_staff": np.round(size * rng.uniform(2, 5, n)) + 2,
        "n_outlets": 1 + rng.poisson(size * 1.5),
        "resale_price_index": rng.normal(104, 4, n).round(1),
    }
    for name, values in of_dealers.items():
        table[name] = pd.Series(values, table.index).where(is_dealer)
    for name in ("n_sales_staff", "n_outlets"):
        table[name] = table[name].astype("Int64")
    table["opening_hours"] = rng.choice(HOURS, n, p=HOURS_SHARES)
    table["visit_minutes"] = np.where(is_dealer, 60, 30) + 15 * rng.integers(0, 3, n)
    table["merged_into"] = _merged(world, table, orders)
    return table


def _merged(world: World, customers: pd.DataFrame, orders: pd.DataFrame) -> list[str | None]:
    """Return for each customer the one that it was merged into: a large one of its region."""
    since = np.datetime64((world.truth.months[-1] - 11).first)
    buyers = set(orders.loc[orders["order_on"] >= since, "customer_id"])
    story = set(vars(world.truth.stories).values())
    size = pd.Series(masters.customer_sizes(world.truth), customers["customer_id"])
    is_quiet = ~customers["customer_id"].isin(buyers | story)
    quiet = customers[is_quiet & (customers["kind"] == "end_user")].head(N_MERGED)
    into: dict[str, str] = {}
    for one, region in zip(quiet["customer_id"], quiet["region_id"], strict=True):
        near = customers.loc[(customers["region_id"] == region) & ~is_quiet, "customer_id"]
        into[one] = str(size[near].idxmax())
    return [into.get(one) for one in customers["customer_id"]]


def rebate_terms(world: World, orders: pd.DataFrame) -> pd.DataFrame:
    """Return yearly rebates in steps for the largest buyers, set anew each January.

    The steps lie around what the customer bought in the year before.
    """
    rows: list[tuple] = []
    last = world.truth.months[-1].year
    for year in (last - 1, last):
        start = np.datetime64(f"{year}-01-01")
        end = f"{year + 1}-01-01" if year < last else None
        bought = _bought(orders, start).nlargest(N_REBATES)
        for customer, amount in sorted(bought.items()):
            for part, rebate in STEPS:
                threshold = max(10_000.0, round(amount * part, -4))
                rows.append((customer, threshold, rebate, "year", start, end))
    table = pd.DataFrame(rows, columns=REBATES.split())
    return table.drop_duplicates(["customer_id", "threshold_amount", "valid_from"], keep="last")


def customer_rivals(world: World, orders: pd.DataFrame) -> pd.DataFrame:
    """Return which rivals supply customers, with their shares of what we do not supply.

    A fifth is known from a year before as well. Shares of one day and ours of the twelve months
    up to it add up to no more than 1.
    """
    rng = stream(world.truth.seed, "customer_rivals")
    size = masters.customer_sizes(world.truth)
    chosen = np.sort(np.argsort(-size, kind="stable")[:N_WITH_RIVALS])
    last = np.datetime64(world.truth.months[-1].last)
    rows: list[tuple] = []
    for place in chosen:
        day = last - rng.integers(0, 300, 1).astype(DAY)[0]
        known = [day - YEAR, day] if rng.random() < 0.2 else [day]
        for one in known:
            rows += _supplied(rng, world, orders, int(place), one)
    table = pd.DataFrame(rows, columns=RIVALS.split())
    keys = ["customer_id", "observed_on", "competitor_id"]
    return table.sort_values(keys, ignore_index=True)


def _supplied(
    rng: np.random.Generator, world: World, orders: pd.DataFrame, place: int, day: np.datetime64
) -> Iterator[tuple]:
    """Yield the rivals known at one customer on a day; none where we supply nearly all."""
    buyer = world.customers.iloc[place]
    customer = buyer["customer_id"]
    ours = _bought(orders, day).get(customer, 0.0) / buyer["purchase_potential"]
    here = rng.choice(len(names.COMPETITORS), int(rng.integers(1, 4)), replace=False)
    parts = rng.dirichlet(np.full(len(here), 2.0)) * (1 - ours) * rng.uniform(0.6, 0.95)
    if ours > MOST_OURS:
        return
    rep = world.owner_on(world.truth.months[-1])[place] or None
    for rival, part in zip(np.sort(here), parts, strict=True):
        said = rng.choice(ADVANTAGES, p=ADVANTAGE_SHARES), day, rng.choice(SOURCES)
        yield (customer, names.COMPETITORS[rival][0], np.floor(part * 100) / 100, *said, rep)


def _bought(orders: pd.DataFrame, day: np.datetime64) -> pd.Series:
    """Return what each customer ordered in the 365 days up to a day."""
    when = orders["order_on"]
    year = orders[(when > day - YEAR) & (when <= day)]
    return year.groupby("customer_id")["net_amount"].sum()
