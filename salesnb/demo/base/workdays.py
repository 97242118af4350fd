"""Days on which people are at work: those of the company's own calendar."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from salesnb.demo.base.month_days import selling_days
from salesnb.months import Month

DAY = "timedelta64[D]"


@lru_cache(maxsize=64)
def _of_year(year: int) -> np.ndarray:
    """Return the workdays of a year; not to be changed."""
    days = [day for number in range(1, 13) for day in selling_days(Month(year, number))]
    return np.array(days, dtype="datetime64[D]")


def _around(days: np.ndarray) -> np.ndarray:
    """Return all workdays from the year before the first day to the year after the last."""
    year = days.astype("datetime64[Y]").astype("int64") + 1970
    return np.concatenate([_of_year(one) for one in range(year.min() - 1, year.max() + 2)])


def on_workday(days: np.ndarray, *, roll: str = "forward") -> np.ndarray:
    """Return days with those off work moved to the next workday, or back to the last one."""
    wanted = np.asarray(days, "datetime64[D]")
    if not wanted.size:
        return wanted
    known = _around(wanted)
    if roll == "forward":
        return known[np.searchsorted(known, wanted)]
    return known[np.searchsorted(known, wanted, side="right") - 1]


def in_months(rng: np.random.Generator, firsts: np.ndarray) -> np.ndarray:
    """Return a random workday in each month, given by its first day."""
    days = np.asarray(firsts + rng.integers(0, 26, len(firsts)).astype(DAY), "datetime64[D]")
    found = on_workday(days)
    is_beyond = found.astype("datetime64[M]") != days.astype("datetime64[M]")
    return np.where(is_beyond, on_workday(days, roll="backward"), found)


def between(rng: np.random.Generator, start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """Return a random workday from `start`, a workday, up to the day before `end` or `start`."""
    length = np.maximum((end - start).astype("int64"), 1)
    days = np.floor(rng.random(len(start)) * length).astype("int64")
    return on_workday(start + days.astype(DAY), roll="backward")
