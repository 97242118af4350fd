"""What is expected of finer cells, and how the same rule fared on their own past."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salesnb.calendars import WorkCalendar
from salesnb.methods.backtest import Backtest, backtest
from salesnb.months import Month
from salesnb.targets.ahead.nodes import ALIVE, from_first_sale
from salesnb.targets.ahead.outlook import CalendarRule
from salesnb.targets.chance.finer_families import Family
from salesnb.targets.chance.plan_nodes import Plan

Array = NDArray[np.float64]
ORIGINS = 36
STEPS = 12


def rule_of(sales: pd.DataFrame, whole: list[str], calendar: WorkCalendar) -> CalendarRule:
    """Return the rule of all forecasts, with the calendar's effects on the whole."""
    total = sales.groupby("month")["net_amount"].sum().reindex(whole, fill_value=0.0)
    return CalendarRule(whole, total.to_numpy(float), calendar)


def run_past(
    plan: Plan, families: list[Family], rule: CalendarRule, whole: list[str]
) -> list[tuple[Backtest | None, Array]]:
    """Return what is expected of each family's dense cells, and how the rule fared on them.

    Expected are the months from the one after the last whole one to the end of the year (cells,
    months): the rule's forecast of each cell, moved so that all cells below a node (sparse ones and
    those without a target, too) add up to what is expected of it.
    """
    n = [int(one.is_dense.sum()) for one in families]
    if not sum(n):
        return [(None, np.empty((0, 0))) for _ in families]
    months = _months(plan, whole)
    expected = [_expected(plan, one, rule, months)[one.is_dense] for one in families]
    values = from_first_sale(np.concatenate([one.sold[one.is_dense] for one in families]))
    past = backtest(values, STEPS, origins=ORIGINS, rule=rule)
    of = np.repeat(np.arange(len(n)), n)
    return [(past.rows(of == i), expected[i]) for i in range(len(n))]


def _months(plan: Plan, whole: list[str]) -> list[str]:
    end = Month.parse(str(plan.year["last"].iloc[0]))
    return [str(one) for one in (Month.parse(whole[-1]) + 1).until(end)]


def _expected(plan: Plan, family: Family, rule: CalendarRule, months: list[str]) -> Array:
    """Return the forecasts of all cells of a family (cells, months), moved to the nodes above."""
    sold = np.concatenate([family.sold, family.others])
    above = np.concatenate([family.above, family.others_above])
    base = rule(from_first_sale(sold), len(months))
    base = np.maximum(np.nan_to_num(base), 0.0)
    base[~(sold[:, -ALIVE:] != 0).any(axis=1)] = 0.0
    nodes = plan.expected[plan.expected["dimension"] == family.dimension]
    wanted = nodes.pivot(index="node", columns="month", values="expected").reindex(columns=months)
    code, members = pd.factorize(above)
    sums = np.zeros((len(members), len(months)))
    np.add.at(sums, code, base)
    of_node = wanted.reindex(members).to_numpy(float)
    can_move = np.isfinite(of_node) & (sums > 0)
    factor = np.where(can_move, of_node / np.where(sums > 0, sums, 1.0), 1.0)
    return np.asarray((base * factor[code])[: len(family.sold)])
