"""Panels of regions and months whose response to spending is known, and plans for their money."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from salesnb.methods.saturation import Curves
from salesnb.months import Month

HISTORY = 12  # months of spending before the response is known
MEDIA = 0.35  # of sales that spending brings
CHANNELS = ("M1", "M2", "M3", "M4")
BOX = (0.3, 2.0)  # of a cell's present spend, that a plan may give it
GRID = 69  # levels of a cell that a plan chooses from, before the last is filled


@dataclass(frozen=True)
class Setting:
    """What a simulated panel is like; half-saturations are multiples of the mean spend."""

    n_regions: int = 10
    n_months: int = 48
    noise: float = 0.06
    half: tuple[float, float] = (0.4, 2.5)
    peaks_later: bool = False  # carry-over that rises before it falls, which no model here has


@dataclass(frozen=True)
class Simulated:
    """A panel, its true curves (regions x channels) and present spend a month."""

    table: pd.DataFrame
    curves: Curves
    present: np.ndarray
    decay: np.ndarray


def simulated(seed: int, setting: Setting) -> Simulated:
    """Return a drawn panel of four channels: fairs, a steady one, two with months off.

    Sales: level of a region, its trend, a season, spending (Hill, shape 1.0-2.2, carry-over
    .25-.65, effects of regions +-25 %) and noise as a share of the region's size. A single
    region is the sum of ten.
    """
    rng = np.random.default_rng([seed, 11])
    n = setting.n_months + HISTORY
    size = rng.lognormal(15, 0.5, (10, 1))
    spend = _spent(rng, size, n)
    brought, curves, decay = _brought(rng, setting, size, spend)
    month = np.arange(n)
    season = 0.1 * np.sin(2 * np.pi * (month - rng.integers(12)) / 12)
    level = (1 - MEDIA) * (1 + rng.normal(0, 0.1, size.shape))
    trend = rng.normal(0.02, 0.02, size.shape) * month / 12
    noise = setting.noise * rng.normal(size=(10, n))
    if setting.n_regions == 1:  # as a sum of all would have it
        noise = setting.noise * rng.normal(size=(1, n)) * np.ones((10, 1))
    sales = brought + size * (level + season + trend + noise)
    sales[:, :HISTORY] = np.nan
    return _panel(setting, sales, spend, curves, decay)


def _spent(rng: np.random.Generator, size: np.ndarray, n: int) -> np.ndarray:
    """Return spend (regions, months, channels): 1 to 5 % of sales a channel, by region +-30 %."""
    shape = (len(size), n)
    pulses = [
        3 * (rng.uniform(size=shape) < 0.3) * rng.lognormal(0, 0.4, shape),
        (1 + 0.3 * np.sin(2 * np.pi * (np.arange(n) - rng.integers(12)) / 12))
        * rng.lognormal(0, 0.35, shape),
        (rng.uniform(size=shape) > 1 / 6) * rng.lognormal(0, 0.45, shape),
        (rng.uniform(size=shape) > 1 / 6) * rng.lognormal(0, 0.45, shape),
    ]
    of_size = 0.03 * rng.lognormal(0, 0.5, len(pulses))
    level = size[..., None] * of_size * rng.lognormal(0, 0.3, (len(size), 1, len(pulses)))
    return np.asarray(level * np.stack(pulses, axis=2))


def _brought(
    rng: np.random.Generator, setting: Setting, size: np.ndarray, spend: np.ndarray
) -> tuple[np.ndarray, Curves, np.ndarray]:
    n_regions, _, n_channels = spend.shape
    decay, shape = rng.uniform(0.25, 0.65, n_channels), rng.uniform(1.0, 2.2, n_channels)
    half = np.exp(rng.uniform(*np.log(setting.half), n_channels))
    half = half * spend.mean(axis=1).sum(axis=0) / size.sum() * size
    stock = np.stack([_carried(spend[..., c], decay[c], setting) for c in range(n_channels)], 2)
    level = (stock / half[:, None]) ** shape
    works = level / (1 + level)
    share = rng.dirichlet(np.full(n_channels, 4.0)) * MEDIA / works.mean(axis=(0, 1))
    differs = np.maximum(1 + 0.25 * rng.normal(size=(n_regions, n_channels)), 0.3)
    scale = share * differs * size
    kind = np.full(scale.size, "hill")
    curves = Curves(kind, scale.ravel(), half.ravel(), np.tile(shape, n_regions))
    return (works * scale[:, None]).sum(axis=2), curves, decay


def _carried(spend: np.ndarray, decay: float, setting: Setting) -> np.ndarray:
    """Return spend carried over; before the first month it was the mean of the first twelve."""
    lag = np.arange(24)
    weight = decay**lag
    if setting.peaks_later:
        weight = (lag + 1) * np.exp(-lag / (0.5 + 2 * decay))
    weight = weight / weight.sum()
    before = np.repeat(spend[:, :12].mean(axis=1, keepdims=True), len(lag) - 1, axis=1)
    padded = np.concatenate([before, spend], axis=1)
    return np.stack([np.convolve(row, weight, mode="valid") for row in padded])


def _panel(
    setting: Setting, sales: np.ndarray, spend: np.ndarray, curves: Curves, decay: np.ndarray
) -> Simulated:
    if setting.n_regions == 1:
        sales, spend = sales.sum(axis=0, keepdims=True), spend.sum(axis=0, keepdims=True)
        curves = _summed(curves, spend.shape[2])
    n_regions, n, _ = spend.shape
    table = pd.DataFrame(
        {
            "region_id": np.repeat([f"R{i:02d}" for i in range(n_regions)], n),
            "month": [str(Month(2020, 1) + i) for i in range(n)] * n_regions,
            "amount": sales.ravel(),
            **{name: spend[..., c].ravel() for c, name in enumerate(CHANNELS)},
        }
    )
    return Simulated(table, curves, spend[:, -12:].mean(axis=1).ravel(), decay)


def _summed(curves: Curves, n: int) -> Curves:
    """Return the curves of all regions together, each spending as its half-saturation."""
    scale, half = (part.reshape(-1, n).sum(axis=0) for part in (curves.scale, curves.half))
    return Curves(curves.kind[:n], scale, half, curves.shape[:n])


def best_plan(curves: Curves, present: np.ndarray) -> np.ndarray:
    """Return the spend of most response within BOX, of the same total, for (draws of) curves.

    Steps of each cell's concave envelope are taken in order of what they bring per money, the last
    in part.
    """
    grid = np.linspace(*BOX, GRID)
    spends = grid[:, None] * present
    values = np.stack(
        [curves.value(spend).reshape(-1, len(present)).mean(axis=0) for spend in spends]
    )
    steps = [
        (slope, cell, to)
        for cell in range(len(present))
        for slope, to in _hull(spends[:, cell], values[:, cell])
    ]
    plan, left = spends[0].copy(), (1 - BOX[0]) * present.sum()
    for _, cell, to in sorted(steps, reverse=True):
        more = min(to - plan[cell], left)
        plan[cell], left = plan[cell] + more, left - more
        if left <= 0:
            break
    return plan


def _hull(x: np.ndarray, y: np.ndarray) -> list[tuple[float, float]]:
    """Return the steps of a curve's concave envelope: slope, and the spend it leads to."""
    if x[-1] <= x[0]:
        return []
    kept = [0]
    for i in range(1, len(x)):
        while len(kept) > 1:
            a, b = kept[-2], kept[-1]
            if (y[b] - y[a]) * (x[i] - x[b]) > (y[i] - y[b]) * (x[b] - x[a]):
                break
            kept.pop()
        kept.append(i)
    return [((y[b] - y[a]) / (x[b] - x[a]), float(x[b])) for a, b in pairwise(kept)]
