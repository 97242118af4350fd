"""How far the forecast reaches: beyond what a page shows, to the end of the year planned."""

from __future__ import annotations

import pandas as pd

from salesnb.months import YEAR, Month
from salesnb.targets.planned_year import first_planned
from salesnb.targets.weeks import WEEK_MONTHS

MOST_MONTHS = 24  # ahead: of those after nothing is said


def months_to_plan(stated: pd.DataFrame, *, month: Month, year_start: int = 1) -> int:
    """Return how many months after `month` the year planned ends, at most `MOST_MONTHS`.

    It is no less than the months that the next thirteen weeks touch. `stated` is as of
    `first_planned`.
    """
    first = first_planned(stated, month=month, year_start=year_start)
    return min(max((first + (YEAR - 1)).ordinal - month.ordinal, WEEK_MONTHS), MOST_MONTHS)
