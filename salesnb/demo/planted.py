"""The planted stories with their sizes: what `truth.toml` states under `[planted]`.

Each entry names who, from when and what it cost in the company's currency. Sizes that follow
from single rows are exact; those that compare with what would have been (lost orders, a rival's
cut, a bad month) are the model's expectation and end in `_expected`.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.demo import cash, distributors, masters
from salesnb.demo.demand import month_factors, selling_days
from salesnb.demo.orders import World
from salesnb.months import Month

Tables = dict[str, pd.DataFrame]
Entry = dict[str, object]


def planted(world: World, tables: Tables) -> dict[str, Entry]:
    """Return one entry per story that is switched on, and the payers that default."""
    story = world.truth.stories
    entries = {
        "lost_customer": (story.lost_customer, _lost_customer),
        "rival_price_cut": (story.rival, _rival_price_cut),
        "stuffing": (story.stuffing_customer, _stuffing),
        "month_end_loading": (story.loading_rep, _month_end_loading),
        "sandbagging": (story.sandbagging_rep, _sandbagging),
        "price_leakage": (story.leakage_rep, _price_leakage),
        "diversion": (story.diversion_customer, _diversion),
        "unfair_target": (story.unfair_rep, _unfair_target),
        "invented_visits": (story.invented_rep, _invented_visits),
        "hidden_trend": (story.good_trend_region, _hidden_trend),
    }
    found = {name: entry(world, tables) for name, (who, entry) in entries.items() if who}
    return found | {"bad_payers": _bad_payers(world, tables)}


def _lost_customer(world: World, tables: Tables) -> Entry:
    """Orders of the year before, and what the months since would have brought at that rate."""
    story, months = world.truth.stories, world.truth.months
    start = Month.parse(story.lost_from)
    own = _of(tables["order_lines"], "customer_id", story.lost_customer)
    year = _amount(_between(own, start - 12, start - 1))
    factor = dict(zip(map(str, months), month_factors(world.truth), strict=True))
    before = sum(factor[str(m)] for m in (start - 12).until(start - 1))
    since = sum(factor[str(m)] for m in start.until(months[-1]))
    return {
        **_named(world.customers, "customer_id", story.lost_customer),
        "from": story.lost_from,
        "amount_year_before": year,
        "amount_missing_expected": round(year * since / before, 2),
    }


def _rival_price_cut(world: World, tables: Tables) -> Entry:
    """The group's orders since the cut, and what is missing of them by the planted effect."""
    story, start = world.truth.stories, Month.parse(world.truth.stories.rival_cut_from)
    products = world.products["product_id"][world.products["product_group"] == story.rival_group]
    lines = _between(tables["order_lines"], start, world.truth.months[-1])
    amount = _amount(lines[lines["product_id"].isin(products)])
    kept = kept_share(world)
    return {
        "competitor_id": story.rival,
        "product_group": story.rival_group,
        "from": story.rival_cut_from,
        "price_change": story.rival_cut,
        "volume_log_effect": story.rival_volume,
        "kept_share_expected": round(kept, 4),
        "amount_since": amount,
        "amount_missing_expected": round(amount * (1 / kept - 1), 2),
    }


def kept_share(world: World) -> float:
    """Return the share of the cut group's lines that remain, in expectation over all customers.

    Buyers choose products by taste; the cut lowers the weight of the group, so the group's share
    s of a customer becomes s * w / (1 - s + s * w).
    """
    story = world.truth.stories
    here = (world.products["product_group"] == story.rival_group).to_numpy()
    share = world.tastes[:, here].sum(axis=1) / world.tastes.sum(axis=1)
    since = np.array([m >= Month.parse(story.rival_cut_from) for m in world.truth.months])
    orders = world.expected[:, since].sum(axis=1)
    weight = np.exp(story.rival_volume)
    left = share * weight / (1 - share + share * weight)
    return float((orders * left).sum() / (orders * share).sum())


