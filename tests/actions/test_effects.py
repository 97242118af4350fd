"""Effects of visits, aims and preparation: closed forms, planted effects, and nothing made up."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from salesnb.actions.effects import Asked, collecting, measured, prepared, visiting, worth
from salesnb.actions.effects.judged import judge
from salesnb.actions.effects.panel import AIMS, Panel, panel_of
from salesnb.methods.payment_ledger import ledger
from salesnb.months import Month
from tests.actions.companies import MONTH, aim_rows, drawn, facts, told, visit_rows

ASKED = Asked()


@pytest.fixture(scope="module")
def company():
    truth = drawn(effect=0.15)
    return truth, told(truth)


@pytest.fixture(scope="module")
def without():
    truth = drawn(7102, effect=0.0, ready=0.0)
    return truth, told(truth)


def chased(follows: str, seed: int = 3, n: int = 400, months: int = 24) -> Panel:
    """Return a panel in which visits bring nothing and follow expected or past orders."""
    rng = np.random.default_rng(seed)
    level, swing = rng.gamma(2.0, 1.0, n), np.zeros(n)
    bought, columns = rng.poisson(level), []
    for _ in range(months):
        swing = 0.6 * swing + rng.normal(0, 0.4, n)
        pull = swing if follows == "expected" else (bought - level) / np.sqrt(level + 1)
        went = rng.poisson(np.exp(np.clip(0.5 * pull, -2, 1)))
        bought = rng.poisson(level * np.exp(swing))
        columns.append((bought, went))
    orders, gone = (np.array(one, float).T for one in zip(*columns, strict=True))
    names, span = pd.Index([f"C{i}" for i in range(n)]), (MONTH - (months - 1)).until(MONTH)
    shape = (*gone.shape, len(AIMS))
    return Panel(names, span, orders, orders, gone, np.zeros(shape), np.ones(gone.shape, bool))


def test_a_planted_effect_is_found_and_lies_in_its_range(company):
    truth, given = company
    panel = panel_of(given, month=truth.months[-1])
    row = judge(visiting.by_class(panel, pd.Series(dtype=object)), ASKED).iloc[0]
    assert row["verdict"] == "pays"
    assert row["effect_low"] < 0.14 < row["effect_high"]
    naive = visiting.naive(panel)
    assert naive[0] > 2 * row["effect"]


def test_nothing_is_claimed_where_nothing_was_planted(without):
    truth, given = without
    panel = panel_of(given, month=truth.months[-1])
    rows = judge(visiting.by_aim(panel), ASKED)
    assert set(rows["action"]) == set(AIMS)
    assert rows["verdict"].isin(["cannot_tell", "no_effect"]).all()
    aims = measured.measured(given, month=truth.months[-1])
    ready = judge(prepared.readiness(aims), ASKED).iloc[0]
    assert ready["verdict"] == "no_effect"
    assert ready["effect_low"] < 0 < ready["effect_high"]


@pytest.mark.parametrize("follows", ["expected", "orders"])
def test_visits_that_follow_orders_are_not_taken_for_their_cause(follows):
    panel = chased(follows)
    row = judge(visiting.by_class(panel, pd.Series(dtype=object)), ASKED).iloc[0]
    assert row["is_unsure"]
    assert row["effect_low"] < 0 < row["effect_high"]
    before = judge(visiting.timing(panel), ASKED).set_index("when").loc["before"]
    assert before["verdict"] == "pays"


def test_rows_after_the_month_and_their_order_change_nothing(company):
    truth, given = company
    month = truth.months[-6]
    early = panel_of(given, month=month)
    cut = dict(given)
    end = pd.Timestamp(month.last)
    visits = given["visits"][given["visits"]["visit_date"] <= end]
    cut["visits"] = visits.sample(frac=1, random_state=1)
    cut["order_days"] = given["order_days"][given["order_days"]["day"] <= end]
    again = panel_of(cut, month=month)
    assert (again.orders == early.orders).all() and (again.by_aim == early.by_aim).all()


def test_a_customer_counts_from_the_month_after_its_first_order():
    days = pd.DataFrame(
        {"day": ["2026-02-03", "2026-04-05"], "customer_id": "C1", "n_orders": 2, "net_amount": 5.0}
    )
    visits = visit_rows(("R1", "C1", "2026-01-10", "held"), ("R1", "C1", "2026-05-10", "planned"))
    panel = panel_of(facts(visits=visits, order_days=days), month=Month(2026, 6))
    assert [str(one) for one in panel.months] == [f"2026-0{i}" for i in range(1, 7)]
    assert panel.orders[0].tolist() == [0, 2, 0, 2, 0, 0]
    assert panel.visits[0].tolist() == [1, 0, 0, 0, 0, 0]
    assert panel.is_known[0].tolist() == [False, False, True, True, True, True]
    assert panel_of(facts(visits=visits), month=MONTH) is None
    assert panel_of(facts(order_days=days), month=MONTH) is None


def test_ranges_hold_for_all_rows_of_a_question():
    rows = pd.DataFrame({"effect": [0.3, 0.0, np.nan], "error": 0.1, "n_clusters": 10**6})
    found = judge(rows, ASKED)
    assert found["effect_low"][0] == pytest.approx(0.3 - 2.2414 * 0.1, abs=1e-4)
    assert found["smallest_visible"][1] == pytest.approx((2.2414 + 0.8416) * 0.1, abs=1e-4)
    assert found["verdict"].tolist() == ["pays", "cannot_tell", "few"]
    assert judge(rows.assign(error=0.01), ASKED)["verdict"].tolist()[1] == "no_effect"
    assert judge(-rows.assign(error=0.1), ASKED)["verdict"][0] == "few"
    assert judge(rows.assign(effect=-0.5), ASKED)["verdict"][0] == "harms"
    assert judge(rows.head(0), ASKED)["verdict"].empty


def test_the_range_holds_both_readings_where_it_is_unsure_which_is_right():
    rows = pd.DataFrame({"effect": [0.1], "error": [0.01], "n_clusters": [10**6]})
    rows = rows.assign(plain=-0.1, plain_error=0.01, is_unsure=True)
    one = judge(rows, ASKED).iloc[0]
    assert one["effect"] == pytest.approx(0.0)
    assert one["effect_low"] < -0.1 and one["effect_high"] > 0.1
    sure = judge(rows.assign(is_unsure=False), ASKED).iloc[0]
    assert sure["verdict"] == "pays" and sure["effect"] == pytest.approx(0.1)


def test_what_was_measured_goes_before_what_is_stated():
    visits = visit_rows(*[("R1", "C1", "2026-10-05", "held")] * 5)
    stated = {"target": [1, 1, 0, None, 5], "result": [1, 0, 2, None, 9]}
    rows = aim_rows(
        [f"V{i:03d}" for i in range(5)],
        **stated,
        baseline=[0, 0, 3, None, None],
        is_met=[True, True, False, True, None],
        readiness=[None, 0.5, None, None, 2.0],
        **{name: [True, True, True, None, None] for name in measured.PARTS},
    )
    found = measured.measured(facts(visits=visits, visit_objectives=rows), month=MONTH)
    assert found["met"].tolist() == [1, 0, 0, 1, 1]
    assert found["basis"].tolist() == ["numbers", "numbers", "numbers", "stated", "numbers"]
    assert found["is_contradicted"].tolist() == [False, True, False, False, False]
    assert found["readiness"].tolist()[:3] == [1.0, 0.5, 1.0]
    assert np.isnan(found["readiness"][3]) and found["readiness"][4] == 1.0


def test_visits_that_were_not_made_have_no_aims():
    visits = visit_rows(("R1", "C1", "2026-10-05", "cancelled"), ("R1", "C1", "2026-11-05", "held"))
    rows = aim_rows(["V000", "V001", "V009"], is_met=True)
    assert measured.measured(facts(visits=visits, visit_objectives=rows), month=MONTH).empty


def test_prepared_parts_are_told_each_by_itself():
    rng = np.random.default_rng(8)
    n = 3000
    parts = {name: rng.random(n) < 0.5 for name in measured.PARTS}
    aims = pd.DataFrame({name: one.astype(float) for name, one in parts.items()})
    aims["met"] = (rng.random(n) < 0.3 + 0.3 * parts["has_proof"]).astype(float)
    aims["rep_id"], aims["objective"] = rng.choice(["R1", "R2"], n), rng.choice(AIMS, n)
    aims["customer_id"] = rng.choice([f"C{i}" for i in range(60)], n)
    aims["day"] = pd.Timestamp("2026-09-09")
    found = judge(prepared.parts(aims), ASKED).set_index("action")
    assert found.loc["has_proof", "verdict"] == "pays"
    assert found.loc["has_proof", "effect"] == pytest.approx(0.3, abs=0.06)
    assert (found.drop(index="has_proof")["verdict"] != "pays").all()
    assert judge(prepared.parts(aims.head(50)), ASKED)["verdict"].eq("few").all()


def owed(late: list[int], due: str = "2026-05-20") -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return instalments of one customer, and their payments so many days late."""
    ids = [f"I{i}" for i in range(len(late))]
    day = pd.Timestamp(due)
    instalments = pd.DataFrame(
        {
            "instalment_id": ids,
            "customer_id": "C1",
            "settlement_id": "T1",
            "issued_on": day - pd.Timedelta(days=30),
            "due_on": day,
            "due_amount": 100.0,
            "recorded_on": pd.NaT,
        }
    )
    paid = pd.DataFrame({"instalment_id": ids, "amount": 100.0})
    paid["paid_on"] = [day + pd.Timedelta(days=one) for one in late]
    return instalments, paid


