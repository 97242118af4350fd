"""The cash of a plan: linear in its invoicing, exact to the cent for every cell."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
import pytest

from salesnb.errors import UsageError
from salesnb.months import Month
from salesnb.targets.plan import leaves
from salesnb.targets.plan.collections import CashPlan, plan_cash
from salesnb.targets.plan.dimensions import DIMENSIONS, KEYS
from salesnb.targets.plan.moved import gain_by_month, matured
from tests.targets.plan_facts import METHODS, PAST, cash, cell, controls, facts, plan, year

OPENED = {("C1", "N60", "2027-01"): 30.0, ("C3", "N60", "2027-02"): 12.34}
NONE: Mapping[str, pd.DataFrame] = {}


def planned(*cells: pd.DataFrame, decided: Mapping[str, pd.DataFrame] = NONE, **known) -> CashPlan:
    """Return the cash of these cells; `known` as in `plan_facts.cash`."""
    return plan_cash(plan(*cells), {**facts(), **cash(**known)}, decided, year())


def by_month(found: CashPlan, column: str = "received") -> list[float]:
    line = found.frames["cash_line"]
    return line[column].tolist()


def test_a_plan_like_the_forecast_brings_the_forecast_s_cash() -> None:
    found = planned(cell(100.0), opened=OPENED, N60=100.0)
    assert by_month(found) == by_month(found, "forecast")
    assert by_month(found)[:2] == [130.0, 112.34]
    assert found.frames["cash_basis"]["change"].item() == 0


def test_what_is_planned_above_the_forecast_comes_in_by_the_curve() -> None:
    found = planned(cell(150.0), N60=100.0)
    change = np.array(by_month(found)) - np.array(by_month(found, "forecast"))
    assert change.tolist() == [0, 0, *[50.0] * 10]


def test_twice_the_plan_brings_twice_the_change() -> None:
    base, once, twice = (np.array(by_month(planned(cell(x), N60=100.0))) for x in (100, 133, 166))
    assert np.allclose(twice - base, 2 * (once - base))


def test_cells_add_up_to_the_month_to_the_cent_and_keep_their_members() -> None:
    odd = [cell(33.33 + i / 7, customer=f"C{i}", rep=f"R{i % 2}") for i in range(7)]
    found = planned(*odd, opened=OPENED, N60=231.17)
    cells = found.cells.astype({"month": "str"})
    sums = cells.groupby("month")["collections"].sum().round(2)
    assert sums.tolist() == by_month(found)
    assert (cells["collections"] == cells["collections"].round(2)).all()
    assert not cells.duplicated(DIMENSIONS).any()
    parts = found.frames["cash_parts"]
    assert parts.groupby("dimension")["received"].sum().round(2).nunique() == 1


def test_open_instalments_stay_with_their_customer_and_have_no_product() -> None:
    found = planned(cell(100.0), opened=OPENED, N60=100.0)
    cells = found.cells.astype(dict.fromkeys(DIMENSIONS, "str"))
    of_c3 = cells[cells["customer_id"] == "C3"]
    assert of_c3[["product_id", "rep_id", "month"]].values.tolist() == [["", "R3", "2027-02"]]
    assert of_c3["collections"].tolist() == [12.34]
    parts = found.frames["cash_parts"].set_index(["dimension", "node"])
    assert parts.loc[("customer", "C3"), "from_open"] == 12.34
    assert parts.loc[("customer", "C1"), "from_open"] == 30.0


def test_invoices_between_now_and_the_plan_bring_cash_without_a_product() -> None:
    found = planned(cell(100.0), N60=100.0)
    line = found.frames["cash_months"].query("dimension == 'total'")
    assert line["from_before"].tolist()[:3] == [100.0, 100.0, 0.0]
    assert line["from_plan"].tolist()[:3] == [0.0, 0.0, 100.0]


@pytest.mark.parametrize("node", ["total", "N60", "PRE"])
def test_what_is_owed_rolls_forward_to_the_cent(node: str) -> None:
    found = planned(cell(120.55), cell(60.1, settlement="PRE"), opened=OPENED, N60=100.0, PRE=50.0)
    rows = found.frames["cash_months"].query("node == @node")
    closing = rows["opening"] + rows["invoiced"] - rows["received"] - rows["written_off"]
    assert rows["closing"].tolist() == closing.round(2).tolist()
    assert rows["opening"].tolist()[1:] == rows["closing"].tolist()[:-1]


def test_other_terms_move_the_cash_in_closed_form_when_all_pay_on_the_due_day() -> None:
    n60, pre = cell(100.0), cell(50.0, settlement="PRE", customer="C2")
    before = planned(n60, pre, N60=100.0, PRE=50.0)
    moved = planned(n60.assign(target=90.0), pre, cell(10.0, settlement="PRE"), N60=100.0, PRE=50.0)
    change = np.array(by_month(moved)) - np.array(by_month(before))
    assert np.allclose(change, [10, 10, *[0.0] * 10])
    row = before.frames["cash_whatif"].iloc[0]
    assert (row["from_id"], row["to_id"], row["moved_amount"]) == ("N60", "PRE", 120.0)
    assert row["gain_amount"] == pytest.approx(change.sum())
    assert row["discount_amount"] == pytest.approx(2.4)
    curves = [np.array([*METHODS[one], *[0.0] * 12])[:12] for one in ("N60", "PRE")]
    assert np.allclose(gain_by_month(np.full(12, 10.0), *curves), change)


def test_paper_brings_its_money_a_tenor_later() -> None:
    assert matured(np.array([100.0, 0, 0, 0, 0]), 0).tolist() == [100, 0, 0, 0, 0]
    late = matured(np.array([100.0, 0, 0, 0, 0]), 91)
    assert late.sum() == pytest.approx(100) and late[3] > 95 and late[4] == 0
    found = planned(cell(100.0, settlement="BILL"), BILL=80.0)
    line = found.frames["cash_line"]
    assert (line["in_bills"] == line["received"]).all()
    assert line["matured"].sum() > 0


def test_a_method_that_nobody_paid_by_is_paid_as_all_together() -> None:
    found = planned(cell(100.0, settlement="(unassigned)"), N60=100.0)
    basis = found.frames["cash_basis"].iloc[0]
    assert basis["stated_share"] == 0
    assert sum(by_month(found)[2:]) == pytest.approx(1000.0)


def test_tax_in_the_books_is_in_the_cash() -> None:
    known = facts()
    known["receivables"] = known["receivables"].eval("invoiced = invoiced * 1.13")
    found = plan_cash(plan(cell(100.0)), {**known, **cash(N60=113.0)}, NONE, year())
    assert found.frames["cash_basis"]["tax_factor"].item() == pytest.approx(1.13)
    assert by_month(found) == by_month(found, "forecast")


def test_months_beyond_the_forecast_are_planned_and_said() -> None:
    known = cash(N60=100.0)
    short = {name: one[one["month"] <= "2027-06"] for name, one in known.items() if "month" in one}
    found = plan_cash(plan(cell(100.0)), {**facts(), **known, **short}, NONE, year())
    row = found.frames["cash_basis"].iloc[0]
    assert (row["state"], row["unforeseen_from"]) == ("beyond", "2027-07")
    assert by_month(found)[-3:] == [100.0] * 3


def test_closed_months_have_the_cash_that_came() -> None:
    now = year(Month(2026, 10), stated=2026)
    cells = plan(cell(100.0, months=now.months))
    found = plan_cash(cells, {**facts(), **cash(N60=100.0)}, NONE, now)
    sums = found.cells.astype({"month": "str"}).groupby("month")["collections"].sum()
    assert sums["2026-01"] == 90.0 and by_month(found, "actual")[0] == 90.0
    assert by_month(found)[-2:] == by_month(found, "forecast")[-2:]


def test_a_control_on_collections_is_met_and_what_it_asks_beyond_is_said() -> None:
    wanted = controls({"kind": "total", "measure": "collections", "amount": 1500.0})
    found = planned(cell(100.0), decided=wanted, N60=100.0)
    assert found.cells["collections"].sum() == pytest.approx(1500.0)
    row = found.frames["cash_asked"].iloc[0]
    assert (row["derived"], row["reached"], row["gap"], row["state"]) == (1200, 1500, 300, "held")
    assert found.frames["cash_basis"]["beyond"].item() == pytest.approx(300.0)


def test_a_control_names_members_above_cells() -> None:
    wanted = controls(
        {"kind": "floor", "measure": "collections", "amount": 1300.0, "region_id": "A-E"},
        {
            "kind": "cap",
            "measure": "collections",
            "amount": 50.0,
            "product_group": "G1",
            "period": "2027-03",
        },
    )
    found = planned(cell(100.0), decided=wanted, N60=100.0)
    rows = found.frames["cash_asked"]
    assert rows["reached"].tolist() == pytest.approx([1300.0, 50.0], abs=0.02)
    assert rows["reached"][0] >= 1300 and rows["derived"].tolist() == [1200, 100]


def test_controls_on_collections_that_contradict_each_other_are_said_and_nothing_moves() -> None:
    wanted = controls(
        {"kind": "total", "measure": "collections", "amount": 1500.0},
        {"kind": "cap", "measure": "collections", "amount": 900.0},
    )
    found = planned(cell(100.0), decided=wanted, N60=100.0)
    rows = found.frames["cash_asked"]
    assert rows["state"].tolist() == ["conflict", "conflict"] and "Li Wei" in rows["conflict"][0]
    assert found.cells["collections"].sum() == pytest.approx(1200.0)


def test_a_control_on_an_unknown_member_is_refused_in_words() -> None:
    wanted = controls({"kind": "total", "measure": "collections", "amount": 1.0, "rep_id": "R9"})
    with pytest.raises(UsageError, match="rep_id = R9"):
        planned(cell(100.0), decided=wanted, N60=100.0)


def test_without_instalments_or_cells_there_are_no_rows_and_no_crash() -> None:
    found = plan_cash(plan(cell(100.0)), facts(), NONE, year())
    assert all(one.empty for one in found.frames.values()) and found.cells.empty
    nothing = plan(cell(100.0)).iloc[:0]
    assert plan_cash(nothing, {**facts(), **cash(N60=1.0)}, NONE, year()).cells.empty


def test_targets_has_every_cell_once_and_keeps_all_sums() -> None:
    found = planned(cell(100.0), opened=OPENED, N60=100.0)
    measured = plan(cell(100.0)).rename(columns={"target": "sales"})
    measured = measured.assign(quantity=10.0, margin=25.0)
    wide = leaves.targets(measured, found.cells)
    assert not wide.duplicated(DIMENSIONS).any()
    assert wide["sales"].sum() == 1200 and wide["margin"].sum() == 300
    assert wide["collections"].sum() == pytest.approx(found.cells["collections"].sum())
    assert set(KEYS) < set(wide) and len(PAST) == 24
