"""The entry that 07_forecast calls, on frames as a workbook loads them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.snapshot.typed import empty, typed
from salesnb.targets.cash.collections import payments_of, show_cash
from salesnb.targets.cash.errors import CashErrors, accuracy
from salesnb.targets.cash.invoicing import in_step
from tests.targets.cash_facts import CALENDAR, MONTH, facts, steady

LOADED = {
    "instalments": "instalment_id customer_id settlement_id issued_on due_on due_amount"
    " is_disputed recorded_on",
    "receipt_allocations": "instalment_id allocated_on allocated_amount",
    "receipt_matches": "instalment_id received_on amount",
    "receipts": "receipt_id received_on amount instrument matures_on is_bounced",
    "write_offs": "instalment_id written_off_on written_off_amount",
    "payment_promises": "promise_id instalment_id promised_on promised_for promised_amount",
    "settlement_terms": "settlement_id kind nominal_days tenor_days n_instalments",
}


def loaded(**given: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return what the workbook loads where only these tables have rows."""
    found = {name: empty(name, columns.split()) for name, columns in LOADED.items()}
    for name, frame in given.items():
        found[name] = typed(frame.reindex(columns=LOADED[name].split()), name)
    return found


def test_a_firm_without_receivables_has_no_row_in_any_frame() -> None:
    found = show_cash(loaded(), month=MONTH, calendar=CALENDAR)
    assert {name: len(frame) for name, frame in found.items()} == dict.fromkeys(found, 0)


def test_a_firm_without_receipts_is_told_that_nothing_can_be_told() -> None:
    owed = facts(steady()[0])["instalments"]
    found = show_cash(loaded(instalments=owed), month=MONTH, calendar=CALENDAR)
    assert found["cash_basis"]["state"].tolist() == ["cannot_tell"]
    assert found["cash_basis"]["n_open"].tolist() == [len(owed)]
    assert len(found["cash"]) == 0


def test_allocations_and_receipts_that_were_matched_are_payments_alike() -> None:
    owed, paid = steady()
    known = facts(owed, paid)
    columns = {"paid_on": "allocated_on", "amount": "allocated_amount"}
    half = len(paid) // 2
    stated = known["payments"].iloc[:half].rename(columns=columns)
    matched = known["payments"].iloc[half:].rename(columns={"paid_on": "received_on"})
    given = loaded(
        instalments=known["instalments"], receipt_allocations=stated, receipt_matches=matched
    )
    assert len(payments_of(given)) == len(paid)
    found = show_cash(given, month=MONTH, calendar=CALENDAR, horizon=24)
    assert found["cash_basis"]["state"].tolist() == ["judged"]
    assert found["cash"]["expected"].notna().sum() == 24
    assert found["cash"]["actual"].notna().any()


def test_the_same_facts_give_the_same_frames_whatever_their_order() -> None:
    owed, paid = steady()
    known = facts(owed, paid)
    columns = {"paid_on": "allocated_on", "amount": "allocated_amount"}
    one = loaded(
        instalments=known["instalments"],
        receipt_allocations=known["payments"].rename(columns=columns),
    )
    other = {name: frame.iloc[::-1].reset_index(drop=True) for name, frame in one.items()}
    first, second = (show_cash(x, month=MONTH, calendar=CALENDAR) for x in (one, other))
    pd.testing.assert_frame_equal(first["cash"], second["cash"])


def test_invoicing_follows_the_sales_expected_in_the_parts_of_the_methods() -> None:
    owed = facts(steady(first="2026-01-01", amount=113.0)[0])["instalments"]
    months = owed["issued_on"].dt.strftime("%Y-%m")
    sold = owed.groupby(months)["due_amount"].sum().div(1.13).rename("actual")
    sales = sold.rename_axis("month").reset_index().assign(expected=float("nan"))
    ahead = pd.DataFrame({"month": ["2026-07"], "actual": [float("nan")], "expected": [1000.0]})
    sales = pd.concat([sales, ahead], ignore_index=True)
    rows = [
        ("2026-06", m, s, a) for m in ("2026-07", "2026-08") for s, a in (("A", 30.0), ("B", 10.0))
    ]
    plan = pd.DataFrame(rows, columns=["origin", "month", "settlement_id", "amount"])
    assert in_step(plan, sales, owed)["amount"].round(6).tolist() == [847.5, 282.5, 30, 10]
    few = sales.iloc[-3:]
    assert in_step(plan, few, owed)["amount"].tolist() == plan["amount"].tolist()


def test_the_error_has_no_share_of_cash_where_none_came() -> None:
    nothing = CashErrors([MONTH] * 3, actual=np.zeros((3, 1, 3)), expected=np.full((3, 1, 3), 5.0))
    off = accuracy({"hazard": nothing})
    assert off["n_origins"].tolist() == [3] * 4
    assert off[["wape_share", "bias_share"]].isna().all(axis=None)


def test_cash_beyond_the_page_leaves_its_months_as_they_are() -> None:
    known = facts(*steady())
    columns = {"paid_on": "allocated_on", "amount": "allocated_amount"}
    given = loaded(
        instalments=known["instalments"],
        receipt_allocations=known["payments"].rename(columns=columns),
    )
    near = show_cash(given, month=MONTH, calendar=CALENDAR)
    far = show_cash(given, month=MONTH, calendar=CALENDAR, reach=18)
    pd.testing.assert_frame_equal(near["cash"], far["cash"])
    pd.testing.assert_frame_equal(near["cash_months"], far["cash_months"])
    months = far["collections_forecast"].groupby("node")["month"].nunique()
    assert (months == 18).all() and near["collections_forecast"]["month"].nunique() == 12


def test_what_is_paid_before_its_invoice_is_cash_of_the_last_month_too() -> None:
    """With invoicing that goes on evenly, and all of it paid early, no month falls short."""
    owed, paid = steady("PRE", wait=0, late=-20)
    given = loaded(
        instalments=facts(owed, paid)["instalments"],
        receipt_allocations=facts(owed, paid)["payments"].rename(
            columns={"paid_on": "allocated_on", "amount": "allocated_amount"}
        ),
    )
    line = show_cash(given, month=MONTH, calendar=CALENDAR)["cash"]["expected"].dropna()
    assert line.iloc[-1] > 0.8 * line.iloc[:-1].mean()
