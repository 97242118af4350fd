"""Where an amount stands against the range that was expected: one rule for the firm and its parts.

The range is an interval for one new month. What lies within `EDGE` of a bound, on either side, is
borderline: an interval estimated anew a little wider or narrower would judge it otherwise.
"""

from __future__ import annotations

import math

import pandas as pd

EDGE = 0.1  # of the width from what was expected to the bound
STATES = ("below", "edge_below", "ordinary", "edge_above", "above")
UNJUDGED = "unjudged"


def distance(actual: float, expected: float, low: float, high: float) -> float:
    """Return how far an amount lies from what was expected: 1 is the upper bound, -1 the lower.

    Missing where nothing was expected.
    """
    width = high - expected if actual >= expected else expected - low
    return (actual - expected) / width if width > 0 else math.nan


def state(away: float) -> str:
    """Return the state of an amount at this distance; `unjudged` where it is missing."""
    if math.isnan(away):
        return UNJUDGED
    if abs(away) < 1 - EDGE:
        return "ordinary"
    side = "below" if away < 0 else "above"
    return side if abs(away) > 1 + EDGE else f"edge_{side}"


def seen_fall(expected: float, low: float) -> float:
    """Return the smallest fall, as a share of what was expected, that is no longer borderline.

    Missing where not even the loss of all would be beyond it: then no fall can be told from chance.
    """
    fall = (1 + EDGE) * (1 - low / expected) if low > 0 else math.nan
    return fall if fall < 1 else math.nan


def at_least_nothing(frame: pd.DataFrame, *columns: str) -> pd.DataFrame:
    """Return a frame whose expectations are not below zero: net sales are not planned to be."""
    return frame.assign(**{name: frame[name].clip(lower=0.0) for name in columns})