def test_days_late_count_to_sixty_and_what_is_open_counts_as_that_many():
    instalments, paid = owed([-2, 10, 200])
    half = paid.assign(amount=[100.0, 60.0, 100.0])
    more = half.iloc[[1]].assign(amount=40.0, paid_on=pd.Timestamp("2026-06-09"))
    book = ledger(instalments, pd.concat([half, more], ignore_index=True), None)
    held = visit_rows(("R1", "C1", "2026-01-01", "held")).assign(
        visit_date=pd.Timestamp("2026-01-01")
    )
    rows = collecting.owed(book, held, month=MONTH)
    assert rows["late"].tolist() == [-2, 20, 60]
    assert rows["behind"].tolist() == [0, 0, 0]
    assert not len(collecting.owed(book, held, month=Month(2026, 6))["late"])


def test_only_visits_within_thirty_days_up_to_the_due_day_count():
    instalments, paid = owed([3])
    book = ledger(instalments, paid, None)
    held = visit_rows(("R1", "C1", "2026-01-01", "held")).assign(
        visit_date=pd.Timestamp("2026-01-01")
    )
    rows = collecting.owed(book, held, month=MONTH)
    days = {"2026-04-20": False, "2026-04-21": True, "2026-05-20": True, "2026-05-21": False}
    for day, counts in days.items():
        one = held.assign(visit_date=pd.Timestamp(day))
        assert collecting.seen(rows, one, book).tolist() == [counts]


