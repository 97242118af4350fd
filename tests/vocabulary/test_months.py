"""Months are ordered, added exactly, and refuse what is not a month."""

import datetime as dt

import pytest

from salesnb.errors import UsageError
from salesnb.months import Month


def test_adding_months_crosses_years_both_ways() -> None:
    assert str(Month(2026, 12) + 1) == "2027-01"
    assert str(Month(2026, 1) - 1) == "2025-12"
    assert str(Month(2026, 10) - 34) == "2023-12"


def test_last_day_knows_leap_years() -> None:
    assert Month(2024, 2).last == dt.date(2024, 2, 29)
    assert Month(2026, 2).n_days == 28


def test_until_counts_both_ends_and_is_empty_backwards() -> None:
    assert [str(m) for m in Month(2025, 12).until(Month(2026, 2))] == [
        "2025-12",
        "2026-01",
        "2026-02",
    ]
    assert Month(2026, 2).until(Month(2025, 12)) == []


@pytest.mark.parametrize("text", ["2026-13", "2026-1", "202610", "latest", "", "2026-10-01"])
def test_what_is_not_a_month_says_how_to_write_one(text: str) -> None:
    with pytest.raises(UsageError, match="write it as 2026-10"):
        Month.parse(text)
