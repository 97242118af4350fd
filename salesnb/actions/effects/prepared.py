"""Does preparation tell whether an aim is met? Readiness, and each of its five parts.

Good reps prepare more and meet more, and some customers are easier: each aim is compared with
those of the same rep and kind of aim, and of the same customer, in the same month.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.actions.effects.measured import PARTS
from salesnb.actions.effects.panel import Array
from salesnb.actions.effects.visiting import ALL
from salesnb.methods import within

FEWEST = 200  # aims measured
FEWEST_CUSTOMERS = 20
STEP = 1 / len(PARTS)  # of readiness: one more of the five parts
ROWS = "kind action outcome customer_class n n_met n_clusters effect error"


def readiness(aims: pd.DataFrame) -> pd.DataFrame:
    """Return by how much one more part of five moves the chance to meet an aim (`ROWS`, one row).

    `aims`: as `measured.measured` gives them. effect is in points of the chance (0.1: ten points).
    """
    own = aims[aims["met"].notna() & aims["readiness"].notna()]
    row = _counted("readiness", "readiness", own)
    fitted = _fit(own, own[["readiness"]].to_numpy(float))
    if fitted is not None:
        row |= _told(fitted, 0, STEP)
    return pd.DataFrame([row] if len(own) else [], columns=ROWS.split())


def parts(aims: pd.DataFrame) -> pd.DataFrame:
    """Return by how much each part, the others given, moves the chance to meet an aim (`ROWS`)."""
    known = aims["met"].notna() & aims[list(PARTS)].notna().all(axis=1)
    own = aims[known]
    fitted = _fit(own, own[list(PARTS)].to_numpy(float))
    found = []
    for place, name in enumerate(PARTS if len(own) else ()):
        row = _counted("preparation", name, own[own[name] == 1])
        if fitted is not None and 0 < len(own[own[name] == 1]) < len(own):
            row |= _told(fitted, place, 1.0)
        found.append(row)
    return pd.DataFrame(found, columns=ROWS.split())


def _fit(own: pd.DataFrame, x: Array) -> within.Estimate | None:
    if len(own) < FEWEST or own["customer_id"].nunique() < FEWEST_CUSTOMERS:
        return None
    month = own["day"].to_numpy().astype("datetime64[M]")
    who = pd.factorize(own["rep_id"] + "\t" + own["objective"].astype(str))[0]
    customer = pd.factorize(own["customer_id"])[0]
    when = np.unique(month, return_inverse=True)[1]
    y = own["met"].to_numpy(float)
    return within.levels(y, x, [who, customer, when], customer)


def _told(fitted: within.Estimate, place: int, scale: float) -> dict[str, object]:
    error = float(np.sqrt(fitted.covariance[place, place])) * scale
    return {
        "effect": float(fitted.effect[place]) * scale,
        "error": error,
        "n_clusters": fitted.n_clusters,
    }


def _counted(kind: str, action: str, own: pd.DataFrame) -> dict[str, object]:
    return {
        "kind": kind,
        "action": action,
        "outcome": "met",
        "customer_class": ALL,
        "n": len(own),
        "n_met": int(own["met"].sum()),
        "n_clusters": 0,
        "effect": np.nan,
        "error": np.nan,
    }
