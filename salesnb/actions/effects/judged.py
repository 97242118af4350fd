"""Ranges and verdicts of effects, where several are looked at in one question.

The range of a row holds together with those of all rows of its family: in 19 of 20 companies none
of them is wrong (at a confidence of 95 %), so that looking at many rows finds no more by chance
than looking at one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtri
from scipy.stats import t as student

Array = NDArray[Any]
POWER = 0.8
PAYS, HARMS, NOTHING, UNTOLD, FEW = "pays", "harms", "no_effect", "cannot_tell", "few"


@dataclass(frozen=True)
class Asked:
    """How sure ranges are, and the least effect worth having (a share; of days, of `DAYS`)."""

    confidence: float = 0.95
    matters: float = 0.05


def judge(rows: pd.DataFrame, asked: Asked, *, of: float = 1.0) -> pd.DataFrame:
    """Return rows of one family with range, smallest visible effect and verdict.

    `rows`: effect and error (missing where too little is known), n_clusters. Added: effect_low,
    effect_high, smallest_visible (found four times in five), verdict: `pays` (the range lies above
    zero), `harms` (below), `no_effect` (zero lies in it and nothing worth having), `cannot_tell`,
    `few`. `of` turns the least effect worth having into the unit of the rows. Where rows have a
    second reading (`plain`, `plain_error`) and `is_unsure` says that it may be the right one, the
    range holds both and the effect is their mean.
    """
    if rows.empty:
        return rows.assign(effect_low=[], effect_high=[], smallest_visible=[], verdict=[])
    known = rows["effect"].notna().to_numpy() & rows["error"].gt(0).to_numpy()
    n_rows = max(int(known.sum()), 1)
    chance = (1 - asked.confidence) / 2 / n_rows
    free = np.maximum(rows["n_clusters"].fillna(2).to_numpy(float) - 1, 1)
    wide = student.isf(chance, free)
    effect, error = rows["effect"].to_numpy(float), rows["error"].to_numpy(float)
    effect, low, high = _both(rows, effect, wide * error, wide)
    worth = asked.matters * of
    verdict = np.select(
        [~known, low > 0, high < 0, high < worth], [FEW, PAYS, HARMS, NOTHING], UNTOLD
    )
    return rows.assign(
        effect=np.where(known, effect, np.nan),
        effect_low=np.where(known, low, np.nan),
        effect_high=np.where(known, high, np.nan),
        smallest_visible=np.where(known, (wide + float(ndtri(POWER))) * error, np.nan),
        verdict=verdict,
    )


def _both(rows: pd.DataFrame, effect: Array, reach: Array, wide: Array) -> tuple[Array, ...]:
    """Return effect and range; of both readings where it is unsure which is right."""
    low, high = effect - reach, effect + reach
    if "plain" not in rows:
        return effect, low, high
    plain = rows["plain"].to_numpy(float)
    more = wide * rows["plain_error"].to_numpy(float)
    unsure = rows["is_unsure"].fillna(False).to_numpy(bool) & np.isfinite(plain)
    return (
        np.where(unsure, (effect + plain) / 2, effect),
        np.where(unsure, np.minimum(low, plain - more), low),
        np.where(unsure, np.maximum(high, plain + more), high),
    )
