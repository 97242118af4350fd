from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from salesnb.measures import measure
from salesnb.methods.payment_ledger import ledger
from salesnb.methods.receipt_curves import FIRST_LAG, LAST_LAG, DayProfile, ReceiptCurves, workdays
from salesnb.targets.cash.ahead import CashAhead, cash_ahead, last_day, month_ends
from salesnb.targets.cash.bills import money_at_maturity
from salesnb.targets.cash.invoicing import planned_invoicing
from tests.targets.cash_facts import CALENDAR, MONTH, facts, frames, plan, seen, steady, totals
from tests.targets.cash_peers import WORKS, book_of

DAY = pd.Timestamp("1970-01-01")


def on_the_day(*, customers: int = 2) -> dict[str, pd.DataFrame]:
    """Return prepayers and customers with sixty days who all pay on the due day."""
    early, late = steady("PRE", wait=0, customers=customers), steady("N60", customers=customers)
    return facts([*early[0], *late[0]], [*early[1], *late[1]])


def due_cash(known: dict[str, pd.DataFrame], method: str, amount: float, wait: int) -> np.ndarray:
    """Return by hand the cash of the same invoicing every month, paid `wait` days after issue."""
    look = seen(known, plan(**{method: amount}))
    ends, cash = month_ends(MONTH, 12), np.zeros(12)
    for i in range(12):
        shares = look.ahead.profile.shares(int(ends[i]) + 1, int(ends[i + 1]))
        days = np.arange(ends[i] + 1, ends[i + 1] + 1) + wait
        place = np.searchsorted(ends, days) - 1
        np.add.at(cash, place[place < 12], (amount * shares)[place < 12])
    return cash


def test_lags_of_a_half_three_tenths_and_a_fifth_give_50_130_230_130_60() -> None:
    known = on_the_day()
    look = seen(known).ahead
    lags = np.arange(FIRST_LAG, LAST_LAG + 1)
    steps = 0.5 * (lags >= 0) + 0.3 * (lags >= 40) + 0.2 * (lags >= 75)
    first_day = DayProfile(np.r_[0.0, np.ones(20)], look.profile.calendar)
    ahead = CashAhead(look.book, look.times, ReceiptCurves(["X"], steps[None]), first_day, MONTH)
    until = month_ends(MONTH, 5)
    cash = np.diff(ahead.from_new(np.array([[100.0, 200, 300, 0, 0]]), until)[0])
    assert cash == pytest.approx([50, 130, 230, 130, 60])


def test_sales_moved_from_sixty_days_to_prepayment_move_the_cash_in_closed_form() -> None:
    known = on_the_day()
    before = totals(frames(known, plan(N60=1000.0, PRE=500.0)))
    after = totals(frames(known, plan(N60=900.0, PRE=600.0)))
    moved = due_cash(known, "PRE", 100.0, 0) - due_cash(known, "N60", 100.0, 60)
    assert after - before == pytest.approx(moved, abs=0.03)


def test_moved_sales_move_the_cash_by_the_difference_of_the_receipt_curves() -> None:
    early, late = steady("PRE", wait=0, late=2), steady("N60", late=9)
    known = facts([*early[0], *late[0]], [*early[1], *late[1]])
    change = totals(frames(known, plan(N60=900.0, PRE=600.0)))
    change = change - totals(frames(known, plan(N60=1000.0, PRE=500.0)))
    ends = month_ends(MONTH, 12)
    curves = seen(known, plan(N60=1.0)).ahead
    issued, amounts = curves._by_day(np.full((1, 12), 100.0))
    rows = [curves.curves.methods.index(name) for name in ("PRE", "N60")]
    upto = [[amounts[0] @ curves.curves.at(int(e) - issued)[row] for e in ends] for row in rows]
    assert change == pytest.approx(np.diff(np.subtract(*upto)), abs=0.03)


