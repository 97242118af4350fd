"""Sheets: each aim by a closed form, few aims in their order, and nothing made up."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from salesnb.actions.sheets import chosen, marketing, planned, reach, said, selling
from salesnb.actions.sheets.ground import Ground
from tests.actions.companies import MONTH, WORDS, facts, page_of, visit_rows

AHEAD = "2026-11-10"
NO_CLASS = pd.Series(dtype=object)


def shares(**met: tuple[int, int]) -> reach.Reach:
    """Return what was reached before: met of measured by objective."""
    rows = [(k, n, n, n, m, m / n, "yes") for k, (m, n) in met.items()]
    return reach.Reach(pd.DataFrame(rows, columns=reach.REACHED.split()), {})


def ground_of(given: dict[str, pd.DataFrame], known: reach.Reach | None = None) -> Ground:
    visits = planned.planned_visits(given["visits"], None, month=MONTH)
    return Ground(given, MONTH, visits, NO_CLASS, known or shares(collect=(30, 60)))


def to(*customers: str) -> pd.DataFrame:
    return visit_rows(*[("R1", one, AHEAD, "planned") for one in customers])


def cube(*rows: tuple[str, str, str, str, float]) -> pd.DataFrame:
    names = ["month", "customer_id", "product_id", "product_group", "net_amount"]
    table = pd.DataFrame(rows, columns=names)
    cost = table["net_amount"] * 0.6
    return table.assign(costed_amount=table["net_amount"], cost_amount=cost, n_purchases=1)


def test_visits_come_from_the_plan_of_routes_else_from_what_is_planned():
    rows = visit_rows(
        ("R1", "C1", AHEAD, "planned"),
        ("R1", "C1", "2026-11-03", "planned"),
        ("R1", "C2", "2026-12-01", "planned"),
        ("R1", "C3", AHEAD, "cancelled"),
        ("", "C4", AHEAD, "planned"),
    )
    found = planned.planned_visits(facts(visits=rows)["visits"], None, month=MONTH)
    assert found["visit_key"].tolist() == ["V001", "V000"]
    assert found["visit_date"].dt.day.tolist() == [3, 10]
    plan = found.assign(visit_key=["a", "b"], travel_minutes=3)
    again = planned.planned_visits(facts(visits=rows)["visits"], plan, month=MONTH)
    assert again["visit_key"].tolist() == ["a", "b"]


def test_lines_not_bought_are_those_that_most_of_the_segment_buy():
    names = [f"C{i}" for i in range(8)]
    rows = [("2026-05", one, "P1", "Seals", 100.0) for one in names]
    rows += [("2026-05", one, "P2", "Pumps", 300.0) for one in names[:4]]
    customers = pd.DataFrame({"customer_id": names, "segment": "Water"})
    given = facts(visits=to(*names), sales_cube=cube(*rows), customers=customers)
    found = selling.unbought(ground_of(given, shares(unbought_items=(10, 40))))
    assert set(found["customer_id"]) == set(names[4:])
    row = found.iloc[0]
    assert row["product_group"] == "Pumps" and row["target"] == 1 and row["chance"] == 0.25
    part = 1200 / 2000  # of all that the segment buys
    assert row["amount"] == pytest.approx(part / 0.5 * 100)
    few = facts(visits=to(*names), sales_cube=cube(*rows[:5]), customers=customers)
    assert selling.unbought(ground_of(few)).empty


def test_new_products_go_to_those_who_buy_the_group_and_not_the_product():
    products = pd.DataFrame(
        {
            "product_id": ["P1", "P2", "P3"],
            "product_group": "Seals",
            "launched_on": ["2015-01-01", "2026-03-01", "2026-03-01"],
            "delisted_on": [None, None, "2026-06-01"],
        }
    )
    rows = [("2026-05", "C1", "P1", "Seals", 100.0), ("2026-05", "C2", "P2", "Seals", 50.0)]
    given = facts(visits=to("C1", "C2"), sales_cube=cube(*rows), products=products)
    found = selling.new_products(ground_of(given), given)
    assert found["customer_id"].tolist() == ["C1"]
    assert found["product_id"].tolist() == ["P2"] and found["amount"].tolist() == [50.0]


def test_business_widens_by_the_open_deal_else_by_one_where_rivals_sell():
    deals = pd.DataFrame(
        {
            "opportunity_id": ["D1", "D2", "D3", "D4"],
            "customer_id": ["C1", "C1", "C9", "C9"],
            "product_group": "Pumps",
            "stage": ["proposal", "qualified", "won", "lost"],
            "closed_on": [None, None, "2026-02-01", "2026-03-01"],
            "amount": [100.0, 80.0, 60.0, 40.0],
        }
    )
    given = facts(visits=to("C1", "C2", "C3"), opportunities=deals)
    research = pd.DataFrame(
        {"customer_id": ["C1", "C2", "C3"], "gap_amount": [9e9, 9e9, 30.0], "advice": "pursue"}
    )
    found = selling.wider(ground_of(given), given, research).set_index("customer_id")
    assert found["why"].to_dict() == {"C1": "open_deal", "C2": "gap", "C3": "gap"}
    assert found["amount"].to_dict() == {"C1": 50.0, "C2": 35.0, "C3": 15.0}


def test_teaching_is_for_groups_bought_for_the_first_time_of_late():
    rows = [("2024-05", "C1", "P1", "Seals", 9.0), ("2026-09", "C1", "P2", "Pumps", 70.0)]
    rows += [("2026-09", "C2", "P2", "Pumps", 70.0)]  # a new customer altogether
    given = facts(visits=to("C1", "C2"), sales_cube=cube(*rows))
    found = selling.teaching(ground_of(given))
    assert found["customer_id"].tolist() == ["C1"] and found["amount"].tolist() == [70.0]


def test_more_orders_asks_for_what_three_in_ten_months_after_a_visit_reached():
    given = facts(visits=to("C1"), sales_cube=cube(("2026-03", "C1", "P1", "Seals", 1200.0)))
    known = reach.Reach(shares().shares, {"": np.arange(0.0, 2.01, 0.1)})
    row = selling.more_orders(ground_of(given, known)).iloc[0]
    assert row["baseline"] == 100 and row["target"] == pytest.approx(140)
    assert row["chance"] == pytest.approx(0.3) and row["n_before"] == 21
    plan = pd.DataFrame({"customer_id": ["C1", "C1"], "sales": [90.0, 75.0]})
    row = selling.more_orders(ground_of(given, known), plan).iloc[0]
    assert (row["target"], row["why"]) == (165.0, "plan")
    assert row["chance"] == pytest.approx(4 / 21)
    row = selling.more_orders(ground_of(given, known), plan.assign(sales=500.0)).iloc[0]
    assert row["target"] == pytest.approx(140) and row["why"] == "lowered"
    low = reach.Reach(shares().shares, {"": np.linspace(0, 1, 30)})
    assert selling.more_orders(ground_of(given, low)).empty


def test_what_is_owed_counts_due_days_promises_and_what_comes_first():
    owed = pd.DataFrame(
        {
            "instalment_id": ["I1", "I2", "I3", "I4"],
            "customer_id": ["C1", "C1", "C2", "C2"],
            "due_on": ["2026-10-01", "2026-11-20", "2026-10-20", "2027-02-01"],
            "open_amount": [40.0, 60.0, 10.0, 90.0],
            "days_past_due": [30, -20, 11, -94],
        }
    )
    promises = pd.DataFrame(
        {
            "instalment_id": ["I1", "I1"],
            "promised_on": ["2026-10-05", "2026-10-20"],
            "promised_for": ["2026-10-10", "2026-11-15"],
            "promised_amount": 40.0,
        }
    )
    given = facts(visits=to("C1", "C2"), open_instalments=owed, payment_promises=promises)
    ground = ground_of(given)
    found = marketing.owed(ground, given).set_index("customer_id")
    assert found["amount"].to_dict() == {"C1": 100.0, "C2": 10.0}
    assert found["past_due"].to_dict() == {"C1": 40.0, "C2": 10.0}
    assert found["is_first"].to_dict() == {"C1": True, "C2": False}
    assert found.loc["C1", "n_promises_broken"] == 1
    assert found.loc["C1", "promised_for"] == pd.Timestamp("2026-11-15")
    aim = marketing.collect(ground, found.reset_index()).set_index("customer_id").loc["C1"]
    assert (aim["baseline"], aim["target"], aim["chance"]) == (100.0, 0.0, 0.5)


def test_questions_are_what_lacks_on_the_card_and_rivals_not_seen_in_a_year():
    seen = pd.DataFrame(
        {
            "customer_id": ["C1", "C2"],
            "competitor_id": "K1",
            "purchase_share": 0.5,
            "observed_on": ["2026-05-01", "2024-05-01"],
        }
    )
    given = facts(visits=to("C1", "C2"), customer_rivals=seen)
    missing = pd.DataFrame({"customer_id": ["C1", "C9"], "field": ["phone", "phone"]})
    found = marketing.questions(ground_of(given), given, missing)
    assert found.to_numpy().tolist() == [["C1", "phone"], ["C2", "rivals"]]
    none = facts(visits=to("C1"))
    assert marketing.questions(ground_of(none), none, None).empty


def aims(*rows: tuple[str, str, float]) -> pd.DataFrame:
    found = pd.DataFrame(rows, columns=["customer_id", "objective", "amount"])
    return found.assign(
        product_group="",
        product_id="",
        baseline=0.0,
        target=1.0,
        unit="lines",
        chance=0.5,
        n_before=30,
        why="gap",
    )


def test_few_aims_the_first_ones_first_and_the_next_visit_takes_the_next():
    rows = aims(
        ("C1", "information", 0),
        ("C1", "collect", 900),
        ("C1", "new_business", 50),
        ("C1", "unbought_items", 80),
    )
    given = facts(visits=to("C1", "C1", "C1", "C2"))
    ground = ground_of(given)
    first = pd.DataFrame({"customer_id": ["C1"], "objective": ["collect"]})
    ranked = chosen.rank(ground, rows, first, margin=0.4)
    order = ["collect", "unbought_items", "new_business", "information"]
    assert ranked["objective"].tolist() == order
    assert ranked["worth"].tolist()[1] == pytest.approx(80 * 0.4 * 0.5)
    sheets = chosen.spread(ground, ranked, most=3)
    by = sheets.groupby("visit_key")["objective"].agg(list).to_dict()
    assert by == {"V000": order[:3], "V001": order[3:], "V002": order[:3]}
    assert sheets.groupby("visit_key")["place"].max().max() == 3


@pytest.mark.parametrize(
    ("change", "reached"),
    [({}, "yes"), ({"chance": 0.05}, "no"), ({"n_before": 3}, "cannot_tell")],
)
def test_aims_are_checked(change, reached):
    row = aims(("C1", "unbought_items", 5)).assign(**change)
    found = chosen.checked(row).iloc[0]
    assert not found["is_clear"] and found["is_exact"] and found["is_measurable"]
    assert found["reach"] == reached
    same = chosen.checked(row.assign(target=0.0, product_group="Seals")).iloc[0]
    assert same["is_clear"] and not same["is_measurable"]


def test_arguments_of_the_segment_go_before_those_of_every_one():
    known = pd.DataFrame(
        {
            "argument_id": ["A", "B"],
            "product_group": "Seals",
            "segment": ["", "Water"],
            "benefit": ["all", "water"],
            "proof": ["p", "q"],
            "objection": ["dear", None],
            "answer": ["no", None],
        }
    )
    customers = pd.DataFrame({"customer_id": ["C1", "C2"], "segment": ["Water", "Food"]})
    given = facts(visits=to("C1", "C2"), customers=customers)
    ground = ground_of(given)
    rows = aims(("C1", "unbought_items", 5), ("C2", "unbought_items", 5), ("C2", "collect", 5))
    rows["product_group"] = ["Seals", "Seals", "Seals"]
    rows["visit_key"], rows["worth"] = ["a", "b", "b"], 1.0
    values = pd.DataFrame({"segment": ["Food"], "product_group": ["Seals"], "amount_a_year": [7.0]})
    found = said.with_words(ground, rows, known, values, WORDS["plays"])
    assert found["benefit"].tolist() == ["water", "all", ""]
    assert found["has_answers"].tolist() == [False, True, False]
    assert found["value_a_year"].fillna(0).tolist() == [0, 7, 7]
    lack = said.lacking(found)
    assert lack[["product_group", "lacking", "n_visits"]].to_numpy().tolist() == [
        ["Seals", "answer", 1]
    ]
    bare = said.with_words(ground, rows, WORDS["arguments"], WORDS["values"], WORDS["plays"])
    assert said.lacking(bare)["lacking"].tolist() == ["argument"]


def test_a_customer_of_which_nothing_is_known_has_a_visit_without_an_aim():
    page = page_of(facts(visits=to("C1")))
    basis = page.sheets_basis.first
    assert (basis["n_visits"], basis["n_without"], basis["n_aims"]) == (1, 1, 0)
    assert page.visit_sheets.is_empty and page.week.is_empty
