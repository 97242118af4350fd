"""Attainment probabilities: cost, closed forms, correlation found again, calibration over panels.

Point forecasts come from a function; the default is `methods.forecasting.forecast_many`.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from benchmarks._panels import FIRST_ORIGIN, MONTHS, Forecaster, Panel, all_forecasts
from salesnb.methods.calibration import base_rate_brier, brier, calibration_error, rate, reliability
from salesnb.methods.correlation import Correlation, correlation
from salesnb.methods.error_shapes import Shape, levels, shares_of_level
from salesnb.methods.forecasting import forecast_many
from salesnb.targets import attainability as by

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


def stated(panel: Panel, made: np.ndarray, origin: int, horizon: tuple[int, int]) -> Stated | None:
    """Return what the method says at an origin, from errors known then, beside what came."""
    first, end = horizon
    y, length = panel.values, end - first
    if origin + end > MONTHS:
        return None
    usual = length * np.stack(
        [y[:, n - 12 : n].mean(axis=1) for n in range(FIRST_ORIGIN, origin + 1)]
    )
    forecast = made[: len(usual), :, first:end].sum(axis=2)
    known = [n for n in range(FIRST_ORIGIN, origin + 1) if n + end <= origin]
    came = np.stack([y[:, n + first : n + end].sum(axis=1) for n in known])
    errors = shares_of_level(came, forecast[: len(known)], usual[: len(known)])
    actual = y[:, origin + first : origin + end].sum(axis=1)
    cells = by.joint(
        forecast[-1],
        errors,
        levels(forecast[-1], usual[-1]),
        groups={"region": panel.region},
        n_independent=max(len(known) / length, 1.0),
    )
    return _held_against(cells, actual, panel.members)


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


def calibration(forecaster: Forecaster = forecast_many, n_seeds: int = N_SEEDS) -> None:
    """Print coverage and calibration over panels, errors by panel (their origins overlap)."""
    panels = [Panel(seed) for seed in range(n_seeds)]
    made = [all_forecasts(panel.values, forecaster) for panel in panels]
    for name, horizon in HORIZONS.items():
        rows = [
            (seed, stated(panel, forecasts, origin, horizon))
            for seed, (panel, forecasts) in enumerate(zip(panels, made, strict=True))
            for origin in range(MONTHS - N_ORIGINS - horizon[1] + 1, MONTHS - horizon[1] + 1)
        ]
        said = [(seed, one) for seed, one in rows if one is not None]
        _show(name, [seed for seed, _ in said], [one for _, one in said])


def _show(name: str, seeds: list[int], said: list[Stated]) -> None:
    when = np.array(seeds)
    shares = {
        "cells": rate(np.stack([one.inside for one in said]), times=when[:, None]),
        "nodes": rate(np.stack([one.nodes for one in said]), times=when[:, None]),
        "total": rate(np.array([one.total for one in said]), times=when),
        "total, were cells independent": rate(
            np.array([one.total_alone for one in said]), times=when
        ),
    }
    text = "; ".join(f"{what} {one.value:.3f} ({one.error:.3f})" for what, one in shares.items())
    print(f"{name}, {len(said)} origins: 80 % intervals cover {text}")
    for what, p, hits in (
        ("cells", [one.p for one in said], [one.hits for one in said]),
        ("total", [one.p_total for one in said], [one.hits_total for one in said]),
    ):
        stated_, came = np.stack(p), np.stack(hits)
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
    calibration()


if __name__ == "__main__":
    main()
