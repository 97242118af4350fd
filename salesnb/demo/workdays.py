"""Days on which people are at work: from Monday to Friday."""

from __future__ import annotations

import numpy as np

DAY = "timedelta64[D]"


def on_workday(days: np.ndarray, *, roll: str = "forward") -> np.ndarray:
    """Return days with those of a weekend moved to the next workday, or back to the last one."""
    return np.busday_offset(np.asarray(days, "datetime64[D]"), 0, roll=roll)  # type: ignore[call-overload]


def in_months(rng: np.random.Generator, firsts: np.ndarray) -> np.ndarray:
    """Return a random workday in each month, given by its first day."""
    return on_workday(firsts + rng.integers(0, 26, len(firsts)).astype(DAY))


def between(rng: np.random.Generator, start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """Return a random workday from `start`, a workday, up to the day before `end` or `start`."""
    length = np.maximum((end - start).astype("int64"), 1)
    days = np.floor(rng.random(len(start)) * length).astype("int64")
    return on_workday(start + days.astype(DAY), roll="backward")
