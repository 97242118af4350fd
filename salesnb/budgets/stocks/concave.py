"""Points for concave curves: coarse over the whole range, fine around the last solution."""

from __future__ import annotations

import numpy as np

from salesnb.budgets.stocks.problem import Problem
from salesnb.budgets.stocks.program import Pieces
from salesnb.methods.margins import Floats

COARSE = np.concatenate([[0.0], np.geomspace(1e-4, 1, 14)])
FINE = np.array([-1.0, -0.55, -0.25, -0.08, 0.08, 0.25, 0.55, 1.0])


def whole_range(own: Problem) -> Pieces:
    """Return pieces over all that can be effective."""
    return _valued(own, _coarse(own))


def around(own: Problem, spend: Floats, width: Floats) -> Pieces:
    """Return pieces that are fine within `width` (n, T) of what is effective now."""
    low, high = own.reach()
    here = own.effective(spend)[..., None]
    fine = np.clip(here + width[..., None] * FINE, low[..., None], high[..., None])
    return _valued(own, np.sort(np.concatenate([_coarse(own), fine, here], axis=2), axis=2))


def step_at(own: Problem, spend: Floats) -> Floats:
    """Return how far apart the coarse points are around what is effective now (n, T)."""
    low, high = own.reach()
    return np.maximum(0.5 * (own.effective(spend) - low), 1e-3 * (high - low))


def _coarse(own: Problem) -> Floats:
    low, high = own.reach()
    return low[..., None] + (high - low)[..., None] * COARSE


def _valued(own: Problem, points: Floats) -> Pieces:
    return Pieces(points, own.value(points))
