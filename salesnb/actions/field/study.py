"""All of the field work in 12c_visits: what was done of the plan, seen, registered, reported."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from salesnb.actions.effects.measured import measured
from salesnb.actions.effects.panel import Facts
from salesnb.actions.field import done, inspected, registered, reported
from salesnb.months import Month

Frames = dict[str, pd.DataFrame]


def what_was_done(
    facts: Facts, classed: pd.Series, often: Mapping[str, float], *, month: Month
) -> Frames:
    """Return `done` (by rep) and `coverage` (by class) of the closed month.

    `classed`: class by customer_id; `often`: visits a month by class.
    """
    aims = measured(facts, month=month)
    return {
        "done": done.plan_and_done(facts, aims, month=month),
        "coverage": done.coverage(facts, classed, often, month=month),
    }


def what_was_seen(facts: Facts, *, month: Month) -> Frames:
    """Return `inspection_panel`, `inspected`, `registered`, `turns`, `twins` and `received`."""
    panel = inspected.panel(facts, month=month)
    found = registered.twins(facts, month=month)
    return {
        "inspection_panel": panel,
        "inspected": inspected.by_aspect(panel, month=month),
        "registered": registered.by_region(facts, found, month=month),
        "turns": registered.turns(facts, month=month),
        "twins": found,
        "received": reported.received(facts, month=month),
    }
