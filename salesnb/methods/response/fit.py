"""What a fit found: curves, draws of them, marginal and total returns, what is identified."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salesnb.methods.response.deciding import INTERVAL
from salesnb.methods.response.identifying import Limit, identify, limits_of
from salesnb.methods.response.panel import Panel
from salesnb.methods.response.posterior import MOST_EFFECT, Posterior
from salesnb.methods.response.shapes import PARTS, Shapes
from salesnb.methods.saturation import Curves

Array = NDArray[np.float64]
RECENT = 12  # months whose mean spend is the present one
LEAST_FACTOR = 0.05  # of a region's effect, of the channel's
LEAST_SPEND = 1e-6  # of a channel's mean, where a slope at nought would be infinite


@dataclass(frozen=True)
class ResponseFit:
    """A fitted response. Money per month; cells are regions x channels, channels fastest.

    - `shapes`: a row per channel: decay, half (money per month of a region of mean size), shape and
      effect (share of sales at the mean spend), each with `_low` and `_high` (80 %), `_prior`.
    - `margins`: a row per channel: what one more unit a month brings in the end, spread over
      regions as at present (`marginal`), then what all of it brings per unit (`total`), each with
      `_low` and `_high` (80 %; NaN without draws).
    - `identified`: a row per channel: `is_identified`, `reasons` (codes of
      `identifying.REASONS`, blank-separated) and the figures behind them.
    - `limits`: what the data lack, as codes with channel and figure.
    - `noise`: standard deviation of a region's month, as a share of its size.
    """

    channels: tuple[str, ...]
    regions: tuple[str, ...]
    shapes: pd.DataFrame
    margins: pd.DataFrame
    identified: pd.DataFrame
    limits: tuple[Limit, ...]
    noise: float
    _cells: pd.DataFrame
    _drawn: Curves

    def curves(self) -> pd.DataFrame:
        """Return the most likely curve of each cell, with its present and observed spend.

        `region_id, marketing_channel_id, kind, scale, half, shape, decay, present` (mean of the
        last twelve months), `observed_low, observed_high` (of months' spend as carried over).
        """
        return self._cells.copy()

    def drawn(self) -> Curves:
        """Return draws of the curves: parameters (S, n) in the order of `curves()`."""
        return self._drawn


def gather(
    posterior: Posterior, mode: Array, drawn: Array, rng: np.random.Generator
) -> ResponseFit:
    """Return what the mode (D,) and draws (S, D) of the parameters say."""
    panel, shapes = posterior.panel, posterior.shapes
    mean, _ = posterior.region_effects(mode)
    best = _curves(posterior, mode[None], mean[None])
    effects = np.stack([_effects(posterior, theta, rng) for theta in drawn])
    curves = _curves(posterior, drawn, effects)
    margins = _margins(panel, best, curves)
    own, noise = posterior.split(drawn)
    return ResponseFit(
        channels=panel.channels,
        regions=panel.regions,
        shapes=_shapes(panel, shapes, posterior.split(mode)[0], own),
        margins=margins,
        identified=identify(posterior, own, margins),
        limits=limits_of(panel),
        noise=float(np.median(noise)),
        _cells=_cells(panel, best, shapes, posterior.split(mode)[0]),
        _drawn=curves,
    )


def _effects(posterior: Posterior, theta: Array, rng: np.random.Generator) -> Array:
    mean, root = posterior.region_effects(theta)
    return np.asarray(mean + root @ rng.normal(size=len(mean)))


def _curves(posterior: Posterior, theta: Array, effects: Array) -> Curves:
    """Return curves (S, R * C) in money of parameters (S, D) and regions' effects (S, R * C)."""
    panel, shapes = posterior.panel, posterior.shapes
    _, half, shape, effect = shapes.parts(posterior.split(theta)[0])
    usual = shapes.saturation(np.ones_like(half), half, shape)
    n = len(panel.regions)
    factor = 1 + posterior.pool * effects.reshape(len(theta), n, shapes.n)
    most = np.minimum(effect / usual, MOST_EFFECT)
    scale = most[:, None] * np.maximum(factor, LEAST_FACTOR) * panel.size[:, None]
    money = half[:, None] * panel.unit * panel.size[:, None]
    wide = np.broadcast_to(shape[:, None], scale.shape)
    flat = (len(theta), -1)
    return Curves(
        np.tile(shapes.kind, n), scale.reshape(flat), money.reshape(flat), wide.reshape(flat)
    )


def _cells(panel: Panel, best: Curves, shapes: Shapes, own: Array) -> pd.DataFrame:
    n = len(panel.regions)
    spend = panel.spend.swapaxes(1, 2).reshape(n * shapes.n, -1)
    decay = shapes.parts(own)[0]
    return pd.DataFrame(
        {
            "region_id": np.repeat(panel.regions, shapes.n),
            "marketing_channel_id": np.tile(panel.channels, n),
            "kind": best.kind,
            "scale": best.scale[0],
            "half": best.half[0],
            "shape": best.shape[0],
            "decay": np.tile(decay.ravel(), n),
            "present": panel.recent(RECENT).ravel(),
            "observed_low": spend.min(axis=1),
            "observed_high": spend.max(axis=1),
        }
    )


def _shapes(panel: Panel, shapes: Shapes, mode: Array, drawn: Array) -> pd.DataFrame:
    """Return the channels' shapes with intervals and priors, half in money of a mean region."""
    unit = panel.unit * panel.size.mean()
    scales = {"half": unit}
    best, every = shapes.parts(mode[None]), shapes.parts(drawn)
    prior = shapes.parts(shapes.mean)
    found: dict[str, object] = {"marketing_channel_id": list(panel.channels)}
    for part, value, draws, before in zip(PARTS, best, every, prior, strict=True):
        scale = scales.get(part, np.ones(shapes.n))
        low, high = _interval(draws * scale)
        found[part] = value.reshape(-1) * scale
        found |= {f"{part}_low": low, f"{part}_high": high, f"{part}_prior": before * scale}
    return pd.DataFrame(found)


def _interval(draws: Array) -> tuple[Array, Array]:
    """Return the ends of 80 % intervals of draws (S, n); NaN of a single one."""
    if len(draws) < 2:
        return np.full(draws.shape[1], np.nan), np.full(draws.shape[1], np.nan)
    low, high = np.quantile(draws, INTERVAL, axis=0)
    return low, high


def _margins(panel: Panel, best: Curves, drawn: Curves) -> pd.DataFrame:
    present = panel.recent(RECENT)
    least = LEAST_SPEND * panel.unit * panel.size[:, None]
    spend = np.maximum(present, least)
    share = spend / spend.sum(axis=0)
    wide = (-1, len(panel.regions), len(panel.channels))

    def marginal(curves: Curves) -> Array:
        return np.asarray((curves.slope(spend.ravel()).reshape(wide) * share).sum(axis=1))

    def total(curves: Curves) -> Array:
        value = curves.value(spend.ravel()).reshape(wide)
        return np.asarray(value.sum(axis=1) / spend.sum(axis=0))

    found: dict[str, object] = {"marketing_channel_id": list(panel.channels)}
    found["present"] = present.sum(axis=0)
    for name, of in (("marginal", marginal), ("total", total)):
        draws = of(drawn)
        low, high = _interval(draws)
        middle = np.median(draws, axis=0) if len(draws) > 1 else of(best)[0]
        found |= {name: middle, f"{name}_low": low, f"{name}_high": high}
    return pd.DataFrame(found)
