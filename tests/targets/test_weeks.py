"""The weeks after a month: none of its days is left out, and sales and cash have the same ones."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pytest

from salesnb.calendars import build
from salesnb.methods.receipt_curves import workdays
from salesnb.months import Month
from salesnb.targets.ahead.outlook import look_ahead
from salesnb.targets.ahead.weeks import by_week
from salesnb.targets.cash.ahead import EPOCH, last_day
from salesnb.targets.cash.errors import ends_of_weeks
from salesnb.targets.weeks import weeks_after
from tests.targets import cash_facts
from tests.targets.test_outlook import CALENDAR, MONTH, facts

CHINA = build(first_year=2020, last_year=2028, country="CN")


@pytest.mark.parametrize("number", range(1, 13))
def test_weeks_follow_each_other_and_end_on_sundays(number: int) -> None:
    month = Month(2026, number)
    weeks = weeks_after(month, CHINA.is_working)
    assert len(weeks) == 13 and weeks[0][0] == (month + 1).first
    assert all(last.weekday() == 6 for _, last in weeks)
    assert all(first == last + dt.timedelta(days=1) for (_, last), (first, _) in pairwise(weeks))
    first, last = weeks[0]
    days = (first + dt.timedelta(days=i) for i in range((last - first).days + 1))
    assert any(map(CHINA.is_working, days))


def test_a_first_sunday_is_part_of_the_week_after() -> None:
    first, second = weeks_after(Month(2026, 10), CHINA.is_working, 2)
    assert first == (dt.date(2026, 11, 1), dt.date(2026, 11, 8))
    assert second == (dt.date(2026, 11, 9), dt.date(2026, 11, 15))


def test_a_month_that_begins_on_a_monday_has_whole_weeks() -> None:
    assert weeks_after(Month(2026, 5), CHINA.is_working, 1)[0] == (
        dt.date(2026, 6, 1),
        dt.date(2026, 6, 7),
    )


def test_cash_and_sales_have_the_same_weeks_and_working_days() -> None:
    outlook = look_ahead(facts(), month=MONTH, calendar=CALENDAR)
    sales = by_week(outlook, facts()["sales_days"])["weeks"]
    cash = cash_facts.frames(cash_facts.facts(*cash_facts.steady()))["cash_weeks"]
    for column in ("first_day", "last_day"):
        assert cash[column].dt.strftime("%Y-%m-%d").tolist() == sales[column].tolist()
    assert cash["working_days"].tolist() == sales["working_days"].tolist()


def test_days_of_a_ledger_are_those_of_the_calendar() -> None:
    month = Month(2026, 9)
    works = workdays(last_day(month), last_day(month + 5), CHINA.is_working)
    ends = ends_of_weeks(month, works)
    assert EPOCH + dt.timedelta(days=int(ends[0])) == month.last
    stated = [(last - EPOCH).days for _, last in weeks_after(month, CHINA.is_working)]
    assert ends[1:].tolist() == stated
