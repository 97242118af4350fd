"""Monthly sales of many cells with planted truth, and every forecast that could have been made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

Forecaster = Callable[[np.ndarray, int], np.ndarray]
MONTHS = 96
FIRST_ORIGIN = 36  # months that a forecast must have had
AHEAD = 12


@dataclass(frozen=True)
class Panel:
    """Cells of regions and product groups: level, drift, season, noise that partly moves together.

    `common` and `of_regions` are the shares of a month's noise, and of the level's drift.
    """

    seed: int
    n_regions: int = 6
    n_groups: int = 6
    common: float = 0.15
    of_regions: float = 0.1

    @property
    def n(self) -> int:
        return self.n_regions * self.n_groups

    @property
    def region(self) -> np.ndarray:
        return np.repeat(np.arange(self.n_regions), self.n_groups)

    @property
    def group(self) -> np.ndarray:
        return np.tile(np.arange(self.n_groups), self.n_regions)

    def _moving(self, rng: np.random.Generator) -> np.ndarray:
        """Return noise (cells, months) of variance one that moves together as stated."""
        own = 1 - self.common - self.of_regions
        return (
            np.sqrt(self.common) * rng.normal(size=(1, MONTHS))
            + np.sqrt(self.of_regions) * rng.normal(size=(self.n_regions, MONTHS))[self.region]
            + np.sqrt(own) * rng.normal(size=(self.n, MONTHS))
        )

    @cached_property
    def values(self) -> np.ndarray:
        """Sales (cells, months), above zero."""
        rng = np.random.default_rng([self.seed, 7])
        size = rng.lognormal(11, 1.0, (self.n, 1))
        noise = rng.uniform(0.06, 0.25, (self.n, 1))
        drift = np.cumsum(rng.uniform(0.01, 0.03, (self.n, 1)) * self._moving(rng), axis=1)
        growth = rng.normal(0.03, 0.05, (self.n, 1)) * np.arange(MONTHS) / 12
        phase = rng.uniform(0, 12, (self.n_groups, 1))[self.group]
        height = rng.uniform(0.05, 0.25, (self.n_groups, 1))[self.group]
        season = height * np.sin(2 * np.pi * (np.arange(MONTHS) - phase) / 12)
        return size * np.exp(drift + growth + season + noise * self._moving(rng))

    @cached_property
    def members(self) -> np.ndarray:
        """Sums of cells: the total, the regions, the groups."""
        regions = np.eye(self.n_regions)[self.region].T
        return np.vstack([np.ones((1, self.n)), regions, np.eye(self.n_groups)[self.group].T])


def all_forecasts(values: np.ndarray, forecaster: Forecaster) -> np.ndarray:
    """Return the forecasts (origins, cells, ahead) made from `FIRST_ORIGIN` months on."""
    origins = range(FIRST_ORIGIN, values.shape[1])
    return np.stack([forecaster(values[:, :n], AHEAD) for n in origins])
