"""From parts to heads to a scorecard: points with ranges, and who differs from the firm."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import ndtr
from scipy.stats import false_discovery_control

from salesnb.members import TOTAL
from salesnb.reviews.heads.ground import NODE

NOISY = 50.0  # points: a part known less well than to within so many does not count
PLACE = ["head", "part"]
RATE = 0.10  # of what is called different, expected to be chance
HEADS = ("sales", "reporting", "expenses", "compliance", "market")
SCORED = ["head", "part", *NODE, "value", "reference", "n_units", "points", "low", "high", "weight"]
SCORED += ["firm", "difference", "verdict"]
HEAD_SCORES = [*NODE, "head", "points", "low", "high", "firm", "difference", "weight", "n_parts"]
HEAD_SCORES += ["verdict"]
CARDS = [*NODE, "points", "low", "high", "firm", "difference", *HEADS, "n_heads", "known_weight"]
CARDS += ["verdict"]


def score_parts(parts: pd.DataFrame, z: float) -> pd.DataFrame:
    """Return parts with points (`SCORED`), their error and the most points that there can be.

    100 points are what is asked (`reference`), a fifth more brings 120 and more than that no more,
    nought is the least; low and high are the range by the part's own error, within these bounds.
    firm: the firm's points. verdict as `differing`, or too_noisy: error x z beyond `NOISY` points,
    or not known where that of another part of the head is; such a part does not count in its head
    (its weight is 0).
    """
    parts = parts.reset_index(drop=True)
    points = 100 * parts["value"] / parts["reference"]
    rows = parts.assign(
        points=points, error=100 * parts["error"].astype(float) / parts["reference"]
    )
    rows["most"] = 100 * rows["most"]
    firm = _bounded(points, rows["most"])[rows["dimension"] == TOTAL]
    of_firm = pd.Series(firm.to_numpy(), pd.MultiIndex.from_frame(rows.loc[firm.index, PLACE]))
    rows["firm"] = of_firm.reindex(pd.MultiIndex.from_frame(rows[PLACE])).to_numpy(float)
    rows = _ranged(rows, z)
    verdicts = [differing(own) for _, own in rows.groupby(PLACE)]
    rows["verdict"] = pd.concat(verdicts) if verdicts else ""
    is_noisy = z * rows["error"] > NOISY
    known = rows["error"].notna() & ~is_noisy
    is_beside = known.groupby([rows[one] for one in (*NODE, "head")]).transform("any")
    is_out = is_noisy | (rows["error"].isna() & is_beside)
    return rows.assign(
        verdict=rows["verdict"].mask(is_out, "too_noisy"),
        weight=rows["weight"].mask(is_out, 0.0),
    )


def _bounded(points: pd.Series, most: pd.Series) -> pd.Series:
    return points.astype(float).clip(0.0).clip(upper=most)


def score_heads(parts: pd.DataFrame, weights: Mapping[str, float], z: float) -> pd.DataFrame:
    """Return the points of each node and head (`HEAD_SCORES`) with their error.

    The mean of the head's parts by their weights; their errors are taken as independent, so that a
    range is z x sqrt(sum of (weight x error) squared) / sum of weights. firm is the firm's mean of
    the same parts. weight: of the head among those that the node has; they add up to 1.
    """
    rows = parts[parts["weight"] > 0]
    weight = rows["weight"]
    rows = rows.assign(
        of_firm=rows["firm"] * weight,
        of_points=rows["points"] * weight,
        of_most=rows["most"] * weight,
        square=(rows["error"] * weight) ** 2,
    )
    by = rows.groupby([*NODE, "head"])
    sums = by[["of_firm", "of_points", "of_most", "weight"]].sum()
    found = pd.DataFrame({"points": sums["of_points"] / sums["weight"]})
    found["error"] = _root(by["square"]) / sums["weight"]
    found["firm"] = sums["of_firm"] / sums["weight"]
    found["most"] = sums["of_most"] / sums["weight"]
    found["n_parts"] = by.size()
    found = _ranged(found.reset_index(), z)
    stated = found["head"].map(weights).astype(float)
    known = stated.groupby([found[one] for one in NODE]).transform("sum")
    return found.assign(weight=stated / known, verdict=differing(found))


def score_cards(heads: pd.DataFrame, weights: Mapping[str, float], z: float) -> pd.DataFrame:
    """Return the scorecard of each node (`CARDS`) with its error: its heads, their mean by weight.

    Heads that a node lacks are left out, and the others' weights made to add up to 1;
    known_weight is the stated weight of those that it has. firm: the firm's mean of these heads.
    """
    rows = heads.assign(
        of_points=heads["points"] * heads["weight"],
        of_firm=heads["firm"] * heads["weight"],
        of_most=heads["most"] * heads["weight"],
        square=(heads["error"] * heads["weight"]) ** 2,
        stated=heads["head"].map(weights).astype(float),
    )
    by = rows.groupby(NODE)
    found = by[["of_points", "of_firm", "of_most", "stated"]].sum()
    found.columns = pd.Index(["points", "firm", "most", "known_weight"])
    found["error"] = _root(by["square"])
    found["n_heads"] = by.size()
    wide = heads.pivot(index=NODE, columns="head", values="points").reindex(columns=list(HEADS))
    found = _ranged(found.join(wide).reset_index(), z)
    return found.assign(verdict=differing(found)).reindex(columns=[*CARDS, "error"])


def _root(squares: Any) -> pd.Series:
    """Return the root of the sum of squares by group; missing where one of them is."""
    return np.sqrt(squares.sum().where(squares.count() == squares.size()))


def _ranged(rows: pd.DataFrame, z: float) -> pd.DataFrame:
    """Return rows with points, low and high between nought and `most`, and the difference."""
    reach, points = z * rows["error"], rows["points"]
    bounded = _bounded(points, rows["most"])
    return rows.assign(
        low=_bounded(points - reach, rows["most"]),
        high=_bounded(points + reach, rows["most"]),
        difference=bounded - rows["firm"],
        points=bounded,
    )


def differing(rows: pd.DataFrame) -> pd.Series:
    """Return below, above, in_line or not_judged for rows with difference and error.

    Of what is called below or above, `RATE` is expected to be chance, dimension by dimension
    (Benjamini and Hochberg, J. of the Royal Statistical Society B 1995). Not judged are the firm
    itself and what has no error: nothing is left to chance there, or nothing is known of it.
    """
    found = pd.Series("not_judged", rows.index)
    for dimension, own in rows.groupby("dimension"):
        known = own[own["error"].gt(0) & own["difference"].notna()]
        if dimension == TOTAL or known.empty:
            continue
        chance = 2 * ndtr(-(known["difference"] / known["error"]).abs())
        rates = false_discovery_control(np.clip(chance, 0.0, 1.0))
        sign = np.where(known["difference"] < 0, "below", "above")
        found.loc[known.index] = np.where(rates <= RATE, sign, "in_line")
    return found


def against_firm(rows: pd.DataFrame) -> pd.Series:
    """Return the verdicts of `differing` for values by node against the firm's own value."""
    firm = float(rows["value"].get((TOTAL, TOTAL), np.nan))
    own = rows.reset_index()
    found = differing(own.assign(difference=own["value"] - firm))
    return pd.Series(found.to_numpy(), rows.index)


def smallest_seen(heads: pd.DataFrame, z: float) -> float:
    """Return the points by which half of the reps would be seen to differ, one by one."""
    return float((z * heads["error"]).median())
