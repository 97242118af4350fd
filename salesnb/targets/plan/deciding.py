"""Which of the decided controls the plan of a year has to meet, and how the cube reads them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from salesnb.periods import Period
from salesnb.targets.plan.years import PlanYear

CELL = ["region_id", "product_id", "customer_id", "rep_id", "settlement_id", "sales_method_id"]
NAMED = ["product_group", *CELL]
SALES = "sales"
IN_FORCE, EMPTY, CLOSED, OTHER_YEAR, CONFLICT = "in_force", "empty", "closed", "other", "conflict"
STATED = ["kind", "period", "amount", *NAMED, "author", "reason", "decided_on"]


def of_measure(controls: pd.DataFrame, measure: str = SALES) -> pd.DataFrame:
    """Return the controls of a measure, `place` being their place in the file, from 1.

    One that states no measure is of sales.
    """
    every = controls.reindex(columns=[*STATED, "measure"])
    every = every.assign(place=np.arange(1, len(every) + 1))
    stated = every["measure"].fillna("").replace("", SALES)
    return every[stated == measure].drop(columns="measure").reset_index(drop=True)


def judged(controls: pd.DataFrame, year: PlanYear, members: Mapping[str, set[str]]) -> pd.DataFrame:
    """Return controls with `state`: in_force, empty, closed or other (of another year).

    `members` are those of each dimension that have cells, with all above them. A control on one
    that has none is `empty`, unless it asks for nothing; one whose months are over is `closed`.
    """
    states = []
    for row in controls.to_dict("records"):
        period = Period.parse(str(row["period"]), year_start=year.start)
        months = {str(one) for one in period.months}
        named = {one: str(row[one]) for one in NAMED if is_named(row[one])}
        is_empty = any(value not in members.get(one, set()) for one, value in named.items())
        if not months <= set(year.months):
            states.append(OTHER_YEAR)
        elif months <= set(year.closed):
            states.append(CLOSED)
        else:
            states.append(EMPTY if is_empty else IN_FORCE)
    return controls.assign(state=pd.Series(states, index=controls.index, dtype="str"))


def is_named(value: object) -> bool:
    """Return whether a control names a member."""
    return isinstance(value, str) and value != ""


def as_demands(controls: pd.DataFrame) -> pd.DataFrame:
    """Return controls as the cube reads them: a product group stands above its products."""
    rows = controls.fillna(dict.fromkeys(NAMED, ""))
    product = rows["product_id"].where(rows["product_id"] != "", rows["product_group"])
    kept = ["kind", "period", "amount", *CELL, "author", "reason", "decided_on"]
    return rows.assign(product_id=product)[kept].reset_index(drop=True)


def decided_total(controls: pd.DataFrame, year: PlanYear) -> float | None:
    """Return the total of the whole year that is decided; the last one stated, None without."""
    plain = (controls[NAMED].fillna("") == "").all(axis=1)
    own = controls[(controls["kind"] == "total") & (controls["period"] == year.label) & plain]
    return float(own["amount"].iloc[-1]) if len(own) else None


def cells_in(
    control: pd.Series, cells: pd.DataFrame, parents: Mapping[str, Mapping[str, str]], start: int
) -> np.ndarray:
    """Return which cells (dimensions as categories) a control is about."""
    months = {str(one) for one in Period.parse(str(control["period"]), year_start=start).months}
    lies = _among(cells["month"], months)
    for name in NAMED:
        if is_named(control[name]):
            column = "product_id" if name == "product_group" else name
            lies &= _among(cells[column], {control[name]}, parents.get(column, {}))
    return lies


def _among(
    column: pd.Series, wanted: set[str], above: Mapping[str, str] | None = None
) -> np.ndarray:
    """Return which cells have one of the members, or one that lies below it."""
    found = []
    for one in column.cat.categories:
        path = {str(one)}
        at = str(one)
        while above and at in above and above[at] not in path:
            at = above[at]
            path.add(at)
        found.append(bool(path & wanted))
    return np.array(found, dtype=bool)[column.cat.codes.to_numpy()]
