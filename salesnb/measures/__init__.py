"""One definition per KPI: id, label, formula, unit, where better lies, source, function.

Pages, tables and cards use registered ids only. The functions are pure: numbers, arrays or Series
in, the same shape out, missing where the number has no meaning (growth on a base of nothing),
never infinite.
"""

from __future__ import annotations

from salesnb.errors import UsageError, closest
from salesnb.measures import attainment, effort, market, pipeline, receivables
from salesnb.measures.definition import Measure
from salesnb.measures.ratios import growth, ratio

MEASURES: dict[str, Measure] = {
    one.id: one
    for part in (attainment, receivables, pipeline, market, effort)
    for one in part.MEASURES
}


def measure(id: str) -> Measure:
    """Return a registered measure; raise `UsageError` with the closest id."""
    if id not in MEASURES:
        near = closest(id, MEASURES)
        raise UsageError(f"{id!r} is not a measure", fix=f"did you mean {near!r}?" if near else "")
    return MEASURES[id]


__all__ = ["MEASURES", "Measure", "growth", "measure", "ratio"]
