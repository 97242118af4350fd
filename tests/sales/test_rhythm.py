"""A customer is overdue by its own rhythm; how many are by chance alone is known beforehand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from salesnb.months import Month
from salesnb.sales import overdue

LAST = Month(2026, 10)


def purchases(*months: list[int]) -> pd.DataFrame:
    """Return purchases of C0, C1, ... in the months (counted back from LAST) named for each."""
    rows = [(str(LAST - back), f"C{i}", 1.0, 1) for i, one in enumerate(months) for back in one]
    return pd.DataFrame(rows, columns=["month", "customer_id", "purchase_amount", "n_purchases"])


def judged(*months: list[int]) -> pd.DataFrame:
    by_customer = overdue.rhythm(purchases(*months), last_whole=LAST, memory_months=24)
    return by_customer.set_index("customer_id")


def test_who_buys_every_month_is_overdue_after_one_month_and_one_who_pauses_is_not() -> None:
    by_customer = judged(list(range(1, 41)), list(range(0, 60, 2)), [0, 5, 9])
    assert by_customer["state"].tolist() == ["overdue", "on_rhythm", "cannot_tell"]
    assert by_customer.loc["C0", "usual_months"] == 0 and by_customer.loc["C1", "usual_months"] == 1


def test_the_chance_of_a_silence_is_that_of_missing_so_many_months_in_a_row() -> None:
    by_customer = judged(
        list(range(3, 43))
    )  # bought in 40 of 40 months: 39 after the first, none missed
    row = by_customer.iloc[0]
    expected = (0.5 / 40) * (1.5 / 41) * (2.5 / 42)
    assert row["chance"] == pytest.approx(expected)
    assert row["alarm_chance"] == pytest.approx(0.5 / 40)


def test_nobody_is_silent_by_chance_who_has_just_bought() -> None:
    assert judged(list(range(40)))["chance"].tolist() == [1.0]


def test_false_alarms_are_about_as_many_as_stated() -> None:
    rng = np.random.default_rng(11)
    share = rng.uniform(0.4, 0.95, 600)
    months = [list(np.flatnonzero(rng.random(72) < p)) for p in share]
    by_customer = overdue.rhythm(purchases(*months), last_whole=LAST, memory_months=24)
    states = overdue.rhythm_states(by_customer).set_index("state")
    found, stated = states.loc["overdue", ["n_customers", "by_chance"]]
    assert stated > 5
    assert abs(found - stated) < 3.5 * np.sqrt(stated)  # nobody has left: all are by chance
    assert states["n_customers"].drop("total").sum() == states.loc["total", "n_customers"] == 600
