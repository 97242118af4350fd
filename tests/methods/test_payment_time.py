from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from salesnb.methods import payment_time
from salesnb.methods.payment_ledger import Ledger, ledger
from salesnb.methods.payment_time import due_day_times, payment_times

ORIGIN = 1000  # days since 1970-01-01
DAY = np.datetime64("1970-01-01", "D")


@pytest.fixture(autouse=True)
def no_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Payments count alike whatever their age, and habits do not drift."""
    monkeypatch.setattr(payment_time, "HALF_LIFE", 1e12)
    monkeypatch.setattr(payment_time, "SPEED_PRIOR", 1e12)


def book(*owed: tuple[str, str, int], paid: list[tuple[int, int, float]]) -> Ledger:
    """Return instalments of 100 (customer, method, due day), payments (which, day, amount)."""
    rows = [
        (str(i), who, how, DAY + due - 30, DAY + due, 100.0)
        for i, (who, how, due) in enumerate(owed)
    ]
    columns = ["instalment_id", "customer_id", "settlement_id", "issued_on", "due_on", "due_amount"]
    payments = [(str(i), DAY + day, amount) for i, day, amount in paid]
    return ledger(
        pd.DataFrame(rows, columns=columns),
        pd.DataFrame(payments, columns=["instalment_id", "paid_on", "amount"]),
    )


def shares(found: Ledger, ages: list[float], *, origin: int = ORIGIN, row: int = 0) -> np.ndarray:
    times = payment_times(found, origin)
    return times.paid_share(np.full(len(ages), row), np.array(ages, dtype=float))


def test_everybody_on_the_due_day_pays_then_and_not_before() -> None:
    dues = range(800, 900, 10)
    found = book(*[("A", "net", d) for d in dues], paid=[(i, d, 100) for i, d in enumerate(dues)])
    assert shares(found, [-1, 0, 50]) == pytest.approx([0, 1, 1], abs=1e-9)


def test_open_instalments_are_censored_not_counted_as_unpaid_for_ever() -> None:
    """Four paid after ten days, eight are open since five: of all that got there, all paid."""
    old, young = [("A", "net", 900)] * 4, [("A", "net", ORIGIN - 5)] * 8
    found = book(*old, *young, paid=[(i, 910, 100) for i in range(4)])
    assert shares(found, [9, 10]) == pytest.approx([0, 1], abs=1e-9)


def test_survival_is_that_of_kaplan_and_meier() -> None:
    """Of 16 at risk 4 pay at 10; of 8 left 4 pay at 20: unpaid 3/4, then 3/8."""
    old, young = [("A", "net", 900)] * 12, [("A", "net", ORIGIN - 15)] * 4
    paid = [(i, 910, 100.0) for i in range(4)] + [(i, 920, 100.0) for i in range(4, 8)]
    assert shares(book(*old, *young, paid=paid), [9, 10, 20]) == pytest.approx([0, 1 / 4, 5 / 8])


def test_part_payments_are_parts_of_an_event() -> None:
    paid = [(i, 900, 60.0) for i in range(5)] + [(i, 930, 40.0) for i in range(5)]
    found = book(*[("A", "net", 900)] * 5, paid=paid)
    assert shares(found, [0, 29, 30]) == pytest.approx([0.6, 0.6, 1], abs=1e-9)


def test_nothing_after_the_origin_is_read() -> None:
    owed = [("A", "net", 700 + 10 * i) for i in range(30)]
    until = [(i, due + 5 + i % 7, 100.0) for i, (_, _, due) in enumerate(owed)]
    known = [one for one in until if one[1] <= 900]
    early = book(*[one for one in owed if one[2] - 30 <= 900], paid=known)
    late = book(*owed, paid=until)
    ages = [float(a) for a in range(-5, 40)]
    assert shares(late, ages, origin=900) == pytest.approx(shares(early, ages, origin=900))


def test_a_payment_recorded_late_is_not_known_before() -> None:
    found = book(("A", "net", 900), ("A", "net", 900), paid=[(0, 900, 100.0), (1, 900, 100.0)])
    late = Ledger(**{**vars(found), "paid_known": np.array([900, 2000])})
    assert late.open_amounts(ORIGIN).tolist() == [0, 100]


def test_a_customer_is_drawn_to_its_method_by_how_little_is_known() -> None:
    """All pay on the day but B, ten days late: the more payments, the nearer to its own."""
    usual = [("A", "net", 500 + i) for i in range(300)]
    near = []
    for n in (1, 20):
        late = [("B", "net", 800 + i) for i in range(n)]
        paid = [(i, due, 100.0) for i, (_, _, due) in enumerate(usual)]
        paid += [(300 + i, due + 10, 100.0) for i, (_, _, due) in enumerate(late)]
        near.append(float(shares(book(*usual, *late, paid=paid), [5], row=1)[0]))
    assert near[0] > 0.5
    assert near[1] < 0.35


def test_slow_payers_have_the_shape_of_their_method_moved() -> None:
    owed = [(who, "net", 300 + 2 * i) for i in range(250) for who in "ABCD"]
    late = {"A": 0, "B": 0, "C": 0, "D": 30}
    paid = [
        (i, due + late[who] + (i * 7) % 5, 100.0)
        for i, (who, _, due) in enumerate(owed)
        if due + late[who] + (i * 7) % 5 <= ORIGIN
    ]
    times = payment_times(book(*owed, paid=paid), ORIGIN)
    assert times.shift[3] - times.shift[0] == pytest.approx(30, abs=2)


def test_without_payments_nothing_is_claimed() -> None:
    times = payment_times(book(("A", "net", 900), paid=[]), ORIGIN)
    assert times.n_paid == 0
    assert times.paid_share(np.array([0]), np.array([400.0])) == pytest.approx([0])


def test_without_instalments_there_are_no_curves_and_no_error() -> None:
    times = payment_times(book(paid=[]), ORIGIN)
    assert times.n_cells == 0


def test_habits_that_drift_are_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    """All paid within thirty days, lately within fifteen: the factor says faster."""
    monkeypatch.setattr(payment_time, "SPEED_PRIOR", 44.0)
    owed = [("A", "net", 500 + i) for i in range(490)]
    wait = [i % 30 if due < ORIGIN - 100 else i % 15 for i, (_, _, due) in enumerate(owed)]
    paid = [
        (i, due + w, 100.0)
        for i, ((_, _, due), w) in enumerate(zip(owed, wait, strict=True))
        if due + w <= ORIGIN
    ]
    assert payment_times(book(*owed, paid=paid), ORIGIN).speed > 1.05


def test_the_due_day_rule_pays_what_is_overdue_at_once() -> None:
    times = due_day_times(book(("A", "net", 900), paid=[]), ORIGIN)
    row = np.array([0, 0])
    then = times.paid_after(row, np.array([100.0, -5.0]), then=np.array([130.0, -1.0]))
    assert then == pytest.approx([1, 0], abs=1e-9)
