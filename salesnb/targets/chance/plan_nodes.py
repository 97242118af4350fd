"""The plan beside the forecast: target, expected and earlier errors by node and month.

What is judged later is read here once: the nodes that people look at, and the periods of the plan.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import pandas as pd

from salesnb.members import TOTAL, UNASSIGNED
from salesnb.methods.region_levels import areas_by_level
from salesnb.months import YEAR, Month
from salesnb.targets.chance.error_cubes import ErrorCubes, read_errors

PARTITIONS = ("region", "product_group", "rep")  # the nodes of each add up to the total
LEVELS = ("level_1", "level_2", "level_3")
DIMENSIONS = (TOTAL, *LEVELS, *PARTITIONS)
COLUMNS = {"region": "region_id", "product_group": "product_group", "rep": "rep_id"}
MONTHS_JUDGED = 3  # the first open ones
KINDS = ("month", "quarter", "year")
PERIODS = ["period", "kind", "first", "last", "open_from", "n_open"]
NODES = ["dimension", "node", "month", "target"]
FORECAST = ["measure", "dimension", "node", "month", "expected"]


@dataclass(frozen=True)
class Plan:
    """The plan of a year beside what is expected.

    `targets` and `expected`: dimension, node, month and target or expected (currency units);
    `periods`: period, kind, first, last, open_from (its first month that is not over), n_open;
    `errors`: those of earlier forecasts; `areas`: per level the area of each region;
    `region_of`: the region of each rep; `begins`: the first month that is forecast.
    """

    month: Month
    periods: pd.DataFrame
    targets: pd.DataFrame
    expected: pd.DataFrame
    errors: ErrorCubes
    areas: Mapping[str, Mapping[str, str]]
    region_of: Mapping[str, str]
    begins: str

    @cached_property
    def partitions(self) -> list[str]:
        """The dimensions whose nodes add up to the total and are forecast."""
        there = set(self.expected["dimension"].unique())
        return [one for one in PARTITIONS if one in there]

    @property
    def year(self) -> pd.DataFrame:
        """The period of the year, one row; none where it is over."""
        return self.periods[(self.periods["kind"] == "year") & (self.periods["n_open"] > 0)]

    def steps(self, first: str, last: str) -> tuple[int, int]:
        """Return how many months after the last one known two months lie."""
        known = Month.parse(self.begins).ordinal - 1
        return Month.parse(first).ordinal - known, Month.parse(last).ordinal - known

    def open_sums(self, period: Mapping[Any, Any]) -> pd.DataFrame:
        """Return per dimension and node the sums of a period.

        target (all its months), so_far (months that are over; the plan holds what came in them),
        expected (of the open months; missing where one is not forecast).
        """
        inside = self.targets[self.targets["month"].between(period["first"], period["last"])]
        keys = ["dimension", "node"]
        target = inside.groupby(keys, observed=True)["target"].sum()
        over = inside[inside["month"] < period["open_from"]] if period["n_open"] else inside
        so_far = over.groupby(keys, observed=True)["target"].sum()
        ahead = self.expected[
            self.expected["month"].between(period["open_from"], period["last"])
        ].groupby(keys, observed=True)["expected"]
        expected = ahead.sum().where(ahead.size() == period["n_open"])
        both = pd.concat([target, so_far, expected], axis=1, keys=["target", "so_far", "expected"])
        both[["target", "so_far"]] = both[["target", "so_far"]].fillna(0.0)
        return both.rename_axis(keys).reset_index()


def read_plan(
    facts: Mapping[str, pd.DataFrame],
    artefacts: Mapping[str, pd.DataFrame],
    *,
    month: Month,
    year_start: int = 1,
) -> Plan:
    """Return the plan beside the forecast.

    `facts`: products (product_id, product_group), regions (region_id, parent_id), reps (rep_id,
    region_id); `artefacts`: targets, forecast and forecast_errors as 08 and 07 write them.
    """
    by_cell = with_members(artefacts["targets"], facts["products"], "sales")
    areas = areas_by_level(facts["regions"])
    targets = by_node(by_cell, areas).rename(columns={"amount": "target"})
    months = sorted(targets["month"].unique())
    periods = plan_periods(months, month=month, year_start=year_start)
    return replace(read_outlook(facts, artefacts, periods, month=month), targets=targets)


def read_outlook(
    facts: Mapping[str, pd.DataFrame],
    artefacts: Mapping[str, pd.DataFrame],
    periods: pd.DataFrame,
    *,
    month: Month,
) -> Plan:
    """Return what is expected in some periods (`plan_periods`), without targets.

    `facts` and `artefacts` as `read_plan` takes them; without forecast or errors nothing is known.
    """
    forecast = artefacts.get("forecast", pd.DataFrame())
    forecast = forecast if len(forecast) else pd.DataFrame(columns=FORECAST)
    sales = forecast[(forecast["measure"] == "sales") & forecast["dimension"].isin(DIMENSIONS)]
    keys = ["dimension", "node", "month"]
    expected = sales[[*keys, "expected"]].drop_duplicates(keys, ignore_index=True)
    errors = artefacts.get("forecast_errors", pd.DataFrame())
    reps = facts["reps"]
    return Plan(
        month=month,
        periods=periods,
        targets=pd.DataFrame(columns=NODES),
        expected=expected,
        errors=read_errors(errors) if len(errors) else ErrorCubes([], {}, {}),
        areas=areas_by_level(facts["regions"]),
        region_of=dict(zip(reps["rep_id"], reps["region_id"].fillna(""), strict=True)),
        begins=min(expected["month"], default=str(month + 1)),
    )


def with_members(rows: pd.DataFrame, products: pd.DataFrame, value: str) -> pd.DataFrame:
    """Return region, product_group, rep, month and amount of cells, those that are alike summed."""
    groups = dict(zip(products["product_id"], products["product_group"], strict=True))
    keyed = pd.DataFrame(
        {
            "region": rows["region_id"].astype("category"),
            "product": rows["product_id"].astype("category"),
            "rep": rows["rep_id"].astype("category"),
            "month": rows["month"].astype("category"),
            "amount": rows[value].astype(float),
        }
    )
    keys = ["region", "product", "rep", "month"]
    summed = keyed.groupby(keys, observed=True)["amount"].sum().reset_index()
    summed = summed.astype(dict.fromkeys(keys, "str"))
    named = summed.assign(product_group=summed.pop("product").map(groups).fillna(""))
    return named.replace({one: {"": UNASSIGNED} for one in PARTITIONS})


def by_node(cells: pd.DataFrame, areas: Mapping[str, Mapping[str, str]]) -> pd.DataFrame:
    """Return dimension, node, month and amount of cells with region, product_group and rep.

    A level of areas that has one area only is left out: it is the total.
    """
    found = []
    for dimension in DIMENSIONS:
        if dimension in LEVELS and dimension not in areas:
            continue
        if dimension == TOTAL:
            node = pd.Series(TOTAL, index=cells.index)
        elif dimension in LEVELS:
            node = cells["region"].map(areas[dimension]).astype("str").fillna(UNASSIGNED)
        else:
            node = cells[dimension]
        if dimension in LEVELS and node.nunique() < 2:
            continue
        summed = cells["amount"].groupby([node.rename("node"), cells["month"]]).sum()
        found.append(summed.reset_index().assign(dimension=dimension))
    return pd.concat(found, ignore_index=True)[["dimension", "node", "month", "amount"]]


def plan_periods(months: list[str], *, month: Month, year_start: int = 1) -> pd.DataFrame:
    """Return the periods of the plan's year that are judged: the year, quarters, first open months.

    `months` are those that have targets. A fiscal year has the number of the calendar year in
    which it begins; a period that is over has n_open 0 and an empty open_from.
    """
    if not months:
        return pd.DataFrame(columns=PERIODS)
    last = Month.parse(max(months))
    first = last - (last.of_year(year_start) - 1)
    every = first.until(first + (YEAR - 1))
    opened = [one for one in every if one > month]
    spans = [(str(first.year), "year", every)]
    spans += [
        (f"{first.year}-Q{i + 1}", "quarter", every[3 * i : 3 * i + 3]) for i in range(YEAR // 3)
    ]
    spans += [(str(one), "month", [one]) for one in opened[:MONTHS_JUDGED]]
    rows = []
    for name, kind, inside in spans:
        ahead = [one for one in inside if one > month]
        row = {"period": name, "kind": kind, "first": str(inside[0]), "last": str(inside[-1])}
        rows.append(row | {"open_from": str(ahead[0]) if ahead else "", "n_open": len(ahead)})
    return pd.DataFrame(rows, columns=PERIODS)
