"""The targets that were issued: six measures over several dimensions, parents beside children.

Only targets of single reps and months are set; regions, areas, the company and whole years are
sums of them (`is_rollup`). Product groups, settlement and sales methods are other cuts of the
same totals. A revision is issued as a further version of the targets that it changes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from salesnb.demo.base import names
from salesnb.demo.customers import masters
from salesnb.demo.plan import target_rule
from salesnb.demo.plan.target_rule import Known, apportion
from salesnb.demo.sales.orders import World

COLUMNS = """
    target_id measure period_start period_end rep_id region_id product_group settlement_id
    sales_method_id target_value is_rollup version issued_on
"""
GROUPS = [group for group, *_ in names.PRODUCT_GROUPS]
DIMENSIONS = ("rep_id", "region_id", "product_group", "settlement_id", "sales_method_id")
MONEY = ("sales", "margin", "collections")


@dataclass(frozen=True)
class Cut:
    """Targets of the members of one dimension: by measure one array, members by months."""

    column: str  # '' for the company
    members: list[str]
    values: Mapping[str, np.ndarray]
    is_rollup: bool


def issued_targets(world: World, orders: pd.DataFrame) -> pd.DataFrame:
    """Return all targets of the years that were planned, each with its versions."""
    found = [_of_year(world, orders, year) for year in target_rule.years_planned(world.truth)]
    return pd.concat(found, ignore_index=True)[COLUMNS.split()]


def _of_year(world: World, orders: pd.DataFrame, year: int) -> pd.DataFrame:
    """Return the targets of a year: those issued before it, and what was revised since."""
    known = Known(world, orders, year)
    asked = target_rule.asked_of_reps(known, target_rule.asked_sales(known))
    day = dt.date.fromisoformat(f"{year - 1}-{world.truth.planning.issued_on}")
    table = _listed(known, asked)
    table = table[table["target_value"] > 0].assign(version=1, issued_on=day.isoformat())
    for revised, sales in _revisions(known, asked["sales"]):
        later = target_rule.asked_of_reps(known, sales)
        table = pd.concat([table, _changed(table, _listed(known, later), revised)])
    return table


def _changed(before: pd.DataFrame, now: pd.DataFrame, day: dt.date) -> pd.DataFrame:
    """Return the targets that differ from those in force, as their next version."""
    last = before.drop_duplicates("key", keep="last").set_index("key")
    in_force = now["key"].map(last["target_value"]).fillna(0.0)
    version = now["key"].map(last["version"]).fillna(0).astype("int64") + 1
    new = now.assign(version=version)[now["target_value"] != in_force]
    suffix = "-v" + new["version"].astype(str)
    return new.assign(target_id=new["target_id"] + suffix, issued_on=day.isoformat())


def _revisions(known: Known, sales: np.ndarray) -> Iterator[tuple[dt.date, np.ndarray]]:
    """Yield the days on which a year's targets were revised, with the sales asked from then on."""
    truth = known.world.truth
    steps = [*_moves(known), *_cuts(known)]
    for day, change in sorted(steps, key=lambda step: step[0]):
        revised = change(sales)
        if day <= truth.exported_on and not np.array_equal(revised, sales):
            sales = revised
            yield day, sales


def _cuts(known: Known) -> Iterator[tuple]:
    """Yield the planted revisions of an area's targets: day and change."""
    home = known.world.reps.set_index("rep_id")["region_id"].loc[known.reps]
    area = np.array([_parents()[region] for region in home])
    for one in known.plan.revisions:
        months = [one.first <= str(month) <= one.last for month in known.months]
        factor = np.where(np.outer(area == one.area_id, months), one.factor, 1.0)

        def change(sales: np.ndarray, factor: np.ndarray = factor) -> np.ndarray:
            return target_rule.rounded(sales * factor, known.plan.unit)

        yield dt.date.fromisoformat(one.issued_on), change


def _moves(known: Known) -> Iterator[tuple]:
    """Yield the move of a rep's customers to colleagues of the region: day and change."""
    team, plan = known.world.truth.team, known.plan
    moved = dt.date.fromisoformat(team.moved_on)
    home = known.world.reps.set_index("rep_id")["region_id"].loc[known.reps].to_numpy()
    if team.moved_rep not in known.reps or moved.year != known.year:
        return
    place = known.reps.index(team.moved_rep)
    others = (home == home[place]) & (np.arange(len(home)) != place)
    if not others.any():
        return

    def change(sales: np.ndarray) -> np.ndarray:
        later = [month.first >= moved for month in known.months]
        given = target_rule.rounded(sales[place] * team.moved_share * later, plan.unit)
        after = sales.copy()
        after[place] -= given
        after[others] += apportion(given, sales[others], plan.unit)
        return after

    yield moved - dt.timedelta(days=plan.move_known_days), change


def _listed(known: Known, asked: Mapping[str, np.ndarray]) -> pd.DataFrame:
    """Return one row per target of all cuts and periods; `key` names it without its version."""
    reps = Cut("rep_id", known.reps, asked, is_rollup=False)
    cuts = [reps, *_above(known, reps), *_across(known, asked)]
    rows = [_columns(known, cut, measure) for cut in cuts for measure in cut.values]
    return pd.DataFrame({name: [x for one in rows for x in one[name]] for name in rows[0]})


