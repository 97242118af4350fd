"""What people fixed for other measures than sales: met by the cells, or refused in words.

Collections, quantity and margin follow from the plan of sales; a control on one of them moves its
cells to the nearest that meet it (`salesnb.targets.cube`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from salesnb.errors import ConflictError
from salesnb.periods import Period
from salesnb.targets.cube.controls import is_stated
from salesnb.targets.cube.fitting import fit_plan
from salesnb.targets.plan.dimensions import DIMENSIONS, KEYS
from salesnb.targets.plan.years import PlanYear

NAMED = [*KEYS, "product_group"]
COLUMNS = ["place", "kind", "period", "amount", "about", "author", "reason", "derived", "reached"]


@dataclass(frozen=True)
class Met:
    """`cells`: those that came, with `derived` (what follows from sales) and the measure as asked.

    `controls`: a row per control of the measure: what it asks, what follows from the plan without
    it (`derived`), what is `reached`, `gap` (asked beyond what follows; missing for a cap or a
    floor that does not press), `state` (held, conflict, beyond) and the `conflict` in words.
    """

    cells: pd.DataFrame
    controls: pd.DataFrame


def met(
    cells: pd.DataFrame,
    facts: Mapping[str, pd.DataFrame],
    decided: Mapping[str, pd.DataFrame],
    year: PlanYear,
    *,
    measure: str,
    digits: int,
) -> Met:
    """Return the cells (`DIMENSIONS`, `measure`) that meet the year's controls of this measure.

    Controls of other years are left alone. Where controls contradict each other, the cells stay as
    they follow from sales, and the rows of those in conflict say so. Raises `UsageError` for a
    control that cannot be read (an unknown member, a missing amount).
    """
    cells = cells.assign(derived=cells[measure])
    controls = of_year(decided.get("controls", pd.DataFrame()), year, measure)
    if not len(controls):
        return Met(cells, pd.DataFrame(columns=[*COLUMNS, "gap", "state", "conflict"]))
    parents = above(facts)
    try:
        cells = _fitted(cells, controls, parents, year, measure, digits)
        state, conflict = ["held"] * len(controls), [""] * len(controls)
    except ConflictError as fault:
        state = ["conflict" if i in fault.controls else "beyond" for i in range(len(controls))]
        conflict = [str(fault) if i in fault.controls else "" for i in range(len(controls))]
    masks = [_inside(one, cells, parents, year) for one in controls.to_dict("records")]
    rows = pd.DataFrame(
        {
            "place": range(1, len(controls) + 1),
            **{name: controls[name].to_numpy() for name in ("kind", "period", "amount")},
            "about": [_about(one) for one in controls.to_dict("records")],
            **{
                name: controls.get(name, pd.Series("", controls.index)).to_numpy()
                for name in ("author", "reason")
            },
            "derived": [round(float(cells.loc[one, "derived"].sum()), digits) for one in masks],
            "reached": [round(float(cells.loc[one, measure].sum()), digits) for one in masks],
        }
    )
    rows["gap"] = (rows["reached"] - rows["derived"]).round(digits)
    wanted = rows["amount"].astype(float).fillna(rows["derived"])
    is_held = pd.Series(state) == "held"
    rows["gap"] = rows["gap"].where(is_held, (wanted - rows["derived"]).round(digits))
    return Met(cells, rows.assign(state=state, conflict=conflict))


def of_year(controls: pd.DataFrame, year: PlanYear, measure: str) -> pd.DataFrame:
    """Return the controls of a measure whose period lies in the year."""
    if not len(controls) or "measure" not in controls:
        return controls.iloc[:0]
    own = controls[controls["measure"] == measure]
    inside = [set(_months(one, year)) <= set(year.months) for one in own["period"]]
    return own[inside].reset_index(drop=True)


def above(facts: Mapping[str, pd.DataFrame]) -> dict[str, dict[str, str]]:
    """Return the member above each: regions by their tree, products by their group."""
    found: dict[str, dict[str, str]] = {}
    for dimension, table, upper in (
        ("region_id", "regions", "parent_id"),
        ("product_id", "products", "product_group"),
    ):
        rows = facts.get(table, pd.DataFrame())
        if len(rows) and upper in rows:
            known = rows[rows[upper].notna() & (rows[upper].astype("str") != "")]
            pairs = zip(known[dimension].astype("str"), known[upper].astype("str"), strict=True)
            found[dimension] = dict(pairs)
    return found


def _fitted(
    cells: pd.DataFrame,
    controls: pd.DataFrame,
    parents: Mapping[str, Mapping[str, str]],
    year: PlanYear,
    measure: str,
    digits: int,
) -> pd.DataFrame:
    """Return the cells nearest to those that came that meet the controls.

    Cells below nought and those of closed months stay as they are: the others make up for them.
    """
    amount = cells[measure].to_numpy(float).copy()
    below = amount < 0
    stays = ~cells["month"].astype("str").isin(year.open).to_numpy()
    bound = np.where(stays, amount, np.nan)[~below]
    reference = cells.loc[~below, DIMENSIONS]
    reference = reference.assign(reference=amount[~below], lowest=bound, highest=bound)
    masks = [_inside(one, cells, parents, year) for one in controls.to_dict("records")]
    lacking = [float(amount[one & below].sum()) for one in masks]
    plan = fit_plan(
        reference,
        _as_members(controls.assign(amount=controls["amount"] - lacking)),
        parents=parents,
        digits=digits,
        year_start=year.start,
    )
    amount[~below] = plan.cells["target"].to_numpy()
    return cells.assign(**{measure: amount})


def _as_members(controls: pd.DataFrame) -> pd.DataFrame:
    """Return controls whose product groups stand as the members above products that they are."""
    named = controls.drop(columns=["product_group"], errors="ignore").copy()
    if "product_group" in controls:
        group = controls["product_group"].map(lambda one: one if is_stated(one) else "")
        product = named.get("product_id", pd.Series("", named.index))
        product = product.map(lambda one: one if is_stated(one) else "")
        named["product_id"] = product.where(product != "", group)
    return named


def _months(period: object, year: PlanYear) -> list[str]:
    return [str(one) for one in Period.parse(str(period), year_start=year.start).months]


def _about(control: Mapping[Any, Any]) -> str:
    """Return the members that a control names, as they stand in controls.toml."""
    return ", ".join(str(control[one]) for one in NAMED if is_stated(control.get(one)))


def _inside(
    control: Mapping[Any, Any],
    cells: pd.DataFrame,
    parents: Mapping[str, Mapping[str, str]],
    year: PlanYear,
) -> np.ndarray:
    """Return which cells a control is about."""
    inside = _among(cells["month"], set(_months(control["period"], year)))
    for name in NAMED:
        if is_stated(control.get(name)):
            dimension = "product_id" if name == "product_group" else name
            wanted = str(control[name])
            tree = parents.get(dimension, {})
            below = {one for one in tree if wanted in _path(one, tree)}
            inside = inside & _among(cells[dimension], {wanted, *below})
    return inside


def _among(column: pd.Series, wanted: set[str]) -> np.ndarray:
    found: np.ndarray = column.astype("str").isin(wanted).to_numpy()
    return found


def _path(member: str, above: Mapping[str, str]) -> list[str]:
    """Return the members above one."""
    path: list[str] = []
    while above.get(member) and above[member] not in path:
        member = above[member]
        path.append(member)
    return path
