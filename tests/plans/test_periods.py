"""Periods that people plan for."""

from __future__ import annotations

import pytest

from salesnb.errors import UsageError
from salesnb.periods import Period


@pytest.mark.parametrize(
    ("text", "start", "first", "last"),
    [
        ("2027", 1, "2027-01", "2027-12"),
        ("2027", 4, "2027-04", "2028-03"),
        ("2027-Q1", 1, "2027-01", "2027-03"),
        ("2027-Q4", 4, "2028-01", "2028-03"),
        ("2027-03", 4, "2027-03", "2027-03"),
    ],
)
def test_a_period_is_whole_months(text: str, start: int, first: str, last: str) -> None:
    period = Period.parse(text, year_start=start)
    assert (str(period.first), str(period.last)) == (first, last)
    assert [str(one) for one in period.months][:1] == [first]


@pytest.mark.parametrize("text", ["", "27", "2027-13", "2027-Q5", "2027-1", "0099", "2027-03-01"])
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="period"):
        Period.parse(text)
