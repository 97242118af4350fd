"""What 08_targets says of cash, quantity, customers and visits: each sentence on small rows."""

from __future__ import annotations

import matplotlib.pyplot as plt
import pytest

from salesnb.contracts.results import Context
from salesnb.i18n import use
from salesnb.pages import targets
from salesnb.pages.targets import buying, cash, effort, measures, terms
from tests.pages.rows import page, rows

CONTEXT = Context("CNY")
NAN = float("nan")
BASIS = {
    "scope": "total",
    "state": "known",
    "first": "2027-01",
    "last": "2027-12",
    "sales": 100e6,
    "received": 98e6,
    "forecast": 95e6,
    "change": 3e6,
    "opening": 15e6,
    "closing": 17e6,
    "from_open": 2e6,
    "from_before": 10e6,
    "from_plan": 86e6,
    "tax_factor": 1.0,
    "stated_share": 1.0,
}
ASKED = {
    "place": 1,
    "kind": "total",
    "period": "2027",
    "amount": 110e6,
    "derived": 98e6,
    "reached": 110e6,
    "gap": 12e6,
    "state": "held",
    "author": "Li Wei",
}
NEW = {
    "dimension": "total",
    "node": "total",
    "n_past": 90,
    "past_months": 36,
    "expected": 30.0,
    "low": 22,
    "high": 38,
    "confidence": 0.8,
    "sales": 6e6,
    "per_customer": 150e3,
    "implied": 40.2,
    "target": 40,
}
VISITS = {
    "rep_id": "total",
    "visits": 100,
    "past_visits": 120,
    "hours_needed": 250.0,
    "hours": 1000.0,
    "used_share": 0.25,
    "state": "enough",
}


@pytest.mark.parametrize(
    ("change", "status", "part"),
    [(3e6, "good", "+¥3.0M on"), (-3e6, "watch", "−¥3.0M on"), (1e5, "info", "nearly what")],
)
def test_the_plan_s_cash_stands_beside_the_forecast(change: float, status: str, part: str) -> None:
    (said,) = cash.total(rows(cash.BASIS, BASIS | {"change": change}, context=CONTEXT))
    assert said.status == status and part in said.plain()
    assert "sales of ¥100.0M (net of tax and returns)" in said.plain()


def test_beyond_the_forecast_nothing_is_compared() -> None:
    row = BASIS | {"state": "beyond", "unforeseen_from": "2027-11", "forecast": NAN, "change": NAN}
    (said,) = cash.total(rows(cash.BASIS, row, context=CONTEXT))
    assert "Nov 2027" in said.plain() and said.status == "info"


def test_without_instalments_one_sentence_says_so() -> None:
    empty = page(targets.FRAMES, CONTEXT)
    assert [one.key for one in cash.found(empty)] == ["cash_plan"]
    assert "it takes instalments and receipts" in cash.headline(empty).plain()
    assert measures.found(empty) == effort.found(empty) == buying.found(empty) == []
    assert measures.tables(empty) == effort.tables(empty) == buying.tables(empty) == []


def test_what_is_asked_beyond_the_plan_s_cash_is_to_be_decided() -> None:
    (said,) = terms.asked(rows(terms.ASKED, ASKED, context=CONTEXT))
    assert said.status == "act" and "The other ¥12.0M has to be collected faster" in said.plain()
    (held,) = terms.asked(rows(terms.ASKED, ASKED | {"gap": 0.0}, context=CONTEXT))
    assert held.status == "good"
    (hold,) = terms.asked(rows(terms.ASKED, ASKED | {"gap": 0.0, "amount": NAN}, context=CONTEXT))
    assert "–" not in hold.plain()
    (conflict,) = terms.asked(rows(terms.ASKED, ASKED | {"state": "conflict"}, context=CONTEXT))
    assert conflict.status == "act" and "Li Wei" in conflict.plain()


def test_other_terms_say_gain_and_discount() -> None:
    row = {
        "scope": "total",
        "from_id": "N60",
        "to_id": "PRE",
        "moved_share": 0.1,
        "moved_amount": 2e6,
        "gain_amount": 4e5,
        "discount_amount": 0.0,
    }
    (free,) = terms.whatif(rows(terms.WHATIF, row, context=CONTEXT))
    (dear,) = terms.whatif(rows(terms.WHATIF, row | {"discount_amount": 4e4}, context=CONTEXT))
    assert "discount" not in free.plain() and "for ¥40.0k of discount" in dear.plain()