def _above(known: Known, reps: Cut) -> Iterator[Cut]:
    """Yield the regions at which reps are at home, the areas above them, and the company."""
    home = known.world.reps.set_index("rep_id")["region_id"].loc[reps.members].to_numpy()
    parents = _parents()
    area = np.array([parents[region] for region in home])
    for place in (home, area):
        nodes = sorted(set(place))
        is_in = np.array([[node == one for one in place] for node in nodes], dtype=float)
        values = {measure: is_in @ amounts for measure, amounts in reps.values.items()}
        yield Cut("region_id", nodes, values, is_rollup=True)
    whole = {measure: amounts.sum(axis=0)[None, :] for measure, amounts in reps.values.items()}
    yield Cut("", ["ALL"], whole, is_rollup=True)


def _parents() -> dict[str, str]:
    """Return the area of each region."""
    return {str(row[0]): str(row[3]) for row in names.REGIONS if row[4] == 2}


def _across(known: Known, asked: Mapping[str, np.ndarray]) -> Iterator[Cut]:
    """Yield the company's targets by product group, settlement method and sales method."""
    total = {measure: amounts.sum(axis=0) for measure, amounts in asked.items()}
    yield Cut("product_group", GROUPS, _of_groups(known, total), is_rollup=False)
    unit, terms = known.plan.unit, [one.id for one in known.world.truth.cash.terms]
    mix = target_rule.settlement_mix(known)
    paid = target_rule.collected(known, asked["sales"]).sum(axis=1)
    by_terms = {
        "sales": apportion(total["sales"], mix @ asked["sales"], unit),
        "collections": apportion(total["collections"], paid, unit),
    }
    yield Cut("settlement_id", terms, by_terms, is_rollup=False)
    methods = [row[0] for row in masters.METHODS]
    last = target_rule.shares_of(known, "sales_method_id", methods, "net_amount")
    weights = np.repeat(last[:, None], target_rule.N_MONTHS, 1)
    by_method = {"sales": apportion(total["sales"], weights, unit)}
    yield Cut("sales_method_id", methods, by_method, is_rollup=False)


def _of_groups(known: Known, total: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Return sales, quantity and margin by product group; one group's first quarter is held."""
    plan, lines = known.plan, known.lines
    groups = known.world.products.set_index("product_id")["product_group"]
    sold = lines.assign(
        group=lines["product_id"].map(groups), margin=lines["net_amount"] - lines["cost_amount"]
    )
    found = {}
    for measure, amount in (("sales", "net_amount"), ("quantity", "quantity"), ("margin",) * 2):
        last = sold.groupby("group")[amount].sum().reindex(GROUPS).fillna(0.0).clip(lower=0)
        weights = np.repeat(last.to_numpy()[:, None], target_rule.N_MONTHS, 1)
        unit = plan.unit if measure in MONEY else 1.0
        if measure == "sales" and target_rule.is_controlled(known):
            weights = _held(known, sold, weights, total["sales"])
        found[measure] = apportion(total[measure], weights, unit)
    return found


def _held(known: Known, sold: pd.DataFrame, weights: np.ndarray, total: np.ndarray) -> np.ndarray:
    """Return the weights with which the held group keeps last year's sales in the held months."""
    plan = known.plan
    place = GROUPS.index(plan.held_group)
    own = sold[sold["group"] == plan.held_group]
    last = np.bincount(own["month"], own["net_amount"], minlength=target_rule.N_MONTHS)
    last = np.minimum(target_rule.rounded(last, plan.unit), total)
    is_held = np.isin(np.arange(1, target_rule.N_MONTHS + 1), plan.held_months)
    others = np.delete(weights, place, axis=0).sum(axis=0)
    scaled = weights * np.where(others > 0, (total - last) / np.maximum(others, 1e-9), 0.0)
    scaled[place] = last
    return np.where(is_held, scaled, weights)


def _columns(known: Known, cut: Cut, measure: str) -> dict[str, list]:
    """Return the rows of a cut and measure by column: its months, and the year as their sum."""
    values, months = cut.values[measure], known.months
    n = len(cut.members)
    periods = [*map(str, months), str(known.year)]
    keys = [f"{member}-{measure}-{period}" for member in cut.members for period in periods]
    members = [member for member in cut.members for _ in periods]
    with_year = np.concatenate([values, values.sum(axis=1, keepdims=True)], axis=1)
    none = [None] * len(keys)
    return {
        "target_id": [f"T-{key}" for key in keys],
        "key": [cut.column + key for key in keys],
        "measure": [measure] * len(keys),
        "period_start": [*(m.first.isoformat() for m in months), months[0].first.isoformat()] * n,
        "period_end": [*(m.last.isoformat() for m in months), months[-1].last.isoformat()] * n,
        **{column: members if column == cut.column else none for column in DIMENSIONS},
        "target_value": with_year.ravel().tolist(),
        "is_rollup": [*(cut.is_rollup for _ in months), True] * n,
    }
