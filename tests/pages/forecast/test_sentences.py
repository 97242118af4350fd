"""What 07_forecast says: each sentence on small rows, its verdict by the range beside it."""

from __future__ import annotations

import pytest

from salesnb.contracts.results import Context
from salesnb.i18n import use
from salesnb.pages import forecast
from salesnb.pages.forecast import accuracy, products, sales, seasons, weeks
from tests.pages.rows import page, rows

CONTEXT = Context("CNY")
AHEAD = {
    "measure": "sales",
    "span": "ahead",
    "first": "2026-11",
    "last": "2027-10",
    "n_ahead": 12,
    "so_far": 0.0,
    "ahead": 110e6,
    "expected": 110e6,
    "low": 95e6,
    "high": 125e6,
    "before": 100e6,
    "growth": 0.10,
    "n_months": 60,
    "rung": "full",
    "confidence": 0.8,
}
JUDGED = {
    "measure": "sales",
    "level": "total",
    "step": 12,
    "n": 222,
    "n_origins": 24,
    "wape": 0.078,
    "bias": -0.02,
    "mase": 0.6,
    "last_year_wape": 0.16,
    "error_saved": 0.52,
    "coverage": 0.82,
    "n_covered": 150,
    "confidence": 0.8,
}


def landing(**changed: object):
    return rows(sales.LANDING, AHEAD | changed, context=CONTEXT)


@pytest.mark.parametrize(
    ("low", "high", "status"), [(95e6, 125e6, "info"), (101e6, 125e6, "good"), (80e6, 99e6, "act")]
)
def test_growth_is_good_or_bad_only_where_the_range_says_so(low, high, status) -> None:
    (said,) = sales.ahead(landing(low=low, high=high))
    assert said.status == status
    assert said.plain().startswith("Sales, Nov 2026 to Oct 2027: ¥110.0M is to be expected")
    assert "80.0% confidence" in said.plain() and "+10.0%" in said.plain()


def test_without_a_year_before_growth_is_not_claimed() -> None:
    (said,) = sales.ahead(landing(growth=float("nan"), before=float("nan")))
    assert said.status == "info" and "not all known" in said.plain()


@pytest.mark.parametrize(("n", "rung"), [(11, "short"), (12, "medium")])
def test_without_a_season_no_confidence_is_claimed(n: int, rung: str) -> None:
    (said,) = sales.ahead(landing(rung=rung, n_months=n))
    assert f"With {n} months no season is known" in said.plain()
    (year,) = sales.year(landing(rung=rung, n_months=n, span="year", so_far=80e6, ahead=30e6))
    assert "no season is known" in year.plain() and "¥80.0M came in" in year.plain()
    assert not [one for one in (said, year) if "confidence" in one.plain()]


def test_the_year_that_runs_adds_what_came_in() -> None:
    (said,) = sales.year(landing(span="year", so_far=80e6, ahead=30e6))
    assert "¥80.0M came in, ¥30.0M is still expected" in said.plain()
    (said,) = sales.year(landing(span="year"))
    assert "would bring" in said.plain() and "came in" not in said.plain()


@pytest.mark.parametrize(
    ("n", "words"), [(8, "no season is known"), (12, "no season is known"), (13, "stand for")]
)
def test_a_short_history_is_said(n: int, words: str) -> None:
    (said,) = seasons.history(landing(rung="medium", n_months=n))
    assert said.status == "watch" and f"rests on {n} months" in said.plain()
    assert words in said.plain()
    assert seasons.history(landing()) == []


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("stopped", "the last whole month"),
        ("short", "Of those with sales (3, closed or not; the newest line is of 2026-04-12), 2"),
    ],
)
def test_where_nothing_is_expected_the_answer_says_why(state: str, words: str) -> None:
    basis = {"scope": "total", "last": "2026-04", "n_whole": 2, "state": state}
    basis |= {"n_sold": 3, "last_on": "2026-04-12"}
    empty = page(forecast.FRAMES, CONTEXT, basis=basis)
    (said,) = forecast.answer(empty)
    assert words in said.plain()
    assert sales.headline(empty) == said and weeks.headline(empty.weeks).status == "info"


def test_without_any_sales_nothing_is_said_of_whole_months() -> None:
    basis = {"scope": "total", "n_whole": 0, "n_sold": 0, "last_on": "", "state": "short"}
    (said,) = forecast.answer(page(forecast.FRAMES, CONTEXT, basis=basis))
    assert said.plain() == "What comes next cannot be told: no sales are known yet."


def test_the_answer_is_what_is_expected_and_the_sections_say_the_rest() -> None:
    found = forecast.answer(
        page(
            forecast.FRAMES,
            CONTEXT,
            landing=[AHEAD, AHEAD | {"measure": "orders"}, AHEAD | {"span": "year"}],
            accuracy=JUDGED,
        )
    )
    assert [one.key for one in found] == ["ahead", "year", "ahead"]
    assert "Order intake" in found[2].plain()


def test_the_error_stands_beside_that_of_last_year() -> None:
    judged = rows(accuracy.ACCURACY, JUDGED, context=CONTEXT)
    error, held = accuracy.total(judged)
    assert error.status == "good" and "7.8%" in error.plain() and "16.0%" in error.plain()
    assert held.status == "good" and "82.0% held; 80.0% should" in held.plain()
    narrow = rows(accuracy.ACCURACY, JUDGED | {"coverage": 0.4, "error_saved": -0.1})
    assert [one.status for one in accuracy.total(narrow)] == ["watch", "watch"]
    assert "only 40.0% held" in accuracy.total(narrow)[1].plain()
    (none,) = accuracy.total(rows(accuracy.ACCURACY))
    assert none.status == "info"


