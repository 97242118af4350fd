"""What is stated of each open instalment: shares by month, and what a promise is worth."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from salesnb.targets.cash.errors import bounds
from salesnb.targets.cash.open_items import PROMISE_PRIOR
from tests.targets.test_collections import MONTH, facts, frames, plan, promised, seen, steady


def test_what_is_expected_of_open_instalments_is_the_cash_of_their_months() -> None:
    owed, paid = steady()
    late = [
        (name, day + pd.Timedelta(days=(i * 17) % 50), n) for i, (name, day, n) in enumerate(paid)
    ]
    known = facts(owed, [row for row in late if row[1] <= pd.Timestamp(MONTH.last)])
    found = frames(known, plan(N60=100.0))
    items, months = found["payment_times"], found["cash_months"]
    cash = months[months["dimension"] == "total"]["from_open"].head(3)
    assert items["open_amount"].sum() > 0
    assert items["expected_amount"].sum() == pytest.approx(cash.sum(), abs=0.01 * len(items))
    stated = items["open_amount"] * items["three_months_share"]
    assert items["expected_amount"].tolist() == pytest.approx(stated.tolist(), abs=0.01)
    first = items["open_amount"] * items["one_month_share"]
    assert first.sum() == pytest.approx(cash.iloc[0], abs=0.01 * len(items))


def test_few_promises_that_were_kept_are_believed_in_part_only() -> None:
    owed, _ = steady(first="2025-01-01")
    paid_on = [row[4] + pd.Timedelta(days=7 if i % 3 == 0 else 40) for i, row in enumerate(owed)]
    rows = [(row[0], day, row[5]) for row, day in zip(owed, paid_on, strict=True)]
    known = promised(owed, [r for r in rows if r[1] <= pd.Timestamp(MONTH.last)], kept=True)
    known["payment_promises"] = known["payment_promises"].head(1)
    assert 0 < seen(known).items.kept_share <= 1 / (1 + PROMISE_PRIOR)


def test_errors_of_small_forecasts_are_shares_of_a_quarter_of_the_usual_month() -> None:
    spread, n = np.full((2, 1), 0.1), np.full((2, 1), 1e6)
    expected, usual = np.array([[10.0], [80.0]]), np.array([100.0, 100.0])
    found = bounds(expected, spread, n, usual=usual, level=0.9)
    assert found[:, 0] == pytest.approx([10 + 1.2816 * 0.1 * 25, 80 + 1.2816 * 0.1 * 80], rel=1e-4)
