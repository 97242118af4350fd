"""The criteria and their weights as a page shows them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.customers.classes.weights import Weights
from salesnb.customers.criteria.assessed import SOURCES, Assessed
from salesnb.customers.criteria.measured import Z
from salesnb.customers.criteria.scales import CRITERIA

MEASURED, JUDGED = SOURCES.index("measured"), SOURCES.index("judged")


def criteria_table(assessed: Assessed, weights: Weights, flips: pd.DataFrame) -> pd.DataFrame:
    """Return a row per criterion: unit, limits, weight with its range, how many customers have a
    value, how wide the range of a score is, and who would change class by a fifth of its weight.
    """
    n = max(len(assessed.ids), 1)
    width = assessed.high - assessed.low
    rows = []
    for place, name in enumerate(CRITERIA):
        scale, source = assessed.scales[name], assessed.source[:, place]
        has = source >= MEASURED
        flipped = flips.loc[flips["criterion"] == name, "customer_id"].nunique()
        score = assessed.score[has, place]
        row = {
            "criterion": name,
            "unit": scale.unit,
            "worst": scale.worst,
            "best": scale.best,
            "is_stated": scale.is_stated,
            "weight": weights.value[place],
            "weight_low": weights.value[place] * np.exp(-Z * weights.sd[place]),
            "weight_high": min(1.0, weights.value[place] * np.exp(Z * weights.sd[place])),
            "known_share": float(has.sum()) / n,
            "n_judged": int((source == JUDGED).sum()),
            "median": float(np.median(score)) if len(score) else np.nan,
            "width": float(np.median(width[has, place])) if has.any() else np.nan,
            "n_flips": int(flipped),
        }
        rows.append(row)
    return pd.DataFrame(rows)


def statements_table(weights: Weights) -> pd.DataFrame:
    """Return a row per author and kind of statement, with the pair farthest from the others."""
    found = weights.statements.copy()
    pair = found["pair"].astype("object").fillna("").astype("str").str.split(" ", n=1, expand=True)
    found["criterion"] = pair[0] if len(found) else ""
    found["over"] = pair[1].fillna("") if len(found) and 1 in pair else ""
    number = found.groupby(["author", "kind"]).cumcount() + 1 if len(found) else 0
    found["part"] = number
    return found[["author", "kind", "part", "n", "ratio", "criterion", "over", "fitted"]]
