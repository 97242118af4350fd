"""Comparisons in pairs: weights, and how far the comparisons contradict each other.

Weights are the row geometric means (Crawford and Williams 1985), by least squares of logs where
not every pair was compared. The consistency ratio is Saaty's (1980); for lacking pairs the random
index is reduced by their number (Agoston and Csato 2022).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
RANDOM_INDEX = {1: 0.0, 2: 0.0, 3: 0.58, 4: 0.90, 5: 1.12, 6: 1.24, 7: 1.32, 8: 1.41, 9: 1.45}
ACCEPTED = 0.10  # the consistency ratio up to which comparisons are used


@dataclass(frozen=True)
class Compared:
    """Weights of what was compared (they sum to 1), and how consistent the comparisons are.

    `ratio` is the consistency ratio, 0 where nothing can be contradicted. `worst` is the
    comparison that lies farthest from all others (its position), `fitted` what they say of it.
    """

    weights: Floats
    ratio: float
    worst: int
    fitted: float
    eigenvalue: float


def compare(n: int, pairs: Sequence[tuple[int, int, float]]) -> Compared:
    """Return the weights of n things from comparisons (first, second, times as much).

    Raises `ValueError` where the comparisons do not connect all of them.
    """
    rows = np.zeros((len(pairs) + 1, n))
    for place, (first, second, _) in enumerate(pairs):
        rows[place, first], rows[place, second] = 1.0, -1.0
    rows[-1] = 1.0
    logs = np.append(np.log([ratio for *_, ratio in pairs]), 0.0)
    if np.linalg.matrix_rank(rows) < n:
        raise ValueError("the comparisons do not connect all that is compared")
    fitted = np.linalg.lstsq(rows, logs, rcond=None)[0]
    gaps = logs[:-1] - rows[:-1] @ fitted
    worst = int(np.argmax(np.abs(gaps)))
    weights = np.exp(fitted) / np.exp(fitted).sum()
    eigenvalue = _eigenvalue(weights, pairs)
    said = float(np.exp(logs[worst] - _alone_gap(rows, logs, worst)))
    return Compared(weights, _ratio(n, len(pairs), eigenvalue), worst, said, eigenvalue)


def _alone_gap(rows: Floats, logs: Floats, worst: int) -> float:
    """Return by how far the worst comparison departs from what the others alone say of it."""
    kept = np.arange(len(rows)) != worst
    others = rows[kept]
    if np.linalg.matrix_rank(others) < rows.shape[1]:
        others, logs_kept = rows, logs
    else:
        logs_kept = logs[kept]
    fitted = np.linalg.lstsq(others, logs_kept, rcond=None)[0]
    return float(logs[worst] - rows[worst] @ fitted)


def _eigenvalue(weights: Floats, pairs: Sequence[tuple[int, int, float]]) -> float:
    """Return the principal eigenvalue of the matrix of comparisons, lacking ones as fitted."""
    matrix = weights[:, None] / weights[None, :]
    for first, second, ratio in pairs:
        matrix[first, second], matrix[second, first] = ratio, 1 / ratio
    return float(np.linalg.eigvals(matrix).real.max())


def _ratio(n: int, n_pairs: int, eigenvalue: float) -> float:
    most_lacking = (n - 1) * (n - 2) / 2
    if most_lacking == 0 or n_pairs < n:
        return 0.0
    lacking = n * (n - 1) / 2 - n_pairs
    index = RANDOM_INDEX.get(n, 1.49) * (1 - lacking / most_lacking)
    return max(0.0, (eigenvalue - n) / (n - 1)) / index if index > 0 else 0.0
