"""What a plan costs, worked out by hand: drivers, bounds, people, reserves, nothing known."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from salesnb.budgets.costs.costing import Costs
from salesnb.months import Month
from tests.budgets.costs.tiny import (
    PAST,
    YEAR,
    costs,
    cube,
    decided,
    expenses,
    facts,
    ground,
    spend,
    targets,
    visits,
)


def line(found: Costs, line_id: str) -> pd.Series:
    return found.frames["cost_lines"].set_index("line_id").loc[line_id]


def test_travel_follows_the_visits_that_classes_ask_for_at_what_a_visit_cost() -> None:
    """C1 is of class A (2 visits a month), C2 of B (1): 36 visits, where 96 were held before."""
    found = line(costs(facts(expenses=expenses(), visits=visits())), "travel")
    assert found["last"] == 2400 and found["last_unit_cost"] == 25
    assert found["quantity"] == pytest.approx(36)
    assert found["amount"] == pytest.approx(36 * 25) and found["state"] == "driven"
    assert found["rate_change"] == pytest.approx(0)


def test_a_driver_of_the_plan_states_what_a_visit_costs_and_its_line_bounds_it() -> None:
    lines = [{"line_id": "B-T", "label": "Travel", "expense_type": "travel", "cap": 700.0}]
    drivers = [{"line_id": "B-T", "per": "visit", "unit_cost": 30.0}]
    known = facts(expenses=expenses(), visits=visits())
    free = [{"line_id": "B-T", "label": "Travel", "expense_type": "travel"}]
    whole = line(costs(known, decided(lines=free, drivers=drivers)), "B-T")
    assert (whole["amount"], whole["state"], whole["quantity"]) == (1080.0, "driven", 36.0)
    capped = costs(known, decided(lines=lines, drivers=drivers))
    row = line(capped, "B-T")
    assert (row["amount"], row["state"], row["derived"]) == (700.0, "at_cap", 1080.0)
    assert capped.frames["budget"]["source"].unique().tolist() == ["plan"]
    assert "travel" not in set(capped.frames["cost_lines"]["line_id"])


def test_freight_grows_with_sales_and_what_follows_nothing_stays() -> None:
    """Sales grow from 800 to 900 a month, all of it with U1."""
    both = pd.concat([expenses("运费"), expenses("rent")])
    found = costs(facts(expenses=both))
    freight, rent = line(found, "运费"), line(found, "rent")
    assert freight["amount"] == pytest.approx(2400 * 9 / 8) and freight["kind"] == "freight"
    assert (rent["amount"], rent["state"], rent["driver"]) == (2400.0, "as_before", "")


def test_a_locked_amount_holds_and_a_floor_lifts() -> None:
    lines = [
        {
            "line_id": "B-M1",
            "label": "Fairs",
            "marketing_channel_id": "M1",
            "amount": 1000.0,
            "is_locked": True,
            "reason": "booked",
        },
        {"line_id": "B-R", "label": "Rent", "expense_type": "rent", "floor": 3000.0},
    ]
    found = costs(facts(spend=spend(), expenses=expenses("rent")), decided(lines=lines))
    fairs, rent = line(found, "B-M1"), line(found, "B-R")
    assert (fairs["amount"], fairs["state"], fairs["last"]) == (1000.0, "locked", 600.0)
    assert (rent["amount"], rent["state"]) == (3000.0, "at_floor")
    basis = found.frames["cost_basis"].iloc[0]
    assert (basis["within"], basis["left"]) == (4000.0, 6000.0)
    assert basis["left_for_marketing"] == 7000.0
    budget = found.frames["budget"]
    own = budget[budget["line_id"] == "B-M1"]
    assert set(own["region_id"]) == {"R-1"} and sorted(own["month"]) == YEAR


def test_a_line_that_was_never_spent_on_has_its_bound_spread_over_the_months() -> None:
    lines = [{"line_id": "B-X", "label": "App", "marketing_channel_id": "M9", "cap": 100.0}]
    found = costs(facts(), decided(lines=lines))
    assert (line(found, "B-X")["amount"], line(found, "B-X")["state"]) == (100.0, "bound")
    months = found.frames["budget"].query("line_id == 'B-X'")["amount"]
    assert len(months) == 12 and round(months.sum(), 2) == 100.0 and months.max() == 8.34


def test_salaries_are_those_of_the_plan_else_hours_at_their_cost() -> None:
    reps = facts()["reps"].assign(hours_per_month=100.0, cost_per_hour=2.0)
    reps.loc[1, "left_on"] = "2027-07-01"
    salaries = [{"salary_id": "S-1", "label": "Office", "monthly_amount": 10.0, "n_people": 3}]
    found = costs(facts(reps=reps), decided(salaries=salaries))
    assert line(found, "salaries")["amount"] == 200.0 * 12 + 200.0 * 6
    assert line(found, "S-1")["amount"] == 360.0
    own = costs(facts(reps=reps), decided(salaries=[{**salaries[0], "rep_id": "U1"}]))
    assert line(own, "salaries")["amount"] == 200.0 * 6


def test_a_reserve_has_an_owner_a_purpose_and_a_day_on_which_it_is_looked_at() -> None:
    one = {"label": "New", "amount": 100.0, "owner": "Wei", "purpose": "Samples", "reason": "x"}
    kept = [
        {"reserve_id": "K-1", **one, "review_on": pd.Timestamp("2026-06-30")},
        {"reserve_id": "K-2", **one, "review_on": pd.Timestamp("2027-06-30")},
        {"reserve_id": "K-3", **one, "review_on": pd.NaT},
    ]
    found = costs(facts(), decided(reserves=kept))
    assert found.frames["reserves"]["state"].tolist() == ["due", "later", "unseen"]
    assert found.frames["cost_basis"].iloc[0]["reserves"] == 300.0


def test_closed_months_stand_at_what_was_spent() -> None:
    """Seen from June, travel of January to June is spent: 1200; the rest are 18 visits at 25."""
    known = facts(expenses=expenses(), visits=visits())
    for name in ("expenses", "visits"):
        day = "period_start" if name == "expenses" else "visit_date"
        moved = pd.to_datetime(known[name][day]) + pd.DateOffset(months=6)
        known[name] = known[name].assign(**{day: moved})
    sold = cube()
    ahead = (pd.PeriodIndex(sold["month"], freq="M") + 6).astype("str")
    known["sales_cube"] = sold.assign(month=ahead)
    found = costs(known, month=Month(2027, 6))
    by = found.frames["budget"].groupby("source")["amount"].sum()
    assert by["actual"] == 1200.0 and by["history"] == pytest.approx(18 * 25)


def test_a_budget_of_another_year_is_left_aside() -> None:
    lines = [{"line_id": "B-T", "label": "Travel", "expense_type": "travel", "amount": 1.0}]
    found = costs(facts(expenses=expenses()), decided(year=2026, lines=lines))
    assert found.frames["cost_basis"].iloc[0]["budget_file"] == "other_year"
    assert "B-T" not in set(found.frames["cost_lines"]["line_id"])


def test_without_targets_the_forecast_counts_and_without_one_last_year() -> None:
    rows = [("sales", "total", "total", month, 1000.0) for month in YEAR]
    ahead = pd.DataFrame(rows, columns=["measure", "dimension", "node", "month", "expected"])
    known = {name: one for name, one in facts().items() if name != "targets"}
    plan = decided(total=100.0)
    by_forecast = costs({**known, "forecast": ahead, "spend": spend()}, plan)
    assert by_forecast.planned.basis == "forecast" and by_forecast.planned.total == 12_000
    row = by_forecast.frames["contribution"].iloc[0]
    assert row["margin"] == pytest.approx(3000.0) and row["selling_cost"] == 600.0
    assert costs({**known, "spend": spend()}, plan).planned.basis == "past"
    assert costs({**known, "spend": spend()}, plan).planned.total == 800 * 12


def test_a_company_that_knows_nothing_of_costs_has_no_lines_and_says_no_number() -> None:
    found = costs(facts())
    assert all(found.frames[name].empty for name in ("cost_basis", "cost_lines", "budget"))
    nobody = costs({})
    assert nobody.planned.basis == "none" and nobody.frames["cost_lines"].empty


def test_a_channel_that_got_more_back_than_it_spent_costs_nothing() -> None:
    found = line(costs(facts(spend=spend(-50.0))), "M1")
    assert (found["amount"], found["state"], found["last"]) == (0.0, "nothing", -600.0)


def test_a_table_that_began_in_the_year_stands_for_the_whole_of_it() -> None:
    late = expenses("rent")
    late = late[late["period_start"] >= "2026-07-01"]
    found = line(costs(facts(expenses=late)), "rent")
    assert (found["last"], found["amount"]) == (2400.0, 2400.0)


def test_zero_units_drive_nothing() -> None:
    found = line(costs(facts(expenses=expenses(quantity=0.0), visits=visits())), "travel")
    assert (found["amount"], found["state"], found["driver"]) == (2400.0, "as_before", "")
    assert np.isnan(found["unit_cost"])


def test_sales_whose_cost_is_unknown_have_no_margin() -> None:
    sold = cube().assign(costed_amount=0.0, cost_amount=0.0)
    found = costs(facts(sales_cube=sold, targets=targets().assign(margin=0.0), spend=spend()))
    row = found.frames["contribution"].iloc[0]
    assert row["costed_sales"] == 0 and np.isnan(row["margin"]) and np.isnan(row["contribution"])
    assert row["selling_cost"] == 600.0


def test_months_before_are_those_of_the_report_month() -> None:
    assert ground(facts()).before == PAST and ground(facts()).open == YEAR


def test_a_line_that_has_spent_more_than_its_amount_stands_at_what_was_spent() -> None:
    """Rent of 100 a month and rep, six months of the year are over: 1200 spent, 500 stated."""
    paid = expenses("rent")
    this_year = paid[paid["period_start"] < "2026-07"]
    this_year = this_year.assign(period_start=this_year["period_start"].str.replace("2026", "2027"))
    both = pd.concat([paid, this_year], ignore_index=True)
    lines = [{"line_id": "B-R", "label": "Rent", "expense_type": "rent", "amount": 500.0}]
    found = line(costs(facts(expenses=both), decided(lines=lines), month=Month(2027, 6)), "B-R")
    assert (found["amount"], found["state"]) == (1200.0, "over_spent")


def test_a_line_with_a_region_takes_what_was_spent_there_before_the_line_of_all() -> None:
    lines = [
        {"line_id": "B-ALL", "label": "Fairs", "marketing_channel_id": "M1", "amount": 70.0},
        {
            "line_id": "B-R1",
            "label": "Fairs",
            "marketing_channel_id": "M1",
            "region_id": "R-1",
            "amount": 500.0,
        },
    ]
    found = costs(facts(spend=spend()), decided(lines=lines))
    assert line(found, "B-R1")["last"] == 600.0
    assert line(found, "B-ALL")["last"] == 0.0
