"""The days of a month on which is sold."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

from salesnb import calendars
from salesnb.months import Month


@lru_cache(maxsize=256)
def _working(month: Month) -> tuple[dt.date, ...]:
    work = calendars.build(first_year=month.year, last_year=month.year)
    days = [month.first + dt.timedelta(days=i) for i in range(month.n_days)]
    return tuple(day for day in days if work.is_working(day))


def selling_days(month: Month) -> list[dt.date]:
    """Return the working days of a month."""
    return list(_working(month))