def test_open_instalments_come_in_on_their_due_day_where_all_pay_then() -> None:
    known = on_the_day()
    owed, paid = known["instalments"], known["payments"]["instalment_id"]
    still = owed[~owed["instalment_id"].isin(paid)]
    by_month = still.groupby(still["due_on"].dt.strftime("%Y-%m"))["due_amount"].sum()
    found = totals(frames(known))
    assert found[:2] == pytest.approx(by_month.to_numpy()[:2], abs=0.01)
    assert found[2:] == pytest.approx(0, abs=0.01)


def test_opening_invoiced_received_and_closing_add_up_to_the_cent_in_every_month() -> None:
    known = on_the_day()
    found = frames(known, plan(N60=1000.01, PRE=333.33, PARTS=77.77))["cash_months"]
    closing = measure("receivables_closing").compute
    rolled = closing(found["opening"], found["invoiced"], 0, found["received"], 0)
    assert (rolled.round(2) == found["closing"]).all()
    assert (found["from_open"] + found["from_new"]).round(2).tolist() == found["received"].tolist()
    for _, node in found.groupby(["dimension", "node"]):
        assert node["closing"].to_numpy()[:-1].tolist() == node["opening"].to_numpy()[1:].tolist()
    parts = found[found["dimension"] == "settlement"].groupby("month")["received"].sum()
    assert parts.round(2).tolist() == totals({"cash_months": found}).tolist()


def test_without_any_receipt_nothing_is_forecast_and_it_is_said_why() -> None:
    owed, _ = steady()
    found = frames(facts(owed), plan(N60=1000.0))
    assert found["cash_basis"]["state"].tolist() == ["cannot_tell"]
    assert all(len(frame) == 0 for name, frame in found.items() if name != "cash_basis")


def test_without_any_instalment_nothing_is_forecast() -> None:
    found = frames(facts([]))
    assert found["cash_basis"]["state"].tolist() == ["cannot_tell"]
    assert planned_invoicing(facts([])["instalments"], month=MONTH).empty


def test_few_months_of_payments_give_a_forecast_without_an_interval() -> None:
    owed, paid = steady(first="2025-12-01")
    found = frames(facts(owed, paid), plan(N60=1000.0))
    assert found["cash_basis"]["state"].tolist() == ["no_interval"]
    assert found["cash_months"][["low", "high"]].isna().all(axis=None)
    assert set(found["collections_forecast"]["quantile"]) == {0.5}


def test_nothing_open_brings_cash_from_new_invoices_alone() -> None:
    owed, paid = steady("PRE", wait=0)
    found = frames(facts(owed, paid), plan(PRE=1000.0))
    assert len(found["payment_times"]) == 0
    assert totals(found, "from_open") == pytest.approx(0)
    assert totals(found) == pytest.approx(1000, rel=0.02)


def test_one_customer_is_enough() -> None:
    found = frames(on_the_day(customers=1), plan(N60=1000.0))
    assert found["cash_basis"]["state"].tolist() == ["judged"]
    assert found["payment_times"]["customer_id"].unique().tolist() == ["C0"]


def test_an_open_credit_lowers_what_its_customer_will_pay_never_below_nothing() -> None:
    owed, paid = steady()
    last = pd.Timestamp(MONTH.last)
    plain = totals(frames(facts(owed, paid))).sum()
    credit = [("CR", "C0", "N60", last, last, -50.0)]
    assert totals(frames(facts([*owed, *credit], paid))).sum() == pytest.approx(plain - 50, abs=0.1)
    huge = frames(facts([*owed, ("CR", "C0", "N60", last, last, -9999.0)], paid))
    assert (totals(huge) >= 0).all()
    assert set(
        huge["payment_times"].loc[huge["payment_times"]["open_amount"] > 0, "customer_id"]
    ) == {"C1"}


def test_a_company_with_credits_only_brings_no_cash() -> None:
    owed, paid = steady("PRE", wait=0)
    last = pd.Timestamp(MONTH.last)
    found = frames(facts([*owed, ("CR", "C9", "PRE", last, last, -10.0)], paid))
    assert totals(found) == pytest.approx(0)
    assert found["cash_months"]["opening"].iloc[0] == -10


