"""Is the month whole? Lines that end early and parts that fell silent, and what is said without."""

from __future__ import annotations

import pandas as pd
import pytest

from salesnb import calendars
from salesnb.months import Month
from salesnb.sales import data_end, position, sections, trend
from tests.sales.facts import OLDER, facts

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
    made = data_end.silent_parts(sales, month=MONTH, by={"region": "region_id"}).set_index("node")
    assert made["year_amount"].to_dict() == {"gone": 360.0, "gone too": 120.0}
    assert made.loc["gone", "year_share"] == pytest.approx(360 / (360 + 240 + 110))
    assert data_end.silent_parts(facts(), month=MONTH, by={"region": "region_id"}).empty


def test_a_short_history_has_no_expectation_and_says_which_month_it_is() -> None:
    by_month = position.monthly(facts(*months("N", 0)[-3:]), *[facts()] * 2, month=MONTH)
    row = trend.verdict(by_month, working_days=CALENDAR.working_days).iloc[0]
    assert (row["month"], row["actual"], row["n_months"], row["rung"]) == ("2026-10", 10, 2, "none")
    assert row[["expected", "low", "high", "deviation", "trend_growth"]].isna().all()


def test_spans_without_anything_to_hold_against_sales_have_no_ratios() -> None:
    sales = facts(*months("N", 0)).assign(cost_amount=float("nan"))
    by_month = position.monthly(sales, facts(), facts(), month=MONTH)
    assert position.ratios(position.headlines(by_month, month=MONTH)).empty


def test_who_is_silent_is_told_from_orders_up_to_the_last_whole_month() -> None:
    sold = facts(*months("N", 0))
    how = {"month": MONTH, "calendar": CALENDAR, "memory_months": 12}
    given = {"sales_cube": sold, "order_cube": facts(OLDER), "sales_days": days("2026-10-30")}
    by_orders = sections.find_silent(given, **how)["rhythm"].set_index("state")
    assert by_orders.loc["total", "n_customers"] == 0, "its only order is older than the memory"
    given["order_cube"] = facts()
    by_sales = sections.find_silent(given, **how)["rhythm"].set_index("state")
    assert by_sales.loc["cannot_tell", "n_customers"] == 1


def test_sales_per_working_day_are_held_against_what_was_expected_of_one() -> None:
    rows = [(str(MONTH - i), "C1", "P1", "N", 1, 100.0 + i % 3) for i in range(30, -1, -1)]
    sales = facts(*rows).assign(sales_method_id="D", product_group="Pumps")
    given = {"sales_cube": sales, "sales_days": days("2026-09-30", "2026-10-15")}
    by_month = position.monthly(sales, facts(), facts(), month=MONTH)
    made = sections.judge_month(given, by_month, month=MONTH, calendar=CALENDAR, basis="order")
    (told,), (row,) = (made[name].to_dict("records") for name in ("verdict", "data_end"))
    assert told["basis"] == "order" and row["is_partial"]
    assert row["per_day"] == pytest.approx(told["actual"] / row["days_in"])
    assert row["expected_per_day"] == pytest.approx(told["expected"] / row["working_days"])
    assert row["day_deviation"] == pytest.approx(row["per_day"] / row["expected_per_day"] - 1)
