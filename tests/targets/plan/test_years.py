"""Which year is planned, and which of its months are over."""

from __future__ import annotations

import pandas as pd

from salesnb.months import Month
from salesnb.targets.plan.years import plan_year

NONE = pd.DataFrame({"year": pd.Series(dtype="Int64")})
STATED = pd.DataFrame({"year": pd.array([2027], dtype="Int64")})


def test_the_year_that_is_stated_is_planned() -> None:
    year = plan_year(STATED, month=Month(2026, 10), year_start=1)
    assert (year.label, year.months[0], year.months[-1]) == ("2027", "2027-01", "2027-12")
    assert (year.closed, len(year.open)) == ([], 12)
    assert year.between == ["2026-11", "2026-12"]
    assert year.before[0] == "2026-01"


def test_without_one_it_is_the_year_of_the_month_three_months_on() -> None:
    assert plan_year(NONE, month=Month(2026, 9), year_start=1).label == "2026"
    assert plan_year(NONE, month=Month(2026, 10), year_start=1).label == "2027"


def test_months_up_to_the_report_month_are_closed() -> None:
    year = plan_year(STATED, month=Month(2027, 4), year_start=1)
    assert year.closed == ["2027-01", "2027-02", "2027-03", "2027-04"]
    assert year.open[0] == "2027-05"
    assert year.between == []


def test_a_fiscal_year_has_the_number_of_the_year_in_which_it_begins() -> None:
    year = plan_year(STATED, month=Month(2027, 2), year_start=4)
    assert (year.months[0], year.months[-1], year.between) == ("2027-04", "2028-03", ["2027-03"])
    assert plan_year(NONE, month=Month(2027, 2), year_start=4).label == "2027"