@pytest.mark.parametrize(
    ("coverage", "status"), [(0.94, "info"), (0.86, "good"), (0.74, "good"), (0.71, "watch")]
)
def test_ranges_are_good_only_where_they_held_as_often_as_stated(coverage, status) -> None:
    _, held = accuracy.total(rows(accuracy.ACCURACY, JUDGED | {"coverage": coverage}))
    assert held.status == status


def test_a_forecast_that_was_mostly_too_low_says_so_and_is_not_good() -> None:
    judged = rows(accuracy.ACCURACY, JUDGED | {"bias": -0.13}, context=CONTEXT)
    error, one_sided, _ = accuracy.total(judged)
    assert (error.status, one_sided.status) == ("info", "watch")
    assert "too low on average (−13.0% of what came" in one_sided.plain()
    (said,) = accuracy.one_sided(rows(accuracy.ACCURACY, JUDGED | {"bias": 0.13}), "sales")
    assert "too high on average" in said.plain() and "less will come" in said.plain()
    assert accuracy.one_sided(rows(accuracy.ACCURACY, JUDGED), "sales") == []


def test_one_sidedness_stands_right_after_the_amount_that_it_concerns() -> None:
    found = forecast.answer(
        page(
            forecast.FRAMES,
            CONTEXT,
            landing=[AHEAD, AHEAD | {"measure": "orders"}],
            accuracy=[
                JUDGED | {"bias": -0.12},
                JUDGED | {"measure": "orders", "bias": 0.2},
            ],
        )
    )
    assert [one.key for one in found] == ["ahead", "one_sided", "ahead", "one_sided"]
    assert found[1].plain().startswith("Sales: ") and found[3].plain().startswith("Order intake: ")


def test_moves_name_both_ends_of_a_dimension_that_there_is() -> None:
    node = {"measure": "sales", "dimension": "rep", "expected": 5e6, "low": 4e6, "high": 6e6}
    node |= {"year": 4.8e6, "before": 5e6, "n_months": 13}
    nodes = rows(
        sales.NODES,
        node | {"node": "A", "growth": -0.05},
        node | {"node": "B", "growth": 0.20},
        context=CONTEXT,
    )
    (said,) = sales.moves(nodes)
    assert "reaches from −5.0% (A: ¥4.8M after ¥5.0M) to +20.0% (B: " in said.plain()
    assert [one.title for one in sales.tables(nodes)] == [
        "What is expected of each node (Sales, rep)"
    ]
    assert sales.moves(rows(sales.NODES)) == []
    young = [node | {"node": one, "growth": 1.0, "n_months": 12} for one in "AB"]
    assert sales.moves(rows(sales.NODES, *young, context=CONTEXT)) == []


def test_dimensions_left_out_are_named() -> None:
    (said,) = sales.uncut(rows(sales.UNCUT, {"dimension": "segment", "n_members": 9}))
    assert "by segment, which has 9 members" in said.plain()
    with use("zh"):
        assert "未按客户" in said.plain() or "未按" in said.plain()


def test_the_quietest_week_has_working_days() -> None:
    week = {"measure": "sales", "last_day": "2026-11-08", "low": 1e5, "high": 9e5}
    found = rows(
        weeks.WEEKS,
        week | {"week": 1, "first_day": "2026-11-02", "working_days": 5, "expected": 5e5},
        week | {"week": 2, "first_day": "2026-11-09", "working_days": 0, "expected": 0.0},
        week | {"week": 3, "first_day": "2026-11-16", "working_days": 4, "expected": 4e5},
        context=CONTEXT,
    )
    (said,) = weeks.quietest(found)
    assert "the one from 2026-11-16 brings least" in said.plain()
    assert weeks.quietest(found.keep((found.frame["week"] == 2).to_numpy())) == []


def test_the_product_that_changes_most_is_named() -> None:
    product = {"product_id": "P1", "kind": "new", "change": -4e5, "before": 1e6, "n_months": 13}
    found = rows(products.PRODUCTS, product, context=CONTEXT)
    (said,) = products.changes(found)
    assert "P1" in said.plain() and "−¥400" in said.plain()
    assert products.changes(rows(products.PRODUCTS)) == []
    young = product | {"change": float("nan"), "before": float("nan")}
    assert products.changes(rows(products.PRODUCTS, young)) == []


def test_without_products_or_a_year_of_them_no_change_is_claimed() -> None:
    product = {"product_id": "(unassigned)", "change": 700.0, "before": 1e6, "n_months": 13}
    assert products.changes(rows(products.PRODUCTS, product, context=CONTEXT)) == []
    young = product | {"product_id": "P1", "n_months": 12}
    (said,) = products.changes(rows(products.PRODUCTS, product, young, context=CONTEXT))
    assert "cannot be told" in said.plain() and "P1" not in said.plain()


def test_pictures_draw_what_there_is_and_say_where_there_is_nothing() -> None:
    month = {"measure": "sales", "month": "2026-10", "actual": 9e6}
    after = {"measure": "sales", "month": "2026-11", "expected": 1e7, "low": 9e6, "high": 1.2e7}
    ax = sales.draw_months(rows(sales.MONTHS, month, after, context=CONTEXT))
    assert len(ax.lines) >= 1
    node = {"measure": "sales", "dimension": "region", "node": "R1", "before": 4e6}
    nodes = rows(sales.NODES, node | {"expected": 5e6, "low": 4e6, "high": 6e6}, context=CONTEXT)
    assert [one.get_text() for one in sales.draw_nodes(nodes).get_yticklabels()] == ["R1"]
    empty = weeks.draw_weeks(rows(weeks.WEEKS, context=CONTEXT))
    assert any("rows" in one.get_text() for one in empty.texts)
