"""Panels of regions and months with a planted response to spending."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from salesnb.methods.saturation import Curves
from salesnb.months import Month

CHANNELS = ("M1", "M2")


@dataclass(frozen=True)
class Planted:
    """A panel, and the curves, decays and effects that it was made with."""

    table: pd.DataFrame
    curves: Curves
    decay: np.ndarray
    half: np.ndarray  # as a multiple of the mean spend
    shape: np.ndarray


def planted(seed: int, *, n_regions: int = 6, n_months: int = 48, noise: float = 0.05) -> Planted:
    """Return a panel of two channels; twelve months before it have spending only."""
    rng = np.random.default_rng(seed)
    size = rng.lognormal(12, 0.5, n_regions)[:, None]
    n = n_months + 12
    decay, half, shape = np.array([0.4, 0.6]), np.array([1.3, 0.7]), np.array([1.5, 1.0])
    table = pd.DataFrame(
        {
            "region_id": np.repeat([f"R{i}" for i in range(n_regions)], n),
            "month": [str(Month(2020, 1) + i) for i in range(n)] * n_regions,
        }
    )
    total = np.zeros((n_regions, n))
    scales, halves = [], []
    for at, name in enumerate(CHANNELS):
        spend = 0.02 * size * rng.lognormal(0, 0.6, (n_regions, n))
        spend *= rng.uniform(size=spend.shape) > 0.2
        stock = np.zeros_like(spend)
        held = spend[:, :12].mean(axis=1)
        for i in range(n):
            held = decay[at] * held + (1 - decay[at]) * spend[:, i]
            stock[:, i] = held
        halves.append(half[at] * spend.sum() / size.sum() / n * size[:, 0])
        scales.append(0.25 * size[:, 0])
        u = (stock / halves[-1][:, None]) ** shape[at]
        total += scales[-1][:, None] * u / (1 + u)
        table[name] = spend.ravel()
    calendar = 0.1 * np.sin(np.arange(n) / 12 * 2 * np.pi) + 0.002 * np.arange(n)
    total += size * (0.7 + calendar + noise * rng.normal(size=total.shape))
    total[:, :12] = np.nan
    table["amount"] = total.ravel()
    curves = Curves(
        np.full(2 * n_regions, "hill"),
        np.stack(scales, axis=1).ravel(),
        np.stack(halves, axis=1).ravel(),
        np.tile(shape, n_regions),
    )
    return Planted(table, curves, decay, half, shape)
