"""Do the classes foretell who earns? Held against RFM and against classes by revenue."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salesnb.customers.criteria.history import Floats, History
from salesnb.months import YEAR

METHODS = ("classes", "rfm", "revenue")
PARTS = 5  # of customers, in which an RFM score counts
DRAWN = 200  # samples of customers behind a range
LEAST = 20  # customers with which a comparison makes sense


@dataclass(frozen=True)
class Foretold:
    """What each method's first customers brought, of all that was brought.

    `n_a`, `n_ab`: as many customers as there are A, and A and B. `share_a`, `share_ab`, `order`
    (rank correlation with what was brought) by method; `lead_low`, `lead_high`: range of 95 % of
    the classes' lead in `share_a` over a method, from samples of customers.
    """

    table: pd.DataFrame
    n_customers: int
    n_a: int
    n_ab: int


def rfm(history: History) -> Floats:
    """Return the usual RFM score: fifths of how recently, how often and for how much, summed.

    Of the last twelve months; equal sums stand in the order of the amount.
    """
    amount = history.sales[:, -YEAR:].sum(axis=1)
    silent = np.nan_to_num(history.silent, nan=history.sales.shape[1] + 1.0)
    parts = (-silent, history.orders[:, -YEAR:].sum(axis=1), amount)
    score = sum(_fifth(one) for one in parts)
    return np.asarray(score + _rank(amount) / (len(amount) + 1.0))


def revenue(history: History) -> Floats:
    """Return the sales of the last twelve months."""
    return np.asarray(history.sales[:, -YEAR:].sum(axis=1))


def _rank(values: Floats) -> Floats:
    return np.asarray(pd.Series(values).rank(method="first"), dtype=np.float64)


def _fifth(values: Floats) -> Floats:
    return np.asarray(np.ceil(_rank(values) / max(len(values), 1) * PARTS))


def captured(score: Floats, brought: Floats, n: int) -> float:
    """Return the share of what was brought that the first n by a score brought."""
    total = float(brought.sum())
    if not total > 0 or not n:
        return float("nan")
    first = np.argsort(-score, kind="stable")[:n]
    return float(brought[first].sum()) / total


def compare_methods(
    scores: dict[str, Floats], brought: Floats, sizes: tuple[int, int], *, seed: int = 0
) -> Foretold:
    """Return how well each method's score foretold what customers brought.

    `scores`: by method (`METHODS`), higher is better; `sizes`: customers who are A, and A or B.
    Ranges of the lead are missing with fewer than 20 customers.
    """
    n_a, n_ab = sizes
    rows = []
    for method, score in scores.items():
        lead = _lead(scores["classes"], score, brought, n_a, seed)
        rows.append(
            {
                "method": method,
                "share_a": captured(score, brought, n_a),
                "share_ab": captured(score, brought, n_ab),
                "order": _order(score, brought),
                "lead": captured(scores["classes"], brought, n_a) - captured(score, brought, n_a),
                "lead_low": lead[0],
                "lead_high": lead[1],
            }
        )
    return Foretold(pd.DataFrame(rows), len(brought), n_a, n_ab)


def _order(score: Floats, brought: Floats) -> float:
    if len(score) < 3 or np.ptp(score) == 0 or np.ptp(brought) == 0:
        return float("nan")
    return float(pd.Series(score).rank().corr(pd.Series(brought).rank()))


def _lead(ours: Floats, other: Floats, brought: Floats, n: int, seed: int) -> tuple[float, float]:
    """Return the range of 95 % of the lead of one score over another, from samples of customers."""
    count = len(brought)
    if count < LEAST or not n or not brought.sum() > 0:
        return float("nan"), float("nan")
    rng, leads = np.random.default_rng(seed), []
    part = n / count
    for _ in range(DRAWN):
        rows: NDArray[np.int64] = rng.integers(0, count, count)
        own = brought[rows]
        size = max(1, round(part * count))
        if own.sum() > 0:
            leads.append(captured(ours[rows], own, size) - captured(other[rows], own, size))
    low, high = np.quantile(leads, [0.025, 0.975])
    return float(low), float(high)
