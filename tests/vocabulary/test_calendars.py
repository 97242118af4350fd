"""Working days as announced, and a festival that moves between January and February."""

import datetime as dt

import pytest

from salesnb import calendars
from salesnb.months import Month

KNOWN = """
    2020-01-25 2021-02-12 2022-02-01 2023-01-22 2024-02-10 2025-01-29 2026-02-17
"""


@pytest.mark.parametrize("day", KNOWN.split())
def test_spring_festival_falls_on_the_published_days(day: str) -> None:
    assert calendars.spring_festival(int(day[:4])).isoformat() == day


def test_a_working_sunday_counts_and_a_holiday_weekday_does_not() -> None:
    calendar = calendars.build(first_year=2025, last_year=2025)
    assert calendar.is_working(dt.date(2025, 1, 26))  # a Sunday worked in exchange
    assert not calendar.is_working(dt.date(2025, 10, 1))
    assert calendar.working_days(Month(2025, 10)) == 18


def test_a_year_without_announced_days_says_so() -> None:
    assert calendars.build(first_year=2026, last_year=2028).unpublished_years == (2027, 2028)


def test_a_company_adds_its_own_days() -> None:
    day, weekend = dt.date(2026, 3, 3), dt.date(2026, 3, 7)
    plain = calendars.build(first_year=2026, last_year=2026)
    own = calendars.build(
        first_year=2026, last_year=2026, extra_holidays=[day], extra_workdays=[weekend]
    )
    assert plain.is_working(day) and not own.is_working(day)
    assert own.is_working(weekend)
    assert own.working_days(Month(2026, 3)) == plain.working_days(Month(2026, 3))


def test_an_unknown_country_has_weekends_only() -> None:
    calendar = calendars.build(country="XX", first_year=2026, last_year=2026)
    assert calendar.working_days(Month(2026, 10)) == 22
    assert calendar.unpublished_years == (2026,)


@pytest.mark.parametrize("year", range(2021, 2027))
def test_the_festival_is_shared_out_over_months_without_loss(year: int) -> None:
    months = Month(year - 1, 12).until(Month(year, 3))
    for window, _, _ in calendars.FESTIVAL_WINDOWS:
        total = sum(calendars.festival_exposure(month)[window] for month in months)
        assert total == pytest.approx(1)


def test_a_day_outside_the_calendars_years_follows_the_country() -> None:
    short = calendars.build(first_year=2026, last_year=2026)
    long = calendars.build(first_year=1995, last_year=2026)
    assert short.working_days(Month(1999, 10)) == long.working_days(Month(1999, 10))
    assert not short.is_working(dt.date(2012, 10, 1))


FRIDAY, SATURDAY, SUNDAY = (dt.date(2026, 11, day) for day in (20, 21, 22))


@pytest.mark.parametrize(
    ("country", "off", "days_in_march"),
    [
        ("EG", (FRIDAY, SATURDAY), 23),
        ("IR", (FRIDAY,), None),
        ("CN", (SATURDAY, SUNDAY), 22),
        ("XX", (SATURDAY, SUNDAY), 22),
    ],
)
def test_the_weekend_is_the_countrys(
    country: str, off: tuple[dt.date, ...], days_in_march: int | None
) -> None:
    calendar = calendars.build(country=country, first_year=2026, last_year=2026)
    assert {day for day in (FRIDAY, SATURDAY, SUNDAY) if not calendar.is_working(day)} == set(off)
    assert days_in_march in (None, calendar.working_days(Month(2026, 3)))


def test_a_company_states_its_own_weekend() -> None:
    six = calendars.build(first_year=2026, last_year=2026, weekend=[6])
    seven = calendars.build(first_year=2026, last_year=2026, weekend=[])
    assert six.working_days(Month(2026, 3)) == 26
    assert seven.working_days(Month(2026, 3)) == 31
    assert not seven.is_working(dt.date(2026, 10, 1))  # a public holiday stays one
