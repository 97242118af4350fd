"""How much the evidence of a pair says that both are one firm (Fellegi and Sunter, 1969).

Each kind of evidence agrees, disagrees or is not known. How often it agrees in pairs of one firm
(`same`) and of two (`other`) is estimated from the pairs themselves by expectation maximisation,
each table of chances drawn toward usual values as if `STRENGTH` pairs had shown them. What is not
known says nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Array = NDArray[np.float64]
Levels = NDArray[np.int64]
EVIDENCE = ("name", "phone", "address", "region", "segment")
UNKNOWN, DIFFERS, AGREES, SAME = -1, 0, 1, 2  # a name agrees where it is near, or is the same
USUAL = {  # chances of differing, agreeing (a name: near, same) in pairs of one firm and of two
    "name": ((0.02, 0.08, 0.90), (0.25, 0.25, 0.50)),
    "phone": ((0.12, 0.88), (0.97, 0.03)),
    "address": ((0.05, 0.95), (0.98, 0.02)),
    "region": ((0.03, 0.97), (0.40, 0.60)),
    "segment": ((0.10, 0.90), (0.75, 0.25)),
}
SHARE = 0.5  # of compared pairs are of one firm, before anything is known
STRENGTH = 20.0
ROUNDS = 60
NEAR = 0.75
SMALLEST = 1e-4


@dataclass(frozen=True)
class Weights:
    """Log odds that each level of evidence adds, and those before any evidence."""

    start: float
    by_level: dict[str, Array]

    def of(self, levels: Levels) -> Array:
        """Return the log odds of pairs (rows) from their levels (columns as `EVIDENCE`)."""
        total = np.full(len(levels), self.start)
        for place, name in enumerate(EVIDENCE):
            level = levels[:, place]
            total += np.where(level >= 0, self.by_level[name][np.maximum(level, 0)], 0.0)
        return total


def levels_of(table: pd.DataFrame, pairs: pd.DataFrame) -> Levels:
    """Return the level of each evidence (columns as `EVIDENCE`) of pairs of rows."""
    a, b = (table.iloc[pairs[one].to_numpy()] for one in ("a", "b"))
    likeness = pairs["likeness"].to_numpy(float)
    name = np.select([np.isnan(likeness), likeness >= 1, likeness >= NEAR], [UNKNOWN, SAME, AGREES])
    differs = a["branch"].to_numpy(object) != b["branch"].to_numpy(object)
    name = np.where(differs & (name == SAME), AGREES, name)
    columns = [name, *(_equal(a, b, one) for one in ("phone", "address", "region", "segment"))]
    return np.column_stack(columns)


def _equal(a: pd.DataFrame, b: pd.DataFrame, column: str) -> Levels:
    if column == "address":
        return _addresses(a, b)
    first, second = a[column].to_numpy(object), b[column].to_numpy(object)
    is_known = (first != "") & (second != "")
    return np.where(is_known, (first == second).astype(int), UNKNOWN)


def _addresses(a: pd.DataFrame, b: pd.DataFrame) -> Levels:
    """Return whether addresses agree: the number, and the street where both are in one script."""
    number_a, number_b = a["number"].to_numpy(object), b["number"].to_numpy(object)
    street_a, street_b = a["street"].to_numpy(object), b["street"].to_numpy(object)
    is_known = (number_a != "") & (number_b != "")
    is_one_script = is_chinese(a["street"]) == is_chinese(b["street"])
    same = (number_a == number_b) & (~is_one_script | (street_a == street_b))
    return np.where(is_known, same.astype(int), UNKNOWN)


def is_chinese(street: pd.Series) -> NDArray[np.bool_]:
    """Return which streets are written in Chinese."""
    return street.str.contains("[㐀-鿿]", regex=True).to_numpy(bool)


def learn(levels: Levels) -> Weights:
    """Return the weights of evidence, from the levels of all compared pairs."""
    kinds, place = np.unique(levels, axis=0, return_inverse=True)
    count = np.bincount(place.ravel(), minlength=len(kinds)).astype(float)
    chances = {name: np.array(USUAL[name], dtype=float) for name in EVIDENCE}
    share = SHARE
    for _ in range(ROUNDS):
        weights = _weights(chances, share)
        own = 1 / (1 + np.exp(-weights.of(kinds)))
        share = float((own @ count + STRENGTH * SHARE) / (count.sum() + STRENGTH))
        for at, name in enumerate(EVIDENCE):
            chances[name] = _chances(kinds[:, at], own, count, np.array(USUAL[name]))
    return _weights(chances, share)


def _chances(level: Levels, own: Array, count: Array, usual: Array) -> Array:
    """Return how often each level stands in pairs of one firm and of two, drawn to the usual."""
    known = level >= 0
    sums = [
        np.bincount(level[known], (part * count)[known], minlength=usual.shape[1])
        for part in (own, 1 - own)
    ]
    drawn = np.array(sums) + STRENGTH * usual
    return np.maximum(drawn / drawn.sum(axis=1, keepdims=True), SMALLEST)


def _weights(chances: dict[str, Array], share: float) -> Weights:
    by_level = {name: np.log(same / other) for name, (same, other) in chances.items()}
    return Weights(float(np.log(share / (1 - share))), by_level)
