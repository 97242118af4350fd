"""The class of a customer: by its worth, with a grey zone, and slow to change."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salesnb.customers.classes.scoring import CLASSES, classes_of

Floats = NDArray[np.float64]
HYSTERESIS = 0.15  # of a boundary: up at that much above it, down at that much below


def classify(value: Floats, cuts: tuple[float, float], before: pd.Series) -> NDArray[np.int8]:
    """Return the class (0 to 2) of worths, given the boundaries and the class of before.

    `before` has A, B or C, or '' for who had none, in the order of `value`. Who had a class leaves
    it only where its worth passes a boundary by 15 %; who had none has that of its worth.
    """
    own = pd.Index(CLASSES).get_indexer(pd.Index(before.to_numpy(object)))
    best = classes_of(value, (cuts[0] * (1 + HYSTERESIS), cuts[1] * (1 + HYSTERESIS)))
    worst = classes_of(value, (cuts[0] * (1 - HYSTERESIS), cuts[1] * (1 - HYSTERESIS)))
    kept = np.clip(own, worst, best)
    return np.where(own < 0, classes_of(value, cuts), kept).astype(np.int8)


def is_grey(share: Floats, certain: float) -> NDArray[np.bool_]:
    """Return which customers have no class with at least the chance `certain`."""
    return np.asarray(share.max(axis=1) < certain)
