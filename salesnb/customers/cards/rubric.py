"""The rubric of the monthly review: six criteria, each with written limits, alike for everybody.

All six figures are shares of what is agreed, allowed or was before, so that one limit holds for
large and small customers, from month to month. A figure is graded as it is read, in tenths of a
per cent. What rests on too little is not graded; nor is what nothing is known of.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

GOOD, FAIR, WEAK, THIN, UNKNOWN = "good", "fair", "weak", "thin", "unknown"
GRADED = (GOOD, FAIR, WEAK)
READ = 3  # decimals of a share as it is read


@dataclass(frozen=True)
class Rule:
    """When a figure is good and when weak, and on how much it must rest.

    `is_more_better`: good from `good` on and weak below `weak`; else good up to `good` and weak
    above `weak`. `is_theirs`: what the customer does, and counts in a proposal; what we do (visits)
    does not.
    """

    good: float
    weak: float
    least: float = 0.0
    is_more_better: bool = True
    is_theirs: bool = True


RUBRIC = {
    "sales": Rule(good=1.0, weak=0.8, least=3),
    "cash": Rule(good=0.05, weak=0.30, is_more_better=False),
    "price": Rule(good=0.98, weak=0.90, least=3),
    "growth": Rule(good=0.05, weak=-0.10, least=6),
    "risk": Rule(good=0.8, weak=1.0, is_more_better=False),
    "effort": Rule(good=0.9, weak=0.6, least=1, is_theirs=False),
}
THEIRS = [name for name, rule in RUBRIC.items() if rule.is_theirs]


def grades(figures: pd.Series, n: pd.Series, rule: Rule) -> pd.Series:
    """Return the grade of each figure, which rests on `n` (purchases, lines, visits asked for)."""
    read = figures.astype("float64").round(READ)
    better = read if rule.is_more_better else -read
    good, weak = (rule.good, rule.weak) if rule.is_more_better else (-rule.good, -rule.weak)
    found = np.select([better >= good, better < weak], [GOOD, WEAK], FAIR)
    found = np.where(n.fillna(0.0) < rule.least, THIN, found)
    return pd.Series(np.where(read.isna(), UNKNOWN, found), index=figures.index)
