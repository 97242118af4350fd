"""What distributors sold on, and what they hold in stock."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.demo.base.streams import stream
from salesnb.demo.customers import masters
from salesnb.demo.sales.orders import World
from salesnb.demo.truths.stories import SoldElsewhere
from salesnb.demo.truths.truth import Truth

MONTHS = 24  # that distributors report


def sell_out(world: World, orders: pd.DataFrame) -> pd.DataFrame:
    """Return distributors' monthly sell-out and stock of the last two years.

    A distributor sells on about what it bought in the last quarter; a stuffed one what it bought
    before the stuffing began; one with a project what it bought for it, at once. Some sell a
    share into another region.
    """
    truth = world.truth
    rng = stream(truth.seed, "sell_out")
    bought = _bought(world, orders)
    demand = _demand(truth, bought)
    sold = (demand * rng.lognormal(0, truth.market.sell_out_noise, demand.shape)).round()
    stock = (bought.cumsum(axis=1) - sold.cumsum(axis=1)).clip(lower=0)
    last = [str(month) for month in truth.months[-MONTHS:]]
    both = {"sell_out_quantity": sold[last].stack(), "stock_quantity": stock[last].stack()}
    table = pd.DataFrame(both)
    table = table[table["sell_out_quantity"] > 0].reset_index(
        names=["customer_id", "product_id", "period"]
    )
    table["period_start"] = table.pop("period") + "-01"
    home = world.customers.set_index("customer_id")["region_id"]
    table["region_id"] = table["customer_id"].map(home)
    for case in _sold_elsewhere(truth):
        is_later = table["period_start"] >= f"{case.start}-01"
        is_moved = (table["customer_id"] == case.customer_id) & is_later
        is_moved &= rng.random(len(table)) < case.share
        table.loc[is_moved, "region_id"] = sold_into(case, str(home[case.customer_id]))
    return table


def _bought(world: World, orders: pd.DataFrame) -> pd.DataFrame:
    """Return ordered quantities: distributors and products in rows, all months in columns."""
    buyers = world.customers
    dealers = buyers.loc[buyers["kind"] == "distributor", "customer_id"]
    own = orders[orders["customer_id"].isin(dealers)]
    month = own["order_on"].dt.strftime("%Y-%m")
    sums = own.groupby(["customer_id", "product_id", month])["quantity"].sum()
    months = [str(m) for m in world.truth.months]
    return sums.unstack(fill_value=0).reindex(columns=months, fill_value=0)


def _demand(truth: Truth, bought: pd.DataFrame) -> pd.DataFrame:
    """Return what distributors can sell on, in the shape of what they bought."""
    demand = bought.T.rolling(3, min_periods=1).mean().T
    here = demand.index.get_level_values(0)
    for stuffed in truth.stories.stuffing:
        later = [month for month in demand.columns if month >= stuffed.start]
        _keep_at_usual(demand, here == stuffed.customer_id, later)
    for project in truth.stories.project_orders:
        own = here == project.customer_id
        during = [m for m in demand.columns if project.start <= m <= project.end]
        after = [m for m in demand.columns if m > project.end]
        demand.loc[own, during] = bought.loc[own, during]
        _keep_at_usual(demand, own, after[:2], months_before=6 + len(during))
    return demand


def _keep_at_usual(
    demand: pd.DataFrame, own: np.ndarray, months: list[str], *, months_before: int = 6
) -> None:
    """Set the demand of some rows in some months to the mean of the first six months before."""
    if months:
        before = [month for month in demand.columns if month < months[0]][-months_before:][:6]
        usual = demand.loc[own, before].mean(axis=1).to_numpy()
        demand.loc[own, months] = np.repeat(usual[:, None], len(months), axis=1)


def _sold_elsewhere(truth: Truth) -> list[SoldElsewhere]:
    """Return who sells a share into another region, with or without leave to do so."""
    stories = truth.stories
    return [*stories.diversion, *stories.approved_territories, *stories.two_sites]


def sold_into(case: SoldElsewhere, home: str) -> str:
    """Return where the share is sold: the case's region, or another if that is its home."""
    return case.region_id if case.region_id != home else masters.leaf_regions()[0]
