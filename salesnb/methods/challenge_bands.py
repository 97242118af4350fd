"""How hard a target is, by the probability to reach it: one set of bands for all pages."""

from __future__ import annotations

import numpy as np
import pandas as pd

BANDS = {"out_of_reach": 0.10, "very_hard": 0.35, "challenging": 0.75, "easy": 1.0}  # up to


def band(probability: pd.Series) -> pd.Series:
    """Return the challenge band of probabilities of attainment; `not_judged` where missing.

    Up to .10 out_of_reach, .35 very_hard, .75 challenging, above easy.
    """
    ends = np.array(list(BANDS.values()))
    place = np.searchsorted(ends, probability.to_numpy(float), side="left")
    names = np.array([*BANDS, "not_judged"])
    missing = probability.isna().to_numpy()
    found = names[np.where(missing, len(BANDS), np.minimum(place, len(BANDS) - 1))]
    return pd.Series(found, index=probability.index, dtype=object)
