"""How the sentences of 02_sales read cells and judge them."""

from __future__ import annotations

from salesnb.contracts.results import Result
from salesnb.findings import Status


def number(result: Result, column: str, **where: object) -> float:
    """Return the number of one cell."""
    return float(str(result.cell(column, **where)))


def by_level(value: float, good: float, watch: float) -> Status:
    """Return good from `good` on, watch from `watch` on, else act."""
    return "good" if value >= good else "watch" if value >= watch else "act"
