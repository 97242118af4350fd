"""The plan of a small company: totals, controls, who carries what; and companies with little."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from salesnb.months import Month
from tests.targets.plan.company import (
    SOLD,
    control,
    facts,
    forecast,
    owners,
    planned,
    reps,
    sales,
)

DIMENSIONS = ["region", "product_group", "product", "customer", "rep", "settlement", "month"]
YEAR = [f"2027-{n:02d}" for n in range(1, 13)]
NODES = {
    ("total", "total"): 360.0,
    ("region", "R1"): 260.0,
    ("region", "R2"): 100.0,
    ("product_group", "G1"): 260.0,
    ("product_group", "G2"): 100.0,
    ("rep", "S1"): 200.0,
    ("rep", "S2"): 60.0,
    ("rep", "S3"): 100.0,
}


def with_forecast(**others: pd.DataFrame) -> dict[str, pd.DataFrame]:
    return facts(forecast=forecast(NODES, YEAR), **others)


def part(plan, dimension: str, node: str) -> pd.Series:
    found = plan.frames["parts"].query("dimension == @dimension and node == @node")
    assert len(found) == 1, (dimension, node)
    return found.iloc[0]


def plain(plan) -> pd.DataFrame:
    """Return the cells with their months as text."""
    return plan.cells.astype({"month": "str"})


def basis(plan) -> pd.Series:
    return plan.frames["basis"].iloc[0]


def states(plan) -> list[str]:
    return plan.frames["controls"]["state"].tolist()


def test_every_dimension_adds_up_to_the_decided_total_to_the_cent() -> None:
    plan = planned(
        control("total", "2027", 4567.89),
        control("hold", "2027-Q1", 300.01, product_group="G1"),
        control("floor", "2027", 1500.5, region_id="R2"),
        control("cap", "2027", 800.0, customer_id="C2"),
        given=with_forecast(),
    )
    parts = plan.frames["parts"]
    for _, own in parts.groupby("dimension"):
        assert round(float(own["target"].sum()), 2) == 4567.89
    assert set(DIMENSIONS) <= set(parts["dimension"])
    assert round(float(plan.frames["targets"]["sales"].sum()), 2) == 4567.89
    assert part(plan, "region", "R2")["target"] >= 1500.5
    assert part(plan, "customer", "C2")["target"] <= 800.0
    cells = plain(plan)
    held = cells[cells["product_id"].isin(["P1", "P2"]) & (cells["month"] <= "2027-03")]
    assert round(float(held["target"].sum()), 2) == 300.01
    assert plan.frames["controls"]["residual"].abs().max() == 0


def test_without_a_decided_total_it_is_the_forecast_and_the_ambition() -> None:
    plan = planned(given=with_forecast(), ambition=0.05)
    assert basis(plan)["rests_on"] == "ambition"
    assert basis(plan)["expected"] == pytest.approx(12 * 360)
    assert basis(plan)["target"] == pytest.approx(12 * 360 * 1.05)


def test_a_total_that_nobody_decided_gives_way_to_what_is_decided() -> None:
    plan = planned(control("floor", "2027", 9000.0, region_id="R1"), given=with_forecast())
    assert basis(plan)["state"] == "planned"
    assert part(plan, "region", "R1")["target"] >= 9000


def test_expected_parts_land_where_the_forecast_does() -> None:
    plan = planned(given=with_forecast())
    for (dimension, node), amount in NODES.items():
        if dimension != "total":
            assert part(plan, dimension, node)["expected"] == pytest.approx(12 * amount, rel=1e-5)


def test_the_season_is_that_of_the_forecast() -> None:
    own = forecast(NODES, YEAR)
    own.loc[own["month"] == "2027-02", "expected"] *= 0.5
    plan = planned(given=facts(forecast=own))
    february, march = part(plan, "month", "2027-02"), part(plan, "month", "2027-03")
    assert february["target"] == pytest.approx(march["target"] / 2, rel=1e-4)


def test_months_beyond_the_forecast_are_taken_from_a_year_earlier() -> None:
    months = ["2026-11", "2026-12", *YEAR[:10]]
    own = forecast(NODES, months)
    own.loc[own["month"] == "2026-12", "expected"] *= 2
    plan = planned(given=facts(forecast=own))
    december, october = part(plan, "month", "2027-12"), part(plan, "month", "2027-10")
    assert december["expected"] == pytest.approx(2 * october["expected"], rel=1e-4)


def test_a_customer_is_credited_to_who_looks_after_him_when_the_plan_begins() -> None:
    own = owners(
        ("C1", "S1", "2020-01-01", "2027-01-01", 1.0, "owner"),
        ("C1", "S2", "2027-01-01", None, 0.75, "owner"),
        ("C1", "S3", "2027-01-01", None, 0.25, "deputy"),
        ("C1", "S3", "2020-01-01", None, 1.0, "overlay"),
    )
    plan = planned(given=facts(customer_reps=own))
    assert "S1" not in set(plan.cells["rep_id"])
    assert part(plan, "rep", "S2")["before"] == pytest.approx(12 * (160 * 0.75 + 50))
    assert part(plan, "rep", "S3")["before"] == pytest.approx(12 * (160 * 0.25 + 90))


def test_what_a_customer_brings_by_the_forecast_moves_with_him() -> None:
    own = owners(("C1", "S2", "2027-01-01", None, 1.0, "owner"))
    plan = planned(given=with_forecast(customer_reps=own))
    assert part(plan, "rep", "S2")["expected"] == pytest.approx(12 * 260, rel=1e-4)


def test_customers_of_a_rep_who_has_left_wait_for_somebody() -> None:
    plan = planned(given=facts(reps=reps("S1 S2 S3", left_on=["2026-12-15", None, None])))
    assert part(plan, "rep", "(unassigned)")["before"] == pytest.approx(12 * 160)
    assert basis(plan)["unassigned"] == part(plan, "rep", "(unassigned)")["target"]


def test_a_product_that_is_replaced_carries_on_and_one_that_has_ended_does_not() -> None:
    own = facts()["products"].assign(
        delisted_on=pd.to_datetime([None, "2026-11-30", None]), substitute_of=""
    )
    plan = planned(given=with_forecast(products=own))
    assert "P2" not in set(plan.cells["product_id"])
    assert basis(plan)["ended"] == pytest.approx(12 * 60)
    assert part(plan, "product_group", "G1")["target"] == pytest.approx(12 * 260, rel=0.05)
    replaced = own.assign(substitute_of=["P2", "", ""])
    carried = planned(given=with_forecast(products=replaced))
    assert part(carried, "product", "P1")["before"] == pytest.approx(12 * 210)
    assert basis(carried)["ended"] == 0


def test_a_product_that_ends_within_the_year_has_no_target_after_it() -> None:
    own = facts()["products"].assign(delisted_on=pd.to_datetime([None, "2027-06-30", None]))
    plan = planned(given=facts(products=own))
    cells = plain(plan).query("product_id == 'P2'")
    assert cells.loc[cells["month"] > "2027-06", "target"].sum() == 0
    assert cells.loc[cells["month"] <= "2027-06", "target"].sum() > 0


def test_new_customers_have_cells_of_their_own_that_controls_can_name() -> None:
    fresh = sales(6, (("P1", "R1", "C5", "S1", "T1", "M1", 30.0),))
    given = facts(pd.concat([sales(30), fresh], ignore_index=True))
    plan = planned(given=given)
    assert basis(plan)["new_customers"] > 0
    control_of_new = control("floor", "2027", 400.0, customer_id="(new customer)")
    held = planned(control_of_new, given=given)
    assert held.frames["controls"]["reached"].tolist() == [400.0]


def test_a_new_rep_without_customers_brings_new_ones_after_a_ramp() -> None:
    fresh = sales(6, (("P1", "R1", "C5", "S1", "T1", "M1", 30.0),))
    staff = reps("S1 S2 S3 S9", hired_on=["2010-01-01"] * 3 + ["2026-12-01"], ramp_months=6)
    plan = planned(given=facts(pd.concat([sales(30), fresh], ignore_index=True), reps=staff))
    own = plan.cells[plan.cells["rep_id"] == "S9"].set_index("month")["target"]
    assert set(plan.cells.loc[plan.cells["rep_id"] == "S9", "customer_id"]) == {"(new customer)"}
    assert 0 < own["2027-01"] < own["2027-04"] < own["2027-08"]
    assert own["2027-08"] == pytest.approx(own["2027-12"], rel=0.01)


def test_potential_moves_the_plan_towards_where_the_market_is() -> None:
    market = pd.DataFrame(
        {
            "region_id": ["R1", "R2"],
            "segment": ["A", "B"],
            "product_group": ["G1", "G2"],
            "potential": [1000.0, 9000.0],
        }
    )
    without, with_it = (
        planned(given=with_forecast(**more)) for more in ({}, {"market_potential": market})
    )
    first, second = (part(plan, "region", "R2")["target"] for plan in (without, with_it))
    assert first < second < 1.15 * first
    cells = with_it.cells
    sources = cells[["from_history", "from_forecast", "from_potential"]].sum(axis=1)
    assert np.allclose(sources, cells["reference"])


def test_a_cap_on_a_settlement_method_moves_the_settlement_and_not_the_customers_sales() -> None:
    cap = control("cap", "2027", 400.0, settlement_id="T2")
    free, capped = planned(given=with_forecast()), planned(cap, given=with_forecast())
    assert part(capped, "settlement", "T2")["target"] <= 400.0
    for customer in ("C1", "C2", "C3", "C4"):
        before = part(free, "customer", customer)["target"]
        assert part(capped, "customer", customer)["target"] == pytest.approx(before, rel=1e-3)
    (row,) = capped.frames["controls"].to_dict("records")
    assert row["reference"] == pytest.approx(part(free, "settlement", "T2")["target"], rel=1e-3)
    assert basis(capped)["resettled"] == pytest.approx(row["reference"] - 400.0, rel=1e-3)


def test_closed_months_hold_what_was_reached_and_the_others_carry_the_rest() -> None:
    plan = planned(control("total", "2026", 5000.0), year=2026)
    cells = plain(plan)
    reached = cells[cells["month"] <= "2026-10"]
    assert reached["target"].sum() == pytest.approx(3000.0)
    assert cells["target"].sum() == pytest.approx(5000.0)
    assert basis(plan)["closed"] == 3000.0


def test_credits_in_closed_months_are_set_off_within_the_month() -> None:
    cube = sales()
    credit = cube[cube["customer_id"].eq("C2") & cube["month"].eq("2026-05")].assign(
        net_amount=-90.0
    )
    plan = planned(given=facts(pd.concat([cube, credit])), year=2026)
    may = plan.cells[plan.cells["month"] == "2026-05"]
    assert may["target"].sum() == pytest.approx(210.0)
    assert (may["target"] >= 0).all()


def test_a_control_whose_months_are_over_says_what_was_reached() -> None:
    plan = planned(control("total", "2026-03", 1.0), control("total", "2025", 2.0), year=2026)
    assert states(plan) == ["closed", "other"]
    assert plan.frames["controls"]["reached"].iloc[0] == pytest.approx(300.0)


def test_a_total_below_what_is_held_leaves_nothing_targeted_and_names_both() -> None:
    plan = planned(
        control("total", "2027", 1000.0),
        control("hold", "2027", 900.0, region_id="R1"),
        control("floor", "2027", 800.0, region_id="R2"),
        control("cap", "2027", 5000.0, rep_id="S1"),
        given=with_forecast(),
    )
    assert basis(plan)["state"] == "conflict"
    assert states(plan) == ["conflict", "conflict", "conflict", "in_force"]
    assert plan.cells.empty and plan.frames["targets"].empty and plan.frames["parts"].empty


def test_a_total_below_what_closed_months_reached_is_a_conflict() -> None:
    assert basis(planned(control("total", "2026", 100.0), year=2026))["state"] == "conflict"


def test_a_control_on_a_region_without_sales_leaves_nothing_targeted() -> None:
    plan = planned(control("floor", "2027", 10.0, region_id="R9"), given=with_forecast())
    assert (basis(plan)["state"], states(plan)) == ("empty", ["empty"])


def test_controls_of_other_measures_are_not_of_sales() -> None:
    plan = planned(control("total", "2027", 5.0, measure="quantity"))
    assert plan.frames["controls"].empty


def test_without_a_forecast_the_last_year_is_planned_again() -> None:
    plan = planned()
    assert basis(plan)["target"] == pytest.approx(3600.0)
    assert np.isnan(basis(plan)["expected"])


def test_a_first_month_is_taken_twelve_times_and_held_against_nothing() -> None:
    plan = planned(given=facts(sales(1)))
    assert basis(plan)["target"] == pytest.approx(3600.0)
    assert np.isnan(basis(plan)["before"]) and plan.frames["parts"]["before"].isna().all()


def test_without_a_whole_month_nothing_is_targeted() -> None:
    cube = sales(3, last=Month(2025, 1)).iloc[:0]
    plan = planned(control("total", "2027", 10.0), given=facts(cube))
    assert basis(plan)["state"] == "no_sales"
    assert plan.frames["targets"].empty


def test_months_that_are_closed_but_not_whole_are_told_from_none_at_all() -> None:
    given = facts(sales(2))
    days = pd.to_datetime(["2026-09-03", "2026-10-05", "2026-10-12"])
    plan = planned(given={**given, "sales_days": pd.DataFrame({"day": days})})
    row = basis(plan)
    assert (row["state"], row["n_sold"], row["last_on"]) == ("no_sales", 2, "2026-10-12")
    assert row["n_history"] == 0
    none = basis(planned(given=facts(sales(3, last=Month(2025, 1)).iloc[:0])))
    assert (none["n_sold"], none["last_on"]) == (0, "")


def test_one_customer_with_one_product_carries_everything() -> None:
    plan = planned(control("total", "2027", 1000.0), given=facts(sales(24, SOLD[:1])))
    assert part(plan, "customer", "C1")["target"] == 1000.0


def test_what_was_below_nought_in_all_is_cut_and_said() -> None:
    rows = (*SOLD, ("P2", "R2", "C4", "S3", "T1", "M1", -5.0))
    plan = planned(given=facts(sales(24, rows)))
    assert basis(plan)["cut"] == pytest.approx(60.0)
    assert basis(plan)["before"] == pytest.approx(12 * 295.0)
    assert (plan.cells["target"] >= 0).all()


def test_a_product_that_sold_nothing_has_no_cells() -> None:
    plan = planned(given=facts(sales(24, (*SOLD, ("P9", "R1", "C1", "S1", "T1", "M1", 0.0)))))
    assert "P9" not in set(plan.cells["product_id"])


def test_the_order_of_rows_makes_no_difference() -> None:
    first = planned(control("total", "2027", 999.99), given=with_forecast())
    cube = sales().sample(frac=1, random_state=3)
    second = planned(
        control("total", "2027", 999.99), given={**with_forecast(), "sales_cube": cube}
    )
    pd.testing.assert_frame_equal(first.frames["parts"], second.frames["parts"])


def test_months_that_brought_nothing_can_be_planned_for() -> None:
    stopped = sales(12, last=Month(2026, 4))
    own = control("total", "2026", 5000.0)
    plan = planned(own, given=facts(stopped), year=2026)
    assert basis(plan)["state"] == "planned"
    assert plain(plan).groupby("month")["target"].sum()["2026-07"] == 0
    assert basis(plan)["target"] == pytest.approx(5000.0)


def test_a_company_without_masters_is_planned() -> None:
    given = facts()
    empty = {name: given[name].iloc[:0] for name in ("products", "customers", "reps", "regions")}
    assert basis(planned(given={**given, **empty}))["target"] == pytest.approx(3600.0)
