"""Orders and their lines, month by month: who, what, how many, at which price."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from salesnb.demo import masters
from salesnb.demo.demand import expected_orders, selling_days
from salesnb.demo.streams import stream
from salesnb.demo.truth import Truth
from salesnb.months import Month

COLUMNS = """
    order_id line_id order_on promised_on customer_id product_id quantity net_amount list_amount
    cost_amount settlement_id sales_method_id promotion_id
"""
MOST_DISCOUNT = 0.19  # before promotions
AT_A_TIME = 100_000  # lines whose products are drawn together: what memory holds


@dataclass(frozen=True)
class World:
    """What all orders share: master data as arrays, expected orders, tastes."""

    truth: Truth
    scale: float

    @cached_property
    def customers(self) -> pd.DataFrame:
        return masters.customers(self.truth)

    @cached_property
    def products(self) -> pd.DataFrame:
        return masters.products(self.truth)

    @cached_property
    def reps(self) -> pd.DataFrame:
        return masters.reps(self.truth)

    @cached_property
    def promotions(self) -> dict[str, tuple[str, str]]:
        """Month -> (promotion, product group)."""
        table = masters.promotions(self.truth)
        ids, groups = table["promotion_id"], table["product_group"]
        months = table["starts_on"].str[:7]
        return dict(zip(months, zip(ids, groups, strict=True), strict=True))

    @cached_property
    def expected(self) -> np.ndarray:
        """Expected orders: customers in rows, months in columns."""
        return expected_orders(self.truth) * self.scale

    @cached_property
    def tastes(self) -> np.ndarray:
        """Each customer's shares of the products."""
        rng = stream(self.truth.seed, "tastes")
        return rng.gamma(0.25, size=(self.truth.n_customers, len(self.products))) + 1e-9

    @cached_property
    def owners(self) -> pd.DataFrame:
        """Dated shares of reps in customers; the owner stands before the deputy."""
        return masters.customer_reps(self.truth)

    def owner_on(self, month: Month) -> np.ndarray:
        """Return each customer's owner in a month, '' where nobody is."""
        day, dates = month.first.isoformat(), self.owners
        is_open = dates["valid_to"].isna() | (dates["valid_to"] > day)
        now = dates[(dates["valid_from"] <= day) & is_open]
        first = now.drop_duplicates("customer_id").set_index("customer_id")["rep_id"]
        return first.reindex(self.customers["customer_id"]).fillna("").to_numpy()


def month_lines(world: World, index: int, *, layer: int = 0) -> pd.DataFrame:
    """Return the order lines of the month at `index`.

    Each layer is another draw of the same month, with order numbers of its own.
    """
    truth, month = world.truth, world.truth.months[index]
    rng = stream(truth.seed, f"order_lines {month}" + (f" {layer}" if layer else ""))
    prefix = f"O{month.year % 100:02d}{month.number:02d}-" + (f"{layer:04d}-" if layer else "")
    n_orders = rng.poisson(world.expected[:, index])
    buyer = np.repeat(np.arange(truth.n_customers), n_orders)
    owner = world.owner_on(month)
    day = _order_days(rng, truth, month, owner[buyer])
    n_lines = 1 + rng.poisson(truth.lines_per_order - 1, len(buyer))
    order = np.repeat(np.arange(len(buyer)), n_lines)
    line = np.arange(len(order)) - np.repeat(np.cumsum(n_lines) - n_lines, n_lines) + 1
    lines = pd.DataFrame({"order_on": day[order], "who": buyer[order]})
    lines["order_id"] = [f"{prefix}{n + 1:05d}" for n in order]
    lines["line_id"] = line.astype(str)
    lines["owner"] = owner[lines["who"]]
    lines["what"] = _choose_products(rng, world, month, lines["who"].to_numpy())
    return _priced(rng, world, month, lines)


def _order_days(
    rng: np.random.Generator, truth: Truth, month: Month, owner: np.ndarray
) -> np.ndarray:
    """Return the day of each order; one rep moves a share into the last three working days."""
    days = np.array(selling_days(month), dtype="datetime64[D]")
    place = rng.integers(0, len(days), len(owner))
    story = truth.stories
    if story.loading_rep and month >= Month.parse(story.loading_from):
        moved = (owner == story.loading_rep) & (rng.random(len(owner)) < story.loading_share)
        place[moved] = len(days) - 1 - rng.integers(0, 3, int(moved.sum()))
    return days[place]


