"""How far spending on a saturation curve goes until one more unit of it brings a given amount."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.special import expit

from salesnb.methods.saturation import Curves, Floats

STEPS = 60  # of Newton's method; it converges quadratically but for slopes close to the steepest
_Inverse = Callable[[Floats, Floats], Floats]  # of a slope (of scale 1 and half 1) and a shape


def spend_at(curves: Curves, slope: Floats | float) -> Floats:
    """Return the most spending (n,) at which one more unit still brings `slope`.

    It lies at the inflection or above; where the curve is nowhere that steep it is the inflection,
    infinite for a slope of 0 (0 for a curve of scale 0), and for straight curves (power of shape
    1) 0 or infinite.
    """
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        steep = np.broadcast_to(np.asarray(slope, dtype=float), curves.half.shape) * curves.half
        steep = np.where(curves.scale > 0, steep / curves.scale, np.inf)
        found = np.empty(curves.half.shape)
        for kind in KINDS_HERE:
            own = curves.kind == kind
            if own.any():
                found[own] = _INVERSES[kind](steep[own], curves.shape[own])
    return found * curves.half


def _power(q: Floats, s: Floats) -> Floats:
    straight = s >= 1
    bent = np.exp(np.log(q / s) / np.where(straight, -1.0, s - 1))
    return np.where(straight, np.where(q <= 1, np.inf, 0.0), bent)


def _exponential(q: Floats, _: Floats) -> Floats:
    return np.maximum(-np.log(q), 0.0)


def _logistic(q: Floats, s: Floats) -> Floats:
    r = q / (1 + np.exp(-s)) / s
    here = (1 + np.sqrt(np.maximum(1 - 4 * r, 0.0))) / 2
    return np.where(r >= 0.25, 1.0, 1 + np.log(here**2 / r) / s)


def _hill(q: Floats, s: Floats) -> Floats:
    """Newton's method on the logarithm of the slope, a concave function of log u that falls here.

    It starts right of the root (the asymptote's), so that it comes down without overshooting.
    """
    bend = np.where(s > 1, np.log((np.maximum(s, 1) - 1) / (s + 1)) / s, -np.inf)
    wanted = np.log(s) - np.log(q)
    t = wanted / (s + 1)
    steepest = wanted + (s - 1) * bend - 2 * np.logaddexp(0.0, s * bend)
    is_met = np.isfinite(wanted) & ~(steepest <= 0)
    t = np.where(is_met, np.maximum(t, bend), np.where(q > 0, bend, np.inf))
    for _ in range(STEPS):
        miss = wanted + (s - 1) * t - 2 * np.logaddexp(0.0, s * t)
        tilt = (s - 1) - 2 * s * expit(s * t)
        new = np.where(tilt < 0, np.maximum(t - miss / tilt, bend), t)
        new = np.where(np.isfinite(new), new, t)
        change = np.abs(new - t) > 1e-13 * np.maximum(np.abs(t), 1.0)
        t = new
        if not change.any():
            break
    return np.exp(t)


_INVERSES: dict[str, _Inverse] = {
    "power": _power,
    "exponential": _exponential,
    "hill": _hill,
    "logistic": _logistic,
}
KINDS_HERE = tuple(_INVERSES)
