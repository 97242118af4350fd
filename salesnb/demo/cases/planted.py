"""The planted stories with their sizes: what `truth.toml` states under `[planted]`.

Each case names who, from when and what it cost in the company's currency. Sizes that follow
from single rows are exact; those that compare with what would have been (lost orders, a rival's
cut, a bad month) are the model's expectation and end in `_expected`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from salesnb.demo.cases import planted_conduct
from salesnb.demo.cases.case_sizes import Entry, amount_of, between, money, named, rows_of, units_of
from salesnb.demo.cases.planted_response import planted_response
from salesnb.demo.customers import masters
from salesnb.demo.sales import cash, distributors
from salesnb.demo.sales.demand import month_factors
from salesnb.demo.sales.orders import World
from salesnb.demo.truths.stories import Diversion, HiddenTrend, LostCustomer, RivalCut, Stuffing
from salesnb.months import Month

Tables = dict[str, pd.DataFrame]


def planted(world: World, tables: Tables) -> dict[str, Entry | Sequence[Entry]]:
    """Return for each kind of story one entry per case, and the payers that default."""
    measures: dict[str, Callable[..., Entry]] = {
        "lost_customers": lost_customer,
        "rival_cuts": rival_cut,
        "stuffing": stuffing,
        "loading": planted_conduct.loading,
        "sandbagging": planted_conduct.sandbagging,
        "leakage": planted_conduct.leakage,
        "diversion": diversion,
        "unfair_targets": planted_conduct.unfair_target,
        "invented_visits": planted_conduct.invented_visits,
        "hidden_trends": hidden_trend,
    }
    stories = world.truth.stories
    found: dict[str, Entry | Sequence[Entry]] = {
        kind: [measure(world, tables, case) for case in getattr(stories, kind)]
        for kind, measure in measures.items()
        if getattr(stories, kind)
    }
    return found | planted_response(world, tables) | {"bad_payers": _bad_payers(world, tables)}


def lost_customer(world: World, tables: Tables, case: LostCustomer) -> Entry:
    """Orders of the year before, and what the months since would have brought at that rate."""
    months = world.truth.months
    start = Month.parse(case.start)
    own = rows_of(tables["order_lines"], "customer_id", case.customer_id)
    year = amount_of(between(own, start - 12, start - 1))
    factor = dict(zip(map(str, months), month_factors(world.truth), strict=True))
    before = sum(factor[str(m)] for m in (start - 12).until(start - 1))
    since = sum(factor[str(m)] for m in start.until(months[-1]))
    return {
        **named(world.customers, "customer_id", case.customer_id),
        "from": case.start,
        "amount_year_before": year,
        "amount_missing_expected": round(year * since / before, 2),
    }


def rival_cut(world: World, tables: Tables, case: RivalCut) -> Entry:
    """The group's orders since the cut, and what is missing of them by the planted effect."""
    start = Month.parse(case.start)
    products = world.products["product_id"][world.products["product_group"] == case.product_group]
    lines = between(tables["order_lines"], start, world.truth.months[-1])
    amount = amount_of(lines[lines["product_id"].isin(products)])
    kept = kept_share(world, case)
    return {
        "competitor_id": case.competitor_id,
        "product_group": case.product_group,
        "from": case.start,
        "price_change": case.price_change,
        "volume_log_effect": case.volume_log_effect,
        "kept_share_expected": round(kept, 4),
        "amount_since": amount,
        "amount_missing_expected": round(amount * (1 / kept - 1), 2),
    }


def stuffing(world: World, tables: Tables, case: Stuffing) -> Entry:
    """What the distributor bought and sold on since; the difference at its own average price."""
    start = Month.parse(case.start)
    lines = rows_of(tables["order_lines"], "customer_id", case.customer_id)
    bought = between(lines, start, world.truth.months[-1])
    sold = rows_of(tables["sell_out"], "customer_id", case.customer_id)
    sold = sold[sold["period_start"] >= start.first.isoformat()]
    units = units_of(bought)
    excess = units - units_of(sold, "sell_out_quantity").reindex(units.index, fill_value=0)
    price = bought.groupby("product_id")["net_amount"].sum() / units
    return {
        **named(world.customers, "customer_id", case.customer_id),
        "from": case.start,
        "factor": case.factor,
        "quantity_bought": float(bought["quantity"].sum()),
        "quantity_sold_on": float(sold["sell_out_quantity"].sum()),
        "amount_in_excess": money((excess * price).sum()),
    }


def diversion(world: World, tables: Tables, case: Diversion) -> Entry:
    """Sell-out in the other region, at the list price of the last month less the usual discount."""
    truth = world.truth
    sold = rows_of(tables["sell_out"], "customer_id", case.customer_id)
    home = world.customers.set_index("customer_id")["region_id"][case.customer_id]
    away = sold[sold["region_id"] != home]
    list_price = world.products.set_index("product_id")["list_price"]
    price = away["product_id"].map(list_price * masters.price_factor(truth, truth.months[-1]))
    amount = (
        away["sell_out_quantity"].astype(float)
        * price.astype(float)
        * (1 - truth.prices.discount_mean)
    )
    return {
        **named(world.customers, "customer_id", case.customer_id),
        "from": case.start,
        "home_region": home,
        "into_region": distributors.sold_into(case, home),
        "share": case.share,
        "n_rows": len(away),
        "quantity_away": float(away["sell_out_quantity"].sum()),
        "amount_away": money(amount.sum()),
    }


def hidden_trend(world: World, tables: Tables, case: HiddenTrend) -> Entry:
    """The region's orders of the bad month, and what is missing of them by the planted effect."""
    buyers, lines = world.customers, tables["order_lines"]
    here = buyers.loc[buyers["region_id"] == case.region_id, "customer_id"]
    month = Month.parse(case.bad_month)
    amount = amount_of(between(lines[lines["customer_id"].isin(here)], month, month))
    return {
        **named(masters.regions(world.truth), "region_id", case.region_id),
        "from": case.start,
        "annual_growth": case.annual_growth,
        "bad_month": case.bad_month,
        "bad_month_log_effect": case.bad_month_log_effect,
        "amount_in_bad_month": amount,
        "amount_missing_expected": money(amount * (np.exp(-case.bad_month_log_effect) - 1)),
    }


def kept_share(world: World, case: RivalCut) -> float:
    """Return the share of the cut group's lines that remain, in expectation over all customers.

    Buyers choose products by taste; the cut lowers the weight of the group, so the group's share
    s of a customer becomes s * w / (1 - s + s * w).
    """
    here = (world.products["product_group"] == case.product_group).to_numpy()
    share = world.tastes[:, here].sum(axis=1) / world.tastes.sum(axis=1)
    since = np.array([m >= Month.parse(case.start) for m in world.truth.months])
    orders = world.expected[:, since].sum(axis=1)
    weight = np.exp(case.volume_log_effect)
    left = share * weight / (1 - share + share * weight)
    return float((orders * left).sum() / (orders * share).sum())


def _bad_payers(world: World, tables: Tables) -> Entry:
    """Who does not pay a share of what is owed, and what was written off."""
    written_off = tables["write_offs"]["written_off_amount"].sum()
    return {
        "customer_ids": cash.bad_payers(world.truth),
        "default_share": world.truth.cash.bad_payer_default,
        "amount_written_off": money(written_off),
    }
