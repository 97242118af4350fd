"""A part's month is judged by its own trend; all together stay inside in nineteen of twenty."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from salesnb.methods.seasonality import decompose
from salesnb.months import Month
from salesnb.sales.members import judged_parts, member_months
from salesnb.sales.standing import distance, state
from tests.methods.planted import CALENDAR, planted

N = 49


def company(seed: int, *, count: int = 6, bad: float = 0.0, growth: float = 0.0) -> pd.DataFrame:
    """Return sales of `count` parts; A0 has a bad last month (log effect) and its own growth."""
    series = planted(seed, n=N, ahead=0)
    rng = np.random.default_rng([seed, 7])
    rows = []
    for i in range(count):
        own = rng.normal(0, 0.06, N) + (growth / 12 * np.arange(N) if i == 0 else 0)
        values = series.values * np.exp(own)
        values[-1] *= np.exp(bad) if i == 0 else 1
        rows += [(m, f"A{i}", v) for m, v in zip(series.months, values, strict=True)]
    return pd.DataFrame(rows, columns=["month", "part", "net_amount"]).assign(n_purchases=1)


def judged(sales: pd.DataFrame) -> pd.DataFrame:
    total = sales.groupby("month")["net_amount"].sum()
    whole = decompose(total.index.tolist(), total.to_numpy(), working_days=CALENDAR.working_days)
    last = Month.parse(total.index[-1])
    days = CALENDAR.working_days
    by_part = member_months(sales, whole, column="part", month=last, working_days=days)
    return by_part.set_index("node")


def test_a_bad_month_in_a_good_trend_is_told_as_both() -> None:
    by_part = judged(company(3, bad=-0.5, growth=0.2))
    row = by_part.loc["A0"]
    assert row["state"] == "below" and row["distance"] == by_part["distance"].min() < -1
    seen = {
        times: state(distance(left * row["expected"], *row[["expected", "low", "high"]]))
        for times in (0.999, 1.001)
        for left in [1 - times * row["seen_fall"]]
    }
    assert seen == {0.999: "edge_below", 1.001: "below"}, "a larger fall stands out, a smaller not"
    assert row["growth_low"] > 0
    assert (by_part.drop("A0")["state"] == "ordinary").all()


def test_ordinary_parts_raise_few_alarms_together() -> None:
    assert np.mean([has_alarm(seed) for seed in range(4)]) <= 0.25  # one in twenty is expected


@pytest.mark.long
def test_parts_raise_alarms_together_about_as_often_as_stated() -> None:
    assert np.mean([has_alarm(seed) for seed in range(40)]) <= 0.15


def has_alarm(seed: int) -> bool:
    """Return whether any part of an ordinary company is judged other than ordinary."""
    return bool((judged(company(seed))["state"] != "ordinary").any())


def test_a_part_that_began_lately_or_a_short_history_is_not_judged() -> None:
    sales = company(1)
    lately = sales[(sales["part"] != "A1") | (sales["month"] >= sales["month"].max())]
    by_part = judged(lately)
    assert by_part.loc["A1", "state"] == "unjudged" and np.isnan(by_part.loc["A1", "expected"])
    counts = judged_parts(by_part).iloc[0]
    assert counts[["n_judged", "n_unjudged"]].tolist() == [5, 1]
    few = sales[sales["month"] > sorted(sales["month"].unique())[-12]]
    assert judged(few).empty


@pytest.mark.parametrize("seed", [0, 1])
def test_the_growth_that_was_planted_lies_in_its_interval(seed: int) -> None:
    row = judged(company(seed, growth=0.15)).loc["A0"]
    planted_growth = np.exp(0.15 + 0.06) - 1
    assert row["growth_low"] < planted_growth < row["growth_high"]
