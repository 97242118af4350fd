"""Is the month whole? Lines that end early and parts that fell silent, and what is said without."""

from __future__ import annotations

import pandas as pd
import pytest

from salesnb import calendars
from salesnb.methods.whole_months import whole_months
from salesnb.months import Month
from salesnb.sales import data_end, position, sections, trend
from tests.sales.facts import facts

MONTH = Month(2026, 10)
CALENDAR = calendars.build(country="US", first_year=2019, last_year=2027)


def days(*texts: str) -> pd.DataFrame:
    return pd.DataFrame({"day": pd.to_datetime(list(texts))})


def end(*texts: str) -> pd.Series:
    return data_end.data_end(days(*texts), month=MONTH, calendar=CALENDAR).iloc[0]


@pytest.mark.parametrize(
    ("lines", "after", "usual", "is_partial"),
    [
        (["2026-09-30", "2026-10-30"], 0, 0, False),
        (["2026-09-30", "2026-10-20"], 8, 0, True),
        (["2026-09-10", "2026-10-20"], 8, 14, False),
        (["2026-10-28"], 2, 2, False),
        (["2026-10-27"], 3, 2, True),
        (["2026-09-30"], 0, 0, False),
    ],
    ids=["whole", "early", "early as ever", "a stranger", "a stranger, early", "without a line"],
)
def test_a_month_is_partial_where_its_lines_end_earlier_than_ever(
    lines: list[str], after: int, usual: int, is_partial: bool
) -> None:
    row = end(*lines)
    assert (row["days_after"], row["usual_after"], row["is_partial"]) == (after, usual, is_partial)
    assert row["days_in"] + row["days_after"] == row["working_days"]


def months(node: str, last: int, amount: float = 10.0) -> list[tuple]:
    """Return sales of a region in each month from a year ago to so many months ago."""
    return [(str(MONTH - i), "C1", "P1", node, 1, amount) for i in range(12, last - 1, -1)]


def test_a_part_is_silent_that_sold_in_all_twelve_months_and_not_in_this() -> None:
    seldom = months("seldom", 1)[1:]
    sales = facts(*months("there", 0), *months("gone", 1, 30.0), *months("gone too", 1), *seldom)
    judged = data_end.silent_parts(sales, month=MONTH, by={"region": "region_id"}).set_index("node")
    assert judged["year_amount"].to_dict() == {"gone": 360.0, "gone too": 120.0}
    assert judged.loc["gone", "year_share"] == pytest.approx(360 / (360 + 240 + 110))
    assert data_end.silent_parts(facts(), month=MONTH, by={"region": "region_id"}).empty


def monthly(n: int, amount: float = 10.0) -> pd.DataFrame:
    """Return the frame `monthly` of the last `n` months up to MONTH."""
    sold = facts(*[(str(MONTH - i), "C1", "P1", "N", 1, amount) for i in range(n - 1, -1, -1)])
    return position.monthly(sold, facts(), facts(), month=MONTH)


def verdict(n: int, *, has_lines: bool = True) -> pd.Series:
    by_month, days = monthly(n), CALENDAR.working_days
    whole = by_month["month"].tolist()
    judged = trend.verdict(by_month, whole=whole, has_lines=has_lines, working_days=days)
    return judged.iloc[0]


@pytest.mark.parametrize(("n", "rung"), [(1, "none"), (17, "none"), (18, "medium")])
def test_about_a_year_of_history_judges_no_month_and_whole_months_are_counted(n, rung) -> None:
    row = verdict(n)
    assert (row["month"], row["actual"], row["n_months"], row["rung"]) == ("2026-10", 10, n, rung)
    assert row[["expected", "low", "high"]].isna().all() == (rung == "none")
    assert (row["state"] == "unjudged") == (rung == "none") and row["needed_months"] == 18


def test_a_month_without_a_line_has_no_verdict() -> None:
    row = verdict(40, has_lines=False)
    assert (row["rung"], row["state"]) == ("silent", "unjudged")
    assert row[["expected", "low", "high", "deviation", "trend_growth"]].isna().all()


