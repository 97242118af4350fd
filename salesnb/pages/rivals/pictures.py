"""What 03b_rivals draws."""

from __future__ import annotations

from matplotlib.axes import Axes

from salesnb.contracts.results import Result
from salesnb.i18n import N_
from salesnb.plots import kinds


def prices(prices: Result, ax: Axes | None = None) -> Axes:
    """Draw each competitor's price over ours by product group, with its range."""
    groups = prices.where(dimension="product_group").by("node")
    return kinds.intervals(groups, "node competitor_id", "price_ratio", at=1, ax=ax)


def price_path(months: Result, changes: Result, ax: Axes | None = None) -> Axes:
    """Draw the months of the competitor whose price changed last, with the levels."""
    marks = N_("mean of the month (larger: more prices)")
    return kinds.steps(months, changes, "price_ratio", weight="n", ax=ax, marks=marks)


def aspects(aspects: Result, ax: Axes | None = None) -> Axes:
    """Draw each competitor's quality, variety, service and terms where we are 100."""
    comparable = aspects.keep(aspects.frame["unit"] == "index")
    return kinds.intervals(comparable, "aspect competitor_id", "mean", at=100, ax=ax)


def lost(reasons: Result, rivals: Result, ax: Axes | None = None) -> Axes:
    """Draw what each competitor took, by the reason of the loss."""
    return kinds.stacked(reasons, "competitor_id reason", "amount", wholes=rivals, ax=ax)
