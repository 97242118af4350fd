"""Forecasts issued earlier against what came since; decided totals against what is expected."""

from __future__ import annotations

import pandas as pd
import pytest

from salesnb.contracts.decided.controls import CONTROLS
from salesnb.targets.ahead.decided import against_decided
from salesnb.targets.ahead.issued import how_issued_fared
from salesnb.targets.ahead.landing import show_landing
from salesnb.targets.ahead.outlook import look_ahead
from salesnb.targets.cash.collections import next_months
from tests.targets.test_outlook import CALENDAR, MONTH, facts

TEXTS = [one.name for one in CONTROLS.fields if one.name not in {"amount", "decided_on"}]


@pytest.fixture(scope="module")
def known():
    return look_ahead(facts(), month=MONTH, calendar=CALENDAR, reach=18)


def controls(*rows: dict[str, object]) -> pd.DataFrame:
    plain = {"kind": "total", "period": "2027", "measure": "", "amount": 1e5}
    return pd.DataFrame([dict.fromkeys(TEXTS, "") | plain | one for one in rows])


def test_a_forecast_issued_earlier_is_held_against_the_months_since(known) -> None:
    then = look_ahead(facts(46), month=MONTH - 2, calendar=CALENDAR)
    before = look_ahead(
        {**facts(), "sales_cube": facts()["sales_cube"].query("month <= '2026-04'")},
        month=MONTH - 2,
        calendar=CALENDAR,
    )
    assert then.whole[-1] == before.whole[-1] == "2026-04"
    issued = show_landing(before)["forecast"].astype({"month": "category"})
    row = how_issued_fared(known, {"2026-04": issued})["issued"].iloc[0]
    came = known.measures["sales"].values[0, -2:].sum()
    assert (row["first"], row["last"], row["n_months"]) == ("2026-05", "2026-06", 2)
    assert row["actual"] == pytest.approx(came)
    assert row["expected"] == pytest.approx(before.measures["sales"].expected[0, :2].sum())
    assert row["off"] == pytest.approx(row["expected"] / came - 1) and 0 <= row["n_held"] <= 2


def test_months_that_have_not_come_are_not_judged(known) -> None:
    issued = show_landing(known)["forecast"]
    assert how_issued_fared(known, {"2026-06": issued})["issued"].empty
    assert how_issued_fared(known, {})["issued"].empty


def test_a_total_that_was_decided_stands_beside_what_is_expected(known) -> None:
    found = against_decided(known, controls({}))["decided"].iloc[0]
    expected = known.measures["sales"].expected[0, 6:18].sum()
    assert (found["first"], found["last"], found["so_far"]) == ("2027-01", "2027-12", 0.0)
    assert found["expected"] == pytest.approx(expected)
    assert found["gap"] == pytest.approx(expected - 1e5)
    assert found["low"] < found["expected"] < found["high"]


def test_a_year_that_runs_has_what_came_in_it(known) -> None:
    found = against_decided(known, controls({"period": "2026"}))["decided"].iloc[0]
    year = show_landing(known)["landing"].set_index("span").loc["year"]
    for column in ("so_far", "expected", "low", "high"):
        assert found[column] == pytest.approx(year[column]), column


@pytest.mark.parametrize(
    "other",
    [
        {"region_id": "R1"},
        {"kind": "cap"},
        {"measure": "margin"},
        {"period": "2025"},
        {"period": "2028"},
        {"amount": float("nan")},
    ],
)
def test_what_is_no_total_of_the_firm_s_sales_ahead_is_left_out(known, other) -> None:
    assert against_decided(known, controls(other))["decided"].empty


def test_without_controls_or_a_forecast_nothing_is_held_against_them(known) -> None:
    assert against_decided(known, pd.DataFrame())["decided"].empty
    short = look_ahead(facts(2), month=MONTH, calendar=CALENDAR)
    assert against_decided(short, controls({}))["decided"].empty


def line(n_past: int = 12) -> pd.DataFrame:
    months = [str(m) for m in (MONTH - (n_past - 1)).until(MONTH + 6)]
    nan = float("nan")
    rows = [
        (m, 10.0, nan, nan, nan) if m <= str(MONTH) else (m, nan, 8.0, 7.0, 9.5) for m in months
    ]
    return pd.DataFrame(rows, columns=["month", "actual", "expected", "low", "high"])


def test_cash_of_the_next_months_stands_beside_the_year_before() -> None:
    row = next_months(line()).iloc[0]
    assert (row["first"], row["last"]) == ("2026-07", "2026-09")
    assert row[["expected", "low", "high", "before", "change"]].tolist() == [24, 21, 28.5, 30, -6]


def test_cash_without_a_year_before_or_a_forecast_has_no_row() -> None:
    assert next_months(line(9)).empty
    assert next_months(line().query("month <= '2026-08'")).empty
