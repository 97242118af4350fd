"""The parameters of largest likelihood, the same to the last digit on every machine."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize, root

Array = NDArray[np.float64]
LIMIT = 12.0  # of the logarithm of a parameter: beyond it the data do not tell
DIGITS = 6  # of a logarithm that are kept: far fewer than the peak is known to


def largest_likelihood(loss: Callable[[Array], tuple[float, Array]], start: Array) -> Array:
    """Return the logarithms of the parameters at which `loss` is least, within ±`LIMIT`.

    `loss` returns the mean negative log likelihood and its slope. A search ends where the loss no
    longer changes, and processors round losses differently: half the digits of its result are
    noise. The slope is therefore brought to nought, which gives nearly all of them, and what is
    left is rounded away. Where the likelihood has no peak inside the limits the search's own end
    stands, to three digits.
    """
    found = minimize(
        loss,
        start,
        jac=True,
        method="SLSQP",
        bounds=[(-LIMIT, LIMIT)] * len(start),
        options={"ftol": 1e-14, "maxiter": 500},
    )
    with np.errstate(all="ignore"):
        peak = root(lambda logs: loss(logs)[1], found.x, method="hybr", tol=1e-13)
        near = np.abs(peak.x - found.x).max() < 1e-2 and loss(peak.x)[0] <= found.fun + 1e-12
    if near and np.abs(peak.x).max() < LIMIT:
        return np.asarray(peak.x).round(DIGITS)
    return np.asarray(found.x).round(DIGITS // 2)
