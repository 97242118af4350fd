"""Orders and their lines, month by month: who, what, how many, at which price."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from salesnb.demo import masters, names
from salesnb.demo.demand import expected_orders, selling_days
from salesnb.demo.streams import stream
from salesnb.demo.truth import Truth
from salesnb.months import Month

COLUMNS = [
    "order_id", "line_id", "order_on", "promised_on", "customer_id", "product_id", "quantity",
    "net_amount", "list_amount", "cost_amount", "settlement_id", "sales_method_id", "promotion_id",
]  # fmt: skip


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
        return {on[:7]: (p, g) for p, g, on in zip(table["promotion_id"], table["product_group"], table["starts_on"], strict=True)}  # fmt: skip

    @cached_property
    def expected(self) -> np.ndarray:
        return expected_orders(self.truth) * self.scale

    @cached_property
    def tastes(self) -> np.ndarray:
        """Each customer's shares of the products."""
        rng = stream(self.truth.seed, "tastes")
        return rng.gamma(0.25, size=(self.truth.n_customers, len(self.products))) + 1e-9

    @cached_property
    def owners(self) -> pd.DataFrame:
        return masters.customer_reps(self.truth)

    def owner_on(self, month: Month) -> np.ndarray:
        """Return each customer's owner in a month."""
        day = month.first.isoformat()
        now = self.owners[(self.owners["valid_from"] <= day) & (self.owners["valid_to"].isna() | (self.owners["valid_to"] > day))]  # fmt: skip
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
    who = buyer[order]
    what = _choose_products(rng, world, month, who)
    return _priced(rng, world, month, pd.DataFrame({
        "order_id": [f"{prefix}{n + 1:05d}" for n in order],
        "line_id": line.astype(str), "order_on": day[order], "who": who, "what": what,
        "owner": owner[who],
    }))  # fmt: skip


def _order_days(
    rng: np.random.Generator, truth: Truth, month: Month, owner: np.ndarray
) -> np.ndarray:
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
    shares = world.tastes * weight
    upto = np.cumsum(shares, axis=1) / shares.sum(axis=1, keepdims=True)
    draw = rng.random(len(who))
    chosen = np.empty(len(who), dtype=np.int64)
    for begin in range(0, len(who), 100_000):
        part = slice(begin, begin + 100_000)
        chosen[part] = (draw[part, None] > upto[who[part]]).sum(axis=1)
    return np.minimum(chosen, len(table) - 1)


def _priced(
    rng: np.random.Generator, world: World, month: Month, lines: pd.DataFrame
) -> pd.DataFrame:
    truth, table = world.truth, world.products
    list_price = table["list_price"].to_numpy() * masters.price_factor(truth, month)
    cost = table["standard_cost"].to_numpy() * masters.cost_factor(truth, month)
    what, n = lines["what"].to_numpy(), len(lines)
    quantity = np.maximum(1, np.round(rng.lognormal(3.3, 0.7, n) * (120 / list_price[what]) ** 0.5))
    discount = np.clip(rng.normal(truth.prices.discount_mean, truth.prices.discount_sd, n), 0, 0.19)
    story = truth.stories
    if story.leakage_rep and month >= Month.parse(story.leakage_from):
        discount = discount + story.leakage_discount * (lines["owner"] == story.leakage_rep)
    promotion, group = world.promotions.get(str(month), (None, None))
    on_offer = (
        (table["product_group"].to_numpy()[what] == group) if promotion else np.zeros(n, bool)
    )
    discount = discount + truth.prices.promotion_discount * on_offer
    full = np.round(quantity * np.round(list_price, 2)[what], 2)
    who = lines["who"].to_numpy()
    buyers = world.customers
    return pd.DataFrame({
        "order_id": lines["order_id"], "line_id": lines["line_id"], "order_on": lines["order_on"],
        "promised_on": lines["order_on"] + np.timedelta64(10, "D"),
        "customer_id": buyers["customer_id"].to_numpy()[who], "product_id": table["product_id"].to_numpy()[what],
        "quantity": quantity, "net_amount": np.round(full * (1 - discount), 2), "list_amount": full,
        "cost_amount": np.round(quantity * np.round(cost, 2)[what], 2),
        "settlement_id": buyers["settlement_id"].to_numpy()[who], "sales_method_id": buyers["sales_method_id"].to_numpy()[who],
        "promotion_id": pd.Series(promotion, lines.index, dtype="object").where(on_offer, None),
    })[COLUMNS]  # fmt: skip


def order_lines(world: World) -> pd.DataFrame:
    """Return the order lines of all months."""
    return pd.concat(
        [month_lines(world, i) for i in range(world.truth.n_months)], ignore_index=True
    )


PRODUCT_GROUPS = [group for group, *_ in names.PRODUCT_GROUPS]