def test_neither_expectation_nor_trend_is_below_zero() -> None:
    amounts = [100.0, 0.0, 5.0, -80.0, 60.0, 0.0] * 4 + [-90.0, -100.0, -120.0, -150.0]
    by_month = monthly(len(amounts)).assign(sales=amounts)
    parts = trend.trend(by_month, working_days=CALENDAR.working_days, ahead=3)
    assert parts is not None and (parts.frame["low"] < 0).any()
    assert (trend.trend_frame(parts)[["trend", "expected", "low", "high"]] >= 0).all().all()


DAILY = [str(day.date()) for day in pd.bdate_range("2024-09-02", "2026-10-30")]
MONTHLY = [str(day.date()) for day in pd.date_range("2024-09-30", "2026-10-31", freq="ME")]


@pytest.mark.parametrize(
    ("lines", "first", "last"),
    [
        (DAILY, "2024-09", "2026-10"),
        (["2024-08-30", *DAILY], "2024-09", "2026-10"),
        (["2024-08-01", *DAILY], "2024-09", "2026-10"),
        (["2023-11-15", "2024-08-30", *DAILY], "2024-09", "2026-10"),
        (DAILY[12:], "2024-10", "2026-10"),
        (DAILY[:-9], "2024-09", "2026-09"),
        (DAILY[:-60], "2024-09", "2026-07"),
        (MONTHLY, "2024-09", "2026-10"),
        (["2026-10-30"], "", ""),
    ],
    ids=[
        *("whole", "a line at the end of the month before", "at its beginning", "two of them"),
        *("begins within a month", "ends early", "stopped", "one line a month", "a single line"),
    ],
)
def test_months_that_are_not_whole_are_left_out_at_both_ends(lines, first, last) -> None:
    whole = whole_months(days(*lines), month=MONTH, calendar=CALENDAR)
    assert (whole[0], whole[-1]) == (first, last) if first else not whole
    row = end(*lines)
    assert (row["first_whole"], row["last_whole"]) == (first, last)


def test_spans_without_anything_to_hold_against_sales_have_no_ratios() -> None:
    sales = facts(*months("N", 0)).assign(cost_amount=float("nan"))
    by_month = position.monthly(sales, facts(), facts(), month=MONTH)
    assert position.ratios(position.headlines(by_month, month=MONTH)).empty


def test_silence_counts_what_counts_as_sales_up_to_the_last_whole_month() -> None:
    rows = [(str(MONTH - i), "C1", "P1", "N", 1, 10.0) for i in range(30, 4, -1)]
    given = {"sales_cube": facts(*rows), "order_cube": facts(), "sales_days": days(*DAILY)}
    how = {"month": MONTH, "calendar": CALENDAR, "memory_months": 12}
    silent = sections.find_silent(given, **how)["overdue"]
    assert silent[["silent_months", "state"]].to_numpy().tolist() == [[5, "stopped"]]
    given["sales_days"] = days(*(one for one in DAILY if one < "2026-06"))
    states = sections.find_silent(given, **how)["rhythm"].set_index("state")
    assert states.loc["on_rhythm", "n_customers"] == 1, "the export is silent, not the customer"


def test_sales_per_working_day_are_held_against_what_was_expected_of_one() -> None:
    rows = [(str(MONTH - i), "C1", "P1", "N", 1, 100.0 + i % 3) for i in range(30, -1, -1)]
    sales = facts(*rows).assign(sales_method_id="D", product_group="Pumps")
    given = {"sales_cube": sales, "sales_days": days(*DAILY[:-12])}
    by_month = position.monthly(sales, facts(), facts(), month=MONTH)
    judged = sections.judge_month(given, by_month, month=MONTH, calendar=CALENDAR, basis="order")
    (said,), (row,) = (judged[name].to_dict("records") for name in ("verdict", "data_end"))
    assert said["basis"] == "order" and row["is_partial"]
    assert row["per_day"] == pytest.approx(said["actual"] / row["days_in"])
    assert row["expected_per_day"] == pytest.approx(said["expected"] / row["working_days"])
    assert row["day_deviation"] == pytest.approx(row["per_day"] / row["expected_per_day"] - 1)
