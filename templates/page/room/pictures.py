"""What ID draws: a kind of picture, and the columns that it draws."""

from __future__ import annotations

from matplotlib.axes import Axes

from salesnb.contracts.results import Result
from salesnb.plots import kinds


def regions(regions: Result, ax: Axes | None = None) -> Axes:
    """Draw the sales of each region, the largest at the top."""
    return kinds.bars(regions, "region_id", "amount", ax=ax)
