"""Attainment probabilities: cost, closed forms, correlation found again, calibration over panels.

Point forecasts come from a function; the default is `methods.forecasting.forecast_many`.
"""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.special import ndtr

from benchmarks._panels import (
    FIRST_ORIGIN,
    Forecaster,
    Panel,
    Sales,
    all_forecasts,
    company,
    retail,
)
from salesnb.methods.calibration import (
    Rate,
    base_rate_brier,
    brier,
    calibration_error,
    rate,
    reliability,
)
from salesnb.methods.correlation import USUAL, Correlation, correlation
from salesnb.methods.error_shapes import Shape, levels, shares_of_level
from salesnb.methods.forecasting import forecast_many
from salesnb.targets.chance import attainability as by

N_SEEDS = 24
N_ORIGINS = 24
FACTORS = np.array([0.85, 0.9, 0.95, 1.0, 1.05, 1.1, 1.15])
HORIZONS = {"month 1": (0, 1), "month 3": (2, 3), "month 6": (5, 6), "year": (0, 12)}


@dataclass
class Stated:
    """What was stated at one origin, and what came: for cells, nodes and the total."""

    inside: np.ndarray
    p: np.ndarray
    hits: np.ndarray
    nodes: np.ndarray
    total: float
    total_alone: float
    p_total: np.ndarray
    hits_total: np.ndarray


def stated(panel: Panel | Sales, made: np.ndarray, origin: int, horizon: tuple[int, int]) -> Stated:
    """Return what the method says at an origin, from errors known then, beside what came."""
    usual = USUAL
    if horizon[1] - horizon[0] > 1:
        usual = _joint(panel, made, origin, (0, 1), USUAL).correlation.common
    cells = _joint(panel, made, origin, horizon, usual)
    actual = panel.values[:, origin + horizon[0] : origin + horizon[1]].sum(axis=1)
    return _held_against(cells, actual, panel.members)


def _joint(
    panel: Panel | Sales, made: np.ndarray, origin: int, horizon: tuple[int, int], usual: float
) -> by.Joint:
    """Return the joint distribution as it was known at an origin."""
    first, end = horizon
    y, length = panel.values, end - first
    origins = range(FIRST_ORIGIN, origin + 1)
    size = length * np.stack([y[:, n - 12 : n].mean(axis=1) for n in origins])
    forecast = made[: len(size), :, first:end].sum(axis=2)
    known = [n for n in origins if n + end <= origin]
    came = np.stack([y[:, n + first : n + end].sum(axis=1) for n in known])
    return by.joint(
        forecast[-1],
        shares_of_level(came, forecast[: len(known)], size[: len(known)]),
        levels(forecast[-1], size[-1]),
        groups={"region": panel.region},
        n_independent=len(known) / length,
        usual=usual,
    )


def _held_against(cells: by.Joint, actual: np.ndarray, members: np.ndarray) -> Stated:
    low, high = by.interval(cells)
    goals = cells.mean[:, None] * FACTORS
    p = np.stack([by.cell_probabilities(cells, goal) for goal in goals.T], axis=1)
    sums, came = by.sums(cells, members), members @ actual
    inside = (sums.safe(0.9) <= came) & (came <= sums.safe(0.1))
    alone = np.sqrt((cells.sd**2).sum())
    goal = cells.mean.sum() * FACTORS
    p_total = np.array([by.sums(cells).reached([one])[0] for one in goal])
    return Stated(
        inside=(low <= actual) & (actual <= high),
        p=p,
        hits=actual[:, None] >= goals,
        nodes=inside[1:],
        total=float(inside[0]),
        total_alone=float(abs(actual.sum() - cells.mean.sum()) <= 1.2816 * alone),
        p_total=p_total,
        hits_total=actual.sum() >= goal,
    )


def calibration(panels: list, forecaster: Forecaster = forecast_many) -> None:
    """Print coverage and calibration over panels; errors by panel, whose origins overlap.

    Of one panel alone they are by origin, and too small for horizons of several months.
    """
    made = [all_forecasts(panel.values, forecaster) for panel in panels]
    for name, horizon in HORIZONS.items():
        seeds, said = [], []
        for seed, (panel, forecasts) in enumerate(zip(panels, made, strict=True)):
            last = panel.values.shape[1] - horizon[1]
            for origin in range(last - N_ORIGINS + 1, last + 1):
                seeds.append(seed if len(panels) > 1 else origin)
                said.append(stated(panel, forecasts, origin, horizon))
        _show(name, seeds, said)


