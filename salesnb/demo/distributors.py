"""What distributors sold on, and what they hold in stock."""

from __future__ import annotations

import pandas as pd

from salesnb.demo import masters
from salesnb.demo.orders import World
from salesnb.demo.streams import stream
from salesnb.demo.truth import Truth

MONTHS = 24  # that distributors report


def sell_out(world: World, orders: pd.DataFrame) -> pd.DataFrame:
    """Return distributors' monthly sell-out and stock of the last two years.

    A distributor sells on about what it bought in the last quarter; the stuffed one what it
    bought before the stuffing began. One sells a share into another region.
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
    is_moved = _is_diverted(truth, table) & (rng.random(len(table)) < truth.stories.diversion_share)
    home_of_diverter = str(home.get(truth.stories.diversion_customer))
    table.loc[is_moved, "region_id"] = diverted_into(truth, home_of_diverter)
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
    story = truth.stories
    if story.stuffing_customer in demand.index.get_level_values(0):
        before = [month for month in demand.columns if month < story.stuffing_from]
        normal = demand.loc[[story.stuffing_customer], before[-6:]].mean(axis=1)
        for month in demand.columns[len(before) :]:
            demand.loc[(story.stuffing_customer, slice(None)), month] = normal.to_numpy()
    return demand


def _is_diverted(truth: Truth, table: pd.DataFrame) -> pd.Series:
    """Return which rows lie in the months in which one distributor sells elsewhere."""
    story = truth.stories
    is_later = table["period_start"] >= f"{story.diversion_from}-01"
    return (table["customer_id"] == story.diversion_customer) & is_later


def diverted_into(truth: Truth, home: str) -> str:
    """Return where the diverted goods go: the story's region, or another if that is its home."""
    wanted = truth.stories.diversion_region
    return wanted if wanted != home else masters.leaf_regions()[0]
