"""06_risk on the demo company: it ties to the cent, and the planted bad payers are found."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from salesnb.customers.credit import days, risk
from salesnb.customers.credit.behaviour import behaviour
from salesnb.customers.credit.limits import Terms
from salesnb.months import Month
from salesnb.pages.risk import answer

DEMO = Path(__file__).resolve().parents[3] / "data" / "demo"
MONTH = Month(2026, 10)
NOBODY = pd.DataFrame(columns=["topic", "customer_id", "rep_id", "value", "author"])
Frames = dict[str, pd.DataFrame]


@pytest.fixture(scope="module")
def book(closed_demo: Path) -> Any:
    from salesnb.workbook import open_workbook

    return open_workbook("06_risk", company=str(closed_demo), month=str(MONTH), lang="en")


@pytest.fixture(scope="module")
def facts(book: Any) -> Frames:
    return dict(book.frames())


def all_sections(facts: Frames) -> Frames:
    ledger = risk.ledger_of(facts)
    due = risk.what_is_owed(facts, ledger, month=MONTH, edges=(0, 30, 60, 90), dso_months=3)
    called = risk.whom_to_call(facts, ledger, NOBODY, month=MONTH, ahead=1)
    lost = risk.what_may_be_lost(facts, ledger, month=MONTH, terms=Terms())
    return due | called | lost


@pytest.fixture(scope="module")
def computed(facts: Frames) -> Frames:
    return all_sections(facts)


def cents(values: pd.Series) -> int:
    return int((values * 100).round().sum())


def test_ageing_balances_and_days_of_sales_are_of_the_same_money(
    facts: Frames, computed: Frames
) -> None:
    owed = cents(facts["open_instalments"]["open_amount"])
    sums = computed["ageing"].groupby("dimension")["open_amount"].apply(cents)
    assert set(sums) == {owed} and set(sums.index) == {"total", "customer", "rep", "region"}
    assert cents(computed["days_of_sales"]["receivables"].tail(1)) == owed
    rolled, own = computed["roll_forward"], computed["customer_balances"]
    assert cents(own["closing"]) == cents(rolled["closing"].tail(1))
    assert cents(own["received"]) == cents(rolled["received"].tail(1))
    before = facts["receivables"].groupby("customer_id", observed=True)["closing"].last()
    assert cents(before) == cents(own["closing"])


def test_planted_bad_payers_are_found(facts: Frames) -> None:
    """A quarter of what they owe is never paid; nobody else leaves anything.

    Of those with ten instalments due, one in twenty has paid them all by chance.
    """
    truth = tomllib.loads((DEMO / "truth.toml").read_text(encoding="utf-8"))
    bad = truth["planted"]["bad_payers"]["customer_ids"]
    rows = behaviour(risk.ledger_of(facts), origin=days.last_day(MONTH))
    rows = rows[rows["n_due"] >= 10].set_index("customer_id")
    is_bad = rows.index.isin(bad)
    assert is_bad.sum() >= 8
    found = rows["lost_share"].rank(ascending=False) <= is_bad.sum()
    assert found[is_bad].mean() >= 0.8 and found[~is_bad].mean() <= 0.01


def test_the_list_of_last_month_was_better_than_one_chance_for_all(computed: Frames) -> None:
    (row,) = computed["late_check"].to_dict("records")
    assert row["auc"] > 0.85 and row["brier"] < 0.6 * row["usual_brier"]
    assert row["foretold_money"] == pytest.approx(row["late_money"], rel=0.25)


def test_without_payment_times_the_list_is_not_yet_assessed(book: Any, computed: Frames) -> None:
    said = [one.plain() for one in answer(book.results(computed))]
    assert "not yet assessed" in said[1] and "is overdue" in said[0]


def test_without_receipts_nobody_is_said_to_owe_anything(book: Any, facts: Frames) -> None:
    paid = ("receivables", "open_instalments", "receipts", "receipt_allocations", "write_offs")
    bare = facts | {name: facts[name].iloc[:0] for name in paid}
    found = all_sections(bare)
    assert all(frame.empty for name, frame in found.items() if name != "credit_basis")
    (said,) = answer(book.results(found))
    assert said.status == "info" and "no receipts or allocations" in said.plain()
