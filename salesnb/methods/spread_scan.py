"""Has the noise of a series become larger or smaller? Many series at once, with chance levels.

Absolute residuals to the power 2/3 are nearly normal (Wilson and Hilferty, PNAS 1931) and single
outliers weigh little in them; a step in their level is a change of the spread (as Levene's test,
1960, with the place of the change unknown).
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from salesnb.methods.sphere_path import Path

Array = NDArray[np.float64]
LEAST_AFTER, LEAST_BEFORE = 6, 12  # months
POWER = 2 / 3
_TINY, _LEAST_MEAN = 1e-300, 1e-100


class Spread(NamedTuple):
    """The likeliest change of spread of each series: first month after, chance, shares."""

    place: NDArray[np.int64]
    chance: Array
    change: Array
    error: Array  # of log(1 + change)


def spread_changes(residuals: Array) -> Spread:
    """Return the likeliest change of spread of each column of `residuals` (months x series)."""
    n, n_series = residuals.shape
    places, units, path = _alternatives(n)
    drawn = np.abs(residuals) ** POWER
    centred = drawn - drawn.mean(axis=0)
    squares = (centred**2).sum(axis=0)
    scores = units.T @ centred
    best = np.abs(scores).argmax(axis=0)
    at_best = scores[best, np.arange(n_series)]
    left = np.where(squares > _TINY, 1 - at_best**2 / np.maximum(squares, _TINY), 1.0)
    change, error = _ratio(drawn, places[best])
    return Spread(places[best], path.chance(np.maximum(left, _TINY)), change, error)


def _ratio(drawn: Array, place: NDArray[np.int64]) -> tuple[Array, Array]:
    """Return by which share the spread changed at `place`, and the error of its log."""
    after = np.arange(len(drawn))[:, None] >= place
    moments = []
    for part in (after, ~after):
        number = part.sum(axis=0)
        mean = np.maximum((drawn * part).sum(axis=0) / number, _LEAST_MEAN)
        spread = (((drawn - mean) * part) ** 2).sum(axis=0) / (number - 1)
        moments.append((np.log(mean), spread / mean**2 / number))
    change = np.expm1((moments[0][0] - moments[1][0]) / POWER)
    return change, np.sqrt(moments[0][1] + moments[1][1]) / POWER


@lru_cache(maxsize=128)
def _alternatives(n: int) -> tuple[NDArray[np.int64], Array, Path]:
    """Return the places of steps, their unit columns, and the path of them."""
    places = np.arange(n - LEAST_AFTER, LEAST_BEFORE - 1, -1)
    columns = (np.arange(n)[:, None] >= places).astype(float)
    columns -= columns.mean(axis=0)
    units = columns / np.linalg.norm(columns, axis=0)
    return places, units, Path(units, n - 1)
