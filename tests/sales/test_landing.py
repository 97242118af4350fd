"""Where the year lands: its interval holds for the sum of months, and what is unknown is said."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from salesnb.methods.seasonality import decompose
from salesnb.months import Month
from salesnb.sales.landing import landing
from tests.methods.planted import CALENDAR, planted
from tests.sales.test_variances import target, targets

NO_TARGETS = targets()


def landed(
    sales: float = 100.0,
    *,
    plan: float = 0.0,
    first: str = "2023-01",
    until: str = "2026-09",
    **how,
) -> pd.Series:
    months = [str(m) for m in Month.parse(first).until(Month.parse(until))]
    wave = 1 + 0.02 * np.sin(np.arange(len(months)) * 7.0)
    by_month = pd.DataFrame({"month": months, "sales": sales * wave})
    rows = [target(f"2026-{m:02}", plan) for m in range(1, 13)] if plan else []
    how = {"is_partial": False, "whole": months, **how}
    month = Month.parse(until)
    one = landing(by_month, targets(*rows), month=month, calendar=CALENDAR, **how)
    return one.iloc[0]


def test_the_interval_of_the_sum_of_months_holds_about_as_often_as_it_says() -> None:
    inside = []
    for seed in range(40):
        series = planted(seed, ahead=6)
        one = decompose(*series.known, working_days=CALENDAR.working_days, ahead=6).ahead.iloc[0]
        inside.append(one["low"] <= series.values[series.n :].sum() <= one["high"])
    assert 0.85 <= np.mean(inside) <= 1.0


def test_the_sum_of_one_month_ahead_is_that_month() -> None:
    parts = decompose(*planted(1).known, working_days=CALENDAR.working_days, ahead=1)
    names = ["expected", "low", "high"]
    assert parts.ahead.iloc[0].tolist() == pytest.approx(parts.frame.iloc[-1][names].tolist())


def test_the_sum_of_months_is_surer_than_its_months_together() -> None:
    parts = decompose(*planted(1).known, working_days=CALENDAR.working_days, ahead=6)
    months, total = parts.frame.tail(6), parts.ahead.iloc[0]
    assert total["high"] - total["low"] < (months["high"] - months["low"]).sum()


@pytest.mark.parametrize(
    ("plan", "state"), [(60.0, "met"), (160.0, "missed"), (100.0, "open"), (0.0, "no_plan")]
)
def test_a_plan_is_judged_only_beyond_what_can_be_expected(plan: float, state: str) -> None:
    row = landed(plan=plan)
    assert row["state"] == state and row["low"] < row["expected"] < row["high"]
    assert row["n_ahead"] == 3 and row["so_far"] == pytest.approx(900.0, rel=0.02)


def test_a_year_that_is_over_is_counted_not_expected() -> None:
    row = landed(plan=99.0, until="2026-12")
    assert row["state"] == "over" and row["low"] == row["high"] == row["so_far"]


def test_nothing_is_expected_of_a_short_history_or_a_month_that_is_not_whole() -> None:
    assert landed(first="2026-01")["state"] == "short"
    assert landed(first="2026-03", until="2027-08")["state"] != "short"
    few = [str(m) for m in Month.parse("2025-05").until(Month.parse("2026-09"))]
    assert landed(whole=few)["state"] == "short"
    partial = landed(is_partial=True)
    assert partial["state"] == "partial" and pd.isna(partial["expected"])
    known = [str(m) for m in Month.parse("2023-01").until(Month.parse("2026-08"))]
    assert landed(whole=known)["state"] == "partial"


def test_a_first_month_that_is_not_whole_does_not_shift_what_is_expected() -> None:
    months = [str(m) for m in Month.parse("2023-01").until(Month.parse("2026-09"))]
    by_month = pd.DataFrame({"month": months, "sales": [1.0, *[100.0] * (len(months) - 1)]})
    how = {"month": Month(2026, 9), "calendar": CALENDAR, "is_partial": False}
    row = landing(by_month, NO_TARGETS, whole=months[1:], **how).iloc[0]
    assert row["ahead"] == pytest.approx(300.0, rel=0.02)
    assert row["high"] - row["low"] < 20.0


def test_the_firm_s_own_year_counts() -> None:
    row = landed(year_start=4)
    assert (row["first"], row["last"], row["n_ahead"]) == ("2026-04", "2027-03", 6)
