"""What follows from a plan of sales: its cash, quantity, margin, and what it takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from salesnb.calendars import WorkCalendar
from salesnb.settings import BusinessRules
from salesnb.targets.plan.beside import ask_beside
from salesnb.targets.plan.collections import plan_cash
from salesnb.targets.plan.fitted import Planned


@dataclass(frozen=True)
class Followed:
    """`frames`: the result frames and the artefact `targets`; `cash`: the cells of collections."""

    frames: Mapping[str, pd.DataFrame]
    cash: pd.DataFrame


def what_follows(
    plan: Planned,
    facts: Mapping[str, pd.DataFrame],
    decided: Mapping[str, pd.DataFrame],
    *,
    rules: BusinessRules,
    calendar: WorkCalendar,
) -> Followed:
    """Return all that a plan asks beside sales.

    `facts` and `decided` are as of `plan_cash` and `ask_beside`.
    """
    cells, year = plan.cells, plan.year
    paid = plan_cash(cells, facts, decided, year)
    taken = ask_beside(cells, facts, decided, year, rules=rules, calendar=calendar)
    frames = {**paid.frames, **taken.frames, **taken.with_cash(paid.cells)}
    return Followed(frames, paid.cells)
