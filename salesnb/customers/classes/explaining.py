"""Why a customer has its class: what decides it, and which weights would change it."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salesnb.customers.classes.scoring import CLASSES, OTHERS, classes_of, money_of, worth
from salesnb.customers.classes.weights import Weights
from salesnb.customers.criteria.assessed import Assessed
from salesnb.customers.criteria.scales import CRITERIA, MONEY

Floats = NDArray[np.float64]
CHANGE = 0.2  # of a weight, either way
MIDDLE = 0.5  # of a scale


def deciding(
    assessed: Assessed, weights: Weights, cuts: tuple[float, float]
) -> NDArray[np.object_]:
    """Return the criterion that decides each customer's class.

    It is the one without which the class would be another: that which changes the worth most among
    those that, put to the middle of their scale, change the class; expected sales where none does.
    """
    money, scores = money_of(assessed), assessed.middle
    base = classes_of(worth(money, scores, weights.value), cuts)
    found = np.full(len(money), MONEY, dtype=object)
    most = np.zeros(len(money))
    for place in OTHERS:
        moved = scores.copy()
        moved[:, place] = MIDDLE
        effect = np.abs(scores[:, place] - MIDDLE) * weights.value[place]
        tips = classes_of(worth(money, moved, weights.value), cuts) != base
        is_it = tips & (effect > most)
        found[is_it], most[is_it] = CRITERIA[place], effect[is_it]
    return found


def flips(assessed: Assessed, weights: Weights, cuts: tuple[float, float]) -> pd.DataFrame:
    """Return who would be of another class if one weight were a fifth more or less.

    Columns: customer_id, criterion, factor (1.2 or 0.8), from_class, to_class. The other weights
    keep their ratios.
    """
    money, scores = money_of(assessed), assessed.middle
    base = classes_of(worth(money, scores, weights.value), cuts)
    names, found = np.array(CLASSES), []
    for place, criterion in enumerate(CRITERIA):
        for factor in (1 + CHANGE, 1 - CHANGE):
            other = classes_of(worth(money, scores, weights.moved(place, factor)), cuts)
            own = other != base
            rows = {"customer_id": assessed.ids[own], "criterion": criterion, "factor": factor}
            both = {"from_class": names[base[own]], "to_class": names[other[own]]}
            found.append(pd.DataFrame(rows | both))
    return pd.concat(found, ignore_index=True)
