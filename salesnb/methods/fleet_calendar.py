"""The company's season, festival and working days taken out of each of its series."""

from __future__ import annotations

from functools import cache

import pandas as pd

from salesnb.calendars import WorkCalendar
from salesnb.methods.calendar_effects import LEAST_FACTOR
from salesnb.methods.seasonality import decompose

LARGE = 0.2  # of the total: a series as large as this makes the company's season


def adjusted_fleet(
    raw: pd.DataFrame, *, calendar: WorkCalendar, total: pd.Series | None = None
) -> pd.DataFrame:
    """Return each series divided by what the calendar does to the month of the company.

    `raw` has a row per month (YYYY-MM, none left out) and a column per series; `total` is the
    company's series over the same months, else the sum of all. The factors (season, Spring
    Festival, working days) have a mean of about 1 over a year.
    """
    company = raw.sum(axis=1) if total is None else total
    parts = decompose(
        [str(one) for one in raw.index],
        company.to_numpy(dtype=float),
        working_days=cache(lambda month: max(calendar.working_days(month), 1)),
        with_festival=calendar.has_festival,
    )
    factor = parts.frame["factor"].to_numpy() + (1.0 if parts.is_additive else 0.0)
    return raw.div(factor.clip(min=LEAST_FACTOR), axis=0)


def own_season_of(raw: pd.DataFrame, total: pd.Series | None = None) -> list[str]:
    """Return the series so large that the company's season is much their own."""
    company = raw.sum(axis=1) if total is None else total
    share = raw.abs().sum() / max(float(company.abs().sum()), 1e-300)
    return [str(one) for one in raw.columns[share > LARGE]]