def _stuffing(world: World, tables: Tables) -> Entry:
    """What the distributor bought and sold on since; the difference at its own average price."""
    story = world.truth.stories
    start = Month.parse(story.stuffing_from)
    lines = _of(tables["order_lines"], "customer_id", story.stuffing_customer)
    bought = _between(lines, start, world.truth.months[-1])
    sold = _of(tables["sell_out"], "customer_id", story.stuffing_customer)
    sold = sold[sold["period_start"] >= start.first.isoformat()]
    units = _units(bought)
    excess = units - _units(sold, "sell_out_quantity").reindex(units.index, fill_value=0)
    price = bought.groupby("product_id")["net_amount"].sum() / units
    return {
        **_named(world.customers, "customer_id", story.stuffing_customer),
        "from": story.stuffing_from,
        "factor": story.stuffing_factor,
        "quantity_bought": float(bought["quantity"].sum()),
        "quantity_sold_on": float(sold["sell_out_quantity"].sum()),
        "amount_in_excess": _money((excess * price).sum()),
    }


def _month_end_loading(world: World, tables: Tables) -> Entry:
    """Orders of the rep's customers since, and the part moved into the last three working days."""
    story = world.truth.stories
    start = Month.parse(story.loading_from)
    own = owned_lines(world, tables["order_lines"], story.loading_rep, start)
    days = {str(m): len(selling_days(m)) for m in start.until(world.truth.months[-1])}
    n_days = own["order_on"].dt.strftime("%Y-%m").map(days)
    moved = own["net_amount"] * story.loading_share * (1 - 3 / n_days)
    return {
        **_named(world.reps, "rep_id", story.loading_rep),
        "from": story.loading_from,
        "moved_share": story.loading_share,
        "amount_since": _amount(own),
        "amount_moved_expected": _money(moved.sum()),
    }


def _sandbagging(world: World, tables: Tables) -> Entry:
    """What the rep committed to over all submissions, and what was held back."""
    story = world.truth.stories
    own = _of(tables["forecast_submissions"], "rep_id", story.sandbagging_rep)
    commit = float(own["commit_amount"].sum())
    return {
        **_named(world.reps, "rep_id", story.sandbagging_rep),
        "from": str(own["period_start"].min())[:7],
        "committed_share": story.sandbagging_share,
        "n_submissions": len(own),
        "amount_committed": _money(commit),
        "amount_held_back": _money(commit * (1 / story.sandbagging_share - 1)),
    }


def _price_leakage(world: World, tables: Tables) -> Entry:
    """The extra discount on every line of the rep's customers since."""
    story = world.truth.stories
    start = Month.parse(story.leakage_from)
    own = owned_lines(world, tables["order_lines"], story.leakage_rep, start)
    return {
        **_named(world.reps, "rep_id", story.leakage_rep),
        "from": story.leakage_from,
        "extra_discount": story.leakage_discount,
        "n_lines": len(own),
        "list_amount": _money(own["list_amount"].sum()),
        "amount_given_away": _money(own["list_amount"].sum() * story.leakage_discount),
    }


def _diversion(world: World, tables: Tables) -> Entry:
    """Sell-out in the other region, at the list price of the last month less the usual discount."""
    truth, story = world.truth, world.truth.stories
    sold = _of(tables["sell_out"], "customer_id", story.diversion_customer)
    home = world.customers.set_index("customer_id")["region_id"][story.diversion_customer]
    away = sold[sold["region_id"] != home]
    list_price = world.products.set_index("product_id")["list_price"]
    price = away["product_id"].map(list_price * masters.price_factor(truth, truth.months[-1]))
    amount = (
        away["sell_out_quantity"].astype(float)
        * price.astype(float)
        * (1 - truth.prices.discount_mean)
    )
    return {
        **_named(world.customers, "customer_id", story.diversion_customer),
        "from": story.diversion_from,
        "home_region": home,
        "into_region": distributors.diverted_into(truth, home),
        "share": story.diversion_share,
        "n_rows": len(away),
        "quantity_away": float(away["sell_out_quantity"].sum()),
        "amount_away": _money(amount.sum()),
    }


def _unfair_target(world: World, tables: Tables) -> Entry:
    """The rep's targets, and the part of them that nobody else was asked for."""
    story = world.truth.stories
    own = _of(tables["issued_targets"], "rep_id", story.unfair_rep)
    total = float(own["target_value"].sum())
    return {
        **_named(world.reps, "rep_id", story.unfair_rep),
        "from": str(own["period_start"].min())[:7],
        "factor": story.unfair_factor,
        "n_targets": len(own),
        "amount_of_targets": _money(total),
        "amount_too_much": _money(total * (1 - 1 / story.unfair_factor)),
    }