def test_a_visit_is_worth_its_effect_on_the_margin_of_those_visited():
    orders = np.ones((2, 12))
    amounts = np.array([[1000.0] * 12, [9000.0] * 12])
    gone = np.zeros((2, 12))
    gone[0] = 1
    span = (MONTH - 11).until(MONTH)
    shape = (2, 12, len(AIMS))
    panel = Panel(pd.Index(["C1", "C2"]), span, orders, amounts, gone, np.zeros(shape), gone > -1)
    rows = pd.DataFrame({"customer_class": ["all"], "effect": np.log(1.1)})
    rows = rows.assign(effect_low=np.log(1.05), effect_high=np.log(1.2))
    cube = pd.DataFrame(
        {"month": "2026-10", "customer_id": ["C1", "C2"], "costed_amount": 100.0, "cost_amount": 60}
    )
    visits = visit_rows(
        ("R1", "C1", "2026-10-05", "held"),
        ("R1", "C1", "2026-10-05", "held"),
        started_at=["2026-10-05 09:00", "2026-10-05 11:00"],
        ended_at=["2026-10-05 10:00", "2026-10-05 12:00"],
    )
    reps = pd.DataFrame({"rep_id": ["R1"], "cost_per_hour": [20.0]})
    given = facts(visits=visits, sales_cube=cube, reps=reps)
    classed = pd.Series({"C1": "A"})
    row = worth.value_visits(rows, panel, classed, given, month=MONTH).iloc[0]
    assert row["sales_a_month"] == 1000 and row["margin_share"] == pytest.approx(0.4)
    assert row["worth"] == pytest.approx(40) and row["worth_low"] == pytest.approx(20)
    assert row["hours"] == 1.5 and row["cost"] == 30 and row["spent"] == 360
    assert row["covers"] == "cannot_tell"
    dear = replace_cost(given, 1000.0)
    assert worth.value_visits(rows, panel, classed, dear, month=MONTH).iloc[0]["covers"] == "no"
    free = replace_cost(given, np.nan)
    assert worth.value_visits(rows, panel, classed, free, month=MONTH).iloc[0]["covers"] == ""


def replace_cost(given: dict[str, pd.DataFrame], cost: float) -> dict[str, pd.DataFrame]:
    return given | {"reps": given["reps"].assign(cost_per_hour=cost)}


def test_doubling_money_doubles_worth_and_changes_no_effect(company):
    truth, given = company
    month = truth.months[-1]
    panel = panel_of(given, month=month)
    double = replace(panel, amounts=2 * panel.amounts)
    rows = [
        judge(visiting.by_class(one, pd.Series(dtype=object)), ASKED) for one in (panel, double)
    ]
    assert rows[0]["effect"].equals(rows[1]["effect"])
    valued = [
        worth.value_visits(row, one, pd.Series(dtype=object), given, month=month)
        for row, one in zip(rows, (panel, double), strict=True)
    ]
    assert valued[1]["worth"][0] == pytest.approx(2 * valued[0]["worth"][0])
