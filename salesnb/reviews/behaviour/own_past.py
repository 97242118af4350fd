"""Whether a rep's customers order later in the month than they themselves did before.

A customer that closes its own books at the month's end does so all along; held against its own
past it says nothing about its rep.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.reviews.behaviour.fleet import Array, at_least

LEAST_BEFORE = 20  # orders of a rep's customers before the span
OWN = 4  # orders that the rep's share weighs beside a customer's own
ALL = 20  # orders that the company's share weighs beside a rep's own


def chances(cells: pd.DataFrame, span: int, least: float) -> pd.DataFrame:
    """Return per rep the chance of as many orders at the month's end, as booked and unexplained.

    `cells`: rep_id, pair (of rep and customer, from 0 on), at (months before the judged one), n,
    k (at the month's end), offered (of these, under an offer). Columns p_value and p_left, 1 for
    reps without a past. A share higher by `least` is let pass; what all reps changed by is out.
    """
    is_now = (cells["at"] < span).to_numpy()
    pair, reps = cells["pair"].to_numpy(), pd.Index(np.sort(cells["rep_id"].unique()))
    code = np.zeros(int(pair.max()) + 1, dtype=int)
    code[pair] = reps.get_indexer(pd.Index(cells["rep_id"]))
    sums = {
        name: [np.bincount(pair, cells[name] * one, len(code)) for one in (is_now, ~is_now)]
        for name in ("n", "k", "offered")
    }
    before = _Past(code, sums["n"][1], sums["k"][1], len(reps))
    n, k, offered = (sums[name][0] for name in ("n", "k", "offered"))
    parts = {"p_value": (n, k), "p_left": (n - offered, k - offered)}
    found = {name: before.chance(*own, least) for name, own in parts.items()}
    return pd.DataFrame(found, index=reps)


class _Past:
    """What customers' orders before the span let expect, customer by customer."""

    def __init__(self, code: Array, n: Array, k: Array, n_reps: int) -> None:
        self._code, self._n_reps = code, n_reps
        of_all = float(k.sum()) / max(float(n.sum()), 1.0)
        self._n = self._sum(n)
        own = (self._sum(k) + ALL * of_all) / (self._n + ALL)
        self._share = (k + OWN * own[code]) / (n + OWN)

    def chance(self, n: Array, k: Array, least: float) -> Array:
        expected = n * self._share
        total, known = self._sum(n), self._sum(expected)
        found = self._sum(k)
        shift = _middle(found / np.maximum(known, 1e-9), total)
        expected, known = expected * shift, known * shift
        more = (found - known) / np.maximum(total, 1e-9)
        rest = k - expected - n * more[self._code]
        share = np.clip(expected / np.maximum(n, 1e-9) + more[self._code], 0.02, 0.98)
        alone = self._sum(n * share * (1 - share))
        alike = np.maximum(self._sum(rest**2) / np.maximum(alone, 1e-9), 1.0)
        alike = alike * (1 + total / (self._n + ALL))  # the past is not known exactly either
        let = np.clip(known / np.maximum(total, 1e-9) + least, 0.0, 1.0)
        p = at_least(found / alike, total / alike, let)
        return np.where(self._n >= LEAST_BEFORE, p, 1.0)

    def _sum(self, values: Array) -> Array:
        return np.bincount(self._code, values, self._n_reps)


def _middle(values: Array, weights: Array) -> float:
    """Return the median by weight, of what all reps' shares changed by."""
    order = np.argsort(values)
    upto = np.cumsum(weights[order])
    return max(float(values[order][np.searchsorted(upto, upto[-1] / 2)]), 0.5)
