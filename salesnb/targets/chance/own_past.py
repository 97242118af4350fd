"""Whether stated probabilities came true in the firm's own past: the reliability that a page shows.

At each earlier origin the joint distribution is made anew from the errors known then, and held
against what came.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from salesnb.methods.calibration import base_rate_brier, brier, calibration_error, reliability
from salesnb.methods.error_shapes import levels, shares_of_level
from salesnb.targets.chance.attainability import Joint, cell_probabilities, joint, sums

Array = NDArray[np.float64]
FACTORS = (0.85, 0.90, 0.95, 1.00, 1.05, 1.10, 1.15)  # targets as multiples of the forecast
N_ORIGINS = 24
FEWEST_KNOWN = 12  # errors of every cell that an origin must have known
FEWEST_ORIGINS = 12  # that a verdict takes
FEWEST_INDEPENDENT = 4.0  # from which on the base rate, known from hindsight, is a fair rival
LUCK = 1.7  # times the mean gap that a single cell's shows by chance: 19 of 20 pasts show less
LARGEST_ERROR = 0.06  # expected calibration error of probabilities that may be shown
TOTAL = -1
COLUMNS = ["origin", "cell", "factor", "stated", "came_true"]


def past_statements(
    actual: ArrayLike,
    forecast: ArrayLike,
    usual: ArrayLike,
    *,
    length: int = 1,
    lag: int = 1,
    groups: Mapping[str, ArrayLike] | None = None,
) -> pd.DataFrame:
    """Return what would have been stated at the last origins, and what came.

    `actual`, `forecast`, `usual` (n_origins, n_cells), one row per month in which a forecast was
    made, oldest first: what came in the period that was forecast (NaN where it has not ended),
    what was expected, the cell's usual size then. `length` is the period's months, `lag` how many
    months after the origin it had ended. Columns: origin (row), cell (column; -1 for the total),
    factor (target over forecast), stated, came_true (0 or 1). Empty where the past is too short.
    """
    came, expected, size = (np.asarray(x, dtype=float) for x in (actual, forecast, usual))
    ended = np.flatnonzero(np.isfinite(came).all(axis=1))
    rows = []
    for origin in ended[-N_ORIGINS:]:
        n_known = origin - lag + 1
        if n_known >= FEWEST_KNOWN:
            past = shares_of_level(came[:n_known], expected[:n_known], size[:n_known])
            now = levels(expected[origin], size[origin])
            times = n_known / length
            cells = joint(expected[origin], past, now, groups=groups, n_independent=times)
            stated = _stated(cells, came[origin])
            rows.append({"origin": np.full(len(stated["cell"]), origin), **stated})
    if not rows:
        return pd.DataFrame(columns=COLUMNS)
    return pd.DataFrame({name: np.concatenate([row[name] for row in rows]) for name in COLUMNS})


def _stated(cells: Joint, came: Array) -> dict[str, Array]:
    """Return the statements of one origin, on the total and on cells that are not certain."""
    unsure = np.flatnonzero(cells.sd > 0)
    factors = np.array(FACTORS)
    goals, totals = cells.mean * factors[:, None], cells.mean.sum() * factors
    p = np.column_stack([cell_probabilities(cells, goals)[:, unsure], sums(cells).reached(totals)])
    hits = np.column_stack([(came >= goals)[:, unsure], came.sum() >= totals])
    return {
        "cell": np.tile(np.append(unsure, TOTAL), len(FACTORS)),
        "factor": np.repeat(FACTORS, len(unsure) + 1),
        "stated": p.ravel(),
        "came_true": hits.ravel().astype(float),
    }


def verdict(statements: pd.DataFrame, *, length: int = 1) -> pd.DataFrame:
    """Return one row: whether probabilities like these may be shown.

    Periods of `length` months from neighbouring origins overlap: as many origins tell as much as
    n_independent that do not. Columns: n, n_origins, n_independent, error (expected calibration
    error), by_chance (what it stays below in 19 of 20 pasts where all is right, by n_independent),
    brier, base_rate, state: holds; fails (error above `LARGEST_ERROR` and above chance, or no
    better than the base rate, which few independent origins cannot show); too_short (fewer than
    `FEWEST_ORIGINS` origins).
    """
    p, hits = statements["stated"], statements["came_true"]
    n_origins = int(statements["origin"].nunique())
    row = {
        "n": len(statements),
        "n_origins": n_origins,
        "n_independent": n_origins / length,
        "error": calibration_error(p, hits),
        "by_chance": _by_chance(statements) * np.sqrt(length),
        "brier": brier(p, hits),
        "base_rate": base_rate_brier(hits),
    }
    is_worse = row["n_independent"] >= FEWEST_INDEPENDENT and row["brier"] > row["base_rate"]
    fails = row["error"] > max(LARGEST_ERROR, row["by_chance"]) or is_worse
    state = "too_short" if n_origins < FEWEST_ORIGINS else "fails" if fails else "holds"
    return pd.DataFrame([{**row, "state": state}])


def _by_chance(statements: pd.DataFrame) -> float:
    """Return the gap that right probabilities stay below in 19 of 20 pasts.

    Each origin is one observation. Many cells even out so much that the mean gap is that limit.
    """
    if statements.empty:
        return float("nan")
    table = reliability(statements["stated"], statements["came_true"])
    ends = [*table["low"], 1.0 + 1e-9]
    place = pd.cut(statements["stated"], ends, right=False, labels=False)
    origins = statements.groupby(place)["origin"].nunique().to_numpy(float)
    stated = table["stated"].to_numpy(float)
    gaps = np.sqrt(2 / np.pi * stated * (1 - stated) / origins)
    luck = LUCK if statements["cell"].nunique() == 1 else 1.0
    return luck * float((gaps * table["n"]).sum() / table["n"].sum())