def test_what_is_written_off_is_neither_open_nor_expected() -> None:
    owed, paid = steady()
    old = ("OLD", "C0", "N60", pd.Timestamp("2025-06-01"), pd.Timestamp("2025-08-01"), 500.0)
    off = pd.DataFrame([("OLD", pd.Timestamp("2026-05-01"), 500.0)])
    off.columns = ["instalment_id", "written_off_on", "written_off_amount"]
    kept = frames(facts([*owed, old], paid))["cash_months"]["opening"].iloc[0]
    gone = frames(facts([*owed, old], paid, write_offs=off))["cash_months"]["opening"].iloc[0]
    assert kept - gone == 500


def test_what_was_received_for_nothing_known_lowers_the_opening() -> None:
    owed, paid = steady()
    plain = frames(facts(owed, paid))["cash_months"]["opening"].iloc[0]
    early = [("NEXT", pd.Timestamp("2026-06-29"), 40.0)]
    assert frames(facts(owed, [*paid, *early]))["cash_months"]["opening"].iloc[0] == plain - 40


def test_a_method_without_history_falls_due_by_its_terms() -> None:
    found = frames(on_the_day(), plan(PARTS=900.0))
    shares = found["receipt_shares"]
    mine = shares.loc[shares["settlement_id"] == "PARTS", "share"].to_numpy()
    assert mine[:5].sum() == pytest.approx(1, abs=1e-6)
    assert mine[1:3] == pytest.approx([1 / 3, 1 / 3], abs=0.06)


def test_receipt_shares_times_invoicing_is_the_cash_of_new_invoices() -> None:
    known = on_the_day()
    one_month = plan(N60=1000.0, ahead=1)
    found = frames(known, one_month)
    shares = found["receipt_shares"]
    mine = shares.loc[shares["settlement_id"] == "N60", "share"].to_numpy()
    assert totals(found, "from_new") == pytest.approx(1000 * mine, abs=0.01)


def bills_of(known: dict[str, pd.DataFrame], invoicing: pd.DataFrame) -> pd.DataFrame:
    look = seen(known, invoicing)
    found = money_at_maturity(look.ahead, look.invoicing, look.items, known)
    return found.set_index("month")


def test_bills_bring_money_at_maturity_those_in_hand_and_those_to_come() -> None:
    owed, paid = steady("BILL", wait=30)
    held = pd.DataFrame(
        {
            "receipt_id": ["R1", "R2"],
            "received_on": pd.to_datetime(["2026-05-10", "2026-05-10"]),
            "matures_on": pd.to_datetime(["2026-08-08", "2026-08-08"]),
            "amount": [70.0, 30.0],
            "instrument": "acceptance_bill",
            "is_bounced": [False, True],
        }
    )
    known, invoicing = facts(owed, paid, receipts=held), plan(BILL=600.0)
    found = frames(known, invoicing)
    bills = bills_of(known, invoicing)
    assert bills["maturing_held"].to_dict()["2026-08"] == 70
    assert bills["maturing_held"].sum() == 70
    assert bills["received_in_bills"].tolist() == pytest.approx(totals(found), abs=0.02)
    assert (bills["maturing_new"].to_numpy()[:2] == 0).all()
    assert bills["maturing_new"].sum() == pytest.approx(totals(found)[:9].sum(), rel=0.02)
    assert bills["banked"].tolist() == pytest.approx(bills["matured"].tolist(), abs=0.02)


def test_without_paper_there_is_no_line_of_maturity() -> None:
    assert bills_of(on_the_day(), plan(N60=100.0)).empty
    line = frames(on_the_day(), plan(N60=100.0))["cash"]
    assert line[["in_bills", "matured", "banked"]].isna().all(axis=None)


