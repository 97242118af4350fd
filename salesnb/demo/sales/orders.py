"""Orders and their lines, month by month: who, what, how many, at which price."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import pandas as pd

from salesnb.demo.base.streams import stream
from salesnb.demo.customers import credit, masters, ownership
from salesnb.demo.customers.traits import traits_of
from salesnb.demo.sales import promotions, rep_conduct
from salesnb.demo.sales.demand import expected_orders
from salesnb.demo.truths.truth import Truth
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
        table = promotions.promotions(self.truth).dropna(subset="product_group")
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
    def discounts(self) -> np.ndarray:
        """Each customer's usual discount."""
        return self.truth.prices.discount_mean + traits_of(self.truth).discount

    @cached_property
    def owners(self) -> pd.DataFrame:
        """Dated shares of reps in customers; the owner stands before the deputy."""
        return credit.customer_reps(self.truth)

    @cached_property
    def changed_terms(self) -> dict[str, np.ndarray]:
        """Changes of settlement methods as arrays, with the row of each customer in `place`."""
        changes = masters.customer_changes(self.truth)
        own = changes[changes["field"] == "settlement_id"]
        held = own.assign(place=own["customer_id"].str[1:].astype(int) - 1)
        return {name: held[name].to_numpy() for name in ("place", "changed_on", "old_value")}

    @cached_property
    def settlements(self) -> np.ndarray:
        """Each customer's settlement method at the end."""
        return self.customers["settlement_id"].to_numpy()

    def settlements_in(self, month: Month) -> np.ndarray:
        """Return each customer's settlement method in a month: a change holds from the next on."""
        changes, terms = self.changed_terms, self.settlements.copy()
        is_later = changes["changed_on"] >= month.first.isoformat()
        terms[changes["place"][is_later]] = changes["old_value"][is_later]
        return terms

    def owner_on(self, month: Month) -> np.ndarray:
        """Return each customer's owner on the first day of a month, '' where nobody is.

        After the company's last month it is that of the last month.
        """
        return ownership.owners_in(self.truth, month)

    @cached_property
    def goods(self) -> dict[str, np.ndarray]:
        """The columns of the products as arrays."""
        return {str(name): self.products[name].to_numpy() for name in self.products}

    @cached_property
    def list_prices(self) -> dict[str, float]:
        """The list price of each product in the first month."""
        return dict(zip(self.goods["product_id"], self.goods["list_price"], strict=True))

    @cached_property
    def buyers(self) -> dict[str, np.ndarray]:
        """The columns of the customers as arrays."""
        return {str(name): self.customers[name].to_numpy() for name in self.customers}


class Lines(NamedTuple):
    """The lines of a month: places of customer and product, the customer's rep, the day."""

    who: np.ndarray
    what: np.ndarray
    owner: np.ndarray
    day: np.ndarray


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
    day = rep_conduct.order_days(rng, truth, month, owner[buyer])
    n_lines = 1 + rng.poisson(truth.lines_per_order - 1, len(buyer))
    order = np.repeat(np.arange(len(buyer)), n_lines)
    line = np.arange(len(order)) - np.repeat(np.cumsum(n_lines) - n_lines, n_lines) + 1
    lines = Lines(
        who=buyer[order],
        what=_choose_products(rng, world, month, buyer[order]),
        owner=owner[buyer[order]],
        day=day[order],
    )
    numbered = {
        "order_id": [f"{prefix}{n + 1:05d}" for n in order],
        "line_id": line.astype(str),
    }
    columns = numbered | _priced(rng, world, month, lines)
    return pd.DataFrame(columns, columns=COLUMNS.split())


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
    truth, goods = world.truth, world.goods
    groups = goods["product_group"]
    weight = np.where(goods["launched_on"] > month.last.isoformat(), 0.0, 1.0)
    change = truth.assortment
    if change.delisted_on <= month.first.isoformat():
        weight[goods["product_id"] == change.delisted] = 0
    promoted = world.promotions.get(str(month))
    if promoted:
        weight[groups == promoted[1]] *= np.exp(truth.prices.promotion_lift)
    for cut in truth.stories.rival_cuts:
        if str(month) >= cut.start:
            weight[groups == cut.product_group] *= np.exp(cut.volume_log_effect)
    return weight


def _priced(
    rng: np.random.Generator, world: World, month: Month, lines: Lines
) -> dict[str, np.ndarray]:
    """Return the columns of order lines: quantities, amounts, what buyers and products say."""
    truth, goods, what = world.truth, world.goods, lines.what
    price = goods["list_price"][what] * masters.price_factor(truth, month)
    cost = goods["standard_cost"][what] * masters.cost_factor(truth, month)
    drawn = rng.lognormal(3.3, 0.7, len(what))
    quantity = np.maximum(1, np.round(drawn * (120 / price) ** 0.5))
    promotion, off = _promoted(world, month, lines)
    discount = _discounts(rng, world, month, lines) + off
    list_amount = np.round(quantity * np.round(price, 2), 2)
    return {
        "order_on": lines.day.astype("datetime64[s]"),
        "promised_on": (lines.day + np.timedelta64(10, "D")).astype("datetime64[s]"),
        "customer_id": world.buyers["customer_id"][lines.who],
        "sales_method_id": world.buyers["sales_method_id"][lines.who],
        "settlement_id": world.settlements_in(month)[lines.who],
        "product_id": goods["product_id"][what],
        "quantity": quantity,
        "list_amount": list_amount,
        "net_amount": np.round(list_amount * (1 - discount), 2),
        "cost_amount": np.round(quantity * np.round(cost, 2), 2),
        "promotion_id": promotion,
    }


def _promoted(world: World, month: Month, lines: Lines) -> tuple[np.ndarray, np.ndarray]:
    """Return the promotion of each line, None without, and what it takes off the list price.

    A group's promotion runs all month; an offer at a month's end holds on its last three working
    days for all that customers of one rep order.
    """
    named = np.full(len(lines.what), None, dtype="object")
    off = np.zeros(len(named))
    promotion, group = world.promotions.get(str(month), (None, None))
    is_promoted = world.goods["product_group"][lines.what] == group
    named[is_promoted], off[is_promoted] = promotion, world.truth.prices.promotion_discount
    for offer in rep_conduct.offers_of(world.truth, month):
        is_last = lines.day >= rep_conduct.last_days(month)[0]
        is_offered = (lines.owner == offer.rep_id) & is_last
        named[is_offered] = rep_conduct.offer_id(offer, month)
        off[is_offered] = offer.discount
    return named, off


def _discounts(rng: np.random.Generator, world: World, month: Month, lines: Lines) -> np.ndarray:
    """Return the discount of each line without promotions; some reps give more from a month on."""
    usual = world.discounts[lines.who]
    drawn = usual + rng.normal(0, world.truth.prices.discount_sd, len(usual))
    extra = rep_conduct.extra_discount(world.truth, month, lines.owner)
    return np.clip(drawn, 0, MOST_DISCOUNT) + extra


def order_lines(world: World) -> pd.DataFrame:
    """Return the order lines of all months."""
    months = [month_lines(world, i) for i in range(world.truth.n_months)]
    return pd.concat(months, ignore_index=True)
