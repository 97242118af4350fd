"""One row per head: its weight, whether it can be judged, whom it shows to differ."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from salesnb.members import TOTAL
from salesnb.reviews.heads.ground import Ground
from salesnb.reviews.heads.scores import HEADS, RATE, smallest_seen

OVERVIEW = ["head", "stated_weight", "weight", "state", "firm", "n_reps", "n_judged", "n_below"]
OVERVIEW += ["n_above", "smallest", "n_regions", "n_regions_below", "n_regions_above"]
COUNTS = ["scope", "month", "first", "n_months", "n_reps", "n_regions", "n_gone", "n_judged"]
COUNTS += [
    "n_below",
    "n_above",
    "n_regions_below",
    "n_regions_above",
    "smallest",
    "rate",
    "confidence",
    "n_heads",
    "known_weight",
]


def oversee_heads(heads: pd.DataFrame, ground: Ground, lacking: Mapping[str, str]) -> pd.DataFrame:
    """Return a row per head (`OVERVIEW`), those without data too; `lacking` says why, by head.

    weight: of the heads that the firm has, made to add up to 1. smallest: the difference in points
    that would be seen in half of the reps (regions where there are no reps).
    """
    weights = ground.settings.scorecard.weights
    there = [one for one in HEADS if (heads["head"] == one).any()]
    known = sum(weights[one] for one in there)
    rows = []
    for head in HEADS:
        own = heads[heads["head"] == head]
        firm = own.loc[own["dimension"] == TOTAL, "points"]
        is_there = head in there
        share = weights[head] / known if is_there and known > 0 else np.nan
        row = {
            "head": head,
            "stated_weight": weights[head],
            "weight": share,
            "state": "shown" if is_there else lacking.get(head, "no_data"),
            "firm": float(firm.iloc[0]) if len(firm) else np.nan,
            **counted(own, ground.z),
        }
        rows.append(row)
    return pd.DataFrame(rows, columns=OVERVIEW)


def counted(rows: pd.DataFrame, z: float) -> dict[str, Any]:
    """Return how many reps and regions there are, are judged, and differ from the firm."""
    reps, regions = (rows[rows["dimension"] == one] for one in ("rep", "region"))
    judged = reps[reps["verdict"] != "not_judged"]
    told = judged if len(judged) else regions[regions["verdict"] != "not_judged"]
    return {
        "n_reps": len(reps),
        "n_judged": len(judged),
        "n_below": int((reps["verdict"] == "below").sum()),
        "n_above": int((reps["verdict"] == "above").sum()),
        "smallest": smallest_seen(told, z) if len(told) else np.nan,
        "n_regions": len(regions),
        "n_regions_below": int((regions["verdict"] == "below").sum()),
        "n_regions_above": int((regions["verdict"] == "above").sum()),
    }


def count(cards: pd.DataFrame, overview: pd.DataFrame, ground: Ground) -> pd.DataFrame:
    """Return the page in one row (`COUNTS`): what was judged, and how many differ."""
    there = overview["state"] == "shown"
    row = {
        "scope": "total",
        "month": str(ground.month),
        "first": ground.months[0],
        "n_months": len(ground.months),
        "n_gone": len(ground.gone),
        "rate": RATE,
        "confidence": ground.confidence,
        "n_heads": int(there.sum()),
        "known_weight": float(overview.loc[there, "stated_weight"].sum()),
        **counted(cards, ground.z),
    }
    return pd.DataFrame([row])[COUNTS]
