"""Worth of a customer: expected sales, counted as far as the other criteria are fulfilled.

worth = expected sales x (w_s + sum of w_k u_k), with u_k the scores of the other six criteria and
weights that sum to 1: the multilinear form of multi-attribute value (Keeney and Raiffa 1976), in
which the others have no worth where nothing is sold, and at the best sales each swing from worst to
best is worth its weight. The score is the worth's place on the scale of expected sales.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salesnb.customers.classes.weights import Weights
from salesnb.customers.criteria.assessed import Assessed
from salesnb.customers.criteria.measured import Z
from salesnb.customers.criteria.scales import CRITERIA, MONEY

Floats = NDArray[np.float64]
CLASSES = ("A", "B", "C")
PLACE = CRITERIA.index(MONEY)
OTHERS = [i for i in range(len(CRITERIA)) if i != PLACE]
CELLS = 4_000_000  # draws that are held at a time
QUANTILES = (0.1, 0.9)


def worth(money: Floats, scores: Floats, weights: Floats) -> Floats:
    """Return the worth (money a year) of customers.

    `money` (n,) is what is expected of a year, `scores` (n, 7) lie between 0 and 1, `weights` (7,)
    sum to 1.
    """
    return np.asarray(money * (weights[PLACE] + scores[:, OTHERS] @ weights[OTHERS]))


def classes_of(value: Floats, cuts: tuple[float, float]) -> NDArray[np.int8]:
    """Return the class of each worth: 0 (A) from the first cut on, 1 (B) from the second, or 2."""
    return ((value < cuts[0]).astype(np.int8) + (value < cuts[1])).astype(np.int8)


def money_of(assessed: Assessed) -> Floats:
    """Return what is expected of each customer in a year; nothing where nothing is known of it."""
    return np.nan_to_num(assessed.expected.value)


@dataclass(frozen=True)
class Chances:
    """By customer: `share` (n, 3) of draws in class A, B and C, summing to 1; `low` and `high` hold
    four of five drawn worths.
    """

    share: Floats
    low: Floats
    high: Floats


def chances_of(
    assessed: Assessed,
    weights: Weights,
    cuts: tuple[float, float],
    *,
    n_draws: int = 400,
    seed: int = 0,
) -> Chances:
    """Return the chance of each class over drawn scores and weights.

    Scores are drawn by their range, evenly from 0 to 1 where nothing is known, weights by theirs;
    every customer meets the same drawn weights. A customer's draws are its own: they hang on its
    identifier, not on who else there is.
    """
    drawn = weights.drawn(n_draws, seed).astype(np.float32)
    n = len(assessed.ids)
    share, low, high = np.zeros((n, 3)), np.zeros(n), np.zeros(n)
    step = max(CELLS // n_draws, 1)
    keys = _keys(assessed.ids)
    for first in range(0, n, step):
        rows = slice(first, first + step)
        value = _drawn_worth(assessed, drawn, rows, keys[rows])
        is_a, is_c = value >= np.float32(cuts[0]), value < np.float32(cuts[1])
        share[rows, 0], share[rows, 2] = is_a.mean(axis=1), is_c.mean(axis=1)
        places = [int(q * (n_draws - 1)) for q in QUANTILES]
        value.partition(places, axis=1)
        low[rows], high[rows] = value[:, places[0]], value[:, places[1]]
    share[:, 1] = np.clip(1 - share[:, 0] - share[:, 2], 0, 1)
    return Chances(share, low, high)


def _keys(ids: pd.Index) -> NDArray[np.uint64]:
    hashed = pd.util.hash_array(ids.to_numpy(object).astype(object), categorize=False)
    return hashed.astype(np.uint64)


def _drawn_worth(
    assessed: Assessed, weights: NDArray[np.float32], rows: slice, keys: NDArray[np.uint64]
) -> NDArray[np.float32]:
    """Return drawn worths (customers of `rows`, draws)."""
    n_draws = len(weights)
    sd = assessed.expected.sd[rows].astype(np.float32)[:, None]
    money = money_of(assessed)[rows].astype(np.float32)[:, None]
    quality = np.broadcast_to(weights[:, PLACE], (len(keys), n_draws)).copy()
    for place in OTHERS:
        middle = assessed.middle[rows, place].astype(np.float32)[:, None]
        half = (assessed.high - assessed.low)[rows, place].astype(np.float32)[:, None] / 2
        is_unknown = (assessed.source[rows, place] < 2)[:, None]
        if not half.any():
            quality += middle * weights[:, place]
            continue
        even = _uniform(keys, n_draws, place)
        evenly = middle + half * (2 * even - 1)
        score = np.where(is_unknown, evenly, middle + half / np.float32(Z) * _normal(even))
        quality += np.clip(score, 0, 1) * weights[:, place]
    normal = _normal(_uniform(keys, n_draws, PLACE))
    return np.asarray(money * np.exp(sd * normal - sd**2 / 2) * quality)


def _uniform(keys: NDArray[np.uint64], n_draws: int, place: int) -> NDArray[np.float32]:
    """Return evenly spread numbers (customers, draws): a shifted lattice in an order of its own.

    Each row has one number in each of n_draws equal steps (Latin hypercube); the shift is the
    customer's own.
    """
    order = np.random.default_rng(7919 + place).permutation(n_draws).astype(np.float32)
    moved = np.uint64((place * 0xD1B54A32D192ED03) % 2**64)
    mixed = keys * np.uint64(0x9E3779B97F4A7C15) + moved
    turn = (mixed >> np.uint64(40)).astype(np.float32) / np.float32(2**24)
    even = (order[None, :] + np.float32(0.5)) / np.float32(n_draws) + turn[:, None]
    return np.asarray(even - np.floor(even), dtype=np.float32)


def _normal(even: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return bell-shaped numbers from even ones: logistic, four in five within a normal's range."""
    bounded = np.clip(even, np.float32(1e-5), np.float32(1 - 1e-5))
    logit = np.log(bounded / (1 - bounded))
    return np.asarray(logit / np.float32(np.log(9) / Z))
