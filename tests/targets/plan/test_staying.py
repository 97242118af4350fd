"""The chance that a silent customer still buys: closed forms, and plans that follow it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from salesnb.months import Month
from salesnb.targets.plan.staying import LEAVING, still_buying

MONTHS = [str(one) for one in Month(2024, 11).until(Month(2026, 10))]


def sold(**months: list[int]) -> pd.DataFrame:
    """Return sales of customers in the months with these places."""
    rows = [(name, MONTHS[at], 100.0) for name, places in months.items() for at in places]
    return pd.DataFrame(rows, columns=["customer_id", "month", "net_amount"])


def test_who_bought_last_month_is_there_and_who_never_did_is_not_named() -> None:
    found = still_buying(sold(A=[23], B=list(range(24))), MONTHS)
    assert found.to_dict() == {"A": 1.0, "B": 1.0}
    assert still_buying(sold(), MONTHS).empty


def test_one_purchase_and_a_silent_month_is_a_closed_form() -> None:
    """After one purchase each chance to buy is as likely: silent in one month of two."""
    there = 0.5 * (1 - LEAVING)
    assert still_buying(sold(A=[22]), MONTHS)["A"] == pytest.approx(there / (there + LEAVING))


def test_the_same_silence_says_more_of_who_bought_more_often() -> None:
    found = still_buying(sold(A=list(range(19)), B=[0, 6, 12, 18], C=[18]), MONTHS)
    assert found["A"] < 0.01 < 0.8 < found["B"] and found["A"] < found["C"]


def test_returns_are_no_purchases_and_only_two_years_count() -> None:
    back = sold(A=[3]).assign(net_amount=-5.0)
    assert still_buying(pd.concat([sold(A=[1]), back]), MONTHS)["A"] < 0.9
    assert "A" not in still_buying(sold(A=[1]), [*MONTHS[2:], "2026-11", "2026-12"])


def test_chances_come_true() -> None:
    """Customers who buy and leave as is assumed: of like chances as many are there."""
    rng = np.random.default_rng(5)
    n = 4000
    rate = rng.uniform(size=(n, 1))
    left = rng.geometric(LEAVING, size=(n, 1))  # after so many months
    bought = (rng.uniform(size=(n, 24)) < rate) & (np.arange(24) < left)
    who, at = np.nonzero(bought)
    names = np.char.add("C", who.astype(str))
    rows = {"customer_id": names, "month": np.array(MONTHS)[at], "net_amount": 1.0}
    chance = still_buying(pd.DataFrame(rows), MONTHS)
    there = (left[:, 0] >= 24)[chance.index.str[1:].astype(int)]
    off = float(there.mean() - chance.mean())
    error = float(np.sqrt((chance * (1 - chance)).sum()) / len(chance))
    assert abs(off) < 3 * error
