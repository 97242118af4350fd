"""When a plan falls due: months beside last year and forecast, days, weeks, 4-4-5 periods."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from salesnb.calendars import build
from salesnb.months import Month
from salesnb.settings import BusinessRules, parse_settings
from salesnb.targets.plan.dates import Clock, when_due
from salesnb.targets.plan.weekyears import Weeks
from salesnb.targets.plan.years import plan_year

CALENDAR = build(first_year=2025, last_year=2028)
NONE = pd.DataFrame(columns=["year"])
MONTHS = Weeks()
RETAIL = Weeks(starts=6, pattern=(4, 5, 4), year_start=2)


def planned(month: str = "2026-10", year: int = 2027, weeks: Weeks = MONTHS) -> Clock:
    stated = pd.DataFrame({"year": [year]})
    found = plan_year(stated, month=Month.parse(month), year_start=weeks.year_start)
    return Clock(found, CALENDAR, weeks)


def due(clock: Clock, **given: pd.DataFrame) -> dict[str, pd.DataFrame]:
    targets = pd.DataFrame({"month": clock.year.months, "target": 100.01})
    sold = pd.DataFrame({"month": ["2026-01", "2026-01", "2026-02"], "net_amount": [50, 30, 125.0]})
    frames = {"targets": targets, "sales_cube": sold, **given}
    return when_due(frames.pop("targets"), frames, clock)


def expected(month: str, *amounts: float) -> list[dict[str, object]]:
    low, middle, high = amounts
    row = {"measure": "sales", "dimension": "total", "node": "total", "month": month}
    ends = {0.1: low, 0.5: middle, 0.9: high}
    return [{**row, "quantile": q, "amount": a, "expected": middle} for q, a in ends.items()]


def test_days_add_up_to_every_month_to_the_cent() -> None:
    days = due(planned())["due_days"]
    assert days.groupby("month")["target"].sum().round(2).eq(100.01).all()
    assert days["day"].map(lambda day: CALENDAR.is_working(dt.date.fromisoformat(day))).all()


def test_the_month_of_the_festival_has_fewer_working_days() -> None:
    months = due(planned())["due_months"].set_index("month")
    assert months.loc["2027-02", "working_days"] < months.loc["2027-03", "working_days"]
    assert months.loc["2027-02", "per_day"] > months.loc["2027-03", "per_day"]


def test_a_month_stands_beside_last_year_or_what_is_expected_where_that_has_not_ended() -> None:
    forecast = pd.DataFrame(expected("2026-12", 90, 95, 99) + expected("2027-03", 60, 80, 99))
    months = due(planned(), forecast=forecast)["due_months"].set_index("month")
    assert months.loc["2027-01", ["before", "before_source"]].tolist() == [80, "actual"]
    assert months.loc["2027-12", ["before", "before_source"]].tolist() == [95, "forecast"]
    assert months.loc["2027-11", "before_source"] == ""
    assert months.loc["2027-01", "growth"] == pytest.approx(100.01 / 80 - 1)
    assert months.loc["2027-03", ["low", "high", "place"]].tolist() == [60, 99, "above"]


def test_closed_months_are_not_held_against_the_forecast() -> None:
    forecast = pd.DataFrame(expected("2027-01", 1, 2, 3) + expected("2027-04", 150, 160, 170))
    found = due(planned("2027-02"), forecast=forecast)
    assert found["due_months"]["state"].tolist() == ["closed"] * 2 + ["open"] * 10
    row = found["due"].iloc[0]
    assert row[["n_open", "n_judged", "n_above", "n_below"]].tolist() == [10, 1, 0, 1]
    assert found["due_days"]["month"].min() == "2027-03"


def test_weeks_begin_with_the_first_open_month_and_add_up() -> None:
    found = due(planned())
    weeks = found["due_weeks"]
    assert len(weeks) == 13
    assert weeks.loc[0, ["week", "first_day", "last_day"]].tolist() == [
        "2027-W01",
        "2027-01-04",
        "2027-01-10",
    ]
    later = due(planned("2027-03"))["due_weeks"]
    assert later.loc[0, ["first_day", "last_day"]].tolist() == ["2027-04-01", "2027-04-04"]
    days = found["due_days"]
    first = days[days["day"] <= weeks["last_day"].iloc[-1]]
    assert weeks["target"].sum() == pytest.approx(first["target"].sum())
    assert weeks["reached"].iloc[-1] == pytest.approx(first["target"].sum())


def test_periods_of_weeks_add_up_to_the_year() -> None:
    assert due(planned())["due_periods"].empty
    clock = planned(weeks=Weeks(pattern=(4, 4, 5)))
    periods = due(clock)["due_periods"]
    assert periods["target"].sum() == pytest.approx(12 * 100.01)
    assert periods["period"].iloc[[0, 1, -1]].tolist() == ["2026-P12", "2027-P01", "2027-P12"]
    whole = periods.iloc[1:-1]
    assert whole["n_weeks"].tolist() == [4, 4, 5] * 3 + [4, 4]


def test_a_year_of_weeks_begins_nearest_to_the_first_of_its_month() -> None:
    weeks = Weeks()
    for year in range(2020, 2035):
        first = weeks.year_begins(year)
        assert abs((first - dt.date(year, 1, 1)).days) <= 3
        assert first.weekday() == 0
        assert weeks.week_of(first) == f"{year}-W01"
        iso = first.isocalendar()
        assert (iso.year, iso.week) == (year, 1)
    assert RETAIL.year_begins(2024) == dt.date(2024, 2, 4)  # the retail year 2024 of 4-5-4
    assert RETAIL.period_of(dt.date(2024, 3, 2)) == "2024-P01"
    assert RETAIL.period_of(dt.date(2024, 3, 3)) == "2024-P02"


def test_a_53rd_week_belongs_to_the_last_period() -> None:
    weeks = Weeks(pattern=(4, 4, 5))
    assert weeks.week_of(dt.date(2026, 12, 31)) == "2026-W53"
    assert weeks.period_of(dt.date(2026, 12, 31)) == "2026-P12"


def test_settings_say_how_weeks_are_counted() -> None:
    rules = BusinessRules(week_pattern="4-5-4", week_starts="sun")
    assert Weeks.of(rules, year_start=2) == RETAIL
    stated = {"company": {"name": "A"}, "rules": {"week_pattern": "4-4-5"}}
    clock = Clock.of(planned().year, CALENDAR, parse_settings(stated))
    assert (clock.weeks, clock.digits) == (Weeks(pattern=(4, 4, 5)), 2)


def test_a_plan_of_nothing_falls_due_never() -> None:
    none = pd.DataFrame({"month": [], "target": []})
    for targets in (none, pd.DataFrame()):
        assert all(frame.empty for frame in due(planned(), targets=targets).values())


def test_years_without_announced_working_weekends_are_named() -> None:
    assert due(planned())["due"]["unpublished"].tolist() == ["2027"]
