"""The steps from last year's sales, as they were credited, to each target, to the cent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salesnb.measures import growth
from salesnb.members import NEW_CUSTOMER, UNASSIGNED
from salesnb.months import YEAR, Month
from salesnb.targets.plan.dimensions import KEYS
from salesnb.targets.plan.owners import credited, owners_on
from salesnb.targets.plan.years import PlanYear

Amounts = NDArray[np.float64]
SUBJECTS = ("rep", "customer")
STEPS = [
    *("last_year", "moved", "expected", "new_customers"),
    *("ambition", "pulled", "decided", "rounding"),
]
LEVELS = ["last_year", "restated", "known", "expected", "asked", "reference", "fitted", "target"]
NOBODY = {UNASSIGNED, "", NEW_CUSTOMER}
CENTS = 2


@dataclass(frozen=True)
class Evidence:
    """What the evidence of a plan rests on.

    `cells`: the plan's cells as `Planned` has them. `cash`: cells with `collections`, no rows where
    none are planned. `top`: how many customers are large.
    """

    cells: pd.DataFrame
    cash: pd.DataFrame
    year: PlanYear
    top: int = 10

    @property
    def is_open(self) -> NDArray[np.bool_]:
        """Which cells lie in months that are not over."""
        return ~self.cells["month"].isin(self.year.closed).to_numpy(bool)


def base_months(year: PlanYear) -> list[str]:
    """Return of each month planned the same month a year earlier, or the last such one known."""
    found = [Month.parse(one) - YEAR for one in year.months]
    late = [max(0, -(-(one.ordinal - year.known.ordinal) // YEAR)) for one in found]
    return [str(one - YEAR * n) for one, n in zip(found, late, strict=True)]


def base_sales(sales: pd.DataFrame, year: PlanYear) -> pd.DataFrame:
    """Return last year's sales as they were credited: KEYS, `month` as planned, `amount`.

    Amounts are sums of invoice lines, to the cent.
    """
    months = dict(zip(base_months(year), year.months, strict=True))
    rows = sales[sales["month"].isin(list(months))]
    planned = rows["month"].astype("str").map(months).astype("str")
    kept = rows[[*KEYS, "net_amount"]].astype(dict.fromkeys(KEYS, "str"))
    return kept.rename(columns={"net_amount": "amount"}).assign(month=planned)


def restated(base: pd.DataFrame, facts: Mapping[str, pd.DataFrame], year: PlanYear) -> pd.DataFrame:
    """Return last year's sales by the reps who look after each customer when the plan begins.

    Customers whose reps and shares stay keep their amounts as they were credited, to the cent.
    `facts`: customer_reps, reps.
    """
    begins = pd.Timestamp(Month.parse((year.open or year.months)[0]).first)
    owners = owners_on(facts["customer_reps"], facts["reps"], begins)
    now = credited(base, owners, facts["reps"], begins)[list(base.columns)]
    by = ["customer_id", "rep_id"]
    before, after = (one.groupby(by)["amount"].sum() for one in (base, now))
    moved = after.sub(before, fill_value=0.0).abs().groupby(level=0).max()
    rounding = base.groupby("customer_id").size() / 10**CENTS
    stays = moved[moved <= rounding.reindex(moved.index)].index
    kept = base["customer_id"].isin(stays)
    parts = [base[kept], now[~now["customer_id"].isin(stays)]]
    return pd.concat(parts, ignore_index=True)


def steps_of(
    given: Evidence, base: pd.DataFrame, now: pd.DataFrame, *, is_whole: bool = True
) -> pd.DataFrame:
    """Return the steps that add up to `target`, to the cent.

    A row for the whole, per rep and per large customer. `before` is last year's sales of the
    customers that a rep has now, `growth` what the target asks above it; missing where not all of
    last year is known (`is_whole`).
    """
    reps = _as_steps(_levels(given, base, now, "rep_id"), "rep")
    customers = _as_steps(_levels(given, now, now, "customer_id"), "customer")
    named = customers[~customers["node"].isin(NOBODY)]
    largest = named.sort_values(["target", "node"], ascending=[False, True]).head(given.top)
    whole = reps[[*STEPS, "target"]].sum().to_frame().T.assign(dimension="total", node="total")
    steps = pd.concat([whole, reps, largest], ignore_index=True)
    steps[[*STEPS, "target"]] = steps[[*STEPS, "target"]].astype(float).round(CENTS) + 0.0
    before = (steps["last_year"] + steps["moved"]).round(CENTS)
    steps["before"] = before if is_whole else np.nan
    steps["growth"] = growth(steps["target"], steps["before"])
    steps["year"] = given.year.label
    return steps[["dimension", "node", "year", *STEPS, "target", "before", "growth"]]


def by_member(cells: pd.DataFrame, column: str, amounts: Amounts) -> pd.Series:
    """Return the sum of an amount per cell by the members of a column."""
    codes = cells[column].astype("category")
    members = codes.cat.categories.astype("str")
    return pd.Series(np.bincount(codes.cat.codes, amounts, len(members)), index=members)


def groups_of(facts: Mapping[str, pd.DataFrame]) -> Mapping[str, str]:
    """Return the product group of each product, '' where none is stated."""
    products = facts.get("products", pd.DataFrame())
    if "product_group" not in products:
        return {}
    known = products[["product_id", "product_group"]].fillna("")
    return dict(zip(known["product_id"], known["product_group"], strict=True))


def alone(given: Evidence, source: str) -> Amounts | None:
    """Return what one source of the reference alone would have given every cell.

    In closed months that is what was reached; None where the source counted for nothing.
    """
    cells, is_open = given.cells, given.is_open
    reference = cells["reference"].to_numpy(float)
    own = np.where(is_open, np.nan_to_num(cells[f"from_{source}"].to_numpy(float)), 0.0)
    if own.sum() <= 0:
        return None
    return np.where(is_open, own * (reference[is_open].sum() / own.sum()), reference)


def _levels(given: Evidence, base: pd.DataFrame, now: pd.DataFrame, column: str) -> pd.DataFrame:
    """Return what each member stood at after every step, in cents that add up over members."""
    sums = {
        name: one.groupby(column)["amount"].sum()
        for name, one in {"last_year": base, "restated": now}.items()
    }
    levels = sums | {
        name: by_member(given.cells, column, amounts)
        for name, amounts in _cell_levels(given).items()
    }
    levels = {"known": sums["restated"], "expected": sums["restated"], **levels}
    reached = pd.DataFrame(levels)[LEVELS].fillna(0.0).cumsum().round(CENTS)
    table = reached.diff().fillna(reached).round(CENTS)
    return table[(table != 0).any(axis=1)]


def _cell_levels(given: Evidence) -> dict[str, Amounts]:
    """Return of every cell what it stood at after each step that the plan made.

    Without a forecast nothing is said of what is expected: then last year stands for it.
    """
    cells = given.cells
    expected = cells["expected"].to_numpy(float)
    is_new = (cells["customer_id"] == NEW_CUSTOMER).to_numpy(bool)
    found = {name: cells[name].to_numpy(float) for name in ("reference", "fitted", "target")}
    asked = alone(given, "forecast")
    if asked is None:
        return {**found, "asked": _or(alone(given, "history"), found["reference"])}
    return {**found, "known": np.where(is_new, 0.0, expected), "expected": expected, "asked": asked}


def _or(amounts: Amounts | None, otherwise: Amounts) -> Amounts:
    return otherwise if amounts is None else amounts


def _as_steps(table: pd.DataFrame, subject: str) -> pd.DataFrame:
    """Return the differences of the levels, which add up to the last one."""
    steps = table.diff(axis=1).assign(last_year=table["last_year"])
    steps.columns = pd.Index(STEPS)
    steps = steps.assign(target=table["target"], dimension=subject)
    return steps.rename_axis("node").reset_index()