def _rate(parts: list[np.ndarray], seeds: list[int]) -> Rate:
    """Return the share of what was right, of statements of several sizes."""
    flat = [np.ravel(one).astype(float) for one in parts]
    return rate(np.concatenate(flat), times=np.repeat(seeds, [len(one) for one in flat]))


def _show(name: str, seeds: list[int], said: list[Stated]) -> None:
    shares = {
        "cells": _rate([one.inside for one in said], seeds),
        "nodes": _rate([one.nodes for one in said], seeds),
        "total": _rate([np.array(one.total) for one in said], seeds),
        "total, were cells independent": _rate([np.array(one.total_alone) for one in said], seeds),
    }
    text = "; ".join(f"{what} {one.value:.3f} ({one.error:.3f})" for what, one in shares.items())
    print(f"{name}, {len(said)} origins: 80 % intervals cover {text}")
    for what, p, hits in (
        ("cells", [one.p for one in said], [one.hits for one in said]),
        ("total", [one.p_total for one in said], [one.hits_total for one in said]),
    ):
        stated_, came = (np.concatenate([x.ravel() for x in one]) for one in (p, hits))
        print(
            f"  {what}: Brier {brier(stated_, came):.3f}, base rate {base_rate_brier(came):.3f}; "
            f"calibration error {calibration_error(stated_, came):.3f}"
        )
        table = reliability(stated_, came)
        pairs = zip(table["stated"], table["came_true"], strict=True)
        print("    said -> came:", ", ".join(f"{a:.2f} -> {b:.2f}" for a, b in pairs), flush=True)


def moving_together() -> None:
    """Print the mean absolute error of the common correlation: 100 cells, 96 months, 40 draws."""
    for true in (0.0, 0.1, 0.3):
        found = []
        for seed in range(40):
            rng = np.random.default_rng([seed, 11])
            shared = np.sqrt(true) * rng.normal(size=(96, 1))
            errors = shared + np.sqrt(1 - true) * rng.normal(size=(96, 100))
            found.append(correlation(errors).common)
        apart = np.abs(np.array(found) - true)
        off = f"{apart.mean():.3f} ({apart.std(ddof=1) / 40**0.5:.3f})"
        print(f"correlation {true}: mean {np.mean(found):.3f}, off by {off}")


def cost() -> None:
    """Print what 10,000 cells cost, and how far probabilities are from closed forms."""
    rng, n = np.random.default_rng(1), 10_000
    level = rng.lognormal(10, 1.5, n)
    groups = {"region": rng.integers(0, 30, n), "group": rng.integers(0, 12, n)}
    errors = 0.2 * (0.4 * rng.normal(size=(48, 1)) + rng.normal(size=(48, n)))
    members = np.vstack([np.eye(30)[groups["region"]].T, np.eye(12)[groups["group"]].T])
    start = time.process_time()
    cells = by.joint(level, errors, level, groups=groups)
    goal = by.spread_gap(cells, 0.05 * level.sum())
    by.cell_probabilities(cells, goal)
    nodes = by.sums(cells, np.vstack([np.ones((1, n)), members]))
    nodes.reached(nodes.centre * 1.05)
    nodes.safe()
    by.attaining(cells, goal)
    print(f"{n:,} cells, 43 nodes, two kinds of groups: {time.process_time() - start:.2f} CPU s")
    worst = 0.0
    for common in (0.0, 0.1, 0.3, 0.6):
        given = by.Joint(level, 0.3 * level, Shape.normal(), Correlation(common, {}, np.inf))
        sd = np.sqrt(given.correlation.variances_of_sums(given.sd)[0])
        goals = level.sum() + sd * np.linspace(-3, 3, 121)
        found = np.array([by.sums(given).reached([one])[0] for one in goals])
        worst = max(worst, np.abs(found - ndtr((level.sum() - goals) / sd)).max())
    print(f"total's probability, farthest from its closed form: {worst:.5f}")


def main() -> None:
    cost()
    moving_together()
    print(f"{N_SEEDS} drawn panels of 36 cells, 96 months")
    calibration([Panel(seed) for seed in range(N_SEEDS)])
    print(f"{N_SEEDS} drawn demo companies, regions x product groups, 96 months")
    calibration([company(seed) for seed in range(N_SEEDS)])
    real = retail(Path(os.environ.get("SALESNB_DATA", "../shared/data")))
    if real is not None:
        print(f"real retail sales, {len(real.values)} cells, 144 months")
        calibration([real])


if __name__ == "__main__":
    main()
