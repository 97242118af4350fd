"""The weeks that follow a month: the same for sales and for cash."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from salesnb.months import Month

N_WEEKS = 13
WEEK_MONTHS = 4  # that so many weeks touch at most
WEEK = dt.timedelta(days=7)


def weeks_after(
    month: Month, is_working: Callable[[dt.date], bool], n: int = N_WEEKS
) -> list[tuple[dt.date, dt.date]]:
    """Return first and last day of the `n` weeks after a month, one after the other.

    Weeks are Monday to Sunday. The first begins on the day after the month; where no working day
    lies before the next Monday it goes on to the Sunday after, so that no day is left out.
    """
    first = (month + 1).first
    sunday = first + dt.timedelta(days=6 - first.weekday())
    days = (first + dt.timedelta(days=i) for i in range((sunday - first).days + 1))
    end = sunday if any(map(is_working, days)) else sunday + WEEK
    later = [(end + WEEK * i + dt.timedelta(days=1), end + WEEK * (i + 1)) for i in range(n - 1)]
    return [(first, end), *later][:n]
