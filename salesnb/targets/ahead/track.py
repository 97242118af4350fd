"""How the forecast would have fared on the firm's own past, level by level and step by step."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.methods.backtest import accuracy
from salesnb.methods.error_ranges import covered
from salesnb.months import YEAR
from salesnb.targets.ahead.outlook import Measure, Outlook
from salesnb.targets.ranges import CONFIDENCE

STEPS = ((1, 1), (1, 3), (1, 12))
ACCURACY = ["measure", "level", "step", "n", "n_origins", "wape", "bias", "mase"]
ACCURACY += ["last_year_wape", "error_saved", "coverage", "n_covered", "confidence"]
ERRORS = ["measure", "dimension", "node", "origin", "step", "expected", "actual", "usual"]
FEWEST_ORIGINS = 6  # earlier origins that an interval of the past needs
LEAST_JUDGED = 12  # intervals that a coverage is told from


def judge_past(outlook: Outlook) -> dict[str, pd.DataFrame]:
    """Return the frames `accuracy` and `forecast_errors`.

    accuracy: per measure, level and step (1, up to 3, up to 12 months) wape, bias, mase,
    last_year_wape, error_saved as in `methods.backtest.accuracy`; coverage is the share of the
    intervals stated then that held, of n_covered. No rows where nothing was judged.
    forecast_errors: what they rest on, see `errors_of_past`.
    """
    found = [_judged(one) for one in outlook.measures.values()]
    rows = pd.concat([pd.DataFrame(columns=ACCURACY), *(one for one in found if len(one))])
    return {"accuracy": rows.reindex(columns=ACCURACY), "forecast_errors": errors_of_past(outlook)}


def errors_of_past(outlook: Outlook) -> pd.DataFrame:
    """Return what the rule expected from earlier months, and what came: measure, node and step.

    origin is the last month known then, step how many months later the month lies, expected the
    forecast before all were made to agree, usual the mean size of a month of the year up to the
    origin. Only months that are over and whole have a row.
    """
    found = [_errors(one) for one in outlook.measures.values()]
    return pd.concat(found, ignore_index=True)[ERRORS] if found else pd.DataFrame(columns=ERRORS)


def _errors(one: Measure) -> pd.DataFrame:
    tested, months = one.past, np.array(one.series.months)
    at = np.nonzero(~np.isnan(tested.errors))
    origin, node, step = at
    nodes = one.series.nodes.iloc[node].reset_index(drop=True)
    return nodes.assign(
        measure=one.name,
        origin=months[tested.origins[origin] - 1],
        step=step + 1,
        expected=tested.expected[at].round(2),
        actual=tested.actual[at].round(2),
        usual=tested.size[origin, node].round(2),
    )


def _judged(one: Measure) -> pd.DataFrame:
    tested = one.tested
    found = accuracy(tested, one.classes, STEPS).assign(measure=one.name)
    held = covered(tested, one.classes, confidence=CONFIDENCE, fewest=FEWEST_ORIGINS)
    levels = np.array(one.classes)
    shares, numbers = [], []
    for level, (first, last) in ((lv, s) for lv in dict.fromkeys(one.classes) for s in STEPS):
        part = held[:, levels == level, first - 1 : last]
        n = int((~np.isnan(part)).sum())
        shares.append(float(np.nanmean(part)) if n >= LEAST_JUDGED else float("nan"))
        numbers.append(n)
    judged = found.assign(
        coverage=shares,
        n_covered=numbers,
        n_origins=len(tested.origins),
        confidence=CONFIDENCE,
    )
    return judged[judged["n"] > 0]


def longest(outlook: Outlook) -> int:
    """Return how many months ahead were ever judged."""
    return min(YEAR, max((len(one.tested.origins) for one in outlook.measures.values()), default=0))
