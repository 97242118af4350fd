"""How likely each node of the plan is reached, with a probability only where our own past bears it.

Nodes of one dimension are judged together: their errors at earlier origins give sizes, shape and
correlation. Areas and the total are sums of regions (else of the first dimension that there is).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salesnb.members import TOTAL, UNASSIGNED
from salesnb.methods.challenge_bands import band
from salesnb.targets.chance.attainability import cell_probabilities, interval
from salesnb.targets.chance.past_verdicts import (
    SHOWN,
    reliabilities,
    statements,
    states,
    verdicts,
)
from salesnb.targets.chance.period_cells import Cells, cells_ahead, in_turn
from salesnb.targets.chance.plan_nodes import KINDS, LEVELS, Plan
from salesnb.targets.chance.year_total import main_dimension

Array = NDArray[np.float64]
CONFIDENCE = 0.8  # of ranges
ATTAINABILITY = ["dimension", "node", "period", "kind", "grain", "target", "so_far", "expected"]
ATTAINABILITY += ["low", "high", "gap", "probability", "band", "state", "confidence"]
JUDGED = [*ATTAINABILITY, "chance"]


@dataclass(frozen=True)
class Tested:
    """What the plan's tests say: frames, and the distributions that they rest on."""

    plan: Plan
    main: str  # the dimension whose nodes the total is the sum of
    rows: pd.DataFrame  # of attainability, with the chance that each band rests on
    frames: Mapping[str, pd.DataFrame]
    cells: Mapping[tuple[str, str], Cells]  # dimension and period

    @cached_property
    def chances(self) -> pd.DataFrame:
        """The rows of attainability of the year, shown or not."""
        rows = self.rows
        return rows[(rows["kind"] == "year") & (rows["state"] != "over")]


def judge_plan(plan: Plan) -> Tested:
    """Return the frames attainability, verdicts and reliability of a plan.

    attainability: dimension, node, period with its kind; target, so_far and expected of the whole
    period, low and high (80 % range), gap (target less expected), probability where it may be
    shown, band, state: shown; unproven (the past is too short to test probabilities); fails (they
    did not come true); over (no open month); not_expected (nothing is forecast); no_range (too few
    earlier forecasts of as many months can be held against what came); not_asked (no target).
    verdicts: per kind and dimension whether stated probabilities came true; reliability: stated
    against came true.
    """
    dimensions = plan.partitions or [TOTAL]
    main = main_dimension(plan)
    said = {kind: statements(plan, dimensions, kind) for kind in KINDS}
    held = verdicts(said, main)
    periods = [(one, plan.open_sums(one)) for one in in_turn(plan)]
    cells = cells_ahead(plan, dimensions, periods)
    rows = [
        _judged(plan, period, found, cells, main).assign(kind=period["kind"])
        for period, found in periods
    ]
    table = pd.concat(rows, ignore_index=True) if rows else pd.DataFrame(columns=JUDGED)
    judged = _stated(table, states(held))
    frames = {
        "attainability": judged[ATTAINABILITY],
        "verdicts": held,
        "reliability": reliabilities(said, main),
    }
    return Tested(plan, main, judged, frames, cells)


def _judged(
    plan: Plan,
    period: Mapping[Any, Any],
    found: pd.DataFrame,
    cells: Mapping[tuple[str, str], Cells],
    main: str,
) -> pd.DataFrame:
    """Return the nodes of a period with expected, range and chance."""
    table = found.assign(low=np.nan, high=np.nan, chance=np.nan)
    table = table.set_index(["dimension", "node"])
    name = str(period["period"])
    for one in {key[0] for key in cells if key[1] == name}:
        own = cells[one, name]
        low, high = interval(own.joint, CONFIDENCE)
        chance = cell_probabilities(own.joint, own.target)
        at = pd.MultiIndex.from_product([[one], own.nodes])
        chance = np.where(own.joint.sd > 0, chance, np.nan)
        table.loc[at, ["low", "high", "chance"]] = np.column_stack([low, high, chance])
    if (main, name) in cells and main != TOTAL:
        _put_sums(table, plan, cells[main, name], main)
    table = table.reset_index().assign(period=name)
    if not period["n_open"]:
        table["expected"] = 0.0
    for column in ("low", "high", "expected"):
        table[column] = table["so_far"] + table[column]
    table["low"] = np.where(table["expected"] >= 0, table["low"].clip(lower=0), table["low"])
    table["n_open"] = period["n_open"]
    return table


def _put_sums(table: pd.DataFrame, plan: Plan, cells: Cells, main: str) -> None:
    """Put the range and chance of the total and of areas: sums of the cells of `main`."""
    tail = (1 - CONFIDENCE) / 2
    kinds = {TOTAL: dict.fromkeys(cells.nodes, TOTAL)}
    kinds |= {level: dict(areas) for level, areas in plan.areas.items() if main == "region"}
    for dimension, of in kinds.items():
        there = table.index[table.index.get_level_values(0) == dimension]
        asked = table.loc[there, "target"] - table.loc[there, "so_far"]
        label = np.array([of.get(node, UNASSIGNED) for node in cells.nodes])
        members = (label[None, :] == there.get_level_values(1).to_numpy()[:, None]).astype(float)
        if len(there) and members.any(axis=1).all():
            whole = float(table.loc[there, "expected"].sum())
            summed = cells.whole(whole) if dimension == TOTAL else cells.sum(members)
            ends = np.column_stack([summed.safe(1 - tail), summed.safe(tail)])
            chance = summed.reached(asked.to_numpy(float))
            chance = np.where(summed.spread > 0, chance, np.nan)
            table.loc[there, ["low", "high", "chance"]] = np.column_stack([ends, chance])


def _stated(table: pd.DataFrame, allowed: Mapping[tuple[str, str], str]) -> pd.DataFrame:
    """Return the rows with probability where it may be shown, band and state."""
    if table.empty:
        return pd.DataFrame(columns=JUDGED)
    of = table["dimension"].where(~table["dimension"].isin(LEVELS), TOTAL)
    tested = [allowed.get(key, "unproven") for key in zip(table["kind"], of, strict=True)]
    state = np.select(
        [
            table["n_open"] == 0,
            table["target"] == 0,
            table["expected"].isna(),
            table["chance"].isna(),
        ],
        ["over", "not_asked", "not_expected", "no_range"],
        np.array(tested, dtype=object),
    )
    chance = table["chance"].where(np.isin(state, list(SHOWN.values())))
    return table.assign(
        state=state,
        chance=chance,
        probability=chance.where(state == "shown"),
        band=band(chance),
        gap=table["target"] - table["expected"],
        grain=table["kind"],
        confidence=CONFIDENCE,
    )[JUDGED]
