"""Settlement methods that are capped: customers keep their sales and settle them in another way."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salesnb.targets.plan import deciding
from salesnb.targets.plan.dimensions import DIMENSIONS
from salesnb.targets.plan.laid import AMOUNTS, BOUNDS

Array = NDArray[np.float64]
COLUMN = "settlement_id"
MOVED = AMOUNTS[1:]  # what is planned; what is expected stays where the forecast has it
NO_MORE = {"cap", "hold", "total"}


def within_caps(
    cells: pd.DataFrame,
    controls: pd.DataFrame,
    parents: Mapping[str, Mapping[str, str]],
    start: int,
) -> tuple[pd.DataFrame, float]:
    """Return cells that keep within what is decided of settlement methods, and what was moved.

    A control in force that names a settlement method alone and allows less than the reference has
    moves the excess of each open cell to another method of the same customer: the one that it uses
    most beside, else the one that is most usual. So no customer, product or rep loses sales for the
    way in which they are paid. Where no method is left, nothing is moved.
    """
    own = controls[_is_of_method(controls)]
    keep = np.ones(len(cells))
    for _, control in own.iterrows():
        lies = deciding.cells_in(control, cells, parents, start)
        keep[lies] = np.minimum(keep[lies], _kept(control, cells[lies]))
    keep[cells["lowest"].notna().to_numpy()] = 1.0
    instead = _instead(cells, set(own[COLUMN]))
    moves = (keep < 1) & (instead >= 0)
    if not moves.any():
        return cells, 0.0
    moved = cells.loc[moves].assign(expected=cells.loc[moves, "expected"] * 0)
    codes = instead[moves]
    moved[COLUMN] = pd.Categorical.from_codes(codes, categories=cells[COLUMN].cat.categories)
    kept = cells.copy()
    for name in MOVED:
        kept.loc[moves, name] = cells.loc[moves, name] * keep[moves]
        moved[name] = cells.loc[moves, name] * (1 - keep[moves])
    return _joined(kept, moved), float(moved["reference"].sum())


def names_method(control: Mapping[str, object]) -> bool:
    """Return whether a control names a settlement method and nothing else."""
    others = (control.get(name) for name in deciding.NAMED if name != COLUMN)
    return deciding.is_named(control.get(COLUMN)) and not any(map(deciding.is_named, others))


def settled(
    unsettled: pd.DataFrame,
    demands: pd.DataFrame,
    parents: Mapping[str, Mapping[str, str]],
    start: int,
) -> pd.DataFrame:
    """Return the reference of a plan that has to meet `demands`, as `make_plan` settles it."""
    controls = demands.reindex(columns=["kind", "period", "amount", *deciding.NAMED])
    names = controls[deciding.NAMED].astype(object)
    controls[deciding.NAMED] = names.where(names.notna(), "")
    controls = controls.assign(state=deciding.IN_FORCE)
    cells, _ = within_caps(unsettled, controls, parents, start)
    return cells[[*DIMENSIONS, "reference", *BOUNDS]]


def _is_of_method(controls: pd.DataFrame) -> pd.Series:
    """Return which controls in force allow a settlement method no more than an amount."""
    others = [name for name in deciding.NAMED if name != COLUMN]
    alone = (controls[others].fillna("") == "").all(axis=1) & (controls[COLUMN].fillna("") != "")
    binds = controls["kind"].isin(NO_MORE) & controls["amount"].notna()
    return alone & binds & (controls["state"] == deciding.IN_FORCE)


def _kept(control: pd.Series, cells: pd.DataFrame) -> float:
    """Return which part of the open cells' reference a control allows."""
    fixed = cells["lowest"].notna()
    ahead = float(cells.loc[~fixed, "reference"].sum())
    left = float(control["amount"]) - float(cells.loc[fixed, "reference"].sum())
    return max(left, 0.0) / ahead if ahead > max(left, 0.0) else 1.0


def _instead(cells: pd.DataFrame, bound: set[str]) -> NDArray[np.intp]:
    """Return for each cell the code of the method to move to, -1 where there is none."""
    methods = [str(one) for one in cells[COLUMN].cat.categories]
    customer = cells["customer_id"].cat.codes.to_numpy()
    sums = np.zeros((len(cells["customer_id"].cat.categories), len(methods)))
    np.add.at(sums, (customer, cells[COLUMN].cat.codes.to_numpy()), cells["reference"].to_numpy())
    sums[:, [one in bound for one in methods]] = 0.0
    usual = sums.sum(axis=0)
    if not (usual > 0).any():
        return np.full(len(cells), -1)
    best = np.where(sums.max(axis=1) > 0, sums.argmax(axis=1), usual.argmax())
    return np.asarray(best[customer], dtype=np.intp)


def _joined(kept: pd.DataFrame, moved: pd.DataFrame) -> pd.DataFrame:
    """Return both, cells that are there already added up."""
    every = pd.concat([kept, moved], ignore_index=True)
    codes = [every[name].cat.codes.to_numpy().astype(np.int64) for name in DIMENSIONS]
    sizes = [len(every[name].cat.categories) for name in DIMENSIONS]
    key = np.zeros(len(every), dtype=np.int64)
    for one, size in zip(codes, sizes, strict=True):
        key = key * size + one
    known, first, place = np.unique(key, return_index=True, return_inverse=True)
    if len(known) == len(every):
        return every
    found = every.iloc[first].reset_index(drop=True)
    for name in AMOUNTS:
        found[name] = np.bincount(place, every[name].to_numpy(float), minlength=len(known))
    return found
