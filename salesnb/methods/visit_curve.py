"""How much of what a customer buys so many visits secure: a curve of three points."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
AT_NONE, AT_HALF = 0.6, 0.85  # of today's worth, without visits and with half of today's


def secured_by(times: Floats, at_none: float = AT_NONE, at_half: float = AT_HALF) -> Floats:
    """Return the part of a customer's worth that so many times today's visits secure.

    r(x) = r0 + (1 - r0) (1 - exp(-k x)) / (1 - exp(-k)): 1 at today's visits, `at_none` and
    `at_half` at none and at half of them. Each further visit adds less than the one before.
    """
    none = float(np.clip(at_none, 0.0, 0.98))
    gained = float(np.clip((at_half - none) / (1 - none), 0.505, 0.98))
    bend = 2 * np.log(gained / (1 - gained))
    return np.asarray(none + (1 - none) * np.expm1(-bend * times) / np.expm1(-bend))
