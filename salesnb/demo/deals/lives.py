"""When customers order at all: from their first month to their last."""

from __future__ import annotations

import numpy as np

from salesnb.demo.customers import traits
from salesnb.demo.deals import beginnings
from salesnb.demo.truths.truth import Truth


def spans(truth: Truth) -> tuple[np.ndarray, np.ndarray]:
    """Return the places of each customer's first month and of the first one without it.

    The first follows from the lead that the customer came of, the last from its loyalty.
    """
    start = beginnings.starts(truth)
    return start, np.minimum(start + traits.months_held(truth), truth.n_months)


def alive(truth: Truth) -> np.ndarray:
    """Return 0 before a customer's first and after its last month, 1 in between."""
    start, stop = spans(truth)
    month = np.arange(truth.n_months)[None, :]
    return ((month >= start[:, None]) & (month < stop[:, None])).astype(float)
