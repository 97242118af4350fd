"""Days of deals are working days of the company's own calendar, not just Monday to Friday."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb import calendars
from salesnb.demo import Truth
from salesnb.demo.base.workdays import between, in_months, on_workday
from salesnb.demo.deals import deal_tables
from salesnb.demo.truths.stories import Stories


def day(text: str) -> np.ndarray:
    return np.array([text], "datetime64[D]")


def test_days_off_are_moved_to_the_next_or_the_last_working_day() -> None:
    holiday, made_up, sunday = "2025-10-01", "2025-10-11", "2025-11-02"
    assert on_workday(day(holiday)) == day("2025-10-09")
    assert on_workday(day(holiday), roll="backward") == day("2025-09-30")
    assert on_workday(day(made_up)) == day(made_up), "a Saturday that is worked"
    assert on_workday(day(sunday)) == day("2025-11-03")


def test_a_random_day_of_a_month_stays_in_it_also_at_the_spring_festival() -> None:
    rng = np.random.default_rng(1)
    firsts = np.repeat(day("2020-01-01"), 300)
    found = in_months(rng, firsts)
    assert (found.astype("datetime64[M]") == np.datetime64("2020-01")).all()
    start = np.repeat(day("2025-09-30"), 50)
    until = between(rng, start, start + 20)
    assert (until >= start).all() and (until < start + 20).all()


def test_nothing_is_written_into_a_deal_on_a_day_off() -> None:
    truth = Truth(n_customers=60, n_reps=12, n_months=48, stories=Stories())
    work = calendars.build(first_year=2020, last_year=2027)
    for days in (
        deal_tables.opportunity_changes(truth)["changed_on"],
        deal_tables.opportunities_known(truth)["created_on"],
    ):
        assert all(work.is_working(one.date()) for one in pd.to_datetime(days.dropna().unique()))
