"""Agreements on monthly supply: who takes how much of what each month, at which price."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.demo.base.streams import stream
from salesnb.demo.customers import masters
from salesnb.demo.sales.orders import World
from salesnb.demo.truths.truth import Truth
from salesnb.months import Month

COLUMNS = "agreement_id customer_id product_id period_start agreed_quantity agreed_price"


def agreements(world: World, orders: pd.DataFrame) -> pd.DataFrame:
    """Return one row per agreement, product and month: yearly terms of the steadiest customers.

    A term fixes for twelve months what the customer took per month in the year before, of the
    one to three products that it took most, at that day's list price less a discount.
    """
    truth = world.truth
    rng = stream(truth.seed, "agreements")
    rows: list[tuple] = []
    for customer, own in _steadiest(truth, orders):
        index = truth.n_months - truth.standing.months + int(rng.integers(0, 12))
        while index < truth.n_months:
            rows += _term(rng, world, customer=customer, own=own, start=truth.months[index])
            index += 12
    table = pd.DataFrame(rows, columns=COLUMNS.split())
    return table.sort_values(["agreement_id", "product_id", "period_start"], ignore_index=True)


def _steadiest(truth: Truth, orders: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    """Return the customers who ordered in most months, in order, with what they took a month.

    Columns: customer_id, month, product_id, quantity, from a year before the first agreement on.
    """
    first = truth.months[-truth.standing.months] - 12
    recent = orders[orders["order_on"] >= np.datetime64(first.first)]
    month = recent["order_on"].dt.to_period("M")
    steady = month.groupby(recent["customer_id"]).nunique()
    chosen = steady.sort_values(ascending=False, kind="stable").index[: truth.standing.n_customers]
    taken = recent[recent["customer_id"].isin(chosen)].assign(month=month.dt.strftime("%Y-%m"))
    keys = ["customer_id", "month", "product_id"]
    sums = taken.groupby(keys)["quantity"].sum().reset_index()
    return [(str(one), own) for one, own in sums.groupby("customer_id")]


def _term(
    rng: np.random.Generator, world: World, *, customer: str, own: pd.DataFrame, start: Month
) -> list[tuple]:
    """Return the rows of one agreement of twelve months, up to the last month of the company."""
    truth = world.truth
    year = own[own["month"].between(str(start - 12), str(start - 1))]
    taken = year.groupby("product_id")["quantity"].sum().sort_values(ascending=False, kind="stable")
    listed = taken.drop(truth.assortment.delisted, errors="ignore").head(int(rng.integers(1, 4)))
    discount = rng.normal(truth.standing.discount_mean, 0.02)
    factor = masters.price_factor(truth, start) * (1 - discount)
    name = f"AG{customer[1:]}-{start.year % 100:02d}{start.number:02d}"
    rows = []
    for product, quantity in zip(listed.index, listed, strict=True):
        terms = (float(max(1, round(quantity / 12))), round(world.list_prices[product] * factor, 4))
        for month in start.until(min(start + 11, truth.months[-1])):
            rows.append((name, customer, product, month.first.isoformat(), *terms))
    return rows
