"""Carry-over and saturation of channels, as functions of unbounded parameters.

A channel has four: carry-over from month to month (logit), half-saturation as a multiple of the
mean spend (log), shape, and what it brings at the mean spend as a share of sales (log). The priors
of all are normal; a kind that lacks a parameter holds it. Levels are spend as multiples of a
channel's mean spend per unit of size, carried over by weights that add up to one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

from salesnb.errors import UsageError
from salesnb.methods.saturation import KINDS, Curves

Array = NDArray[np.float64]
PARTS = ("decay", "half", "shape", "effect")
# medians, and standard deviations on the scale of the parameter: logit of the decay (and of a
# power's shape), else log
USUAL = {
    "decay": (float(expit(-0.2)), 0.9),
    "half": (1.0, 0.7),
    "shape": (1.2, 0.35),
    "effect": (0.05, 1.2),
}
OF_KIND = {
    "power": {"half": (1.0, 0.0), "shape": (0.6, 0.7)},
    "exponential": {"shape": (1.0, 0.0)},
    "logistic": {"shape": (3.0, 0.35)},
}
HELD = 1e-6  # standard deviation of a parameter that its kind does not have
LEAST = 1e-9  # of a level: its log is finite
MOST = 500.0  # log odds of not working: their power is finite
START_MONTHS = 12  # whose mean is taken for what was spent before the first month


@dataclass(frozen=True)
class Shapes:
    """Kinds of C channels and the normal priors (C, 4) of their parameters, in order of PARTS."""

    kind: NDArray[np.str_]
    mean: Array
    sd: Array

    @property
    def n(self) -> int:
        return len(self.kind)

    def parts(self, theta: Array) -> tuple[Array, Array, Array, Array]:
        """Return decay, half, shape and effect (..., C) of parameters (..., C, 4)."""
        shape = np.where(self.kind == "power", expit(theta[..., 2]), np.exp(theta[..., 2]))
        return expit(theta[..., 0]), np.exp(theta[..., 1]), shape, np.exp(theta[..., 3])

    def saturation(self, levels: Array, half: Array, shape: Array) -> Array:
        """Return how far levels (..., C) work; half and shape are broadcast against them."""
        if (self.kind == "hill").all():
            odds = np.log(np.maximum(levels, LEAST))
            odds -= np.log(half)
            odds *= -shape
            np.exp(np.minimum(odds, MOST, out=odds), out=odds)
            odds += 1
            return np.asarray(np.divide(1.0, odds, out=odds))
        return Curves(self.kind, np.ones(self.n), half, shape).value(levels)


def shapes_of(
    channels: Sequence[str],
    kind: str | Mapping[str, str],
    priors: Mapping[str, Mapping[str, tuple[float, float]]] | None,
) -> Shapes:
    """Return kinds and priors; `priors` names by channel (or "*") medians and sds by part.

    Raises UsageError for a kind, channel or part that is not known, or values out of range.
    """
    kinds = [kind if isinstance(kind, str) else kind.get(name, "hill") for name in channels]
    given = dict(priors or {})
    wrong = [f"kind {one!r}" for one in kinds if one not in KINDS]
    wrong += [f"channel {name!r}" for name in given if name not in {"*", *channels}]
    wrong += [f"part {part!r}" for own in given.values() for part in own if part not in PARTS]
    if wrong:
        known = f"kinds are {', '.join(KINDS)}, parts {', '.join(PARTS)}"
        raise UsageError(f"not known: {', '.join(dict.fromkeys(wrong))}", fix=known)
    rows = []
    for name, one in zip(channels, kinds, strict=True):
        own = {**USUAL, **OF_KIND.get(one, {}), **given.get("*", {}), **given.get(name, {})}
        rows.append([_normal(part, one, *own[part]) for part in PARTS])
    moments = np.array(rows)
    return Shapes(np.array(kinds), moments[..., 0], moments[..., 1])


def _normal(part: str, kind: str, median: float, sd: float) -> tuple[float, float]:
    is_share = part == "decay" or (part == "shape" and kind == "power")
    if not (0 < median < (1 if is_share else np.inf) and sd >= 0):
        raise UsageError(
            f"prior of {part}: median {median}, sd {sd}",
            fix="a share lies between 0 and 1, other medians above 0, the sd is 0 or more",
        )
    return float(logit(median) if is_share else np.log(median)), max(sd, HELD)


def carried(levels: Array, decay: Array) -> Array:
    """Return levels (R, T, C) carried over by decays (B, C): (B, R, T, C).

    A month has (1 - decay) of its own level and the decay of the month's before; before the first
    month there was the mean of the first twelve.
    """
    n_regions, n_months, n_channels = levels.shape
    found = np.empty((n_months, len(decay), n_regions, n_channels))
    stock = np.broadcast_to(levels[:, :START_MONTHS].mean(axis=1), found.shape[1:])
    keep = decay[:, None, :]
    fresh = (1 - keep)[None] * np.moveaxis(levels, 1, 0)[:, None]
    for month in range(n_months):
        stock = keep * stock + fresh[month]
        found[month] = stock
    return np.moveaxis(found, 0, 2)
