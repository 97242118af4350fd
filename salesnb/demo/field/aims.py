"""What visits were for, how well they were prepared, and whether the aim was met."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.demo.base.streams import stream
from salesnb.demo.field.visits import calendar
from salesnb.demo.truths.truth import Truth


def visit_objectives(truth: Truth) -> pd.DataFrame:
    """Return one objective per visit that is said to have been made.

    The log odds of meeting it are those of its aim, raised by readiness.
    """
    work = truth.field_work
    rng = stream(truth.seed, "visit_objectives")
    held = calendar(truth)
    held = held[held["status"].isin(["held", "unplanned"])]
    n = len(held)
    readiness = rng.beta(*work.readiness_shape, n).round(2)
    base = held["aim"].map({aim.id: aim.met_logit for aim in work.aims}).to_numpy()
    odds = np.exp(base + work.readiness_logit * readiness)
    met = rng.random(n) < odds / (1 + odds)
    return pd.DataFrame(
        {
            "visit_id": held["visit_id"].to_numpy(),
            "objective": held["aim"].to_numpy(),
            "target": 1.0,
            "result": met.astype(float),
            "is_met": met,
            "readiness": readiness,
        }
    )
