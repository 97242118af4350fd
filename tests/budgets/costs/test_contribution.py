"""Who carries what, rebates, credit by settlement method, variances: against figures by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from salesnb.budgets.costs.costing import Costs
from salesnb.budgets.costs.flexing import flex, flexible
from salesnb.budgets.costs.ground import NOT_CARRIED
from salesnb.errors import UsageError
from tests.budgets.costs.tiny import (
    PAST,
    TERMS,
    YEAR,
    costs,
    cube,
    decided,
    expenses,
    facts,
    spend,
    targets,
    visits,
)

AMOUNTS = ["sales", "margin", "rebates", "selling_cost", "credit_cost", "reserves", "contribution"]


def statement(found: Costs, dimension: str) -> pd.DataFrame:
    table = found.frames["contribution"]
    return table[table["dimension"] == dimension].set_index("node")


def test_every_dimension_adds_up_to_the_total_to_the_cent() -> None:
    """Odd amounts, keys that split them by thirds, rebates, credit and a reserve."""
    keys = [
        {"line_id": "travel", "to": "product_group", "by": "sales"},
        {"line_id": "M1", "to": "rep", "by": "margin"},
    ]
    kept = [{"reserve_id": "K", "label": "K", "amount": 33.33, "owner": "W", "reason": "x"}]
    known = facts(
        targets=targets(600.07, 299.91),
        expenses=expenses(amount=33.37),
        visits=visits(5),
        spend=spend(77.77),
        settlement_terms=TERMS,
        rebate_terms=rebate([(1000.0, 0.033)]),
    )
    found = costs(known, decided(keys=keys, reserves=kept))
    total = statement(found, "total").loc["total", AMOUNTS]
    assert (total != 0).all()
    for dimension in ("region", "product_group", "customer_class", "rep"):
        sums = statement(found, dimension)[AMOUNTS].sum()
        assert (sums - total).abs().max() < 1e-6, dimension
    budget = found.frames["budget"]["amount"].sum()
    assert budget == pytest.approx(total[AMOUNTS[2:6]].sum(), abs=1e-6)
    assert found.frames["flexed_budget"]["amount"].sum() == pytest.approx(budget, abs=1e-6)


def test_a_rep_s_cost_is_borne_at_home_and_by_products_only_with_a_key() -> None:
    known = facts(expenses=expenses("rent"))
    bare = costs(known)
    assert statement(bare, "region")["selling_cost"].to_dict() == {"R-1": 1200.0, "R-2": 1200.0}
    group = statement(bare, "product_group")["selling_cost"]
    assert group.to_dict() == {"G1": 0.0, "G2": 0.0, NOT_CARRIED: 2400.0}
    keyed = costs(known, decided(keys=[{"line_id": "rent", "to": "product_group", "by": "sales"}]))
    assert statement(keyed, "product_group")["selling_cost"].to_dict() == {
        "G1": 1200.0,
        "G2": 1200.0,
    }
    keys = keyed.frames["cost_keys"].set_index(["line_id", "dimension"])
    assert keys.loc[("rent", "region"), "source"] == "home"
    assert keys.loc[("rent", "product_group"), "by"] == "sales"
    assert keys.loc[("rent", "customer_class"), "carried"] == 0.0


def test_a_cost_of_a_region_reaches_its_reps_by_the_key_of_the_plan() -> None:
    found = costs(
        facts(spend=spend()), decided(keys=[{"line_id": "M1", "to": "rep", "by": "sales"}])
    )
    assert statement(found, "rep")["selling_cost"].to_dict() == {"U1": 600.0, "U2": 0.0}


def test_a_visit_has_no_product_so_that_no_key_by_visits_reaches_products() -> None:
    key = [{"line_id": "travel", "to": "product_group", "by": "visits"}]
    found = costs(facts(expenses=expenses(), visits=visits()), decided(keys=key))
    keys = found.frames["cost_keys"].set_index(["line_id", "dimension"])
    assert keys.loc[("travel", "product_group"), "source"] == "no_basis"
    assert statement(found, "product_group").loc[NOT_CARRIED, "selling_cost"] == 900.0
    classes = [{"line_id": "travel", "to": "customer_class", "by": "visits"}]
    own = costs(facts(expenses=expenses(), visits=visits()), decided(keys=classes))
    assert statement(own, "customer_class")["selling_cost"].to_dict() == {"A": 600.0, "B": 300.0}


def rebate(steps: list[tuple[float, float]], per: str = "year") -> pd.DataFrame:
    rows = [("C1", step, share, per, "2026-01-01", "2027-01-01") for step, share in steps]
    columns = ["customer_id", "threshold_amount", "rebate_share", "per", "valid_from", "valid_to"]
    return pd.DataFrame(rows, columns=columns)


def test_a_rebate_is_the_share_of_the_highest_step_reached_on_all_purchases() -> None:
    """C1 buys 7200 in the year (600 a month): step two of three, though its terms have ended."""
    steps = [(5000.0, 0.01), (7200.0, 0.02), (9000.0, 0.05)]
    found = costs(facts(rebate_terms=rebate(steps)))
    assert statement(found, "total").loc["total", "rebates"] == 144.0
    assert statement(found, "product_group")["rebates"].to_dict() == {"G1": 144.0, "G2": 0.0}
    last = found.frames["cost_lines"].iloc[0]
    assert (last["kind"], last["last"]) == ("rebate", 60.0)
    by_quarter = costs(facts(rebate_terms=rebate([(1800.0, 0.03)], "quarter")))
    assert statement(by_quarter, "total").loc["total", "rebates"] == 216.0
    below = costs(facts(rebate_terms=rebate([(1800.01, 0.03)], "quarter")))
    assert statement(below, "total").loc["total", "rebates"] == 0.0


def test_credit_is_sales_times_rate_times_nominal_days_and_the_tenor_of_paper() -> None:
    """7200 wait 60 days; 3600 wait 30 days and then 180 in paper; 10 % a year of 365 days."""
    plan = decided()
    plan["budget"]["credit_rate"] = 0.10
    found = costs(facts(settlement_terms=TERMS), plan)
    methods = found.frames["credit_methods"].set_index("settlement_id")
    assert methods.loc["N60", "cost"] == pytest.approx(7200 * 60 / 365 * 0.1, abs=0.01)
    assert methods.loc["BILL", "cost"] == pytest.approx(3600 * 210 / 365 * 0.1, abs=0.01)
    assert methods.loc["BILL", "paper_cost"] == pytest.approx(3600 * 180 / 365 * 0.1, abs=0.01)
    assert (methods["source"] == "nominal").all()
    rows = statement(found, "rep")["credit_cost"]
    assert rows["U1"] == pytest.approx(118.36, abs=0.01) and rows.sum() == pytest.approx(325.48)
    assumed = costs(facts(settlement_terms=TERMS)).frames["cost_basis"].iloc[0]
    assert (assumed["credit_rate"], assumed["is_rate_stated"]) == (0.05, False)


def test_credit_follows_the_receivables_that_the_plan_leaves() -> None:
    """What is owed stays at 1000: nothing but 1000 times rate, whatever the terms say."""
    ahead = pd.DataFrame(
        [("settlement", "N60", YEAR[0], 1000.0), ("settlement", "BILL", YEAR[0], 0.0)],
        columns=["dimension", "node", "month", "opening"],
    )
    plan = decided()
    plan["budget"]["credit_rate"] = 0.10
    terms = TERMS.assign(tenor_days=0)
    found = costs(facts(settlement_terms=terms, collections_ahead=ahead), plan)
    row = found.frames["credit_methods"].iloc[0]
    assert (row["settlement_id"], row["source"]) == ("N60", "balances")
    assert row["receivables"] == pytest.approx(1000.0) and row["cost"] == pytest.approx(100.0)
    assert row["days"] == pytest.approx(1000 * 365 / 7200)


def test_credit_of_the_past_is_what_was_owed() -> None:
    owed = pd.DataFrame(
        [(one, "C1", 730.0, 730.0, 500.0, 0.0) for one in ["2025-12", *PAST]],
        columns=["month", "customer_id", "opening", "closing", "invoiced", "credited"],
    )
    found = costs(facts(settlement_terms=TERMS, receivables=owed, sales_cube=cube(500.0, 0.0)))
    methods = found.frames["credit_methods"].set_index("settlement_id")
    assert methods.loc["N60", "before"] == pytest.approx(730 * 0.05)


def budgeted() -> pd.DataFrame:
    """Return a budget of one month: 100 visits at 30, and a rent of 500."""
    rows = [("travel", "2027-01", "visit", 100.0, 3000.0), ("rent", "2027-01", "", 0.0, 500.0)]
    return flexible(
        pd.DataFrame(rows, columns=["line_id", "month", "driver", "quantity", "amount"])
    )


def spent(*rows: tuple[str, str, float, float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["line_id", "month", "quantity", "amount"])


def test_the_variance_is_of_volume_and_of_rate() -> None:
    """120 visits for 4200: 20 visits more at 30, and 120 that cost 5 more than planned."""
    found = flex(
        budgeted(),
        spent(("travel", "2027-01", 120.0, 4200.0), ("rent", "2027-01", 0.0, 520.0)),
    ).set_index("line_id")
    travel = found.loc["travel"]
    assert travel["flexed"] == 3600.0
    assert (travel["volume_variance"], travel["rate_variance"]) == (600.0, 600.0)
    assert travel["variance"] == 1200.0
    rent = found.loc["rent"]
    assert (rent["flexed"], rent["volume_variance"], rent["rate_variance"]) == (500.0, 0.0, 20.0)


def test_variances_add_up_for_lines_missing_on_either_side() -> None:
    found = flex(budgeted(), spent(("fuel", "2027-01", 3.0, 90.0))).set_index("line_id")
    assert found.loc["fuel", "state"] == "not_budgeted" and found.loc["fuel", "variance"] == 90.0
    assert found.loc["travel", "volume_variance"] == -3000.0
    assert (found["volume_variance"] + found["rate_variance"] - found["variance"]).abs().max() == 0
    unknown = flex(budgeted(), spent(("travel", "2027-01", float("nan"), 90.0)))
    assert unknown.set_index("line_id").loc["travel", "state"] == "no_quantity"
    assert flex(budgeted(), spent(("travel", "2027-02", 1.0, 1.0)))["month"].tolist() == ["2027-02"]


def test_actuals_that_stand_twice_or_below_nought_are_refused_together() -> None:
    twice = spent(("a", "2027-01", 1.0, 1.0), ("a", "2027-01", 1.0, 1.0), ("b", "2027-01", -1.0, 1))
    with pytest.raises(UsageError, match=r"a stands twice in 2027-01; b has a quantity below"):
        flex(budgeted(), twice)