def _invented_visits(world: World, tables: Tables) -> Entry:
    """Visits checked in at the rep's own base, and the hours claimed for them."""
    story = world.truth.stories
    own = at_base(world, _of(tables["visits"], "rep_id", story.invented_rep))
    since = _of(tables["visits"], "rep_id", story.invented_rep)
    since = since[since["visit_date"] >= np.datetime64(Month.parse(story.invented_from).first)]
    cost = world.reps.set_index("rep_id")["cost_per_hour"][story.invented_rep]
    return {
        **_named(world.reps, "rep_id", story.invented_rep),
        "from": story.invented_from,
        "share": story.invented_share,
        "n_visits": len(since),
        "n_invented": len(own),
        "hours_invented": float(own["visit_hours"].sum()),
        "amount_of_hours": _money(own["visit_hours"].sum() * cost),
    }


def _hidden_trend(world: World, tables: Tables) -> Entry:
    """The region's orders of the bad month, and what is missing of them by the planted effect."""
    story = world.truth.stories
    buyers, lines = world.customers, tables["order_lines"]
    here = buyers.loc[buyers["region_id"] == story.good_trend_region, "customer_id"]
    month = Month.parse(story.bad_month)
    amount = _amount(_between(lines[lines["customer_id"].isin(here)], month, month))
    return {
        **_named(masters.regions(world.truth), "region_id", story.good_trend_region),
        "from": story.good_trend_from,
        "annual_growth": story.good_trend_growth,
        "bad_month": story.bad_month,
        "bad_month_log_effect": story.bad_month_effect,
        "amount_in_bad_month": amount,
        "amount_missing_expected": _money(amount * (np.exp(-story.bad_month_effect) - 1)),
    }


def _bad_payers(world: World, tables: Tables) -> Entry:
    """Who does not pay a share of what is owed, and what was written off."""
    written_off = tables["write_offs"]["written_off_amount"].sum()
    return {
        "customer_ids": cash.bad_payers(world.truth),
        "default_share": world.truth.cash.bad_payer_default,
        "amount_written_off": _money(written_off),
    }


def owned_lines(world: World, lines: pd.DataFrame, rep: str, start: Month) -> pd.DataFrame:
    """Return the order lines since a month of customers whose first owner was the rep then."""
    ids = world.customers["customer_id"].to_numpy()
    parts = [
        month[month["customer_id"].isin(ids[world.owner_on(m) == rep])]
        for m in start.until(world.truth.months[-1])
        for month in [_between(lines, m, m)]
    ]
    return pd.concat(parts, ignore_index=True)


def at_base(world: World, visits: pd.DataFrame) -> pd.DataFrame:
    """Return the visits that were checked in exactly at the rep's base."""
    bases = world.reps.set_index("rep_id")
    same = [
        visits[f"check_in_{axis}"].eq(visits["rep_id"].map(bases[f"base_{axis}"]))
        for axis in ("latitude", "longitude")
    ]
    return visits[same[0] & same[1]]


def _of(table: pd.DataFrame, column: str, who: str) -> pd.DataFrame:
    """Return the rows of a table whose `column` names `who`."""
    return table[table[column] == who]


def _between(lines: pd.DataFrame, first: Month, last: Month) -> pd.DataFrame:
    """Return the order lines of some months, both included."""
    day = lines["order_on"]
    return lines[(day >= np.datetime64(first.first)) & (day <= np.datetime64(last.last))]


def _named(table: pd.DataFrame, key: str, who: str) -> Entry:
    """Return the id and the names of one row of a master table."""
    row = table[table[key] == who].iloc[0]
    return {key: who, "name": row["name"], "name_zh": row["name_zh"]}


def _units(table: pd.DataFrame, column: str = "quantity") -> pd.Series:
    """Return the sum of a quantity per product."""
    return table.groupby("product_id")[column].sum()


def _amount(lines: pd.DataFrame) -> float:
    return _money(lines["net_amount"].sum())


def _money(value: float) -> float:
    return round(float(value), 2)