def test_what_the_cash_assumes_is_said_where_it_matters() -> None:
    assert cash.assumed(rows(cash.BASIS, BASIS, context=CONTEXT)) == []
    odd = BASIS | {"stated_share": 0.8, "tax_factor": 1.13}
    said = [one.key for one in cash.assumed(rows(cash.BASIS, odd, context=CONTEXT))]
    assert said == ["cash_assumed", "cash_tax"]


@pytest.mark.parametrize(("implied", "status"), [(40.2, "watch"), (30.0, "good")])
def test_new_customers_that_the_past_does_not_promise_are_to_be_watched(
    implied: float, status: str
) -> None:
    (said,) = effort.new_customers(rows(effort.NEW, NEW | {"implied": implied}, context=CONTEXT))
    assert said.status == status and "22 to 38 are to be expected" in said.plain()


def test_without_planned_sales_of_new_customers_the_past_speaks() -> None:
    (said,) = effort.new_customers(rows(effort.NEW, NEW | {"implied": NAN}, context=CONTEXT))
    assert said.plain().startswith("90 new customers came in the last 36 months")


def test_a_rep_without_hours_enough_is_named() -> None:
    short = VISITS | {"rep_id": "R1", "used_share": 1.2, "hours": 200.0, "state": "short"}
    said = effort.visits(rows(effort.VISITS, VISITS, short, context=CONTEXT))
    assert [one.status for one in said] == ["info", "act"]
    assert said[1].plain().startswith("R1 would need 250 hours")
    bare = VISITS | {"hours": NAN, "used_share": NAN, "state": "cannot_tell"}
    assert "cannot be told" in effort.visits(rows(effort.VISITS, bare, context=CONTEXT))[0].plain()
    unseen = rows(effort.VISITS, VISITS | {"past_visits": NAN}, context=CONTEXT)
    assert "no visits are recorded" in effort.visits(unseen)[0].plain()


def test_margin_says_what_it_does_not_cover() -> None:
    row = {
        "dimension": "total",
        "node": "total",
        "sales": 1e6,
        "quantity": NAN,
        "unit": "",
        "margin": 2e5,
        "margin_rate": 0.25,
        "costed_share": 0.8,
    }
    (part,) = measures.quantity(rows(measures.MEASURED, row, context=CONTEXT))
    assert "80.0% have a known cost" in part.plain() and part.key == "margin"
    (none,) = measures.quantity(
        rows(measures.MEASURED, row | {"margin_rate": NAN}, context=CONTEXT)
    )
    assert "cannot be told" in none.plain()
    both = row | {"costed_share": 1.0, "quantity": 500.0, "unit": "piece"}
    said = measures.quantity(rows(measures.MEASURED, both, context=CONTEXT))
    assert "500 (piece)" in said[0].plain() and "20" in said[1].plain()


def test_who_stopped_buying_and_whose_stock_grew_is_said() -> None:
    state = {"state": "silent", "n_customers": 3, "sales": 2e6, "sales_share": 0.02}
    one = {"customer_id": "C1", "sales": 1e6, "silent_days": 90, "usual_days": 20}
    silent = rows(buying.BUYING, one | {"state": "silent"}, context=CONTEXT)
    said = buying.silent(rows(buying.STATES, state, context=CONTEXT), silent)
    assert [s.status for s in said] == ["watch", "watch"] and "90 days ago" in said[1].plain()
    beyond = rows(buying.BUYING, one | {"potential": 5e5, "potential_share": 2.0}, context=CONTEXT)
    assert len(buying.beyond_potential(beyond)) == 1 and buying.beyond_potential(silent) == []
    grew = {
        "customer_id": "C2",
        "sales": 3e6,
        "sell_in": 3e6,
        "sell_out": 2e6,
        "stock_change": 1e6,
        "over_sell_out": 1.5,
        "state": "stock_grew",
    }
    (stock,) = buying.stock(rows(buying.DISTRIBUTORS, grew, context=CONTEXT))
    assert "grew by ¥1.0M" in stock.plain() and "1.50 times" in stock.plain()


def test_the_picture_shows_plan_forecast_and_bills() -> None:
    months = [
        {"month": f"2027-{i:02d}", "received": 9e6 + i, "forecast": 8e6, "matured": 2e6}
        for i in range(1, 5)
    ]
    drawn = cash.draw_cash(rows(cash.LINE, *months, context=CONTEXT))
    assert len(drawn.lines) >= 3
    plt.close("all")


def test_the_sentences_are_there_in_chinese() -> None:
    with use("zh"):
        (said,) = cash.total(rows(cash.BASIS, BASIS, context=CONTEXT))
        assert said.plain().startswith("2027年1月至2027年12月：计划销售")
