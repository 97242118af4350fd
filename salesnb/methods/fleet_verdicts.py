"""From the fits of a fleet to its verdicts: chance level, kind, month, size, what could be seen."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import stdtrit

from salesnb.methods.break_scan import KINDS, SHARES, THREE, Fit
from salesnb.methods.fleet_groups import Group
from salesnb.methods.fleet_noise import NOISES, fits_of, mean_chance, weights_of
from salesnb.methods.spread_scan import spread_changes
from salesnb.methods.stable_scale import as_share

Array = NDArray[np.float64]
VERDICTS = ("common_cause", "level", "trend", "variance", "outlier", "too_short")
SPREAD_SHARE = 1 - sum(SHARES.values())  # of the alarms allowed
CONFIDENCE, POWER = 0.95, 0.8
_MOVED = 0.01  # chance below which the spread is judged with the moved mean taken out
_Z = 1.96


@dataclass(frozen=True)
class Part:
    """Series of a group with one likeliest noise: their places among all, in the group, the fit."""

    group: Group
    places: NDArray[np.int64]
    within: NDArray[np.int64]
    fit: Fit


@dataclass(frozen=True)
class Chances:
    """How often chance alone looks like each series: of mean and spread together, and each."""

    parts: list[Part]
    mean: Array
    spread: Array

    @property
    def chance(self) -> Array:
        """The chance level of either, weighted."""
        return np.minimum(np.minimum(self.mean, self.spread / SPREAD_SHARE), 1.0)


def chances_of(groups: Sequence[Group], own_season: Collection[str]) -> Chances:
    """Return the chance levels of all series of all groups, one after the other."""
    if not groups:
        return Chances([], np.zeros(0), np.zeros(0))
    fits = [fits_of(group.months, group.values, group.beyond) for group in groups]
    names = [name for group in groups for name in group.names]
    weights = weights_of(fits, np.isin(names, list(own_season)))
    starts = np.cumsum([0, *(len(group.names) for group in groups)])
    shares = [weights[:, a:b] for a, b in pairwise(starts)]
    mean = np.concatenate([mean_chance(*pair) for pair in zip(fits, shares, strict=True)])
    parts = list(_parts(groups, starts, shares))
    spread = np.ones(len(names))
    for part in parts:
        spread[part.places] = spread_changes(_rest(part, mean)).chance
    return Chances(parts, mean, spread)


def _parts(
    groups: Sequence[Group], starts: NDArray[np.int64], shares: Sequence[Array]
) -> Iterator[Part]:
    """Return the series of each group by the kind of noise that is likeliest."""
    for group, start, weights in zip(groups, starts, shares, strict=False):
        likeliest = weights.argmax(axis=0)
        for i in np.unique(likeliest):
            within = np.flatnonzero(likeliest == i)
            (fit,) = fits_of(
                group.months, group.values[:, within], group.beyond[within], noises=[NOISES[i]]
            )
            yield Part(group, start + within, within, fit)


def _rest(part: Part, mean: Array) -> Array:
    """Return the residuals that the spread is judged by."""
    has_moved = mean[part.places] < _MOVED
    return np.where(has_moved, part.fit.rest(part.fit.best), part.fit.residuals)


def verdict_rows(
    groups: Sequence[Group], chances: Chances, q_value: Array, *, false_discovery: float
) -> pd.DataFrame:
    """Return one row per judged series: its verdict with all figures."""
    n = max(len(q_value), 1)
    named = q_value <= false_discovery
    n_named = int(named.sum())
    cut = false_discovery * max(n_named, 1) / n
    rows = []
    for part in chances.parts:
        at = part.places
        is_spread = chances.spread[at] / SPREAD_SHARE < chances.mean[at]
        kind = np.array(KINDS)[part.fit.group]
        verdict = np.where(named[at], np.where(is_spread, "variance", kind), "common_cause")
        confidence = np.where(named[at], 1 - (1 - CONFIDENCE) * n_named / n, CONFIDENCE)
        frame = _changes(part, verdict, confidence, chances.mean)
        rows.append(
            frame.assign(
                p_value=chances.chance[at],
                q_value=q_value[at],
                smallest_visible=_visible(part, cut),
            )
        )
    return pd.concat(rows, ignore_index=True) if rows else pd.DataFrame(columns=_ROW)


_ROW = ["series", "verdict", "since", "change", "change_low", "change_high", "p_value", "q_value"]
_ROW += ["smallest_visible", "baseline_from", "baseline_to", "scale"]


def _changes(part: Part, verdict: NDArray[np.str_], confidence: Array, mean: Array) -> pd.DataFrame:
    """Return the verdicts with when, by how much, and the baseline."""
    fit, scales = part.fit, part.group.scales[part.within]
    is_common = verdict == "common_cause"
    at = np.where(is_common, THREE, fit.best)
    level, size = fit.level(at), fit.size(at)
    degrees = fit.scan.dimension - 1
    half = stdtrit(degrees, (1 + confidence) / 2) * fit.noise(at) / fit.scan.lengths[at]
    spread = spread_changes(_rest(part, mean))
    is_spread = verdict == "variance"
    wide = stdtrit(degrees, (1 + confidence) / 2) * spread.error
    place = np.where(is_spread, spread.place, fit.scan.places[at])
    months = np.array(part.group.months)
    log_change = np.log1p(np.maximum(spread.change, -1 + 1e-12))
    share = {
        name: np.where(
            is_spread, np.expm1(log_change + sign * wide), as_share(level, moved, scales)
        )
        for name, sign, moved in (
            ("change", 0, size),
            ("change_low", -1, size - half),
            ("change_high", 1, size + half),
        )
    }
    before = np.where(is_common, len(months) - 1, np.maximum(place - 1, 0))
    return pd.DataFrame(
        {
            "series": np.array(part.group.names)[part.within],
            "verdict": verdict,
            "since": np.where(is_common, "", months[place]),
            **share,
            "baseline_from": months[0],
            "baseline_to": months[before],
            "scale": scales,
        }
    )


def _visible(part: Part, cut: float) -> Array:
    """Return the fall, as a share, of the last three months that would be named with `POWER`."""
    fit = part.fit
    dimension = fit.scan.dimension
    left = fit.scan.paths[1].left_at(cut * list(SHARES.values())[1])
    distance = np.sqrt((dimension - 1) * (1 - left) / left) + stdtrit(dimension - 1, POWER)
    at = np.full(len(part.places), THREE)
    size = distance * fit.noise(fit.best) / fit.scan.lengths[THREE]
    scales = part.group.scales[part.within]
    level = fit.level(at)
    fall = -as_share(level, -size, scales)
    return np.where(fall < 1, fall, np.nan)
