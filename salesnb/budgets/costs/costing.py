"""The budget of the plan: lines by driver, people, rebates, credit, reserves; who carries what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from salesnb.budgets.costs import shown
from salesnb.budgets.costs.activity import Activity, plan_activity
from salesnb.budgets.costs.amounts import ACTUAL, STATED, Cost, cost_of, given
from salesnb.budgets.costs.carrying import DIRECT, bases_of, placed
from salesnb.budgets.costs.contribution import contribution
from salesnb.budgets.costs.credit import Credit, credit_of
from salesnb.budgets.costs.flexing import flexible
from salesnb.budgets.costs.ground import Frames, Ground, frame_of
from salesnb.budgets.costs.history import spending
from salesnb.budgets.costs.lines import CREDIT, REBATE, RESERVE, SALARY, budget_lines, line_of
from salesnb.budgets.costs.people import HOURS_LINE, salaries
from salesnb.budgets.costs.planned import PlannedSales, plan_sales
from salesnb.budgets.costs.rebates import rebates
from salesnb.money import split_minor

LEAF = ["region_id", "rep_id", "product_group", "customer_class"]
SALES = "sales"  # the driver of rebates and credit
WHOLE = ["line_id", *LEAF, "month", "driver", "quantity", "minor", "source"]


@dataclass(frozen=True)
class Costs:
    """`frames`: the result frames by name; `planned`, `activity`, `credit` and `cells` (costs as
    they are carried) are what they rest on.
    """

    frames: Mapping[str, pd.DataFrame]
    planned: PlannedSales
    activity: Activity
    credit: Credit
    cells: pd.DataFrame


def plan_costs(facts: Frames, decided: Frames, ground: Ground) -> Costs:
    """Return what the plan costs and what it leaves.

    `facts` as of `planned.plan_sales`, `activity.plan_activity`, `history.spending`,
    `credit.credit_of`, `rebates.rebates` and `people.salaries`: whatever is not there costs
    nothing. `decided`: the sections of plan/budget.toml. Frames: cost_basis, cost_lines, cost_keys,
    contribution, credit_methods, cost_visits, reserves, budget, flexed_budget.
    """
    planned = plan_sales(facts, ground)
    activity = plan_activity(facts, planned, ground)
    lines, costs = _lines(facts, decided, activity, ground)
    credit = credit_of(planned, facts, decided, ground)
    held = _reserves(decided, ground)
    parts = [
        *(one.cells for one in costs),
        _people(facts, decided, lines, ground),
        _rebated(planned, facts, lines, ground),
        _credited(planned, credit, lines, ground),
        _kept(held, lines, ground),
    ]
    cells = _together(parts)
    bases = bases_of(planned, activity, facts, decided, ground)
    cells = placed(cells, bases)
    kinds = {one["line_id"]: one["kind"] for one in lines}
    statement, keys = contribution(planned, cells, kinds, bases, ground)
    budget = shown.budget(cells, lines, ground)
    frames = {
        "budget": budget,
        "flexed_budget": flexible(budget),
        "cost_lines": shown.cost_lines(lines, budget, planned),
        "cost_keys": keys,
        "contribution": statement,
        "credit_methods": shown.credit_methods(credit, ground),
        "cost_visits": shown.cost_visits(activity, budget),
        "reserves": shown.reserves(held, ground),
    }
    basis = shown.basis(frames, planned, credit, decided, ground)
    return Costs({"cost_basis": basis, **frames}, planned, activity, credit, cells)


def _together(parts: list[pd.DataFrame]) -> pd.DataFrame:
    """Return all costs as one frame, product group and class empty where nobody knows them."""
    leaf = dict.fromkeys(("product_group", "customer_class"), "")
    every = [one.assign(**{k: v for k, v in leaf.items() if k not in one})[WHOLE] for one in parts]
    found = [one for one in every if len(one)]
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=WHOLE)


def _lines(
    facts: Frames, decided: Frames, activity: Activity, ground: Ground
) -> tuple[list[dict[str, Any]], list[Cost]]:
    """Return the lines with how each came about, and their costs."""
    spent = spending(facts, ground)
    lines = budget_lines(decided, spent.rows, ground)
    known = given(
        facts, decided if ground.state == "in_force" else {}, activity, n_months=spent.n_months
    )
    own = line_of(lines, spent.rows, known.regions)
    rows, costs = [], []
    for one in lines.to_dict("records"):
        line = {str(name): value for name, value in one.items()}
        cost = cost_of(line, spent.rows[own == line["line_id"]], known, ground)
        costs.append(cost)
        rows.append({**line, **cost.row})
    return rows, costs


def _line(line_id: str, kind: str, **more: Any) -> dict[str, Any]:
    """Return a line that nobody spends from by channel or kind of expense."""
    texts = dict.fromkeys(("label", "label_zh", "marketing_channel_id", "expense_type"), "")
    none = dict.fromkeys(("stated", "floor", "cap", "derived", "last", "last_quantity"), np.nan)
    rest = {"region_id": "", "owner": "", "reason": "", "is_locked": False, "is_fixed": False}
    return {**texts, **none, **rest, "state": "driven", "line_id": line_id, "kind": kind, **more}


def _people(
    facts: Frames, decided: Frames, lines: list[dict[str, Any]], ground: Ground
) -> pd.DataFrame:
    """Return what people cost, and add their lines."""
    cells, before = salaries(facts, decided, ground)
    stated = frame_of(decided, "salaries", "salary_id label label_zh owner reason")
    named = stated.set_index("salary_id").to_dict("index")
    for line in sorted(set(cells["line_id"])):
        last = before.loc[before["line_id"] == line]
        own = {str(name): value for name, value in named.get(line, {}).items()}
        more: dict[str, Any] = {"is_fixed": line in named, **own}
        if line == HOURS_LINE:
            more["last"] = float(last["minor"].sum()) / ground.unit
            more["last_quantity"] = float(last["quantity"].sum())
        lines.append(_line(line, SALARY, **{**more, "state": "stated"}))
    return cells


def _rebated(
    planned: PlannedSales, facts: Frames, lines: list[dict[str, Any]], ground: Ground
) -> pd.DataFrame:
    """Return what rebates cost, and add their line where there are any."""
    cells = planned.cells
    amount = rebates(cells, facts, ground, months=ground.months)
    last = rebates(planned.sold, facts, ground, months=ground.before)
    if not amount.sum() > 0 and not last.sum() > 0:
        return pd.DataFrame(columns=WHOLE)
    before = float(np.rint(last.sum())) / ground.unit
    sold = float(planned.sold.loc[last > 0, "sales"].sum())
    lines.append(_line("rebates", REBATE, last=before, last_quantity=sold))
    return _leaf_costs(cells, whole(amount.to_numpy(float)), "rebates", ground)


def _credited(
    planned: PlannedSales, credit: Credit, lines: list[dict[str, Any]], ground: Ground
) -> pd.DataFrame:
    """Return what credit costs by cell, in proportion to the sales of the method in the month.

    What a month costs in which a method has no sales is borne by the year's sales of the method,
    in that month; without any, by nobody.
    """
    cost = float(np.rint(credit.costs.to_numpy(float).sum() * ground.unit))
    before = float(credit.methods["before"].sum(min_count=1))
    if not cost > 0 and not before > 0:
        return pd.DataFrame(columns=WHOLE)
    sold = float(planned.sold["sales"].sum())
    lines.append(_line("credit", CREDIT, last=before, last_quantity=sold))
    cells = planned.cells
    sales = cells["sales"].clip(lower=0.0)
    at = [cells["settlement_id"].astype("str"), cells["month"].astype("str")]
    of_month = sales.groupby(at).transform("sum")
    long = credit.costs.stack()
    index = pd.MultiIndex.from_arrays(at)
    due = long.reindex(index).fillna(0.0).to_numpy(float)
    part = np.where(of_month > 0, sales / of_month.where(of_month > 0), 0.0)
    amount = whole(np.nan_to_num(due * part) * ground.unit)
    borne = set(index[(of_month > 0).to_numpy()])
    left = long[[one not in borne for one in long.index]].groupby(level=1).sum()
    found = _leaf_costs(cells, amount, "credit", ground)
    rest = pd.DataFrame({"month": left.index, "minor": whole(left.to_numpy(float) * ground.unit)})
    rest = rest[rest["minor"] > 0].assign(line_id="credit", driver="", quantity=np.nan)
    rest = rest.assign(source="history", **dict.fromkeys(LEAF, ""))
    return pd.concat([one for one in (found, rest) if len(one)] or [found], ignore_index=True)


def _leaf_costs(cells: pd.DataFrame, minor: np.ndarray, line: str, ground: Ground) -> pd.DataFrame:
    """Return costs of sales by region, rep, product group, class and month; sales drive them."""
    own = cells[[*LEAF, "month"]].assign(minor=minor, quantity=cells["sales"])
    keys = [*LEAF, "month"]
    sums = own.groupby(keys, observed=True)[["minor", "quantity"]].sum().reset_index()
    sums = sums.astype(dict.fromkeys(keys, "str"))
    sums["source"] = np.where(sums["month"].isin(ground.closed), ACTUAL, "history")
    found = sums.assign(line_id=line, driver=SALES)
    return found[found["minor"] != 0]


def whole(amounts: np.ndarray) -> np.ndarray:
    """Return whole units that add up to the rounded sum, rounded along the row."""
    return np.diff(np.rint(np.cumsum(amounts)), prepend=0.0).astype(np.int64)


def _reserves(decided: Frames, ground: Ground) -> pd.DataFrame:
    columns = "reserve_id label label_zh amount owner purpose reason review_on"
    found = frame_of(decided, "reserves", columns)
    return found if ground.state == "in_force" else found.iloc[:0]


def _kept(held: pd.DataFrame, lines: list[dict[str, Any]], ground: Ground) -> pd.DataFrame:
    """Return reserves, spread evenly over the open months, and add their lines."""
    parts = []
    for one in held.to_dict("records"):
        named = {name: one[name] for name in ("label", "label_zh", "owner", "reason")}
        line = _line(one["reserve_id"], RESERVE, **named, is_fixed=True, stated=one["amount"])
        lines.append({**line, "state": "stated"})
        months = ground.open or ground.months[-1:]
        minor = split_minor(ground.minor(float(one["amount"])), np.ones(len(months)))
        rows = pd.DataFrame({"month": months, "minor": minor}).assign(line_id=one["reserve_id"])
        parts.append(
            rows.assign(driver="", quantity=np.nan, source=STATED, region_id="", rep_id="")
        )
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=WHOLE)


__all__ = ["DIRECT", "Costs", "plan_costs", "whole"]
