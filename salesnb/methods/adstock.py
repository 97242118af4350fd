"""Carry-over of spending: what of a month's money still works in the months after it.

Effective spending a(t) = decay * a(t-1) + (1 - decay) * x(t) (geometric adstock; Broadbent, Journal
of the Market Research Society 1979). Weights sum to 1, so that steady spending is its own effective
spending and a curve of it is the curve of money per month.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def carry_over(spend: ArrayLike, decay: ArrayLike, start: ArrayLike | None = None) -> Floats:
    """Return effective spending per month, in the shape and unit of `spend`.

    `spend` (..., months, channels): money per month, oldest first; leading axes are regions, or
    draws. `decay` broadcasts to (..., channels), 0 to below 1. `start` (the same) is what is
    effective before the first month, none where it is not given; where months before the first are
    known, put them in front instead. Raises `ValueError` for a decay outside 0 to 1.
    """
    money, fading = np.asarray(spend, dtype=float), np.asarray(decay, dtype=float)
    if not ((fading >= 0) & (fading < 1)).all():
        raise ValueError("a decay per month lies between 0 and 1, 1 itself is not allowed")
    of_month = money.shape[:-2] + money.shape[-1:]
    shape = np.broadcast_shapes(of_month, fading.shape, () if start is None else np.shape(start))
    stock = np.zeros(shape) if start is None else np.broadcast_to(np.asarray(start, float), shape)
    months = []
    for month in range(money.shape[-2]):
        stock = fading * stock + (1 - fading) * money[..., month, :]
        months.append(stock)
    return np.stack(months, axis=-2) if months else np.empty((*shape[:-1], 0, shape[-1]))
