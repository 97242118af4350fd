"""When did a series change its level, or its slope, and how often would chance look like that?

The statistic is the largest F of a break over all places where a break may lie (Andrews,
Econometrica 1993). Its chance level comes from permuting the residuals of the series without a
break, so that with independent noise of any distribution the stated false-alarm rate is exact.
Noise that persists from month to month is taken out first (quasi-differences with an estimated
lag-one correlation; the estimate is corrected for its bias in short series). Breaks are sought one
after the other in the parts that earlier breaks leave.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Kind = Literal["level", "slope"]
LEAST = {"level": 3, "slope": 6}  # observations that a part must have
SHUFFLES = 1999
FINEST = 9999  # shuffles where many series share one false-alarm rate
MOST_PERSISTENT = 0.9
COVERED = 0.95  # how sure it is that a break lies in its stated span


@dataclass(frozen=True)
class Change:
    """A break: the first observation after it, from where to where it may lie, and its size.

    The span from `earliest` to `latest` holds the break with probability `COVERED`. `size` is the
    step of the level, or the change of the slope per observation; `p` is how often noise alone
    would look at least like that.
    """

    place: int
    earliest: int
    latest: int
    size: float
    p: float


def find_changes(
    values: Array,
    *,
    kind: Kind = "level",
    false_alarms: float = 0.05,
    is_persistent: bool = False,
    shuffles: int = SHUFFLES,
) -> list[Change]:
    """Return the breaks of a series, in order.

    `false_alarms` is the share of series without any break in which one is reported. Empty for a
    series too short for two parts (`LEAST` observations each).
    """
    y = np.asarray(values, dtype=float)
    how = _How(kind, false_alarms, is_persistent, shuffles)
    return sorted(_sought(y, 0, how), key=lambda one: one.place)


def is_long_enough(values: Array, *, kind: Kind = "level") -> bool:
    """Return whether a series has room for a break at all."""
    return len(values) >= 2 * LEAST[kind] + 1


def first_change(values: Array, *, shuffles: int = SHUFFLES) -> Change | None:
    """Return the likeliest break of level of a series; None if the series is too short."""
    y = np.asarray(values, dtype=float)
    if not is_long_enough(y):
        return None
    return _Trial.of(y, "level", is_persistent=False).best(shuffles)


def screen(
    series: Mapping[str, Array],
    *,
    false_alarms: float = 0.05,
    shuffles: int = FINEST,
) -> dict[str, list[Change]]:
    """Return the breaks of level of many series that share one false-alarm rate.

    If no series has a break, one is reported anywhere in at most `false_alarms` of such sets
    (Holm's step-down over the series' chance levels). Later breaks of a series in which one was
    found are held to the same strictness; the spans of all breaks together hold with 1 -
    `false_alarms`.
    """
    tried = {name: first_change(v, shuffles=shuffles) for name, v in series.items()}
    chance = {name: one.p for name, one in tried.items() if one is not None}
    strictness = _holm(chance, false_alarms)
    found: dict[str, list[Change]] = {name: [] for name in series}
    for name, level in strictness.items():
        found[name] = find_changes(series[name], false_alarms=level, shuffles=shuffles)
    return found


def _holm(chance: Mapping[str, float], false_alarms: float) -> dict[str, float]:
    """Return the series whose chance level passes, each with the level that it had to pass."""
    passed: dict[str, float] = {}
    ordered = sorted(chance, key=lambda name: (chance[name], name))
    for rank, name in enumerate(ordered):
        level = false_alarms / (len(ordered) - rank)
        if chance[name] > level:
            break
        passed[name] = level
    return passed


@dataclass(frozen=True)
class _How:
    """How breaks are sought."""

    kind: Kind
    level: float
    is_persistent: bool
    shuffles: int


def _sought(y: Array, start: int, how: _How) -> list[Change]:
    """Return the breaks of a part of a series that begins at place `start`, in no order."""
    if not is_long_enough(y, kind=how.kind):
        return []
    best = _Trial.of(y, how.kind, how.is_persistent).best(how.shuffles)
    if best.p > how.level:
        return []
    place, earliest, latest = (start + one for one in (best.place, best.earliest, best.latest))
    moved = Change(place, earliest, latest, best.size, best.p)
    before, after = y[: best.place], y[best.place :]
    return [moved, *_sought(before, start, how), *_sought(after, start + best.place, how)]


@dataclass(frozen=True)
class _Trial:
    """A series and its possible breaks, persistence taken out."""

    places: NDArray[np.int64]
    residuals: Array  # of the series without a break
    breaks: Array  # a unit column per place, residual to the rest of the model
    lengths: Array  # of the columns before they became units
    n_known: int  # columns of the model without a break

    @classmethod
    def of(cls, y: Array, kind: Kind, is_persistent: bool) -> _Trial:
        """Return the trial of a series; with `is_persistent`, its persistence is taken out."""
        plain = cls._with_persistence(y, kind, 0.0)
        return cls._with_persistence(y, kind, plain.persistence) if is_persistent else plain

    @classmethod
    def _with_persistence(cls, y: Array, kind: Kind, rho: float) -> _Trial:
        """Return the trial of a series whose noise has the lag-one correlation `rho`."""
        n, least = len(y), LEAST[kind]
        time = np.arange(n, dtype=float)
        places = np.arange(least, n - least + 1)
        after = time[:, None] >= places[None, :]
        regressors = np.where(after, 1.0 if kind == "level" else time[:, None] - places + 1.0, 0.0)
        known = np.ones((n, 1)) if kind == "level" else np.column_stack([np.ones(n), time])
        base, _ = np.linalg.qr(_quasi_differences(known, rho))
        residual = _without(_quasi_differences(y[:, None], rho), base)[:, 0]
        columns = _without(_quasi_differences(regressors, rho), base)
        lengths = np.maximum(np.linalg.norm(columns, axis=0), 1e-12)
        return cls(places, residual, columns / lengths, lengths, known.shape[1])

    @property
    def persistence(self) -> float:
        """The lag-one correlation of what the best break leaves, corrected for its bias."""
        column = self.breaks[:, int(np.argmax(np.abs(self.residuals @ self.breaks)))]
        left = self.residuals - column * (column @ self.residuals)
        raw = float(left[1:] @ left[:-1]) / max(float(left @ left), 1e-300)
        return float(np.clip(raw + (1 + 4 * raw) / len(left), 0.0, MOST_PERSISTENT))

    def best(self, shuffles: int) -> Change:
        """Return the likeliest break, with the share of shuffles that look at least like it."""
        scores = self.residuals @ self.breaks
        likeliest = int(np.argmax(np.abs(scores)))
        earliest, latest = self._plausible(scores)
        size = float(scores[likeliest] / self.lengths[likeliest])
        return Change(int(self.places[likeliest]), earliest, latest, size, self._chance(shuffles))

    def _plausible(self, scores: Array) -> tuple[int, int]:
        """Return the narrowest set of likely places, as its first and its last one.

        Weights are posterior ones with flat priors of place, levels and log noise (Smith,
        Biometrika 1975).
        """
        total = max(float(self.residuals @ self.residuals), 1e-300)
        degrees = len(self.residuals) - self.n_known - 1
        left = np.maximum(total - scores**2, 1e-12 * total)
        log_weight = -0.5 * degrees * np.log(left) - np.log(self.lengths)
        weight = np.exp(log_weight - log_weight.max())
        order = np.argsort(-weight, kind="stable")
        enough = int(np.searchsorted(np.cumsum(weight[order]) / weight.sum(), COVERED)) + 1
        kept = self.places[order[:enough]]
        return int(kept.min()), int(kept.max())

    def _chance(self, shuffles: int) -> float:
        """Return the share of shuffled residuals whose best break is at least as large."""
        rng = np.random.default_rng(len(self.residuals))  # the same data give the same number
        seen = float(np.max((self.residuals @ self.breaks) ** 2))
        drawn = rng.permuted(np.tile(self.residuals, (shuffles, 1)), axis=1)
        at_least = np.max((drawn @ self.breaks) ** 2, axis=1) >= seen * (1 - 1e-9)
        return (1 + int(at_least.sum())) / (1 + shuffles)


def _quasi_differences(columns: Array, rho: float) -> Array:
    """Return the columns less `rho` times their previous row, the first row scaled alike."""
    moved = columns.copy()
    moved[1:] -= rho * columns[:-1]
    moved[0] *= np.sqrt(1 - rho**2)
    return moved


def _without(columns: Array, base: Array) -> Array:
    """Return what is left of columns when orthonormal ones (`base`) are taken out."""
    return columns - base @ (base.T @ columns)
