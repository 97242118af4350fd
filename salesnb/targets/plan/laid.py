"""Rows of a year laid out over its months: the leaf cells that the cube is handed."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salesnb.targets.plan.dimensions import DIMENSIONS, KEYS
from salesnb.targets.plan.reference import Reference

Array = NDArray[np.float64]
Coded = tuple[NDArray[np.intp], list[str]]  # codes of cells, and what they stand for
SOURCES = ["from_history", "from_forecast", "from_potential"]
AMOUNTS = ["expected", "reference", *SOURCES]
BOUNDS = ["lowest", "highest"]


def laid(
    expected: Array | None, reference: Reference | None, closed: pd.DataFrame, months: list[str]
) -> pd.DataFrame:
    """Return a row per cell: DIMENSIONS as categories, AMOUNTS, and BOUNDS.

    Cells of closed months come first and are held at what was reached; that counts as expected, as
    reference, and as history. The others follow row by row, their months in order.
    """
    codes, ahead = _ahead(expected, reference, months)
    reached = closed["amount"].to_numpy(float)
    none = np.zeros(len(closed))
    own = {name: none if name in SOURCES[1:] else reached for name in [*AMOUNTS, *BOUNDS]}
    found = {name: _both(closed[name], *codes[name]) for name in DIMENSIONS}
    amounts = {name: np.concatenate([own[name], ahead[name]]) for name in own}
    return pd.DataFrame({**found, **amounts})


def _both(first: pd.Series, code: NDArray[np.intp], members: list[str]) -> pd.Series:
    """Return some members and then coded ones as one column of categories."""
    every = pd.Index([*members, *first], dtype="str").unique()
    of_first = every.get_indexer(pd.Index(first, dtype="str"))
    places = np.concatenate([of_first, every.get_indexer(pd.Index(members, dtype="str"))[code]])
    return pd.Series(pd.Categorical.from_codes(places, dtype=pd.CategoricalDtype(every)))


def _ahead(
    expected: Array | None, reference: Reference | None, months: list[str]
) -> tuple[dict[str, Coded], dict[str, Array]]:
    """Return the cells of the open months: codes and members of dimensions, and amounts."""
    if reference is None:
        nothing: Coded = (np.zeros(0, dtype=np.intp), [])
        empty = np.zeros(0)
        return dict.fromkeys(DIMENSIONS, nothing), dict.fromkeys([*AMOUNTS, *BOUNDS], empty)
    n_rows, n = len(reference.rows), len(months)
    codes: dict[str, Coded] = {}
    for name in KEYS:
        code, members = pd.factorize(reference.rows[name])
        codes[name] = (np.repeat(code, n), [str(one) for one in members])
    codes["month"] = (np.tile(np.arange(n), n_rows), months)
    unknown = np.full(n_rows * n, np.nan)
    amounts = {"expected": unknown if expected is None else expected.ravel()}
    for name in ["reference", *SOURCES]:
        amount = reference.rows[name].to_numpy(float)[:, None] * reference.profile
        amounts[name] = amount.ravel()
    return codes, {**amounts, **dict.fromkeys(BOUNDS, unknown)}


def with_all(cells: pd.DataFrame, months: list[str]) -> pd.DataFrame:
    """Return cells with one of nought, which does not move, in each month that has none.

    So a period can be named whose months brought nothing. No cells stay none.
    """
    there = set(cells["month"].unique())
    lacking = [one for one in months if one not in there]
    if not lacking or cells.empty:
        return cells
    added = pd.concat([cells.iloc[[0]]] * len(lacking), ignore_index=True)
    every = pd.CategoricalDtype([*cells["month"].cat.categories, *lacking])
    added = added.assign(month=pd.Categorical(lacking, dtype=every))
    added[[*AMOUNTS, *BOUNDS]] = 0.0
    return pd.concat([cells.astype({"month": every}), added], ignore_index=True)
