"""How often chance alone looks like each series of a fleet: by its mean, and by its spread."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from salesnb.methods.break_scan import SHARES, Fit
from salesnb.methods.fleet_groups import Group
from salesnb.methods.fleet_noise import NOISES, fits_of, mean_chance, weights_of
from salesnb.methods.spread_scan import Spread, spread_changes
from salesnb.methods.stable_scale import Codes

Array = NDArray[np.float64]
Places = NDArray[np.int64]
SPREAD_SHARE = 1 - sum(SHARES.values())  # of the alarms allowed
_MOVED = 0.01  # chance below which the spread is judged with the moved mean taken out


@dataclass(frozen=True)
class Part:
    """Series of a group with one likeliest noise: their places among all, in the group, the fit."""

    group: Group
    places: Places
    within: Places
    fit: Fit
    spread: Spread

    @property
    def names(self) -> list[str]:
        return [self.group.names[i] for i in self.within]

    @property
    def scales(self) -> Codes:
        return self.group.scales[self.within]


@dataclass(frozen=True)
class Chances:
    """The chance levels of the mean of all series, and the parts that they fall into."""

    parts: list[Part]
    mean: Array

    @property
    def chance(self) -> Array:
        """The chance level of either mean or spread, weighted."""
        found = self.mean.copy()
        for part in self.parts:
            spread = part.spread.chance / SPREAD_SHARE
            found[part.places] = np.minimum(found[part.places], spread)
        return np.minimum(found, 1.0)

    def is_spread(self, part: Part) -> NDArray[np.bool_]:
        """Return which series of a part are less likely by their spread than by their mean."""
        return np.asarray(part.spread.chance / SPREAD_SHARE < self.mean[part.places])


def chances_of(groups: Sequence[Group], own_season: Collection[str]) -> Chances:
    """Return the chance levels of all series of all groups, one after the other."""
    if not groups:
        return Chances([], np.zeros(0))
    fits = [fits_of(group.months, group.values, group.beyond) for group in groups]
    names = [name for group in groups for name in group.names]
    weights = weights_of(fits, np.isin(names, list(own_season)))
    chances, parts, start = [], [], 0
    for group, fitted in zip(groups, fits, strict=True):
        own = weights[:, start : start + len(group.names)]
        chances.append(mean_chance(fitted, own))
        parts += list(_parts(group, start, own, chances[-1]))
        start += len(group.names)
    return Chances(parts, np.concatenate(chances))


def _parts(group: Group, start: int, weights: Array, mean: Array) -> Iterator[Part]:
    """Return the series of a group by the kind of noise that is likeliest."""
    likeliest = weights.argmax(axis=0)
    for i in np.unique(likeliest):
        within = np.flatnonzero(likeliest == i)
        values, beyond = group.values[:, within], group.beyond[within]
        (fit,) = fits_of(group.months, values, beyond, noises=[NOISES[i]])
        has_moved = mean[within] < _MOVED
        rest = np.where(has_moved, fit.rest(fit.best), fit.residuals)
        yield Part(group, start + within, within, fit, spread_changes(rest))
