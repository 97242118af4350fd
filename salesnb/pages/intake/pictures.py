"""What 01_intake draws."""

from __future__ import annotations

from matplotlib.axes import Axes

from salesnb.contracts.results import Result
from salesnb.i18n import N_
from salesnb.pages.intake.frames import CHART
from salesnb.plots import kinds


def coverage(groups: Result, ax: Axes | None = None) -> Axes:
    """Draw, per area of management, how many tasks are managed, and what the others lack."""
    return kinds.parts(groups.without_total(), "group", CHART.looks, values=N_("tasks"), ax=ax)
