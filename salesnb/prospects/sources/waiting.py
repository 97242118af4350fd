"""Times to an event where some are still waiting: shares, medians and their intervals.

Shares are those of Kaplan and Meier (1958), with competing ends of Aalen and Johansen (1978):
whoever left by another end can no longer come. Intervals of 95 % of a share are on the
complementary log-log scale, those of a time are of Brookmeyer and Crowley (1982).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
NORMAL = 1.959964
TINY = 1e-9
FURTHEST = 5.0  # of an interval on the complementary log-log scale
WAITING, CAME = 0, 1  # causes of an end: none yet, the event; others compete


@dataclass(frozen=True)
class Curve:
    """Share to whom the event came by each time (rising), with its standard error."""

    times: Array
    share: Array
    error: Array
    n: int

    def at(self, time: float) -> tuple[float, float, float]:
        """Return the share by a time with its interval; missing where nobody was observed."""
        if not self.n:
            return (np.nan, np.nan, np.nan)
        place = int(np.searchsorted(self.times, time, side="right")) - 1
        if place < 0:
            return (0.0, 0.0, _rule_of_three(self.n))
        return _interval(float(self.share[place]), float(self.error[place]), self.n)

    def halfway(self, until: float = np.inf) -> tuple[float, float, float]:
        """Return the time by which half of those have it to whom it comes by `until`.

        With its interval, the share reached by then being taken as known; missing without any.
        """
        n = int(np.searchsorted(self.times, until, side="right"))
        share, error, times = self.share[:n], self.error[:n], self.times[:n]
        if not n or share[-1] <= 0:
            return (np.nan, np.nan, np.nan)
        ends = [_interval(s, e, self.n)[1:] for s, e in zip(share, error, strict=True)]
        low, high = np.array(ends, dtype=float).T
        goal = share[-1] / 2
        middle, first, last = (_first(times, one >= goal) for one in (share, high, low))
        return (middle, first, last)


def curve(durations: Array, causes: NDArray[Any]) -> Curve:
    """Return the share to whom the event came, by time.

    `causes`: 0 still waiting after `durations`, 1 the event came then, any other: it cannot come
    any more. Durations below nought count as nought; those that are missing are left out.
    """
    known = np.isfinite(durations)
    time, cause = np.maximum(durations[known], 0.0), causes[known]
    times, place = np.unique(time, return_inverse=True)
    came = np.bincount(place, cause == CAME, len(times))
    ended = np.bincount(place, cause != WAITING, len(times))
    at_risk = len(time) - np.concatenate([[0], np.cumsum(np.bincount(place, minlength=len(times)))])
    at_risk = at_risk[:-1].astype(float) if len(times) else np.array([])
    left = np.cumprod(1 - ended / np.maximum(at_risk, 1))
    before = np.concatenate([[1.0], left])[: len(times)]
    share = np.cumsum(before * came / np.maximum(at_risk, 1))
    error = _errors(share, before, came.astype(float), ended.astype(float), at_risk)
    return Curve(times, share, error, len(time))


def _errors(share: Array, before: Array, came: Array, ended: Array, at_risk: Array) -> Array:
    """Return standard errors by the delta method; without competing ends Greenwood's formula."""
    n = np.maximum(at_risk, 1.0)
    free = np.maximum(n - ended, 1.0)
    left = before * (1 - ended / n)
    per_end = np.where(n > ended, ended / (n * free), 0.0)
    first, second = np.cumsum(per_end), np.cumsum(share * per_end)
    third = np.cumsum(share**2 * per_end)
    own = np.cumsum(before**2 * came * (n - came) / n**3)
    step = np.where(n > ended, before * came / n**2, 0.0)
    cross = share * np.cumsum(step) - np.cumsum(share * step)
    variance = share**2 * first - 2 * share * second + third + own - 2 * cross
    del left
    return np.sqrt(np.maximum(variance, 0.0))


def _interval(share: float, error: float, n: int) -> tuple[float, float, float]:
    if share <= TINY:
        return (0.0, 0.0, _rule_of_three(n))
    if share >= 1 - TINY:
        return (1.0, 1 - _rule_of_three(n), 1.0)
    theta = np.log(-np.log1p(-share))
    half = min(NORMAL * error / ((1 - share) * -np.log1p(-share)), FURTHEST)
    low, high = (1 - np.exp(-np.exp(theta + side * half)) for side in (-1, 1))
    return (share, float(low), float(high))


def _rule_of_three(n: int) -> float:
    """Return the high end of a share that was nought in all of `n` cases."""
    return float(1 - 0.025 ** (1 / n)) if n else float("nan")


def _first(times: Array, is_there: NDArray[np.bool_]) -> float:
    place = np.flatnonzero(is_there)
    return float(times[place[0]]) if len(place) else float("nan")
