"""What changed since the plan was last issued: by cause, member by member, to the cent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import pandas as pd

from salesnb.errors import ConflictError, UsageError
from salesnb.months import Month
from salesnb.targets.cube.cells import Parents
from salesnb.targets.cube.coarse import coarse
from salesnb.targets.cube.controls import WHO
from salesnb.targets.cube.fitting import fit_plan
from salesnb.targets.cube.versions import changed_controls
from salesnb.targets.plan import deciding
from salesnb.targets.plan.fitted import NOBODY, Planned, members_of
from salesnb.targets.plan.territory import carried_over, moved_customers
from salesnb.targets.plan.years import plan_year

NODES = {"region": "region_id", "product_group": "product_id", "rep": "rep_id", "month": "month"}
LEVEL = list(NODES.values())
CELL = ["region_id", "rep_id", "customer_id", "product_id"]
CAUSES = ["territory", "closed", "expected", "decided", "both"]
AMOUNTS = ["before", *CAUSES, "now", "change"]
SINCE = ["scope", "state", "year", "issued", "version", *AMOUNTS, "n_moved", "n_controls"]
STEPS = ["step", "amount"]
CHANGED_NODES = ["dimension", "node", *AMOUNTS]
CONTROLS = ["place", "change", "kind", "period", "dimension", "node", *deciding.NAMED]
CONTROLS += ["amount_before", "amount_after", *WHO]
CHANGED_CELLS = ["region_id", "rep_id", "customer_id", "product_group", "before", "now", "change"]
MOST_CELLS = 200
FIRST, OTHER_YEAR, NOTHING, COMPARED = "first", "other_year", "nothing", "compared"


class Issued(Protocol):
    """The artefact `targets` of an earlier month, and what controls.toml said for that version."""

    @property
    def month(self) -> Month: ...
    @property
    def version(self) -> str: ...
    @property
    def frame(self) -> pd.DataFrame: ...
    @property
    def decided(self) -> Mapping[str, pd.DataFrame]: ...


@dataclass(frozen=True)
class Versions:
    """Cells (LEVEL, `target`) from the plan before to the plan now, one cause after the other.

    `refitted` is the plan now under the controls of then; None where these cannot hold any more,
    so that what is expected and what is decided cannot be told apart.
    """

    before: pd.DataFrame
    handed_on: pd.DataFrame
    with_closed: pd.DataFrame
    refitted: pd.DataFrame | None
    now: pd.DataFrame

    def by(self, column: str) -> pd.DataFrame:
        """Return before, the causes and now of each member; causes add up to the change."""
        every = {
            "before": self.before,
            "territory": self.handed_on,
            "closed": self.with_closed,
            "expected": self.refitted,
            "now": self.now,
        }
        sums = {name: _sums(cells, column) for name, cells in every.items() if cells is not None}
        table = pd.DataFrame(sums).fillna(0.0)
        steps = table.diff(axis=1).rename(columns={"now": "decided"})
        if self.refitted is None:
            steps = steps.rename(columns={"decided": "both"})
        found = steps.assign(before=table["before"], now=table["now"]).reindex(columns=AMOUNTS)
        return found.assign(change=found["now"] - found["before"]).round(2)


def since_issued(
    issued: Issued | None, plan: Planned, controls: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    """Return what changed since the plan was issued before: five frames.

    `issued` is the newest earlier plan, None where there is none; `controls` are those of
    controls.toml now. `since`: one row, with `state` first (no plan before), other_year (the plan
    before was one of another year), nothing (nothing is targeted now) or compared, and the causes
    in all: `territory` (customers looked after by others), `closed` (months over since then, at
    what was reached), `expected` (forecast and history: the plan under the controls of then),
    `decided` (the controls), or `both` where the controls of then cannot hold any more.
    `changed_steps` are those of the total, `changed_nodes` by region, product group, rep and
    month, each of which adds up to the cent; `changed_controls` who changed which control, why;
    `changed_cells` the customers and product groups that moved most.
    """
    none = {
        "changed_steps": pd.DataFrame(columns=STEPS),
        "changed_nodes": pd.DataFrame(columns=CHANGED_NODES),
        "changed_controls": pd.DataFrame(columns=CONTROLS),
        "changed_cells": pd.DataFrame(columns=CHANGED_CELLS),
    }
    state = _state(issued, plan)
    row: dict[str, Any] = {"scope": "total", "state": state, "year": plan.year.label}
    if issued is None or state == FIRST:
        return {"since": _one(row), **none}
    row |= {"issued": str(issued.month), "version": issued.version}
    if state == OTHER_YEAR:
        return {"since": _one(row), **none}
    listed = _changed(issued.decided["controls"], controls, plan)
    row["n_controls"] = len(listed)
    if state == NOTHING:
        return {"since": _one(row), **none, "changed_controls": listed}
    before, now = _former_cells(issued.frame, plan), _plain(plan.cells)
    moved = moved_customers(before, now[now["month"].isin(plan.year.open)])
    versions = _versions(before, now, moved, issued, plan, is_same=listed.empty)
    total = versions.by("scope").iloc[0]
    return {
        "since": _one(
            {**row, **{str(name): value for name, value in total.items()}, "n_moved": len(moved)}
        ),
        "changed_steps": _steps(total),
        "changed_nodes": pd.concat(list(_nodes(versions)), ignore_index=True),
        "changed_controls": listed,
        "changed_cells": _cells(before, now, plan),
    }


def _state(issued: Issued | None, plan: Planned) -> str:
    if issued is None or issued.frame.empty:
        return FIRST
    then = plan_year(issued.decided["plan"], month=issued.month, year_start=plan.year.start)
    if then.label != plan.year.label:
        return OTHER_YEAR
    return COMPARED if plan.is_planned else NOTHING


def _one(row: Mapping[str, object]) -> pd.DataFrame:
    return pd.DataFrame([row]).reindex(columns=SINCE)


def _changed(before: pd.DataFrame, now: pd.DataFrame, plan: Planned) -> pd.DataFrame:
    """Return the controls of the year that were added, dropped or given another amount."""
    then, latter = (_of_year(one, plan, {})[deciding.STATED] for one in (before, now))
    found = changed_controls(then, latter)
    about = [_about(row) for row in found.to_dict("records")]
    told = pd.DataFrame(about, columns=["dimension", "node"], index=found.index, dtype="str")
    names = found[deciding.NAMED].fillna("")
    places = np.arange(1, len(found) + 1)
    days = pd.to_datetime(found["decided_on"]).dt.strftime("%Y-%m-%d").fillna("")
    own = found.assign(place=places, decided_on=days, **told, **names)
    return own.reindex(columns=CONTROLS)


def _about(control: Mapping[Any, Any]) -> tuple[str, str]:
    """Return dimension and member that a control names: total for none, several for more."""
    named = [name for name in deciding.NAMED if deciding.is_named(control[name])]
    if len(named) == 1:
        return named[0].removesuffix("_id"), str(control[named[0]])
    return ("several", "") if named else ("total", "total")


def _of_year(
    controls: pd.DataFrame, plan: Planned, members: Mapping[str, set[str]]
) -> pd.DataFrame:
    """Return the controls on sales of the year that is planned, with their state."""
    every = deciding.judged(deciding.of_measure(controls), plan.year, members)
    return every[every["state"] != deciding.OTHER_YEAR]


def _plain(cells: pd.DataFrame) -> pd.DataFrame:
    """Return the cells with a target, their members as categories."""
    own = cells.loc[cells["target"] != 0, [*CELL, "month", "target"]]
    return own.astype(dict.fromkeys([*CELL, "month"], "category"))


def _former_cells(targets: pd.DataFrame, plan: Planned) -> pd.DataFrame:
    """Return the cells of the artefact as `_plain` has them."""
    return _plain(targets.rename(columns={"sales": "target"}))


def _versions(
    before: pd.DataFrame,
    now: pd.DataFrame,
    moved: Sequence[str],
    issued: Issued,
    plan: Planned,
    *,
    is_same: bool,
) -> Versions:
    """Return the plan from then to now, cause by cause."""
    still = now[now["month"].isin(plan.year.open)]
    first, last = (_added_up(one, LEVEL, plan) for one in (before, now))
    handed_on = first
    if moved:
        handed_on = _added_up(carried_over(before, still, list(moved)), LEVEL, plan)
    with_closed = handed_on
    if plan.year.closed:
        is_closed, was = (one["month"].isin(plan.year.closed) for one in (last, handed_on))
        text = dict.fromkeys(LEVEL, "str")
        parts = (handed_on[~was].astype(text), last[is_closed].astype(text))
        with_closed = pd.concat(parts, ignore_index=True)
    if is_same:
        return Versions(first, handed_on, with_closed, last, last)
    refitted = _refitted(with_closed, issued.decided["controls"], plan)
    return Versions(first, handed_on, with_closed, refitted, last)


def _added_up(cells: pd.DataFrame, by: Sequence[str], plan: Planned) -> pd.DataFrame:
    """Return sums of cells, the product group in the place of the product."""
    groups = _parents(plan)["product_id"]
    products = cells["product_id"].astype("category")
    names = {one: groups.get(str(one), str(one)) for one in products.cat.categories}
    grouped = cells.assign(product_id=products.map(names).astype("category"))
    sums = grouped.groupby(list(by), observed=True)["target"].sum().reset_index()
    return sums


def _sums(cells: pd.DataFrame, column: str) -> pd.Series:
    """Return sums by a column, members as text; of all cells by `scope`."""
    if column == "scope":
        return pd.Series({"total": cells["target"].sum()})
    found = cells.groupby(column, observed=True)["target"].sum()
    return found.set_axis(found.index.astype("str"))


def _refitted(
    with_closed: pd.DataFrame, controls: pd.DataFrame, plan: Planned
) -> pd.DataFrame | None:
    """Return the plan now under the controls of then, None where they cannot hold any more.

    Where no total was decided then, what was asked then stands for it; where none is decided now
    either, what follows from the forecast now.
    """
    former = _of_year(controls, plan, members_of(plan.cells, _parents(plan)))
    in_force = deciding.as_demands(former[former["state"] == deciding.IN_FORCE])
    if deciding.decided_total(former, plan.year) is None:
        implied = plan.controls[plan.controls["author"] == NOBODY]
        if implied.empty:
            row = {"kind": "total", "period": plan.year.label}
            implied = pd.DataFrame([{**row, "amount": round(with_closed["target"].sum(), 2)}])
        in_force = pd.concat([in_force, implied], ignore_index=True)
    options: Any = plan.options
    parents = _parents(plan)
    reference = coarse(
        plan.reference,
        in_force,
        keep=["region_id", "rep_id"],
        above=["product_id"],
        parents=parents,
    )
    try:
        found = fit_plan(reference, in_force, **options).cells
    except (ConflictError, UsageError):
        return None
    return _added_up(found, LEVEL, plan)


def _parents(plan: Planned) -> Parents:
    found: Any = plan.options["parents"]
    return found


def _nodes(versions: Versions) -> Iterator[pd.DataFrame]:
    """Yield what changed by each dimension."""
    for dimension, column in NODES.items():
        found = versions.by(column).rename_axis("node").reset_index()
        yield found.assign(dimension=dimension)[CHANGED_NODES]


def _steps(total: pd.Series) -> pd.DataFrame:
    """Return the steps of the total; territory moves add nothing to it."""
    known = [one for one in ("closed", "expected", "decided", "both") if total[one] == total[one]]
    return pd.DataFrame([(one, total[one]) for one in ("before", *known, "now")], columns=STEPS)


def _cells(before: pd.DataFrame, now: pd.DataFrame, plan: Planned) -> pd.DataFrame:
    """Return the customers and product groups that moved most, over the year."""
    sums = {
        name: _added_up(cells, CELL, plan)
        .astype(dict.fromkeys(CELL, "str"))
        .set_index(CELL)["target"]
        for name, cells in {"before": before, "now": now}.items()
    }
    table = pd.DataFrame(sums).fillna(0.0).reset_index()
    table["change"] = (table["now"] - table["before"]).round(2)
    moved = table[table["change"] != 0].rename(columns={"product_id": "product_group"})
    order = moved["change"].abs().sort_values(ascending=False, kind="stable").index
    return moved.loc[order[:MOST_CELLS]].round(2).reset_index(drop=True)[CHANGED_CELLS]
