"""What a plan comes to: its basis, what each control reached, and who carries which part."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from salesnb.members import NEW_CUSTOMER, UNASSIGNED
from salesnb.methods.carried_by_reps import could_be_carried
from salesnb.methods.region_levels import areas_by_level
from salesnb.months import YEAR
from salesnb.targets.plan import deciding
from salesnb.targets.plan.dimensions import DIMENSIONS
from salesnb.targets.plan.laid import AMOUNTS

if TYPE_CHECKING:
    from salesnb.targets.plan.fitted import Draft

CELLS = [*DIMENSIONS, *AMOUNTS, "fitted", "target"]
NODES = {  # dimension of the page -> column of a cell
    "region": "region_id",
    "product_group": "product_id",
    "product": "product_id",
    "segment": "customer_id",
    "customer": "customer_id",
    "rep": "rep_id",
    "settlement": "settlement_id",
    "sales_method": "sales_method_id",
}
MASTERS = {"product_group": "products", "segment": "customers"}
SUMS = ["expected", "reference", "from_history", "from_forecast", "from_potential", "target"]
PARTS = ["dimension", "node", "before", *SUMS, "asked", "growth", "share", "stretch"]
NONE = pd.DataFrame()
CENTS = 2
PRESSING = 0.05  # of what its cells would have: a control that moves them by more presses


def near(
    controls: pd.DataFrame,
    cells: pd.DataFrame,
    parents: Mapping[str, Mapping[str, str]],
    start: int,
) -> pd.DataFrame:
    """Return controls with `reference`: what their cells would have without any.

    It is missing for those of other years.
    """
    found = controls.assign(reference=np.nan)
    for place in found.index[found["state"].isin([deciding.IN_FORCE, deciding.CLOSED])]:
        lies = deciding.cells_in(found.loc[place], cells, parents, start)
        found.loc[place, "reference"] = round(float(cells.loc[lies, "reference"].sum()), CENTS)
    return found


def reached(controls: pd.DataFrame, held: pd.DataFrame) -> pd.DataFrame:
    """Return controls with what the plan `reached`, `residual` and `stretch`.

    `held` are the controls as the fit returned them, those in force first. The months of closed
    ones hold what was reached, which is their reference. The others have none of them.
    """
    found = controls.assign(reached=np.nan, residual=np.nan, stretch=np.nan)
    in_force = found.index[found["state"] == deciding.IN_FORCE]
    for name in ("reached", "residual", "stretch"):
        found.loc[in_force, name] = held[name].to_numpy()[: len(in_force)]
    closed = found.index[found["state"] == deciding.CLOSED]
    found.loc[closed, "reached"] = found.loc[closed, "reference"]
    return found.round({"reached": CENTS, "residual": CENTS})


def frames(
    draft: Draft,
    facts: Mapping[str, pd.DataFrame],
    cells: pd.DataFrame,
    controls: pd.DataFrame,
    *,
    state: str,
) -> dict[str, pd.DataFrame]:
    """Return the frames `basis`, `controls`, `parts` and `targets`."""
    parts = pd.DataFrame(columns=PARTS) if cells.empty else by_dimension(draft, facts, cells)
    return {
        "basis": basis(draft, cells, controls, state).assign(**_without_reps(draft, facts, cells)),
        "controls": _named(controls),
        "parts": parts,
        "targets": wide(cells),
    }


def _named(controls: pd.DataFrame) -> pd.DataFrame:
    """Return the frame `controls`: each with the node that it is about, and what it moved."""
    names = controls[deciding.NAMED].fillna("").astype("str")
    dimension = np.full(len(names), "total", dtype=object)
    node = dimension.copy()
    count = np.zeros(len(names), dtype=int)
    for name in deciding.NAMED:
        is_stated = names[name].ne("").to_numpy()
        dimension[is_stated] = name.removesuffix("_id")
        node[is_stated] = names.loc[is_stated, name]
        count += is_stated
    dimension[count > 1], node[count > 1] = "several", ""
    about = [" / ".join(one for one in row if one) for row in names.to_numpy()]
    moved = controls["reached"] - controls["reference"]
    own = controls.drop(columns=["decided_on", *deciding.NAMED]).join(names)
    return own.assign(
        dimension=pd.Series(dimension, index=own.index, dtype="str"),
        node=pd.Series(node, index=own.index, dtype="str"),
        about=pd.Series(about, index=own.index, dtype="str"),
        moved=moved.round(CENTS),
    )


def by_dimension(
    draft: Draft, facts: Mapping[str, pd.DataFrame], cells: pd.DataFrame
) -> pd.DataFrame:
    """Return the frame `parts`: a row per dimension and member with sales or a target.

    `before` are the last twelve months by who carries them on, missing where they are fewer;
    `asked` is what the target asks above the forecast.
    """
    found = []
    for dimension, (column, names) in _ways(facts).items():
        sums = _sums(cells[column], cells[SUMS], names)
        before = _sums(draft.history.net[column], draft.history.net[["amount"]], names)
        both = sums.join(before.rename(columns={"amount": "before"}), how="outer").fillna(0.0)
        found.append(both.rename_axis("node").reset_index().assign(dimension=dimension))
    months = _sums(cells["month"], cells[SUMS], None).rename_axis("node").reset_index()
    found.append(months.assign(dimension="month", before=np.nan))
    parts = pd.concat(found, ignore_index=True)
    parts[[*SUMS, "before"]] = parts[[*SUMS, "before"]].round(CENTS)
    if draft.expected is None:
        parts["expected"] = np.nan
    if len(draft.history.months) < YEAR:
        parts["before"] = np.nan
    kept = parts[(parts["target"] != 0) | (parts["before"].fillna(0) != 0)]
    return _compared(kept.reset_index(drop=True))[PARTS]


def _compared(parts: pd.DataFrame) -> pd.DataFrame:
    whole = parts.groupby("dimension")["target"].transform("sum")
    above = parts["before"].where(parts["before"] > 0)
    return parts.assign(
        asked=(parts["target"] - parts["expected"]).round(CENTS),
        growth=parts["target"] / above - 1,
        share=parts["target"] / whole.where(whole > 0),
        stretch=parts["target"] / parts["expected"].where(parts["expected"] > 0),
    )


def _ways(
    facts: Mapping[str, pd.DataFrame],
) -> dict[str, tuple[str, Mapping[str, str] | None]]:
    """Return the column of each dimension, and the node of each of its members."""
    found: dict[str, tuple[str, Mapping[str, str] | None]] = {}
    for level, areas in areas_by_level(facts["regions"]).items():
        found[level] = ("region_id", areas)
    for dimension, column in NODES.items():
        master = facts[MASTERS[dimension]] if dimension in MASTERS else None
        names = None
        if master is not None:
            names = dict(zip(master[column], master[dimension], strict=True))
        found[dimension] = (column, names)
    return found


def _sums(
    members: pd.Series, amounts: pd.DataFrame, names: Mapping[str, str] | None
) -> pd.DataFrame:
    """Return sums by node; a member without one is (unassigned), a new customer itself."""
    codes, known = pd.factorize(members)
    node = [str(one) for one in known]
    if names is not None:
        node = [one if one == NEW_CUSTOMER else names.get(one, "") for one in node]
    node = [one or UNASSIGNED for one in node]
    own = {
        name: np.bincount(codes, amounts[name].to_numpy(float), minlength=len(known))
        for name in amounts
    }
    return pd.DataFrame(own, index=pd.Index(node)).groupby(level=0).sum()


def wide(cells: pd.DataFrame) -> pd.DataFrame:
    """Return the cells as the artefact `targets` has them: a column per measure, nought so far."""
    asked = cells[cells["target"] != 0]
    sales = asked["target"].astype(float)
    return asked[DIMENSIONS].assign(sales=sales, quantity=0.0, margin=0.0, collections=0.0)


def basis(draft: Draft, cells: pd.DataFrame, controls: pd.DataFrame, state: str) -> pd.DataFrame:
    """Return the frame `basis`, one row: what the plan rests on and what it asks."""
    history, year, reference = draft.history, draft.year, draft.reference
    target = round(float(cells["target"].sum()), CENTS) if len(cells) else np.nan
    is_full = len(history.months) == YEAR
    before = round(float(history.net["amount"].sum()), CENTS) if is_full else np.nan
    expected = round(draft.expected_total, CENTS)
    in_force = controls[controls["state"] == deciding.IN_FORCE]
    presses = (in_force["reached"] / in_force["reference"] - 1).abs() > PRESSING
    row = {
        "scope": "total",
        "state": state,
        "rests_on": "decided" if draft.is_decided else "ambition",
        "year": year.label,
        "first": year.months[0],
        "last": year.months[-1],
        "n_closed": len(year.closed),
        "n_open": len(year.open),
        "n_sold": draft.n_sold,
        "last_on": draft.last_on,
        "n_history": len(history.months),
        "n_rows": len(history.rows),
        "n_cells": len(cells),
        "before": before,
        "closed": round(float(draft.closed["amount"].sum()), CENTS),
        "expected": expected,
        "aim": round(draft.total, CENTS),
        "target": target,
        "asked": round(target - expected, CENTS),
        "asked_share": target / expected - 1 if expected > 0 else np.nan,
        "growth": target / before - 1 if before > 0 else np.nan,
        "new_customers": _target_of(cells, "customer_id", NEW_CUSTOMER),
        "cut": abs(round(history.cut + draft.below, CENTS)),
        "ended": round(history.ended, CENTS),
        "resettled": round(draft.resettled, CENTS),
        "has_potential": bool(reference is not None and reference.has_potential),
        "n_controls": len(in_force),
        "n_pressing": int(presses.sum()),
        "n_conflicts": int(controls["state"].isin([deciding.CONFLICT, deciding.EMPTY]).sum()),
        "most_residual": float(in_force["residual"].abs().max()) if len(in_force) else 0.0,
    }
    return pd.DataFrame([row])


def _without_reps(
    draft: Draft, facts: Mapping[str, pd.DataFrame], cells: pd.DataFrame
) -> dict[str, float]:
    """Return what of the plan has no rep though one could carry it, and what needs none."""
    if cells.empty:
        return {"unassigned": 0.0, "needs_no_rep": 0.0}
    sold = draft.history.net.rename(columns={"rep_id": "now", "came_with": "rep_id"})
    could = could_be_carried(cells, sold, facts.get("sales_methods", NONE)).to_numpy()
    own = (cells["rep_id"] == UNASSIGNED).to_numpy()
    target = cells["target"].to_numpy(float)
    return {
        "unassigned": round(float(target[own & could].sum()), CENTS),
        "needs_no_rep": round(float(target[own & ~could].sum()), CENTS),
    }


def _target_of(cells: pd.DataFrame, column: str, member: str) -> float:
    if cells.empty:
        return 0.0
    return round(float(cells.loc[(cells[column] == member).to_numpy(), "target"].sum()), CENTS)
