"""What 05c_cards draws."""

from __future__ import annotations

from matplotlib.axes import Axes

from salesnb.contracts.results import Result
from salesnb.plots import kinds

PIECES = {"n_good": "good", "n_fair": "before", "n_weak": "bad"}


def grades(totals: Result, ax: Axes | None = None) -> Axes:
    """Draw, for each criterion, how many customers are good, fair and weak."""
    return kinds.parts(totals, "criterion", PIECES, ax=ax)
