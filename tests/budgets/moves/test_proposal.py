"""From cells to a plan, its gain and its moves: closed forms of square roots, locks and floors."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from salesnb.budgets.moves.cells import Cells
from salesnb.budgets.moves.proposal import Proposal, counted_until, propose
from salesnb.budgets.moves.shown import gain_of, plan_by_cell, plan_by_channel, what_binds
from salesnb.budgets.moves.steps import list_moves
from salesnb.budgets.moves.whatif import Trials
from salesnb.methods.saturation import Curves

SIZES = np.array([3.0, 4.0, 12.0])  # of a * sqrt(x): the best of a total goes by their squares
TOTAL = 169.0


def cells(*, state: str = "free", draws: int = 9, floor: float = 0.0) -> Cells:
    """Return three cells in two channels, of which the last has the state; half a unit a year."""
    rows = pd.DataFrame(
        {
            "region_id": ["E", "W", "E"],
            "marketing_channel_id": ["A", "A", "B"],
            "kind": "power",
            "scale": SIZES,
            "half": 1.0,
            "shape": 0.5,
            "decay": [0.0, 0.0, 0.5],
            "present": [60.0, 60.0, 49.0],
            "lower": 0.0,
            "upper": 500.0,
            "group": ["A", "A", "B"],
            "state": ["free", "free", state],
            "observed_low": 5.0,
            "observed_high": 100.0,
            "line_id": "",
        }
    )
    groups = pd.DataFrame({"group": ["A", "B"], "lowest": [floor, 0.0], "highest": np.inf})
    one = [np.tile(rows[name], (draws, 1)) for name in ("scale", "half", "shape")]
    return Cells(rows, groups, Curves(rows["kind"].to_numpy("str"), *one))


def solved(**how: object) -> Proposal:
    return propose(cells(**how), TOTAL, confidence=0.8)  # type: ignore[arg-type]


def test_the_best_plan_of_square_roots_goes_by_their_squares() -> None:
    plan = solved()
    assert plan.best == pytest.approx([9.0, 16.0, 144.0], abs=0.05)
    assert plan.same == pytest.approx([60.0, 60.0, 49.0]) and plan.verdict == "act"
    now = (SIZES * np.sqrt(plan.same)).sum()
    row = gain_of(plan).iloc[0]
    assert row["gain"] == pytest.approx(13 * np.sqrt(169) - now, rel=1e-3)
    assert row["probability"] == pytest.approx(9.5 / 10) and row["brings"] == pytest.approx(now)
    assert row["moved"] == pytest.approx(95.0, abs=0.1)


def test_moves_add_up_to_the_gain_and_to_the_plan() -> None:
    plan = solved()
    moves = list_moves(plan)
    assert moves["gain"].sum() == pytest.approx(plan.decision.gain, rel=1e-6)
    assert moves["amount"].sum() == pytest.approx(95.0, abs=0.1)
    assert set(moves["to_channel"]) == {"B"} and moves["gain"].is_monotonic_decreasing


@pytest.mark.parametrize("state", ["locked", "unknown"])
def test_what_is_locked_or_not_told_keeps_its_share(state: str) -> None:
    plan = solved(state=state)
    assert plan.best[2] == pytest.approx(49.0)
    assert plan.best[:2] == pytest.approx([120 * 9 / 25, 120 * 16 / 25], abs=0.3)
    kinds = what_binds(plan).set_index("marketing_channel_id")["kind"]
    assert kinds["B"] == state


def test_where_no_cell_may_move_all_cells_add_up_to_the_total() -> None:
    """Each channel's amount rounds up by itself: .335 and .335 of .67."""
    own = cells()
    rows = own.rows.assign(state="unknown", present=[0.1675, 0.1675, 0.335])
    plan = propose(replace(own, rows=rows), 0.67, confidence=0.8)
    assert plan.verdict == "fixed"
    assert round(float(plan.spend.sum()), 6) == 0.67


def test_a_floor_of_a_channel_holds_to_the_cent() -> None:
    plan = solved(floor=130.0)
    assert plan.best[:2].sum() == pytest.approx(130.0, abs=0.011)
    binds = what_binds(plan).set_index("marketing_channel_id")
    assert binds.loc["A", "kind"] == "floor" and binds.loc["A", "beyond"] < 0


def test_where_nothing_gains_the_money_stays() -> None:
    own = cells()
    at_best = replace(own, rows=own.rows.assign(present=[9.0, 16.0, 144.0]))
    plan = propose(at_best, TOTAL, confidence=0.8)
    assert plan.verdict in {"stay", "cannot_tell"} and (plan.spend == plan.same).all()
    assert list_moves(plan).empty or list_moves(plan)["amount"].max() < 1


def test_judged_curves_move_nothing_and_state_no_probability() -> None:
    plan = solved(draws=1)
    assert plan.verdict == "judged" and (plan.spend == plan.same).all()
    assert gain_of(plan)["probability"].isna().all()


def test_a_plan_adds_up_by_cell_and_channel_and_marks_what_was_never_spent() -> None:
    rows = plan_by_cell(solved())
    assert rows["is_extrapolated"].tolist() == [False, False, True]
    sums = plan_by_channel(rows).set_index("marketing_channel_id")
    assert sums.loc["total", "proposed"] == pytest.approx(TOTAL, abs=0.02)
    assert sums.loc["B", "change"] == pytest.approx(95.0, abs=0.1)


def test_a_nearer_horizon_counts_less_of_what_carries_over() -> None:
    """Of a unit in month t, 1 - .5 ** (12 - t + 1) comes in within twelve months."""
    scale = counted_until(cells(), 12).rows["scale"].to_numpy()
    part = np.mean([1 - 0.5 ** (12 - t + 1) for t in range(1, 13)])
    assert scale == pytest.approx([3.0, 4.0, 12.0 * part])


def test_trials_say_what_other_totals_and_floors_do() -> None:
    trials = Trials(cells(floor=100.0), TOTAL, 0.8)
    rows = trials.cases().set_index(["what", "case"])
    assert rows.loc[("total", "high"), "brings"] > rows.loc[("as_decided", "base"), "brings"]
    assert rows.loc[("floors", "low"), "brings"] > rows.loc[("floors", "high"), "brings"]
    assert trials.answer(90.0)["is_short"].tolist() == [True]
    frontier = trials.frontier()
    assert frontier["one_more"].is_monotonic_decreasing and frontier["is_present"].sum() == 1
