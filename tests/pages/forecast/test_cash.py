"""What 07_forecast says of cash: each sentence on small rows, and pages of firms without it."""

from __future__ import annotations

import matplotlib.pyplot as plt
import pytest

from salesnb.contracts.results import Context
from salesnb.i18n import use
from salesnb.pages import forecast
from salesnb.pages.forecast import cash, payers
from tests.pages.rows import page, rows

CONTEXT = Context("CNY")
NAN = float("nan")
BASIS = {
    "state": "judged",
    "n_payments": 300,
    "least_payments": 20,
    "n_open": 40,
    "open_amount": 5e6,
    "doubtful_amount": 2e5,
    "n_origins": 18,
    "least_origins": 6,
    "is_planned": True,
    "speed": 1.0,
}
PAST = {"month": "2026-10", "actual": 9e6, "confidence": 0.8}
AHEAD = {
    "month": "2026-11",
    "expected": 1e7,
    "low": 9e6,
    "high": 11e6,
    "from_open": 8e6,
    "from_new": 2e6,
    "in_bills": 2e6,
    "matured": 3e6,
    "banked": 11e6,
    "confidence": 0.8,
}
OFF = {"rule": "hazard", "step": 0, "n_origins": 16, "wape_share": 0.05, "bias_share": -0.01}
ITEM = {
    "instalment_id": "D1",
    "customer_id": "C1",
    "due_on": "2026-11-20",
    "days_past_due": -20,
    "open_amount": 1e5,
    "expected_on": "2026-12-01",
    "one_month_share": 0.1,
    "three_months_share": 0.9,
    "unpaid_share": 0.05,
}


def test_next_months_cash_stands_with_its_range_and_its_two_sources() -> None:
    (said,) = cash.next_month(rows(cash.CASH, PAST, AHEAD, context=CONTEXT))
    assert said.plain() == (
        "Customers are expected to pay ¥10.0M in Nov 2026 (¥9.0M to ¥11.0M, with 80.0% confidence):"
        " ¥8.0M of what is open and ¥2.0M of new invoices."
    )


def test_without_a_range_none_is_stated_and_it_is_said_why() -> None:
    (said,) = cash.next_month(rows(cash.CASH, AHEAD | {"low": NAN, "high": NAN}, context=CONTEXT))
    assert "confidence" not in said.plain()
    (why,) = cash.unknown(rows(cash.BASIS, BASIS | {"state": "no_interval", "n_origins": 3}))
    assert "from 3 earlier months, and a range takes 6" in why.plain()


def test_bills_are_told_apart_from_money_on_the_account() -> None:
    (said,) = cash.bills(rows(cash.CASH, PAST, AHEAD, context=CONTEXT))
    assert "¥2.0M comes as bills" in said.plain() and "¥11.0M is to be expected" in said.plain()
    none = AHEAD | dict.fromkeys(("in_bills", "matured", "banked"), NAN)
    assert cash.bills(rows(cash.CASH, none)) == []


@pytest.mark.parametrize(("share", "status"), [(0.2, "good"), (0.04, "watch")])
def test_the_error_stands_beside_that_of_due_dates(share: float, status: str) -> None:
    rule = OFF | {"rule": "due_day", "wape_share": share}
    (said,) = cash.accuracy(rows(cash.ACCURACY, OFF, rule, context=CONTEXT))
    assert said.status == status and "off by 5.0%" in said.plain()
    assert cash.accuracy(rows(cash.ACCURACY)) == []
    assert cash.accuracy(rows(cash.ACCURACY, OFF, rule | {"wape_share": NAN})) == []


def test_what_is_not_expected_within_a_year_is_said_where_there_is_any() -> None:
    (said,) = cash.doubtful(rows(cash.BASIS, BASIS, context=CONTEXT))
    assert "Of ¥5.0M that customers owe, ¥200.0k" in said.plain()
    assert cash.doubtful(rows(cash.BASIS, BASIS | {"doubtful_amount": 0.0})) == []


def test_the_largest_open_instalment_is_expected_or_doubted() -> None:
    (said,) = payers.largest(rows(payers.TIMES, ITEM, context=CONTEXT))
    assert "D1" in said.plain() and "2026-12-01" in said.plain()
    (said,) = payers.largest(rows(payers.TIMES, ITEM | {"expected_on": None}, context=CONTEXT))
    assert said.status == "watch" and "still unpaid" in said.plain()


def test_too_few_payments_are_said_and_nothing_else() -> None:
    few = BASIS | {"state": "cannot_tell", "n_payments": 0, "doubtful_amount": 0.0}
    found = cash.found(page(forecast.FRAMES, CONTEXT, cash_basis=few))
    assert [one.key for one in found] == ["cash_unknown"]
    assert "0 payments of instalments are known, and it takes 20" in found[0].plain()


def test_a_firm_without_instalments_has_no_section_and_no_sentence_on_cash() -> None:
    empty = page(forecast.FRAMES, CONTEXT)
    assert cash.found(empty) == [] and payers.found(empty) == []
    of_cash = [one for one in forecast.SECTIONS if one.heading in {"What cash comes in?"}]
    assert not any(one.stands(lambda name: getattr(empty, name)) for one in of_cash)


def test_pictures_show_cash_and_weeks() -> None:
    week = {"last_day": "2026-11-08", "low": 1e5, "high": 9e5, "working_days": 5, "expected": 5e5}
    weeks = rows(payers.WEEKS, week | {"week": 2, "first_day": "2026-11-02"}, context=CONTEXT)
    drawn = cash.draw_cash(rows(cash.CASH, PAST, AHEAD, context=CONTEXT))
    assert drawn.get_title(loc="left") or drawn.get_title()
    assert payers.draw_weeks(weeks) is not None
    plt.close("all")


def test_the_sentences_are_there_in_chinese() -> None:
    with use("zh"):
        (said,) = cash.next_month(rows(cash.CASH, AHEAD, context=CONTEXT))
        assert said.plain().startswith("预计客户在")
