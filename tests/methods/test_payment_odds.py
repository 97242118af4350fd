"""Features known before a day, and the odds that they move: no leak, no unit, planted effects."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from salesnb.methods.payment_features import FEATURES, closed, features
from salesnb.methods.payment_ledger import Array, Ledger, ledger
from salesnb.methods.payment_odds import PaymentOdds, payment_odds
from salesnb.methods.payment_time import payment_times
from tests.methods import late_invoices
from tests.targets.cash_peers import REAL

DAY = np.datetime64("1970-01-01", "D")
COLUMNS = ["instalment_id", "customer_id", "settlement_id", "issued_on", "due_on", "due_amount"]


def book(rows: list[tuple[str, int, int, float, int | None]], *, unit: float = 1.0) -> Ledger:
    """Return instalments (customer, issued, due, amount, day paid or None)."""
    owed = [
        (str(i), who, "net", DAY + issued, DAY + due, amount * unit)
        for i, (who, issued, due, amount, _) in enumerate(rows)
    ]
    paid = [(str(i), DAY + r[4], r[3] * unit) for i, r in enumerate(rows) if r[4] is not None]
    return ledger(
        pd.DataFrame(owed, columns=COLUMNS),
        pd.DataFrame(paid, columns=["instalment_id", "paid_on", "amount"]),
    )


def drawn(n: int = 900, *, effect: float, seed: int = 3) -> list[tuple[str, int, int, float, int]]:
    """Return instalments of 20 customers; the log of the amount delays by `effect` days."""
    rng = np.random.default_rng(seed)
    issued = np.sort(rng.integers(1000, 1700, n))
    size = rng.normal(0, 1, n)
    late = np.round(rng.normal(0, 4, n) + effect * size).astype(int)
    return [
        (f"C{i % 20:02}", int(day), int(day) + 30, float(np.exp(s)), max(int(day) + 30 + int(x), 1))
        for i, (day, s, x) in enumerate(zip(issued, size, late, strict=True))
    ]


def test_features_are_counted_before_the_day() -> None:
    """Two settled (late by 10, on time), one open and overdue; what is issued today counts not."""
    known = book(
        [
            ("A", 100, 130, 1.0, 140),
            ("A", 110, 140, 1.0, 140),
            ("A", 120, 150, 1.0, None),
            ("A", 160, 190, 1.0, None),
            ("B", 100, 130, 1.0, 130),
        ]
    )
    (row,) = features(known, np.array([3]), np.array([160]))
    seen = dict(zip(FEATURES, row, strict=True))
    assert seen["n_settled"] == pytest.approx(np.log(3))
    usual = (1 + 2) / (3 + 6)
    share = (1 + 5 * usual) / 7
    assert seen["late_share"] == pytest.approx(np.log(share / (1 - share) / (usual / (1 - usual))))
    mean = (10 + 3 * 10 / 3) / 5
    assert seen["mean_days"] == pytest.approx(mean - 10 / 3)
    assert seen["last_days"] == pytest.approx((1.5 * mean + 10) / 3.5 - mean)
    assert seen["n_open"] == seen["n_overdue"] == pytest.approx(np.log(2))
    assert seen["open_amount"] == seen["overdue_amount"] == pytest.approx(np.log(2))


def test_deleting_every_row_recorded_after_a_day_changes_no_feature_then() -> None:
    rows = drawn(effect=3.0)
    origin = 1500
    place = np.array([i for i, row in enumerate(rows) if row[1] <= origin])
    kept = [(*r[:4], r[4] if r[4] <= origin else None) for r in rows if r[1] <= origin]
    at = np.full(len(place), origin + 1)
    whole, cut = book(list(rows)), book(kept)
    np.testing.assert_allclose(features(whole, place, at), features(cut, place, at), atol=1e-9)
    odds = [payment_odds(one, payment_times(one, origin)) for one in (whole, cut)]
    np.testing.assert_allclose(odds[0].weights, odds[1].weights, atol=1e-9)


def test_the_unit_of_money_changes_nothing() -> None:
    rows = drawn(effect=3.0)
    at, place = np.full(50, 1650), np.arange(50)
    one, hundred = (features(book(list(rows), unit=u), place, at) for u in (1.0, 100.0))
    np.testing.assert_allclose(one, hundred, atol=1e-6)


def learnt(effect: float) -> tuple[Ledger, PaymentOdds]:
    known = book(list(drawn(effect=effect)))
    return known, payment_odds(known, payment_times(known, 1650))


def test_a_planted_effect_of_the_amount_is_found_and_used() -> None:
    _, odds = learnt(5.0)
    assert odds.is_better and odds.gain > 0
    assert odds.weights[3 + FEATURES.index("amount")] > 1


def test_where_nothing_moves_payments_the_curves_stay() -> None:
    _, odds = learnt(0.0)
    assert not odds.is_better
    assert odds.weights[1] + odds.weights[2] == pytest.approx(1, abs=0.25)


def test_with_little_to_learn_from_the_odds_are_those_of_the_curve() -> None:
    known = book(list(drawn(n=120, effect=5.0)))
    times = payment_times(known, 1650)
    odds = payment_odds(known, times)
    row, age = np.zeros(9, np.int64), np.arange(-10.0, 35.0, 5.0)
    unpaid = odds.unpaid(row, age, moved=np.zeros(9))
    assert not odds.is_better
    assert unpaid == pytest.approx(1 - times.paid_share(row, age), abs=2e-4)


def test_shares_rise_with_age_and_part_payments_close_on_the_last() -> None:
    known, odds = learnt(5.0)
    age = np.arange(-30.0, 60.0)[None, :]
    row = np.repeat(known.cell[:5][:, None], age.shape[1], axis=1)
    seen: Array = odds.moved(features(known, np.arange(5), np.full(5, 1650)))
    paid = odds.paid_after(row, np.full(row.shape, -30.0), then=age + 0 * row, moved=seen[:, None])
    assert (np.diff(paid, axis=1) >= -1e-12).all() and paid[:, -1].min() > 0.8
    parts = ledger(
        pd.DataFrame(
            [("0", "A", "net", DAY + 1, DAY + 9, 100.0)],
            columns=COLUMNS,
        ),
        pd.DataFrame(
            [("0", DAY + 5, 60.0), ("0", DAY + 12, 40.0)],
            columns=["instalment_id", "paid_on", "amount"],
        ),
    )
    day, late = closed(parts)
    assert day.tolist() == [12] and late.tolist() == [3]


@pytest.mark.skipif(not REAL.exists(), reason="the real receivables are not there")
def test_real_invoices_are_foretold_at_issue_as_well_as_was_asked() -> None:
    """Everything is learnt from the months before the split."""
    seen = late_invoices.real()
    odds = late_invoices.learnt(seen, late_invoices.SPLIT)
    place = np.flatnonzero(seen.book.issued > late_invoices.SPLIT)
    found = late_invoices.measured(
        late_invoices.unpaid_at_issue(seen, odds, place), seen.late[place]
    )
    assert odds.is_better and len(place) == 536
    assert found["auc"] >= 0.86 and found["brier"] <= 0.132
    assert found["days_mae"] <= 5.7 and 0.75 <= found["cover"] <= 0.87
    came, foretold, by_due, _ = late_invoices.cash_of_six_weeks(seen)
    assert len(came) == 88
    assert late_invoices.wape(came, foretold) <= 0.15 < late_invoices.wape(came, by_due)