def _choose_products(
    rng: np.random.Generator, world: World, month: Month, who: np.ndarray
) -> np.ndarray:
    """Draw a product for each line by the buyer's taste, the month's assortment and prices."""
    shares = world.tastes * _attraction(world, month)
    upto = np.cumsum(shares, axis=1) / shares.sum(axis=1, keepdims=True)
    draw = rng.random(len(who))
    chosen = np.empty(len(who), dtype=np.int64)
    for begin in range(0, len(who), AT_A_TIME):
        part = slice(begin, begin + AT_A_TIME)
        chosen[part] = (draw[part, None] > upto[who[part]]).sum(axis=1)
    return np.minimum(chosen, len(world.products) - 1)


def _attraction(world: World, month: Month) -> np.ndarray:
    """Return the weight of each product in a month: 0 off the list, promotions up, the cut down."""
    truth, table = world.truth, world.products
    weight = np.ones(len(table))
    weight[(table["launched_on"] > month.last.isoformat()).to_numpy()] = 0
    weight[(table["delisted_on"].fillna("9999") <= month.first.isoformat()).to_numpy()] = 0
    groups = table["product_group"].to_numpy()
    promoted = world.promotions.get(str(month))
    if promoted:
        weight[groups == promoted[1]] *= np.exp(truth.prices.promotion_lift)
    story = truth.stories
    if story.rival and month >= Month.parse(story.rival_cut_from):
        weight[groups == story.rival_group] *= np.exp(story.rival_volume)
    return weight


def _priced(
    rng: np.random.Generator, world: World, month: Month, lines: pd.DataFrame
) -> pd.DataFrame:
    """Return order lines with quantities, amounts and what their customers and products say."""
    truth, n = world.truth, len(lines)
    who, what = lines["who"].to_numpy(), lines["what"].to_numpy()
    sold = world.products[["product_id", "product_group", "list_price", "standard_cost"]].iloc[what]
    price = sold["list_price"].to_numpy() * masters.price_factor(truth, month)
    cost = sold["standard_cost"].to_numpy() * masters.cost_factor(truth, month)
    quantity = np.maximum(1, np.round(rng.lognormal(3.3, 0.7, n) * (120 / price) ** 0.5))
    discount = _usual_discounts(rng, truth, month, lines["owner"])
    promotion, group = world.promotions.get(str(month), (None, None))
    is_promoted = (sold["product_group"] == group).to_numpy()
    discount = discount + truth.prices.promotion_discount * is_promoted
    table = lines[["order_id", "line_id", "order_on"]].copy()
    table["promised_on"] = table["order_on"] + np.timedelta64(10, "D")
    for column in ("customer_id", "settlement_id", "sales_method_id"):
        table[column] = world.customers[column].to_numpy()[who]
    table["product_id"] = sold["product_id"].to_numpy()
    table["quantity"] = quantity
    table["list_amount"] = np.round(quantity * np.round(price, 2), 2)
    table["net_amount"] = np.round(table["list_amount"] * (1 - discount), 2)
    table["cost_amount"] = np.round(quantity * np.round(cost, 2), 2)
    named = pd.Series(promotion, lines.index, dtype="object")
    table["promotion_id"] = named.where(is_promoted, None)
    return table[COLUMNS.split()]


def _usual_discounts(
    rng: np.random.Generator, truth: Truth, month: Month, owner: pd.Series
) -> np.ndarray:
    """Return the discount of each line without promotions; one rep gives more from a month on."""
    prices, story = truth.prices, truth.stories
    drawn = rng.normal(prices.discount_mean, prices.discount_sd, len(owner))
    discount = np.clip(drawn, 0, MOST_DISCOUNT)
    if story.leakage_rep and month >= Month.parse(story.leakage_from):
        discount = discount + story.leakage_discount * (owner == story.leakage_rep).to_numpy()
    return discount


def order_lines(world: World) -> pd.DataFrame:
    """Return the order lines of all months."""
    months = [month_lines(world, i) for i in range(world.truth.n_months)]
    return pd.concat(months, ignore_index=True)
