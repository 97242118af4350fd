"""All that 14_growth computes: a function per section, in the order of the page."""

from __future__ import annotations

from salesnb.calendars import WorkCalendar
from salesnb.months import YEAR, Month
from salesnb.reviews.growth.fleet import judge_series
from salesnb.reviews.growth.ground import Ground
from salesnb.reviews.growth.kpis import judge_kpis
from salesnb.reviews.growth.offsets import count_offsets
from salesnb.reviews.growth.overview import show_boards
from salesnb.reviews.growth.series import Frames

__all__ = ["count_offsets", "ground_of", "judge_kpis", "judge_series", "show_boards"]


def ground_of(facts: Frames, *, month: Month, window: int, calendar: WorkCalendar) -> Ground:
    """Return what all sections stand on; `facts` are the frames that 14_growth loads and uses.

    `window` is shortened to the months that have a year before them (one at least).
    """
    ground = Ground(facts, month, window, calendar)
    most = max(len(ground.whole) - YEAR, 1)
    return ground if window <= most else Ground(facts, month, most, calendar)
