"""How often chance alone points near to one at least of many alternatives in a row.

Where nothing changed, what a regression leaves has a uniform direction, whatever the size of the
noise (which is estimated from the same few months). The chance that it points near to an
alternative is then geometry on a sphere (Johnstone and Siegmund, Annals of Statistics 1989); of
many alternatives, each but the first counts only where its neighbour is not met as well (Hunter,
Journal of Applied Probability 1976; Worsley, Biometrika 1982).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc

Array = NDArray[np.float64]
_TINY = 1e-300
_LOGS = np.linspace(-45.0, 0.0, 226)  # of left ** ((dimension - 2) / 2)
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(4)


class Path:
    """Alternatives in a row: unit columns in a space of `dimension`, which residuals lie in."""

    def __init__(self, units: Array, dimension: int) -> None:
        cosines = np.abs((units[:, 1:] * units[:, :-1]).sum(axis=0))
        angles = np.arccos(np.clip(cosines, 0.0, 1.0))
        self._half = (dimension - 2) / 2
        left = np.exp(_LOGS / self._half)
        first = betainc((dimension - 1) / 2, 0.5, left)
        chances = np.minimum(first + self._without_neighbour(left, angles), 1.0)
        self._log_chances = np.log(chances)

    def _without_neighbour(self, left: Array, angles: Array) -> Array:
        """Return the chance of all but the first, none of whose neighbours before is met."""
        turned = angles[:, None] / 4 * (_NODES + 1)  # from none to half of each angle
        inner = 1 - (1 - left)[:, None, None] / np.cos(turned) ** 2
        height = np.maximum(inner, 0.0) ** self._half
        return np.asarray((height @ _WEIGHTS) @ angles / (2 * np.pi))

    def chance(self, left: Array) -> Array:
        """Return how often chance alone leaves at most `left` of the squares at some place.

        `left` is 1 less the squared correlation with the alternative. An upper bound, close where
        the chance is small.
        """
        logs = np.log(np.maximum(left, _TINY)) * self._half
        return np.asarray(np.exp(np.interp(logs, _LOGS, self._log_chances)))

    def left_at(self, chance: float) -> float:
        """Return the `left` whose chance is the given one."""
        logs = np.interp(np.log(chance), self._log_chances, _LOGS)
        return float(np.exp(logs / self._half))
