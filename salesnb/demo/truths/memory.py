"""Master tables are asked for in many places of one company: each is made once."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps

import pandas as pd

from salesnb.demo.truths.truth import Truth

COMPANIES = 8  # that are remembered at a time


def once(make: Callable[[Truth], pd.DataFrame]) -> Callable[[Truth], pd.DataFrame]:
    """Return a function that makes a company's table once and hands out copies of it."""
    kept = lru_cache(maxsize=COMPANIES)(make)

    @wraps(make)
    def table(truth: Truth) -> pd.DataFrame:
        return kept(truth).copy(deep=False)

    return table
