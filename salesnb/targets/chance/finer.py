"""Finer cells of the plan (customers, groups in regions) whose past is dense enough.

A cell has a chance of its own at the finest period at which it sold in 95 of 100 periods
(`challenge.judged_grains`); the others show their region's band. Cells are forecast and run on
their own past in one array, with the calendar's effects of the whole taken out and put back, and
what is expected of them is moved to the forecast of the node above, as that of nodes is.

- `finer_families`: which cells there are, and at which grain each is judged
- `finer_forecasts`: what is expected of them, and how the same rule fared on their own past
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salesnb.calendars import WorkCalendar
from salesnb.methods.backtest import Backtest
from salesnb.methods.challenge_bands import band
from salesnb.methods.error_shapes import levels, shares_of_level
from salesnb.methods.whole_months import whole_months
from salesnb.months import Month
from salesnb.targets.ahead.outlook import FEWEST_MONTHS
from salesnb.targets.chance.attainability import Joint, cell_probabilities, interval, joint
from salesnb.targets.chance.finer_families import Family, families_of
from salesnb.targets.chance.finer_forecasts import STEPS, rule_of, run_past
from salesnb.targets.chance.own_past import past_statements, verdict
from salesnb.targets.chance.past_verdicts import SHOWN
from salesnb.targets.chance.period_cells import FEWEST_TIMES
from salesnb.targets.chance.plan_nodes import KINDS
from salesnb.targets.chance.plan_tested import ATTAINABILITY, CONFIDENCE, Tested

Array = NDArray[np.float64]
MOST_STATED = 120  # cells that the verdict is told from, the largest
FINER = ["dimension", "node", "region", "product_group", "customer", "period", "grain", "target"]
FINER += ["expected", "low", "high", "gap", "probability", "band", "state", "parent"]


def judge_cells(
    tested: Tested,
    facts: Mapping[str, pd.DataFrame],
    targets: pd.DataFrame,
    *,
    calendar: WorkCalendar,
) -> dict[str, pd.DataFrame]:
    """Return the frames finer, grains, and attainability with the finer cells.

    `facts`: sales_cube, sales_days, products; `targets`: the artefact. finer: a row per cell with a
    target and period (its own grain's first open one, coarser ones, and the year); state as of
    `plan_tested.judge_plan`, or too_sparse
    (too_many: beyond the largest of its kind): then band is its region's and nothing else is said.
    grains: per family how many cells are judged at which grain, and what of the target they carry.
    """
    plan = tested.plan
    whole = whole_months(facts["sales_days"], month=plan.month, calendar=calendar)
    rows = []
    if len(whole) >= FEWEST_MONTHS and not plan.year.empty:
        families = families_of(tested, facts, targets, whole)
        known = run_past(plan, families, rule_of(facts["sales_cube"], whole, calendar), whole)
        for family, (past, expected) in zip(families, known, strict=True):
            rows += _judged(tested, family, past, expected)
    found = pd.concat(rows, ignore_index=True)[FINER] if rows else pd.DataFrame(columns=FINER)
    every = tested.frames["attainability"]
    kinds = found["period"].map(_kinds(tested))
    also = found.assign(kind=kinds, so_far=0.0, confidence=CONFIDENCE)[ATTAINABILITY]
    both = pd.concat([every, also], ignore_index=True) if len(also) else every
    return {"finer": found, "grains": _grains(found, tested), "attainability": both}


def _kinds(tested: Tested) -> dict[str, str]:
    return dict(tested.plan.periods[["period", "kind"]].itertuples(index=False, name=None))


def _judged(
    tested: Tested, family: Family, past: Backtest | None, expected: Array
) -> list[pd.DataFrame]:
    """Return the rows of a family: dense cells by period, then those too sparse with their band."""
    periods, found = tested.plan.periods, []
    dense = np.flatnonzero(family.is_dense)
    full = periods["kind"].map({"month": 1, "quarter": 3}).fillna(periods["n_open"])
    opened = periods[(periods["n_open"] > 0) & (periods["n_open"] == full)]
    for kind in KINDS if past is not None else ():
        finest = list(KINDS[: KINDS.index(kind) + 1])
        at = np.isin(family.grain[dense], finest)
        for period in opened[opened["kind"] == kind].head(1).to_dict("records"):
            if at.any() and past is not None:
                parts = (past.rows(at), expected[at], dense[at])
                found.append(_of_period(tested, family, period, parts))
    others = np.flatnonzero(~family.is_dense)
    if len(others):
        found.append(_as_parent(tested, family, others))
    return found


def _of_period(
    tested: Tested,
    family: Family,
    period: Mapping[Any, Any],
    parts: tuple[Backtest, Array, NDArray[np.intp]],
) -> pd.DataFrame:
    """Return the dense cells of one period with range, chance and state."""
    past, expected, place = parts
    year = tested.plan.year.iloc[0]
    known = Month.parse(str(year["last"])).ordinal - expected.shape[1]
    first = Month.parse(str(period["open_from"])).ordinal - known
    last = Month.parse(str(period["last"])).ordinal - known
    mean = expected[:, first - 1 : last].sum(axis=1)
    before = known + first - Month.parse(str(year["open_from"])).ordinal
    target = family.target[place][:, before : before + last - first + 1].sum(axis=1)
    beyond = max(last - STEPS, 0)
    first, last = max(first - beyond, 1), min(last, STEPS)
    cells, state = _joint(past, mean, first, last)
    low, high = interval(cells, CONFIDENCE)
    chance = np.where(cells.sd > 0, cell_probabilities(cells, target), np.nan)
    if state == "no_range":
        low, high, chance = (np.full(len(mean), np.nan) for _ in range(3))
    table = (
        family.cells.iloc[place]
        .reset_index(drop=True)
        .assign(
            dimension=family.name,
            period=period["period"],
            grain=family.grain[place],
            target=target,
            expected=mean,
            low=np.maximum(low, 0.0),
            high=high,
            gap=target - mean,
            chance=chance,
            state=np.where(np.isfinite(chance), state, "no_range"),
            parent="",
        )
    )
    shown = table["chance"].where(table["state"] == "shown")
    return table.assign(probability=shown, band=band(table["chance"]))


def _joint(past: Backtest, mean: Array, first: int, last: int) -> tuple[Joint, str]:
    """Return the joint distribution of cells in a period, and what earlier statements allow."""
    part = slice(first - 1, last)
    length = last - first + 1
    actual, forecast = past.actual[:, :, part].sum(axis=2), past.expected[:, :, part].sum(axis=2)
    usual = past.size * length
    ended = np.isfinite(actual).any(axis=1)
    errors = shares_of_level(actual[ended], forecast[ended], usual[ended])
    now = np.nan_to_num(usual[-1]) if len(usual) else np.zeros(len(mean))
    errors = errors if len(errors) else np.full((1, len(mean)), np.nan)
    cells = joint(mean, errors, levels(mean, now), n_independent=max(len(errors) / length, 1.0))
    if int(ended.sum()) < FEWEST_TIMES:
        return cells, "no_range"
    always = np.isfinite(actual[ended]).all(axis=0)
    most = np.argsort(-np.where(always, np.abs(mean), -1.0), kind="stable")[:MOST_STATED]
    most = np.sort(most[always[most]])
    if not len(most) or not len(actual):
        return cells, "unproven"
    said = past_statements(
        actual[:, most], forecast[:, most], usual[:, most], length=length, lag=last
    )
    of_cells = said[said["cell"] != -1]
    return cells, SHOWN[verdict(of_cells, length=length)["state"].iloc[0]] if len(
        of_cells
    ) else "unproven"


def _as_parent(tested: Tested, family: Family, place: NDArray[np.intp]) -> pd.DataFrame:
    """Return the cells without a chance of their own: the year's target and their region's band."""
    rows = tested.chances[tested.chances["dimension"].isin(["region", "total"])]
    bands = dict(zip(rows["node"], rows["band"], strict=True))
    cells = family.cells.iloc[place].reset_index(drop=True)
    parent = cells["region"].where(cells["region"].isin(set(bands)), "total")
    missing = dict.fromkeys(["expected", "low", "high", "gap", "probability"], np.nan)
    return cells.assign(
        dimension=family.name,
        period=tested.plan.year["period"].iloc[0],
        grain=family.grain[place],
        target=family.target[place].sum(axis=1),
        **missing,
        state=family.grain[place],
        parent=parent,
        band=parent.map(bands).fillna("not_judged"),
    )


def _grains(found: pd.DataFrame, tested: Tested) -> pd.DataFrame:
    """Return per family and grain how many cells there are, and their part of the target."""
    columns = ["dimension", "grain", "n_cells", "target", "target_share"]
    of_year = found[found["period"].map(_kinds(tested)) == "year"]
    if of_year.empty:
        return pd.DataFrame(columns=columns)
    table = of_year.groupby(["dimension", "grain"])["target"].agg(["size", "sum"]).reset_index()
    table.columns = pd.Index(columns[:4])
    whole = table.groupby("dimension")["target"].transform("sum")
    return table.assign(target_share=table["target"] / whole.where(whole != 0))
