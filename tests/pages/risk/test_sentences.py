"""What 06_risk says of which rows, and with which status."""

from __future__ import annotations

import pytest

from salesnb.contracts.page import Results
from salesnb.contracts.results import Context
from salesnb.findings import Finding, Words
from salesnb.pages.risk import CARDS, FRAMES, answer, calling, limits, owed
from tests.pages.rows import page

NAMES = {"C1": Words("One", "一", kind="name"), "C2": Words("Two", "二", kind="name")}
CONTEXT = Context("CNY", {"customers": NAMES})
BASIS = {"scope": "total", "state": "judged", "n_matched": 0, "has_orders": True}
FIRM = {"dimension": "total", "node": "total", "open_amount": 2e6, "overdue": 8e5}


def results_with(**records: object) -> Results:
    return page(FRAMES, CONTEXT, **{"credit_basis": BASIS, **records})  # type: ignore[arg-type]


def says(found: Finding, status: str, *parts: str) -> None:
    assert found.status == status
    assert all(part in found.plain() for part in parts), found.plain()


def buckets(worst: float) -> list[dict[str, object]]:
    rows = (("not due", 0, 1e6), ("1–30", 1, 8e5 - worst), ("> 30", 31, worst))
    key = {"dimension": "total", "node": "total"}
    return [{**key, "bucket": b, "from_days": d, "open_amount": a} for b, d, a in rows]


@pytest.mark.parametrize(("share", "status"), [(0.1, "good"), (0.2, "watch"), (0.4, "act")])
def test_overdue_is_judged_by_its_share(share: float, status: str) -> None:
    rows = results_with(overdue_nodes={**FIRM, "overdue_share": share}, ageing=buckets(1e5))
    says(owed.owed(rows)[0], status, "¥800.0k of the ¥2.0M", "¥100.0k of it has been for 31 days")
    rows = results_with(overdue_nodes={**FIRM, "overdue_share": share}, ageing=buckets(0.0))
    says(owed.owed(rows)[0], status, "none of it for 31 days or more")


def test_matched_receipts_are_said_to_be_an_assumption() -> None:
    rows = results_with(credit_basis={**BASIS, "n_matched": 3, "matched_amount": 900.0})
    (said,) = owed.matched(rows)
    says(said, "info", "rests on an assumption", "(3, ¥900 together)")


@pytest.mark.parametrize(
    ("state", "words"), [("no_receipts", "no receipts"), ("no_instalments", "no inst")]
)
def test_where_payments_are_not_known_the_answer_is_that(state: str, words: str) -> None:
    (said,) = answer(results_with(credit_basis={**BASIS, "state": state}))
    says(said, "info", "cannot be told", words)


def test_calls_name_the_money_and_the_first() -> None:
    total = {"scope": "total", "until": "2026-11", "n_late": 40, "open_amount": 9e5}
    total |= {"late_money": 3e5, "n_first": 20, "first_money": 2e5}
    first = {"instalment_id": "I1", "customer_id": "C1", "expected_late_money": 5e4, "rank": 1}
    rows = results_with(collection_total=total, collection_worklist=first)
    (said,) = calling.calls(rows)
    says(said, "act", "¥300.0k of the ¥900.0k", "end of Nov 2026", "One with ¥50.0k")
    says(calling.gain(rows)[0], "info", "is not known")
    rows = results_with(collection_total={**total, "call_gain": 6e4, "author": "Wei Wang"})
    says(calling.gain(rows)[0], "info", "¥60.0k", "Wei Wang judges")
    none = results_with(collection_total={**total, "n_late": 0})
    says(calling.calls(none)[0], "good", "Nothing that is owed")


def test_orders_are_asked_for_or_named() -> None:
    total = {"scope": "total", "n_warned": 1, "warned_orders": 5e4}
    order = {"customer_id": "C2", "orders": 5e4, "warning": "both"}
    said = limits.orders(results_with(credit_total=total, order_warnings=order))
    says(
        said[0],
        "act",
        "delivered: ¥50.0k, of customers: 1",
        "Two: ¥50.0k (over the limit and overdue)",
    )
    none = limits.orders(results_with(credit_total={**total, "n_warned": 0}))
    says(none[0], "good", "No order in hand")
    unknown = results_with(credit_basis={**BASIS, "has_orders": False}, credit_total=total)
    says(limits.orders(unknown)[0], "info", "are not known")


@pytest.mark.parametrize(("n", "status"), [(0, "good"), (2, "watch")])
def test_limits_are_watched_where_exposure_is_beyond_them(n: int, status: str) -> None:
    row = {"scope": "total", "n_limits": 9, "n_over": n, "headroom_amount": 1e6}
    (said,) = limits.over(results_with(credit_total={**row, "excess_amount": 5e4, "n_without": 1}))
    says(said, status, "¥1.0M")
    (said,) = limits.over(results_with(credit_total={**row, "n_limits": 0}))
    says(said, "info", "no customer has a credit limit")


def test_a_customer_s_card_says_exposure_limit_and_habits() -> None:
    row = {"customer_id": "C1", "exposure": 9e4, "overdue": 1e4, "suggested_limit": 8e4}
    row |= {"expected_loss": 1e3, "late_days": 12.0, "p_late": 0.7, "warning": "both"}
    rows = results_with(credit_limits=row)
    said = CARDS[0].says(rows.credit_limits)
    says(said[0], "act", "¥90.0k", "there is no credit limit, suggested is ¥80.0k")
    says(said[1], "info", "12.0 days", "70.0%")


def test_an_empty_page_still_says_something() -> None:
    rows = results_with()
    assert [one.key for one in answer(rows)] == ["owed", "call", "loss"]
    owed.draw_ageing(rows.ageing)
    owed.draw_days(rows.days_of_sales)
    calling.draw_calls(rows.collection_reps)
    limits.draw_loss(rows.credit_limits)
