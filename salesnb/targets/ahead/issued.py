"""How forecasts that were issued in earlier months fared against what came since."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from salesnb.measures import growth
from salesnb.members import TOTAL
from salesnb.targets.ahead.outlook import Measure, Outlook
from salesnb.targets.ranges import CONFIDENCE, HIGH, LOW

ISSUED = ["measure", "issued", "first", "last", "n_months", "expected", "actual", "off", "n_held"]
ISSUED += ["confidence"]


def how_issued_fared(
    outlook: Outlook, earlier: Mapping[str, pd.DataFrame]
) -> dict[str, pd.DataFrame]:
    """Return the frame `issued`: a row per measure and month in which a forecast was issued.

    `earlier` has the artefact `forecast` of earlier months by month. Of the total only, and of the
    months since that are whole: first, last, n_months, expected and actual (their sums), off
    (expected over actual, less one), n_held (months that lay in their range).
    """
    rows = [
        _row(measure, issued, own)
        for issued, frame in sorted(earlier.items())
        for measure, one in outlook.measures.items()
        if len(own := _since(frame, measure, one))
    ]
    return {"issued": pd.DataFrame(rows, columns=ISSUED)}


def _since(frame: pd.DataFrame, measure: str, one: Measure) -> pd.DataFrame:
    """Return month, expected, actual, low and high of the total's months that came since."""
    came = dict(zip(one.series.months, one.values[0], strict=True))
    is_total = (frame["measure"] == measure) & (frame["dimension"] == TOTAL)
    own = frame[is_total & frame["month"].isin(came)].astype({"month": "str"})
    ends = own.pivot_table(index="month", columns="quantile", values="amount")
    found = own.drop_duplicates("month").set_index("month")[["expected"]]
    found["actual"] = found.index.map(came)
    if len(found):
        found = found.assign(low=ends[LOW], high=ends[HIGH])
    return found.sort_index()


def _row(measure: str, issued: str, since: pd.DataFrame) -> dict[str, object]:
    held = since["actual"].between(since["low"], since["high"])
    expected, actual = float(since["expected"].sum()), float(since["actual"].sum())
    return {
        "measure": measure,
        "issued": issued,
        "first": since.index[0],
        "last": since.index[-1],
        "n_months": len(since),
        "expected": expected,
        "actual": actual,
        "off": growth(expected, actual),
        "n_held": int(held.sum()),
        "confidence": CONFIDENCE,
    }
