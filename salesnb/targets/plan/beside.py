"""All that a plan asks beside sales and cash: quantity, margin, new customers, visits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from salesnb.calendars import WorkCalendar
from salesnb.settings import BusinessRules
from salesnb.targets.plan.buying import show_buying
from salesnb.targets.plan.leaves import targets
from salesnb.targets.plan.measures import measure_plan
from salesnb.targets.plan.newcomers import plan_new
from salesnb.targets.plan.visiting import plan_visits
from salesnb.targets.plan.years import PlanYear


@dataclass(frozen=True)
class Beside:
    """`cells`: `DIMENSIONS`, sales, quantity, margin; `frames`: the result frames by name."""

    cells: pd.DataFrame
    frames: Mapping[str, pd.DataFrame]

    def with_cash(self, cash: pd.DataFrame) -> dict[str, pd.DataFrame]:
        """Return the artefact `targets`, by its name: these cells and those of collections."""
        return {"targets": targets(self.cells, cash)}


def ask_beside(
    cells: pd.DataFrame,
    facts: Mapping[str, pd.DataFrame],
    decided: Mapping[str, pd.DataFrame],
    year: PlanYear,
    *,
    rules: BusinessRules,
    calendar: WorkCalendar,
) -> Beside:
    """Return what the plan of sales (`DIMENSIONS`, `target`) asks for beside them.

    `facts`: see `measures`, `newcomers`, `visiting` and `buying`, which each do without what is
    not there; `decided` has the `controls` of controls.toml.
    """
    measured = measure_plan(cells, facts, decided, year)
    won = plan_new(cells, facts, decided, year)
    visits = plan_visits(cells, facts, year, rules, month=year.known, calendar=calendar)
    bought = show_buying(cells, facts, year, month=year.known)
    frames = {**measured.frames, **won.frames, **visits, **bought}
    frames["measures_asked"] = _with_new_customers(measured.frames["measures_asked"], won.controls)
    return Beside(measured.cells, frames)


def _with_new_customers(controls: pd.DataFrame, of_new: pd.DataFrame) -> pd.DataFrame:
    """Return what is decided of quantity, margin and new customers."""
    if of_new.empty:
        return controls
    rows = [controls, of_new.assign(measure="new_customers")[list(controls)]]
    return pd.concat([one for one in rows if len(one)], ignore_index=True)
