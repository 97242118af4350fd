"""What a plan takes: new customers beside the past, visits beside hours; how customers buy."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from salesnb import calendars
from salesnb.errors import CompanyError
from salesnb.methods.revenue_bands import revenue_bands
from salesnb.settings import BusinessRules, parse_settings
from salesnb.targets.plan.buying import purchase_process, show_buying
from salesnb.targets.plan.newcomers import expected_range, plan_new
from salesnb.targets.plan.visiting import plan_visits
from tests.targets.plan_facts import MONTH, PAST, cell, controls, facts, plan, sales, year

CALENDAR = calendars.build(first_year=2024, last_year=2028)
RULES = BusinessRules()


def newcomers(n: int) -> pd.DataFrame:
    """Return the sales of a company to which a customer came in each of the last `n` months."""
    old = sales(("P1", "C1", "R1", "N60", 10.0, 100.0))
    new = [
        sales(("P1", f"N{i}", "R1", "N60", 1.0, 12.0), months=PAST[24 - n + i :]) for i in range(n)
    ]
    return pd.concat([old, *new], ignore_index=True)


def test_new_customers_of_the_past_are_those_after_the_data_s_first_year() -> None:
    found = plan_new(plan(cell()), facts(sales_cube=newcomers(6)), {}, year())
    row = found.frames["new_customers"].query("dimension == 'total'").iloc[0]
    assert (row["n_past"], row["past_months"], row["expected"]) == (6, 12, 6.0)
    assert row["low"] < 6 < row["high"] and row["target"] == 6
    assert found.cells["target"].sum() == 6


def test_planned_sales_of_new_customers_say_how_many_it_takes() -> None:
    known = facts(sales_cube=newcomers(6))
    each = 12.0 * sum(range(1, 7)) / 6
    unknown = cell(each, customer="(new customer)", rep="R2")
    found = plan_new(plan(cell(), unknown), known, {}, year())
    rows = found.frames["new_customers"].set_index(["dimension", "node"])
    total = rows.loc[("total", "total")]
    assert total["per_customer"] == pytest.approx(each) and total["implied"] == pytest.approx(12.0)
    assert total["target"] == 12 and rows.loc[("rep", "R2"), "target"] == 12
    assert found.cells["target"].tolist() == [1.0] * 12


def test_the_range_of_a_count_is_that_of_a_poisson_count_of_unknown_rate() -> None:
    draws = np.random.default_rng(7)
    rate = draws.gamma(9.5, 1 / 12, 200_000)
    low, high = np.quantile(draws.poisson(rate * 12), [0.1, 0.9])
    found = expected_range(np.array([9.0]), 12, 12)
    assert (found[0][0], found[1][0]) == (low, high)


def test_a_control_on_new_customers_is_met() -> None:
    wanted = controls({"kind": "total", "measure": "new_customers", "amount": 9})
    found = plan_new(plan(cell()), facts(sales_cube=newcomers(6)), wanted, year())
    assert found.cells["target"].sum() == 9


def test_a_short_history_says_nothing_of_new_customers() -> None:
    short = sales(("P1", "C1", "R1", "N60", 10.0, 100.0), months=PAST[-14:])
    found = plan_new(plan(cell()), facts(sales_cube=short), {}, year())
    assert all(one.empty for one in found.frames.values())


def test_classes_are_bands_of_sales_the_largest_first() -> None:
    amounts = pd.Series([10.0, 60.0, 25.0, 5.0, 0.0], index=list("bacde"))
    found = revenue_bands(amounts, RULES.class_shares)
    assert found.to_dict() == {"a": "A", "c": "A", "b": "B", "d": "C", "e": "C"}


def visits(**more: pd.DataFrame) -> dict[str, pd.DataFrame]:
    cells = plan(cell(700.0), cell(100.0, customer="C2", rep="R2"))
    known = facts(**more)
    return plan_visits(cells, known, year(), RULES, month=MONTH, calendar=CALENDAR)


def test_visits_follow_classes_and_are_held_against_selling_hours() -> None:
    found = visits()
    rows = found["visits"].set_index("rep_id")
    assert rows.loc["R1", ["visits", "hours_needed", "hours"]].tolist() == [24, 60.0, 120.0]
    assert rows.loc["total", "visits"] == rows.drop(index="total")["visits"].sum()
    months = found["visit_months"]
    assert months.groupby("rep_id")["visits"].sum()["R1"] == 24
    assert (months["visits"] == months["visits"].round()).all()
    assert months.query("rep_id == 'R1' and month == '2027-02'")["visits"].item() == 1


def test_a_rep_without_enough_hours_is_named_and_one_without_stated_hours_is_not_judged() -> None:
    few = pd.DataFrame(
        {"rep_id": ["R1", "R2"], "left_on": pd.NaT, "hours_per_month": [3.0, np.nan]}
    )
    rows = visits(reps=few)["visits"].set_index("rep_id")
    assert rows["state"].to_dict() == {"R1": "short", "R2": "cannot_tell", "total": "cannot_tell"}


def test_who_is_classified_is_visited_by_class_and_without_reps_nothing_is_planned() -> None:
    stated = pd.DataFrame({"customer_id": ["C1"], "customer_class": ["C"]})
    assert visits(customer_classes=stated)["visits"].set_index("rep_id").loc["R1", "visits"] == 3
    assert all(one.empty for one in visits(reps=facts()["reps"].iloc[:0]).values())


def test_a_plan_whose_customers_have_no_rep_takes_no_visits() -> None:
    cells = plan(cell(rep="(unassigned)"))
    found = plan_visits(cells, facts(), year(), RULES, month=MONTH, calendar=CALENDAR)
    assert all(one.empty for one in found.values())


def orders(customer: str, days: list[int]) -> pd.DataFrame:
    last = pd.Timestamp(MONTH.last)
    when = [last - pd.Timedelta(days=one) for one in days]
    return pd.DataFrame({"day": when, "customer_id": customer, "purchase_amount": 1.0})


def test_a_customer_is_silent_once_it_pauses_longer_than_chance_explains() -> None:
    every_week = list(range(0, 7 * 40, 7))
    days = pd.concat(
        [
            orders("on", every_week),
            orders("late", [one + 12 for one in every_week]),
            orders("silent", [one + 120 for one in every_week]),
            orders("few", [0, 30]),
        ]
    )
    found = purchase_process(days, month=MONTH)
    states = {"on": "on_rhythm", "late": "late", "silent": "silent", "few": "cannot_tell"}
    assert found["state"].to_dict() == states
    assert found.loc["on", ["interval_days", "usual_days"]].tolist() == [7, 7]
    assert found.loc["silent", "silent_days"] == 120


def test_random_customers_are_hardly_ever_called_silent() -> None:
    draws = np.random.default_rng(11)
    days = [
        orders(f"C{i}", list(np.unique(draws.integers(0, 700, draws.integers(25, 90)))))
        for i in range(200)
    ]
    found = purchase_process(pd.concat(days), month=MONTH)
    assert (found["state"] == "silent").sum() <= 2
    assert (found["state"] != "cannot_tell").sum() > 150


def test_targets_stand_beside_potential_and_last_year() -> None:
    rows = show_buying(plan(cell(250.0)), facts(), year(), month=MONTH)["buying"]
    row = rows.set_index("customer_id").loc["C1"]
    assert (row["sales"], row["before"], row["potential"]) == (3000, 1200, 2000)
    assert row["potential_share"] == 1.5 and row["state"] == "cannot_tell"


def test_a_distributor_whose_stock_grew_is_said() -> None:
    months = pd.to_datetime([f"{one}-01" for one in PAST[-12:]])
    stock = np.linspace(10, 43, 12)
    reported = pd.DataFrame(
        {
            "customer_id": "C1",
            "product_id": "P1",
            "period_start": months,
            "sell_out_quantity": 7.0,
            "stock_quantity": stock,
        }
    )
    known = facts(sell_out=reported)
    row = show_buying(plan(cell(100.0)), known, year(), month=MONTH)["distributors"].iloc[0]
    assert (row["sell_in"], row["sell_out"], row["stock_change"]) == (1200.0, 840.0, 330.0)
    assert row["state"] == "stock_grew" and row["over_sell_out"] == pytest.approx(1200 / 840)
    known = facts(sell_out=reported.assign(stock_quantity=10.0))
    same = show_buying(plan(cell(100.0)), known, year(), month=MONTH)["distributors"].iloc[0]
    assert same["state"] == "in_step"


def test_classes_and_visits_are_stated_together() -> None:
    with pytest.raises(CompanyError, match="lacks the classes D"):
        parse_settings({"company": {"name": "H"}, "rules": {"class_shares": {"A": 0.5, "D": 1.0}}})
    with pytest.raises(CompanyError, match="must rise to 1"):
        parse_settings({"company": {"name": "H"}, "rules": {"class_shares": {"A": 0.5}}})
