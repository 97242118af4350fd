"""A measured criterion: a value per customer with the range that its data leave."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from salesnb.customers.criteria.history import Floats

Z = 1.2815515655446004  # a range holds the truth in four cases of five


@dataclass(frozen=True)
class Measured:
    """`value`, `low` and `high` by customer in the unit of the criterion's scale.

    NaN in all three is a customer of whom nothing is known; a range without a value is one of whom
    only bounds are known. `low` and `high` hold the truth in four cases of five.
    """

    value: Floats
    low: Floats
    high: Floats

    @property
    def known(self) -> Floats:
        """Which customers have a value, or bounds."""
        return ~np.isnan(self.low)


def unknown(n: int) -> Measured:
    """Return what is known of n customers where the tables are not there."""
    nothing = np.full(n, np.nan)
    return Measured(nothing, nothing, nothing)


def around(value: Floats, sd: Floats | float) -> Measured:
    """Return values with the range of a normal error."""
    half = Z * np.asarray(sd, float)
    return Measured(value, value - half, value + half)


def on(ids: pd.Index, values: pd.Series) -> Floats:
    """Return values by customer in the order of `ids`, NaN for others."""
    return values.reindex(ids).to_numpy(float)
