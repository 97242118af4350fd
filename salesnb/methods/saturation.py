"""Saturation: what spending brings at each level, and what one more unit of it would bring.

Four kinds, u = spend / half:

- `power`: scale * u ** shape, shape at most 1
- `exponential`: scale * (1 - exp(-u))
- `hill`: scale * u ** shape / (1 + u ** shape), S-shaped where shape is above 1
- `logistic`: scale * (s(shape * (u - 1)) - s(-shape)) / (1 - s(-shape)), s(z) = 1 / (1 + exp(-z)),
  always S-shaped

All are 0 without spending and never fall.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

Floats = NDArray[np.float64]
_Rule = Callable[[Floats, Floats], Floats]  # of a level (spend / half) and a shape
KINDS = ("power", "exponential", "hill", "logistic")


@dataclass(frozen=True)
class Curves:
    """Curves of n cells: kinds by name (n,), parameters (n,) or of many draws (..., n).

    `scale` is in units of the response, `half` in units of spending, `shape` has none. Where
    `value`, `slope` and `inflection` are asked, parameters and spending are broadcast against each
    other, cells along the last axis.
    """

    kind: NDArray[np.str_]
    scale: Floats
    half: Floats
    shape: Floats

    def value(self, spend: Floats) -> Floats:
        """Return the response to spending (..., n), 0 or more."""
        return self._by_kind(_VALUES, spend) * self.scale

    def slope(self, spend: Floats) -> Floats:
        """Return the response to one more unit of spending (..., n); infinite where it is at 0."""
        return self._by_kind(_SLOPES, spend) * self.scale / self.half

    def inflection(self) -> Floats:
        """Return the spending up to which a curve is convex; 0 where it is concave throughout."""
        return self._by_kind(_INFLECTIONS, np.ones_like(self.half)) * self.half

    def _by_kind(self, rules: dict[str, _Rule], spend: Floats) -> Floats:
        level, shape = np.broadcast_arrays(spend / self.half, self.shape)
        found = np.empty(level.shape)
        with np.errstate(divide="ignore", over="ignore"):
            for kind, own in self._members.items():
                if len(self._members) == 1:
                    return rules[kind](level, shape)
                found[..., own] = rules[kind](level[..., own], shape[..., own])
        return found

    @cached_property
    def _members(self) -> dict[str, NDArray[np.int64]]:
        """The places of the cells of each kind that there is."""
        kinds = np.atleast_1d(self.kind)
        return {str(kind): np.flatnonzero(kinds == kind) for kind in np.unique(kinds)}


def _hill_slope(u: Floats, s: Floats) -> Floats:
    return s * u ** (s - 1) / (1 + u**s) ** 2


def _logistic(u: Floats, s: Floats) -> Floats:
    return (expit(s * (u - 1)) - expit(-s)) / expit(s)


def _logistic_slope(u: Floats, s: Floats) -> Floats:
    here = expit(s * (u - 1))
    return s * here * (1 - here) / expit(s)


def _hill_inflection(_: Floats, s: Floats) -> Floats:
    return np.where(s > 1, ((np.maximum(s, 1) - 1) / (s + 1)) ** (1 / s), 0.0)


_VALUES: dict[str, _Rule] = {
    "power": lambda u, s: u**s,
    "exponential": lambda u, s: -np.expm1(-u),
    "hill": lambda u, s: u**s / (1 + u**s),
    "logistic": _logistic,
}
_SLOPES: dict[str, _Rule] = {
    "power": lambda u, s: s * u ** (s - 1),
    "exponential": lambda u, s: np.exp(-u),
    "hill": _hill_slope,
    "logistic": _logistic_slope,
}
_INFLECTIONS: dict[str, _Rule] = {
    "power": lambda u, s: np.zeros_like(u),
    "exponential": lambda u, s: np.zeros_like(u),
    "hill": _hill_inflection,
    "logistic": lambda u, s: np.ones_like(u),
}
