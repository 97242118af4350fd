"""What people decided of marketing money: lines, the total, last year's shares within bounds."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from salesnb.budgets.moves.decided import marketing_lines, money_of, raised, same_shares
from salesnb.budgets.moves.panel import read_panel
from tests.budgets.moves.spend_facts import NOW, calendar, decided, facts

LOCKED = {"line_id": "L", "marketing_channel_id": "A", "amount": 900.0, "is_locked": True}
CAPPED = {"line_id": "C", "marketing_channel_id": "B", "floor": 300.0, "cap": 1500.0}
TRAVEL = {"line_id": "T", "expense_type": "travel", "amount": 7.0}


def test_a_locked_line_is_floor_and_cap_and_others_keep_theirs() -> None:
    lines = marketing_lines(decided(LOCKED, CAPPED, TRAVEL), year="2027").set_index("line_id")
    assert list(lines.index) == ["L", "C"]
    assert lines.loc["L", ["floor", "cap"]].tolist() == [900.0, 900.0]
    assert lines.loc["C", ["floor", "cap"]].tolist() == [300.0, 1500.0]


def test_lines_of_another_year_bind_nothing() -> None:
    assert marketing_lines(decided(LOCKED, year=2026), year="2027").empty


@pytest.mark.parametrize(
    ("total", "budgeted", "amount", "source"),
    [
        (5000.0, 9999.0, 5000.0, "parameter"),
        (0.0, 2000.0, 2000.0, "budget"),
        (0.0, np.nan, 3600.0, "last_year"),
    ],
)
def test_the_total_is_the_parameter_or_what_is_budgeted_or_last_year_s(
    total: float, budgeted: float, amount: float, source: str
) -> None:
    panel = read_panel(facts(), month=NOW, calendar=calendar())
    money = money_of(panel, total=total, budgeted=budgeted)
    assert (money.total, money.source) == (amount, source)


def test_amounts_are_raised_alike_until_bounds_hold_some_of_them() -> None:
    base, low, high = np.array([1.0, 2.0, 3.0]), np.zeros(3), np.array([9.0, 9.0, 4.0])
    assert raised(base, low, high, 3.0) == pytest.approx([0.5, 1.0, 1.5])
    assert raised(base, low, high, 10.0) == pytest.approx([2.0, 4.0, 4.0])
    assert raised(base, low, high, 99.0) == pytest.approx([9.0, 9.0, 4.0])
    assert raised(base, np.full(3, 2.0), high, 1.0) == pytest.approx([2.0, 2.0, 2.0])


def test_last_year_s_shares_are_kept_within_channels_and_cells() -> None:
    cells = pd.DataFrame(
        {
            "group": ["A", "A", "B"],
            "present": [10.0, 30.0, 60.0],
            "lower": [0.0, 0.0, 0.0],
            "upper": [150.0, 150.0, 150.0],
        }
    )
    groups = pd.DataFrame({"group": ["A", "B"], "lowest": [60.0, 0.0], "highest": [np.inf, np.inf]})
    spend = same_shares(cells, groups, 200.0)
    assert spend == pytest.approx([20.0, 60.0, 120.0], abs=1e-6)
    assert spend.sum() == pytest.approx(200.0, abs=1e-6)
    held = same_shares(cells, groups, 100.0)
    assert held == pytest.approx([15.0, 45.0, 40.0], abs=1e-6)