def promised(owed: list[tuple], paid: list[tuple], *, kept: bool) -> dict[str, pd.DataFrame]:
    """Return facts with promises made five days after each due day, for two days later."""
    rows = [
        (f"P{name}", name, due + pd.Timedelta(days=5), due + pd.Timedelta(days=7), amount)
        for name, _, _, _, due, amount in owed
        if due + pd.Timedelta(days=5) <= pd.Timestamp(MONTH.last)
    ]
    columns = ["promise_id", "instalment_id", "promised_on", "promised_for", "promised_amount"]
    table = pd.DataFrame(rows, columns=columns)
    if kept:
        table = table.iloc[::3]  # those without a promise pay later
    return facts(owed, paid, payment_promises=table)


def test_promises_that_were_kept_are_believed_and_others_are_not() -> None:
    owed, _ = steady(first="2025-01-01")
    paid_on = [row[4] + pd.Timedelta(days=7 if i % 3 == 0 else 40) for i, row in enumerate(owed)]
    paid = [
        (row[0], day, row[5])
        for row, day in zip(owed, paid_on, strict=True)
        if day <= pd.Timestamp(MONTH.last)
    ]
    assert seen(promised(owed, paid, kept=True)).items.kept_share > 0.5
    broken = [(row[0], row[4] + pd.Timedelta(days=40), row[5]) for row in owed]
    broken = [row for row in broken if row[1] <= pd.Timestamp(MONTH.last)]
    assert seen(promised(owed, broken, kept=False)).items.kept_share == 0


def test_disputed_instalments_that_wait_are_expected_later() -> None:
    owed, paid = steady()
    known = facts(owed, [row for row in paid if int(row[0][3:]) % 5])
    disputed = known["instalments"]["instalment_id"].str[3:].astype(int) % 5 == 0
    known["instalments"]["is_disputed"] = disputed
    assert seen(known).items.slower.min() < 0.7


def test_weeks_end_on_sundays_and_add_up_to_their_parts() -> None:
    found = frames(on_the_day(), plan(N60=1000.0, PRE=200.0))["cash_weeks"]
    assert len(found) == 13
    assert found["first_day"].iloc[0] == pd.Timestamp("2026-07-01")
    assert (found["last_day"].dt.day_of_week == 6).all()
    assert (found["from_open"] + found["from_new"]).round(2).tolist() == found["expected"].tolist()
    assert found["working_days"].iloc[1] == 5


def test_invoices_of_working_days_only_are_expected_on_working_days() -> None:
    days = [d for d in pd.date_range("2025-01-01", "2026-06-30") if CALENDAR.is_working(d.date())]
    owed = [(f"D{i}", "C", "PRE", day, day, 10.0) for i, day in enumerate(days)]
    found = cash_ahead(book_of(facts(owed)), MONTH, WORKS)
    first, last = last_day(MONTH) + 1, last_day(MONTH + 1)
    shares = found.profile.shares(first, last)
    off = [
        not CALENDAR.is_working((DAY + pd.Timedelta(days=d)).date()) for d in range(first, last + 1)
    ]
    assert shares.sum() == pytest.approx(1)
    assert shares[np.array(off)] == pytest.approx(0)


def test_plans_of_earlier_months_do_not_know_what_came_after() -> None:
    owed, _ = steady()
    known = facts(owed)["instalments"]
    now = planned_invoicing(known, month=MONTH)
    cut = known[known["issued_on"] <= pd.Timestamp((MONTH - 3).last)]
    then = planned_invoicing(cut, month=MONTH - 3)
    both = now[now["origin"] == str(MONTH - 3)].reset_index(drop=True)
    pd.testing.assert_frame_equal(both, then[then["origin"] == str(MONTH - 3)])


def test_workdays_without_any_count_all_days_alike() -> None:
    never = workdays(0, 9, lambda day: day < dt.date(1970, 1, 1))
    assert never.gone(0, 9).tolist() == pytest.approx([i / 10 for i in range(1, 11)])


def test_payments_of_unknown_instalments_are_left_out_of_the_ledger() -> None:
    known = facts([], [("X", pd.Timestamp("2026-01-01"), 5.0)])
    assert len(ledger(known["instalments"], known["payments"]).paid) == 0
