"""A regression trained one window back: what customers did after an earlier day tells the next.

Each customer is described as of a day (`described`); what it did in the window after that day is
the outcome; the coefficients are then applied to what is known today. A Poisson regression tells
how many purchases, or how much money, a logistic one whether there is any (McCullagh and Nelder,
Generalized Linear Models, 1989; iteratively reweighted least squares with a small ridge).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.special import expit

Array = NDArray[np.float64]
Kind = Literal["poisson", "logistic"]
RIDGE = 1e-3  # per row, on standardised columns
MOST = 30.0  # of a linear predictor, either way
FEWEST = 20  # customers from whom a regression can be learned
ROUNDS = 60


@dataclass(frozen=True)
class BackWindow:
    """Coefficients of a regression on standardised columns; the first is the level."""

    kind: Kind
    centre: Array
    spread: Array
    coefficients: Array

    def stated(self, columns: ArrayLike) -> Array:
        """Return the expected outcome of rows: a number, or a chance."""
        table = (np.asarray(columns, dtype=float) - self.centre) / self.spread
        linear = self.coefficients[0] + table @ self.coefficients[1:]
        linear = np.clip(linear, -MOST, MOST)
        return np.exp(linear) if self.kind == "poisson" else expit(linear)


def described(summary: pd.DataFrame) -> Array:
    """Return what is known of each customer (rows) as columns for a regression.

    `summary` as `purchase_summary` returns it: the number of repeat purchases, the time since the
    last one, the time observed, and the amount of a purchase, all as logarithms; the time since the
    last one in its own usual pauses; and the interplay of how many and how long ago.
    """
    x = summary["n_repeat"].to_numpy(float)
    age, last = summary["age"].to_numpy(float), summary["last_age"].to_numpy(float)
    silent = age - last
    spent = summary["total_amount"].to_numpy(float).clip(min=0) / (x + 1)
    many, pause = np.log1p(x), (last + age) / 2 / np.maximum(x, 0.5)
    columns = (
        many,
        np.log1p(silent),
        np.log1p(age),
        np.log1p(spent),
        np.log1p(silent / np.maximum(pause, 1e-9)),
        many * np.log1p(silent),
    )
    return np.column_stack(columns)


def fit_back_window(columns: ArrayLike, outcome: ArrayLike, *, kind: Kind) -> BackWindow:
    """Return the regression of an outcome (a number of zero or more, or 0 and 1) on columns.

    Raises ValueError where there are fewer than `FEWEST` rows, where a value is missing or below
    zero, and where the outcome is the same of all.
    """
    table, seen = np.asarray(columns, dtype=float), np.asarray(outcome, dtype=float)
    if not (np.isfinite(table).all() and np.isfinite(seen).all()) or (seen < 0).any():
        raise ValueError("columns and outcomes are numbers, outcomes of zero or more")
    if len(seen) < FEWEST or len(np.unique(seen)) < 2:
        raise ValueError(f"{FEWEST} customers with different outcomes are needed, not {len(seen)}")
    centre, spread = table.mean(axis=0), table.std(axis=0)
    spread = np.where(spread > 1e-9, spread, 1.0)
    design = np.column_stack([np.ones(len(seen)), (table - centre) / spread])
    scale = float(seen.mean()) if kind == "poisson" else 1.0
    found = _weighted(design, seen / scale, kind)
    found[0] += np.log(scale)
    return BackWindow(kind, centre, spread, found)


def _weighted(design: Array, seen: Array, kind: Kind) -> Array:
    """Return the coefficients: Newton's steps, halved where one would overshoot."""
    penalty = RIDGE * len(seen) * np.diag([0.0] + [1.0] * (design.shape[1] - 1))
    found = np.zeros(design.shape[1])
    mean = float(seen.mean())
    found[0] = np.log(mean) if kind == "poisson" else np.log(mean / (1 - mean))
    loss = _loss(design, seen, kind, penalty, found)
    for _ in range(ROUNDS):
        linear = np.clip(design @ found, -MOST, MOST)
        mu = np.exp(linear) if kind == "poisson" else expit(linear)
        weight = mu if kind == "poisson" else mu * (1 - mu)
        slope = design.T @ (seen - mu) - penalty @ found
        curve = design.T @ (design * weight[:, None]) + penalty
        step = np.linalg.solve(curve + 1e-9 * np.eye(len(curve)), slope)
        while _loss(design, seen, kind, penalty, found + step) > loss and np.abs(step).max() > 1e-9:
            step = step / 2
        found = found + step
        loss = _loss(design, seen, kind, penalty, found)
        if np.abs(step).max() < 1e-8:
            break
    return found


def _loss(design: Array, seen: Array, kind: Kind, penalty: Array, at: Array) -> float:
    linear = np.clip(design @ at, -MOST, MOST)
    whole = np.exp(linear) if kind == "poisson" else np.logaddexp(0, linear)
    return float((whole - seen * linear).sum() + at @ penalty @ at / 2)
