"""Quantity and margin of a plan: whole units where a product is counted so, known costs only."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from salesnb.months import Month
from salesnb.targets.plan.dimensions import DIMENSIONS
from salesnb.targets.plan.grid import whole_along, whole_over_time
from salesnb.targets.plan.measures import measure_plan
from salesnb.targets.plan.prices import unit_values
from tests.targets.plan_facts import PAST, cell, controls, facts, plan, sales, year


def test_quantity_is_sales_at_the_price_of_the_last_twelve_months() -> None:
    old = sales(("P1", "C1", "R1", "N60", 10.0, 50.0), months=PAST[:12])
    new = sales(("P1", "C1", "R1", "N60", 10.0, 100.0), months=PAST[12:])
    known = facts(sales_cube=pd.concat([old, new], ignore_index=True))
    found = measure_plan(plan(cell(200.0)), known, {}, year())
    assert found.cells["quantity"].tolist() == [20.0] * 12


def test_units_are_whole_in_every_cell_and_lose_nothing_over_the_year() -> None:
    cells = [cell(34.1 + i, customer=f"C{i}", rep=f"R{i}", region=f"A{i % 3}") for i in range(9)]
    found = measure_plan(plan(*cells), facts(), {}, year()).cells
    assert (found["quantity"] == found["quantity"].round()).all() and (found["quantity"] >= 0).all()
    months = found.astype({"month": "str"}).groupby("month")[["sales", "quantity"]].sum()
    upto = months.sort_index().cumsum()
    assert (upto["quantity"] == (upto["sales"] / 10).round()).all()


def test_small_rows_get_their_units_now_and_then_instead_of_never() -> None:
    values = np.full((40, 12), 0.25)
    found = whole_over_time(values, np.zeros(40, dtype=np.int64))
    assert found.sum(axis=0).tolist() == [10.0] * 12
    assert set(found.sum(axis=1)) == {3.0}


def test_whole_numbers_along_rows_keep_each_group_s_sum() -> None:
    draws = np.random.default_rng(3).gamma(1.0, 5.0, (50, 4))
    group = np.arange(50) % 3
    found = whole_along(draws, group.astype(np.int64))
    for one in range(3):
        wanted = np.rint(draws[group == one].sum(axis=0))
        assert np.array_equal(found[group == one].sum(axis=0), wanted)


def test_credit_that_reps_share_leaves_a_product_counted_in_whole_units() -> None:
    shared = sales(
        ("P1", "C1", "R1", "N60", 0.6, 6.0),
        ("P1", "C1", "R2", "N60", 0.4, 4.0),
        ("P2", "C1", "R1", "N60", 0.35, 7.0),
    )
    values = unit_values(facts(sales_cube=shared))
    assert values["is_whole"].to_dict() == {"P1": True, "P2": False}
    found = measure_plan(plan(cell(7.0, product="P2")), facts(sales_cube=shared), {}, year()).cells
    assert found["quantity"].iloc[0] == pytest.approx(0.35)


def test_what_has_no_price_or_no_cost_is_counted_and_not_guessed() -> None:
    known = facts()
    bare = sales(("P2", "C1", "R1", "N60", 0.0, 100.0))
    bare[["costed_amount", "cost_amount"]] = 0.0
    known["sales_cube"] = pd.concat([known["sales_cube"], bare], ignore_index=True)
    found = measure_plan(plan(cell(300.0), cell(100.0, product="P2")), known, {}, year())
    total = found.frames["measured"].query("dimension == 'total'").iloc[0]
    assert (total["sales"], total["priced_sales"], total["costed_sales"]) == (4800, 3600, 3600)
    assert total["costed_share"] == 0.75 and total["margin"] == pytest.approx(900.0)
    assert total["margin_rate"] == pytest.approx(0.25)
    row = found.frames["unpriced"].iloc[0]
    assert (row["product_id"], row["reason"], row["sales"]) == ("P2", "no_price", 1200)


def test_quantities_of_several_units_are_not_added_up() -> None:
    both = sales(("P1", "C1", "R1", "N60", 10.0, 100.0), ("P2", "C1", "R1", "N60", 4.0, 8.0))
    found = measure_plan(
        plan(cell(), cell(product="P2")), facts(sales_cube=both), {}, year()
    ).frames["measured"]
    rows = found.set_index(["dimension", "node"])
    assert np.isnan(rows.loc[("total", "total"), "quantity"])
    assert rows.loc[("product_group", "G1"), "unit"] == "piece"
    assert rows.loc[("product_group", "G2"), "unit"] == "kg"


def test_margin_ties_to_the_cent_in_every_dimension() -> None:
    cells = [cell(33.33 + i / 3, customer=f"C{i}", rep=f"R{i % 2}") for i in range(9)]
    found = measure_plan(plan(*cells), facts(), {}, year())
    sums = found.frames["measured"].groupby("dimension")["margin"].sum().round(2)
    assert sums.nunique() == 1 and sums.iloc[0] == found.cells["margin"].sum().round(2)


def test_closed_months_have_what_was_sold() -> None:
    now = year(Month(2026, 10), stated=2026)
    found = measure_plan(plan(cell(100.0, months=now.months)), facts(), {}, now).cells
    sums = found.astype({"month": "str"}).groupby("month")[["sales", "quantity", "margin"]].sum()
    assert sums.loc["2026-01"].tolist() == [100.0, 15.0, 37.5]
    assert sums.loc["2026-12"].tolist() == [100.0, 10.0, 25.0]


def test_a_control_on_quantity_is_met_in_whole_units() -> None:
    wanted = controls({"kind": "total", "measure": "quantity", "amount": 150})
    found = measure_plan(plan(cell(50.0), cell(50.0, customer="C2")), facts(), wanted, year())
    assert found.cells["quantity"].sum() == 150
    assert (found.cells["quantity"] == found.cells["quantity"].round()).all()
    assert found.frames["measures_asked"]["gap"].tolist() == [30.0]


def test_a_plan_without_cells_has_no_rows() -> None:
    found = measure_plan(plan(cell()).iloc[:0], facts(), {}, year())
    assert found.cells.empty and all(one.empty for one in found.frames.values())
    assert set(DIMENSIONS) < set(found.cells)
