"""How strongly curves bend downward: what a straight line between two points can miss at most.

Over a length h the curve lies at most bend * h * h / 8 above its chord, where bend is the most
negative second derivative there.
"""

from __future__ import annotations

import numpy as np
from scipy.special import expit

from salesnb.methods.margins import Floats
from salesnb.methods.saturation import Curves

_MOST_BENT = np.log(2 + np.sqrt(3))  # where the logistic function's second derivative is least


def bend_from(curves: Curves, spend: Floats) -> Floats:
    """Return the strongest downward bend (0 or more) of S-shaped curves at `spend` and above.

    Cells along the last axis. Hill curves with shapes above 1 and logistic ones, in closed form:
    the bend grows up to one point and fades beyond it.
    """
    found = np.zeros(np.broadcast_shapes(np.shape(spend), curves.half.shape))
    for kind, rule in (("hill", _hill), ("logistic", _logistic)):
        own = curves.kind == kind
        if own.any():
            level = spend[..., own] / curves.half[own]
            found[..., own] = rule(level, curves.shape[own])
    return found * curves.scale / curves.half**2


def _hill(level: Floats, shape: Floats) -> Floats:
    """Bend of u**s / (1 + u**s); its peak is the larger root of the third derivative in u**s."""
    s = np.maximum(shape, 1 + 1e-9)
    root = 2 * (s * s - 1) + s * np.sqrt(3 * (s * s - 1))
    u = np.maximum(level, (root / ((s + 1) * (s + 2))) ** (1 / s))
    v = u**s
    return np.maximum(s * u ** (s - 2) * ((s + 1) * v - (s - 1)) / (1 + v) ** 3, 0.0)


def _logistic(level: Floats, shape: Floats) -> Floats:
    here = expit(np.maximum(shape * (level - 1), _MOST_BENT))
    return shape**2 * here * (1 - here) * (2 * here - 1) / expit(shape)
