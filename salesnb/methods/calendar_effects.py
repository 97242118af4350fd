"""What moves within the year: Spring Festival and working days, as a factor of each month."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from salesnb.methods.seasonality import Decomposition
from salesnb.methods.seasonality_parts import CalendarPrior, design
from salesnb.months import Month

Array = NDArray[np.float64]
LEAST_FACTOR = 0.1  # no month is divided by less


def calendar_factors(
    months: Sequence[Month],
    parts: Decomposition,
    *,
    working_days: Callable[[Month], int],
    with_festival: bool = True,
) -> Array:
    """Return by how much festival and working days multiply each month, as `parts` estimates them.

    Their mean over a year is about 1; the season is not in them. A month without any working day
    counts as one with a single day.
    """
    plan = design(
        months,
        working_days=lambda month: max(working_days(month), 1),
        prior=CalendarPrior.unknown(),
        unseen=np.zeros(len(months), dtype=bool),
        with_festival=with_festival,
    )
    moved = plan.regressors @ parts.effects["estimate"].to_numpy(float)
    factors = 1 + moved if parts.is_additive else np.exp(moved)
    return np.asarray(np.maximum(factors, LEAST_FACTOR))
