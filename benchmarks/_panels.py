"""Monthly sales of many cells with planted truth, and every forecast that could have been made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd

from salesnb.demo.drawing import draw
from salesnb.demo.sales.orders import order_lines
from salesnb.months import Month

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


@dataclass(frozen=True)
class Sales:
    """Monthly sales of cells, their region, and the sums that are looked at."""

    values: np.ndarray
    region: np.ndarray
    members: np.ndarray


def company(seed: int) -> Sales:
    """Return a drawn demo company's orders by region and product group, cells that sell always.

    Always is in 95 % of the months that a forecast may have known at the first origin judged.
    """
    world = draw(seed, n_customers=160, n_months=MONTHS).world
    lines = order_lines(world)
    first = world.truth.months[0].ordinal
    month = lines["order_on"].dt.year * 12 + lines["order_on"].dt.month
    month = month - month.min() + int(Month.parse(str(lines["order_on"].min())[:7]).ordinal) - first
    customers = world.customers.set_index("customer_id")["region_id"]
    groups = world.products.set_index("product_id")["product_group"]
    cells = [lines["customer_id"].map(customers), lines["product_id"].map(groups)]
    wide = lines["net_amount"].groupby([*cells, month.rename("month")]).sum().unstack(fill_value=0)
    wide = wide.reindex(columns=range(MONTHS), fill_value=0.0)
    often = (wide.iloc[:, : MONTHS - 24] != 0).mean(axis=1) >= 0.95
    return _sales(wide[often])


def _sales(wide: pd.DataFrame) -> Sales:
    codes = [pd.factorize(wide.index.get_level_values(level))[0] for level in (0, 1)]
    sums = [np.eye(code.max() + 1)[code].T for code in codes]
    return Sales(wide.to_numpy(float), codes[0], np.vstack([np.ones((1, len(wide))), *sums]))


def retail(folder: Path) -> Sales | None:
    """Return Australian retail by state and industry, its last 144 months; nothing without it."""
    file = folder / "market_aus_retail" / "aus_retail.csv.gz"
    if not file.exists():
        return None
    table = pd.read_csv(file)
    wide = table.pivot_table("Turnover", ["State", "Industry"], "Month", sort=False)
    wide = wide[sorted(wide.columns, key=lambda month: pd.Period(str(month), "M"))].iloc[:, -144:]
    return _sales(wide.dropna())


def all_forecasts(values: np.ndarray, forecaster: Forecaster) -> np.ndarray:
    """Return the forecasts (origins, cells, ahead) made from `FIRST_ORIGIN` months on."""
    origins = range(FIRST_ORIGIN, values.shape[1])
    return np.stack([forecaster(values[:, :n], AHEAD) for n in origins])
