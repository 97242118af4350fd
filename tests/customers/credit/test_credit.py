"""Balances, ageing, days of sales, limits, warnings and worklist against closed forms."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from salesnb.customers.credit import ageing, balances, behaviour, days, exposure, limits, worklist
from salesnb.errors import UsageError
from salesnb.methods.payment_ledger import Ledger, ledger
from salesnb.months import Month

MONTH = Month(2026, 10)
END = pd.Timestamp("2026-10-31")


def moved(*rows: tuple[str, str, float, float, float, float]) -> pd.DataFrame:
    """Return (month, customer, opening, invoiced, received, closing), no credits or write-offs."""
    columns = ["month", "customer_id", "opening", "invoiced", "received", "closing"]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.assign(credited=0.0, written_off=0.0)


ROWS = (
    ("2026-08", "C1", 0.0, 100.0, 0.0, 100.0),
    ("2026-10", "C1", 100.0, 50.0, 120.01, 29.99),
    ("2026-09", "C2", 0.0, 10.0, 0.0, 10.0),
)


def test_the_roll_forward_carries_months_without_a_movement() -> None:
    balances.require_tied(moved(*ROWS))
    firm = balances.roll_forward(moved(*ROWS), month=MONTH, months=3)
    assert firm["month"].tolist() == ["2026-08", "2026-09", "2026-10"]
    assert firm["opening"].tolist() == [0, 100, 110] and firm["closing"].iloc[-1] == 39.99
    own = balances.customer_balances(moved(*ROWS), month=MONTH).set_index("customer_id")
    assert own.loc["C2", ["opening", "invoiced", "closing"]].tolist() == [10, 0, 10]
    assert own["closing"].sum() == pytest.approx(firm["closing"].iloc[-1])


def test_a_cent_that_does_not_tie_is_named() -> None:
    broken = moved(*ROWS[:1], ("2026-10", "C1", 100.0, 50.0, 120.02, 29.99))
    with pytest.raises(UsageError, match="1 customer-months: C1 2026-10"):
        balances.require_tied(broken)


def owed() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "instalment_id": ["I1", "I2", "I3", "I4"],
            "customer_id": ["C1", "C1", "C2", "C2"],
            "days_past_due": [0, 1, 31, 152],
            "open_amount": [50.0, 30.01, 20.0, -5.0],
        }
    )


SHARES = pd.DataFrame(
    {"customer_id": ["C1", "C1"], "rep_id": ["R1", "R2"], "share": [1 / 3, 2 / 3]}
)
CUSTOMERS = pd.DataFrame(
    {"customer_id": ["C1", "C2"], "region_id": ["N", ""], "rep_id": [None, None]}
)


def test_due_today_is_not_overdue_and_an_edge_belongs_to_the_younger_bucket() -> None:
    rows = ageing.by_node(owed(), CUSTOMERS, SHARES)
    firm = ageing.ageing(rows, edges=(0, 30, 90))
    firm = firm[firm["dimension"] == "total"].set_index("bucket")["open_amount"]
    assert firm.to_dict() == {"not due": 50, "1–30": 30.01, "31–90": 20, "> 90": -5}


def test_every_dimension_adds_up_to_the_firm_to_the_cent() -> None:
    rows = ageing.by_node(owed(), CUSTOMERS, SHARES)
    sums = (rows.groupby("dimension")["open_amount"].sum() * 100).round().astype(int)
    assert set(sums) == {9501} and len(sums) == 4
    nodes = ageing.overdue_by_node(rows).set_index(["dimension", "node"])
    assert nodes.loc[("rep", "R1"), "open_amount"] == 26.67
    assert nodes.loc[("rep", "(unassigned)"), "overdue"] == 15
    assert nodes.loc[("region", "(unassigned)"), "oldest"] == 31


@pytest.mark.parametrize("edges", [(), (30, 60), (0, 60, 30), (0, 30, 30)])
def test_buckets_must_rise_from_zero(edges: tuple[int, ...]) -> None:
    with pytest.raises(UsageError, match="must rise from 0"):
        ageing.ageing(ageing.by_node(owed(), CUSTOMERS, SHARES), edges=edges)


def books(*owed: tuple[str, str, str, float], paid: dict[int, tuple[str, float]]) -> Ledger:
    """Return instalments (customer, issued, due, amount) and payments (which: day, amount)."""
    columns = ["customer_id", "issued_on", "due_on", "due_amount"]
    rows = pd.DataFrame(owed, columns=columns).assign(settlement_id="net")
    rows["instalment_id"] = [str(i) for i in range(len(rows))]
    rows[["issued_on", "due_on"]] = rows[["issued_on", "due_on"]].apply(pd.to_datetime)
    payments = pd.DataFrame(
        [(str(i), pd.Timestamp(on), amount) for i, (on, amount) in paid.items()],
        columns=["instalment_id", "paid_on", "amount"],
    )
    return ledger(rows, payments)


def test_days_of_sales_by_their_definitions() -> None:
    """Receivables 500; sales 300 in October, 250 in September (30 days), 280 in August."""
    book = books(
        ("C1", "2026-08-10", "2026-09-10", 280.0),
        ("C1", "2026-09-10", "2026-10-20", 250.0),
        ("C1", "2026-10-10", "2026-11-10", 300.0),
        paid={0: ("2026-09-30", 280.0), 1: ("2026-10-25", 50.0)},
    )
    row = days.days_of_sales(book, month=MONTH, dso_months=3).iloc[-1]
    assert row["receivables"] == 500 and row["overdue"] == 200
    assert row["dso"] == pytest.approx(500 / 830 * 92)
    assert row["dso_count_back"] == pytest.approx(31 + 30 * 200 / 250)
    assert row["dso_true"] == pytest.approx((52 * 200) / 250 + 22)
    assert row["dso_best_possible"] == pytest.approx(300 / 830 * 92)
    assert row["average_days_delinquent"] == pytest.approx(200 / 830 * 92)
    assert row["cei"] == pytest.approx((250 + 300 - 500) / (250 + 300 - 300) * 100)


def test_behaviour_is_drawn_to_the_usual_by_five_instalments() -> None:
    late = [("C1", "2026-01-01", "2026-02-01", 100.0)] * 5
    good = [("C2", "2026-01-01", "2026-02-01", 100.0)] * 5
    paid = {i: ("2026-03-13" if i < 5 else "2026-02-01", 100.0) for i in range(10)}
    rows = behaviour.behaviour(books(*late, *good, paid=paid), origin=days.last_day(MONTH))
    rows = rows.set_index("customer_id")
    assert rows["p_late"].tolist() == [(5 + 2.5) / 10, 2.5 / 10]
    assert rows["late_days"].tolist() == [40, 0]
    assert rows["very_late_share"].tolist() == pytest.approx([0.75, 0.25])
    assert rows["lost_share"].tolist() == [0, 0] and rows["terms_days"].tolist() == [31, 31]
    assert rows["monthly"].tolist() == pytest.approx([500 / 12] * 2)


def test_what_is_long_unpaid_is_lost_and_later_rows_change_nothing() -> None:
    rows = [("C1", f"2026-0{m}-01", f"2026-0{m}-20", 100.0) for m in (1, 2, 3, 4)]
    paid = {i: (f"2026-0{i + 1}-20", 100.0) for i in range(3)}
    then = behaviour.behaviour(books(*rows, paid=paid), origin=days.last_day(MONTH))
    assert then["lost_share"].tolist() == [pytest.approx(0.25)]
    later = books(
        *rows, ("C1", "2026-11-02", "2026-11-09", 9.0), paid={**paid, 3: ("2026-11-05", 100.0)}
    )
    again = behaviour.behaviour(later, origin=days.last_day(MONTH))
    pd.testing.assert_frame_equal(then, again)


def exposed(**of: float) -> pd.DataFrame:
    usual = {"receivables": 0.0, "deposits": 0.0, "orders": 0.0, "bills": 0.0, "overdue": 0.0}
    row = {**usual, "overdue_days": np.nan, "n_overdue": 0, **of}
    row["exposure"] = max(row["receivables"] + row["orders"] + row["bills"], 0)
    return pd.DataFrame([{"customer_id": "C1", **row}])


def behaves(**of: float) -> pd.DataFrame:
    usual = {"n_due": 9.0, "p_late": 0.5, "late_days": 3.0, "very_late_share": 0.1}
    row = {**usual, "lost_share": 0.02, "monthly": 1000.0, "terms_days": 60.0, "unpaid_share": 0.2}
    return pd.DataFrame([{"customer_id": "C1", **row, **of}])


def stated(limit: float, *, security: float = 0.0, of: str = "") -> pd.DataFrame:
    row = {"customer_id": "C1", "credit_limit": limit, "security_amount": security}
    return pd.DataFrame([{**row, "customer_class": of}])


def judged(at_risk: pd.DataFrame, own: pd.DataFrame, customers: pd.DataFrame) -> pd.Series:
    return limits.limits(at_risk, own, customers, terms=limits.Terms()).iloc[0]


def test_a_suggested_limit_is_what_buying_as_usual_takes() -> None:
    row = judged(exposed(receivables=500.0), behaves(), stated(2000.0, security=300.0, of="A"))
    unsecured = 1.5 * 1000 * 60 / 30 * 1.25 * 0.9 * 0.98
    assert row["suggested_limit"] == 300 + 3300 and 3300 <= unsecured < 3400
    assert row["utilisation"] == 0.25 and row["room_left"] == 1500 and row["warning"] == ""


@pytest.mark.parametrize("own", [{"lost_share": 0.1}, {"unpaid_share": 0.5}])
def test_who_does_not_pay_gets_no_more_than_the_security(own: dict[str, float]) -> None:
    row = judged(exposed(receivables=500.0), behaves(**own), stated(2000.0, security=300.0))
    assert row["suggested_limit"] == 300


def test_expected_loss_is_chance_times_severity_times_what_is_not_secured() -> None:
    row = judged(exposed(receivables=600.0, orders=400.0), behaves(), stated(0.0, security=200.0))
    chance = 0.6 * 0.2 + 0.4 * 0.02
    assert row["p_loss"] == pytest.approx(chance)
    assert row["expected_loss"] == pytest.approx(chance * 0.9 * 800, abs=0.005)


@pytest.mark.parametrize(
    ("at_risk", "limit", "of", "warning"),
    [
        ({"receivables": 900.0, "orders": 200.0}, 1000.0, "", "over_limit"),
        ({"receivables": 900.0, "orders": 100.0}, 1000.0, "", ""),
        ({"receivables": 9000.0}, 1000.0, "", ""),
        ({"orders": 1.0, "overdue": 501.0, "overdue_days": 30.0}, np.nan, "B", "overdue"),
        ({"orders": 1.0, "overdue": 501.0, "overdue_days": 30.0}, np.nan, "A", ""),
        ({"orders": 1.0, "overdue": 501.0, "overdue_days": 15.0}, np.nan, "C", "overdue"),
        ({"orders": 9.0, "overdue": 600.0, "overdue_days": 90.0}, 8.0, "A", "both"),
    ],
)
def test_an_order_is_warned_of_by_amount_days_class_and_order(
    at_risk: dict[str, float], limit: float, of: str, warning: str
) -> None:
    assert judged(exposed(**at_risk), behaves(), stated(limit, of=of))["warning"] == warning


@pytest.mark.parametrize("column", ["credit_limit", "security_amount"])
def test_negative_limits_are_refused_by_name(column: str) -> None:
    with pytest.raises(UsageError, match=r"1 .* below zero: C1 \(-5\)"):
        judged(exposed(), behaves(), stated(1.0).assign(**{column: -5.0}))


@pytest.mark.parametrize("terms", [{"room": 0.1}, {"room": 9.0}, {"loss_share": 1.2}])
def test_terms_have_their_ranges(terms: dict[str, float]) -> None:
    with pytest.raises(UsageError):
        limits.Terms(**terms)


def test_exposure_counts_deposits_the_newest_orders_and_paper_that_is_not_yet_money() -> None:
    still = pd.DataFrame(
        {"customer_id": "C1", "open_amount": [100.0, 40.0, -30.0], "days_past_due": [10, -5, 0]}
    )
    orders = pd.DataFrame(
        {
            "as_of_on": pd.to_datetime(["2026-09-30", "2026-10-31", "2026-11-30"]),
            "customer_id": "C1",
            "open_amount": [7.0, 20.0, 9.0],
        }
    )
    receipts = pd.DataFrame(
        {
            "customer_id": "C1",
            "instrument": ["acceptance_bill", "acceptance_bill", "transfer"],
            "received_on": pd.to_datetime(["2026-10-01"] * 3),
            "matures_on": pd.to_datetime(["2027-01-01", "2026-10-20", "2027-01-01"]),
            "amount": [50.0, 60.0, 70.0],
            "is_bounced": False,
        }
    )
    row = exposure.exposures(still, orders, receipts, on=END).iloc[0]
    assert row[["receivables", "deposits", "orders", "bills"]].tolist() == [110, 30, 20, 50]
    assert row["exposure"] == 180 and row["overdue"] == 100 and row["overdue_days"] == 10


def times() -> pd.DataFrame:
    due = pd.to_datetime(["2026-10-01", "2026-11-20", "2026-12-15"])
    return pd.DataFrame(
        {
            "instalment_id": ["I1", "I2", "I3"],
            "customer_id": ["C1", "C2", "C2"],
            "due_on": due,
            "open_amount": [100.0, 1000.0, 5000.0],
            "days_past_due": [30, -20, -45],
            "late_share": [1.0, 0.3, 0.3],
            "expected_on": due,
            "latest_on": due,
            "unpaid_share": [0.1, 0.0, 0.0],
            "one_month_share": [0.5, 0.9, 0.1],
            "two_months_share": [0.6, 0.95, 0.9],
        }
    )


def listed(judgements: pd.DataFrame, *, ahead: int = 1) -> pd.DataFrame:
    owners = pd.DataFrame({"customer_id": ["C1", "C2"], "rep_id": ["R1", "R2"]})
    promises = pd.DataFrame({"instalment_id": ["I2"], "promised_for": [END]})
    how = {"month": MONTH, "ahead": ahead}
    return worklist.worklist(times(), owners, promises, judgements, **how)  # type: ignore[arg-type]


NOBODY = pd.DataFrame(columns=["topic", "customer_id", "rep_id", "value", "author"])


def test_the_list_ranks_by_money_that_is_past_due_and_unpaid_then() -> None:
    rows = listed(NOBODY)
    assert rows["instalment_id"].tolist() == ["I2", "I1", "I3"]
    assert rows["expected_late_money"].tolist() == pytest.approx([100, 50, 0])
    assert rows["call_gain"].isna().all() and rows["rank"].tolist() == [1, 2, 3]
    later = listed(NOBODY, ahead=2).set_index("instalment_id")["expected_late_money"]
    assert later.to_dict() == pytest.approx({"I1": 40, "I2": 50, "I3": 500})


def test_what_a_call_brings_comes_from_judgements_with_their_author() -> None:
    rows = pd.DataFrame(
        [
            ("collection_call", "", "", 0.2, "Wei Wang"),
            ("collection_call", "C1", "", 0.5, "Min Li"),
            ("visits", "C2", "", 0.9, "Nobody"),
        ],
        columns=["topic", "customer_id", "rep_id", "value", "author"],
    )
    found = listed(rows).set_index("instalment_id")
    assert found.loc[["I1", "I2"], "call_gain"].tolist() == [25, 20]
    assert found.loc[["I1", "I2"], "author"].tolist() == ["Min Li", "Wei Wang"]
