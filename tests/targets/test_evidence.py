"""How targets came about: steps that add up to the cent, re-derived from the lines of sales."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from salesnb.months import Month
from salesnb.targets.cube.versions import changed_controls
from salesnb.targets.plan.evidence import show_evidence
from salesnb.targets.plan.evidence_steps import STEPS, base_months
from salesnb.targets.plan.fitted import Planned
from salesnb.targets.plan.years import PlanYear, plan_year

KEYS = ["product_id", "region_id", "customer_id", "rep_id", "settlement_id", "sales_method_id"]
SOURCES = {"from_history": 0.2, "from_forecast": 0.6, "from_potential": 0.2}


def year_of(month: str = "2026-10") -> PlanYear:
    stated = pd.DataFrame({"year": [2027]})
    return plan_year(stated, month=Month.parse(month), year_start=1)


def row(customer: str, rep: str, month: str, amount: float, product: str = "P1") -> dict[str, Any]:
    rest = {"region_id": "N", "settlement_id": "T30", "sales_method_id": "direct"}
    own = {"product_id": product, "customer_id": customer, "rep_id": rep, "month": month}
    return {**own, **rest, "net_amount": amount}


def facts_of(sales: list[dict[str, Any]], owners: list[tuple[str, str, str, float]]) -> Any:
    held = pd.DataFrame(owners, columns=["customer_id", "rep_id", "valid_from", "credit_share"])
    held = held.assign(role="owner", valid_to=pd.NaT, valid_from=pd.to_datetime(held["valid_from"]))
    reps = pd.DataFrame({"rep_id": ["R1", "R2", "R3", "R4", "R5"], "left_on": pd.NaT})
    groups = {"product_id": ["P1", "P2"], "product_group": ["Valves", "Pumps"]}
    return {
        "sales_cube": pd.DataFrame(sales),
        "customer_reps": held.astype({"valid_to": "datetime64[ns]"}),
        "reps": reps.astype({"left_on": "datetime64[ns]"}),
        "products": pd.DataFrame(groups),
        "regions": pd.DataFrame({"region_id": ["N"], "parent_id": [""]}),
    }


def plan_of(cells: list[dict[str, Any]], year: PlanYear) -> Planned:
    """Return a plan whose cells are rows of KEYS, month, expected, reference, fitted."""
    table = pd.DataFrame(cells).rename(columns={"net_amount": "expected"})
    for name, part in SOURCES.items():
        if name not in table:
            table[name] = table["reference"] * part
    table["target"] = table["fitted"].round(2)
    table = table.astype(dict.fromkeys([*KEYS, "month"], "category"))
    targets = table[[*KEYS, "month"]].assign(sales=table["target"], collections=0.0)
    return Planned(year, table, {"targets": targets})


def small() -> tuple[Planned, Any]:
    """A year of two reps, one customer of which moves from R1 to R2, and one is shared."""
    rng = np.random.default_rng(5)
    months = [str(one) for one in Month(2025, 11).until(Month(2026, 10))]
    sales, cells = [], []
    for n, month in enumerate(months):
        for customer, rep in (("C1", "R1"), ("C2", "R1"), ("C3", "R2")):
            amount = float(np.round(rng.uniform(-50, 900), 2))
            sales.append(row(customer, rep, month, amount, f"P{1 + n % 2}"))
        whole = float(np.round(rng.uniform(100, 900), 2))
        first = round(whole * 0.7, 2)
        sales += [row("C4", "R1", month, first), row("C4", "R2", month, round(whole - first, 2))]
    for month in year_of().months:
        for customer, rep in (("C1", "R1"), ("C2", "R2"), ("C3", "R2"), ("C4", "R1"), ("C4", "R2")):
            expected, reference, fitted = rng.uniform(200, 600, 3)
            cell = row(customer, rep, month, expected)
            cells.append({**cell, "reference": reference, "fitted": fitted})
    owners = [
        ("C1", "R1", "2020-01-01", 1.0),
        ("C2", "R2", "2026-12-01", 1.0),
        ("C3", "R2", "2020-01-01", 1.0),
        ("C4", "R1", "2020-01-01", 0.7),
        ("C4", "R2", "2020-01-01", 0.3),
    ]
    return plan_of(cells, year_of()), facts_of(sales, owners)


def of(frame: pd.DataFrame, dimension: str, node: str) -> pd.Series:
    found = frame[(frame["dimension"] == dimension) & (frame["node"] == node)]
    assert len(found) == 1
    return found.iloc[0]


def controls(*entries: dict[str, Any]) -> pd.DataFrame:
    names = ["kind", "period", "amount", "reason", "author", "decided_on", "product_group", *KEYS]
    return pd.DataFrame(list(entries), columns=[*names, "measure"]).assign(measure="sales")


def shown(plan: Planned, facts: Any, **other: Any) -> dict[str, pd.DataFrame]:
    return show_evidence(plan, facts, other.pop("controls", controls()), **other)


def test_the_steps_of_everybody_add_up_to_the_target_to_the_cent() -> None:
    plan, facts = small()
    steps = shown(plan, facts)["evidence"]
    assert set(steps["dimension"]) == {"total", "rep", "customer"}
    cents = (steps[STEPS] * 100).round().astype(int)
    assert (cents.sum(axis=1) == (steps["target"] * 100).round().astype(int)).all()
    assert np.allclose(cents, steps[STEPS] * 100, atol=1e-6)
    own = plan.cells.groupby("rep_id", observed=True)["target"].sum().round(2)
    reps = steps[steps["dimension"] == "rep"].set_index("node")
    assert reps["target"].to_dict() == own.to_dict()
    assert of(steps, "total", "total")["target"] == pytest.approx(own.sum(), abs=1e-6)
    for name in STEPS:
        assert of(steps, "total", "total")[name] == pytest.approx(reps[name].sum(), abs=1e-6)


def test_last_year_is_the_sum_of_the_lines_credited_to_a_rep_and_moves_cancel_out() -> None:
    plan, facts = small()
    steps = shown(plan, facts)["evidence"]
    sales = facts["sales_cube"]
    assert of(steps, "rep", "R1")["last_year"] == round(
        sales.loc[sales["rep_id"] == "R1", "net_amount"].sum(), 2
    )
    moved = round(sales.loc[sales["customer_id"] == "C2", "net_amount"].sum(), 2)
    assert of(steps, "rep", "R1")["moved"] == -moved
    assert of(steps, "rep", "R2")["moved"] == moved
    assert of(steps, "total", "total")["moved"] == 0
    assert (steps.loc[steps["dimension"] == "customer", "moved"] == 0).all()


def test_each_step_is_the_difference_that_its_name_says() -> None:
    year = year_of()
    new = {"reference": 30.0, "fitted": 33.0, "from_history": 0.0, "from_potential": 0.0}
    cells = [
        {
            **row("C1", "R1", month, 100.0),
            "reference": 120.0,
            "fitted": 121.0,
            "from_history": 24.0,
            "from_forecast": 66.0,
            "from_potential": 30.0,
        }
        for month in year.months
    ]
    cells += [
        {**row("(new customer)", "R2", month, 25.0), **new, "from_forecast": 24.0}
        for month in year.months
    ]
    months = [str(one) for one in Month(2025, 11).until(Month(2026, 10))]
    facts = facts_of([row("C1", "R1", m, 90.0) for m in months], [("C1", "R1", "2020-01-01", 1.0)])
    steps = shown(plan_of(cells, year), facts)["evidence"]
    first, second = of(steps, "rep", "R1"), of(steps, "rep", "R2")
    assert (first["last_year"], first["expected"]) == (1080.0, 120.0)
    asked = 66 * 150 / 90  # the forecast's part, at the size of the whole reference
    assert first["ambition"] == pytest.approx(12 * (asked - 100), abs=0.01)
    assert first["pulled"] == pytest.approx(12 * (120 - asked), abs=0.01)
    assert first["decided"] == 12.0 and first["rounding"] == 0.0
    assert second["new_customers"] == 300.0 and second["last_year"] == 0.0
    assert np.isnan(second["growth"]) and second["target"] == 396.0
    assert of(steps, "total", "total")["pulled"] == pytest.approx(0.0, abs=0.011)


def test_closed_months_count_as_reached_and_last_year_is_the_year_before() -> None:
    year = year_of("2027-03")
    assert base_months(year) == [f"2026-{n:02d}" for n in range(1, 13)]
    late = plan_year(pd.DataFrame({"year": [2027]}), month=Month(2026, 10), year_start=1)
    assert base_months(late)[9:] == ["2026-10", "2025-11", "2025-12"]
    cells = [
        {**row("C1", "R1", month, 100.0), "reference": 100.0, "fitted": 100.0}
        for month in year.months
    ]
    sales = [row("C1", "R1", month, 50.0) for month in base_months(year)]
    steps = shown(plan_of(cells, year), facts_of(sales, [("C1", "R1", "2020-01-01", 1.0)]))
    whole = of(steps["evidence"], "rep", "R1")
    assert whole["last_year"] == 600.0 and whole["expected"] == 600.0
    assert whole[["ambition", "pulled", "decided"]].abs().max() < 0.005


def test_without_a_forecast_all_above_last_year_is_what_is_asked() -> None:
    plan, facts = small()
    cells = plan.cells.assign(expected=np.nan, from_forecast=0.0, from_potential=0.0)
    bare = Planned(plan.year, cells, plan.frames)
    steps = shown(bare, facts)["evidence"]
    assert (steps["expected"] == 0).all() and (steps["new_customers"] == 0).all()
    assert (steps[STEPS].sum(axis=1) - steps["target"]).abs().max() < 0.005


def test_where_last_year_is_not_known_in_full_no_growth_is_stated() -> None:
    plan, facts = small()
    sales = facts["sales_cube"]
    facts["sales_cube"] = sales[sales["month"] >= "2026-03"]
    steps = shown(plan, facts)["evidence"]
    assert steps["growth"].isna().all() and steps["before"].isna().all()
    assert (steps[STEPS].sum(axis=1) - steps["target"]).abs().max() < 0.005


def test_parts_add_up_to_the_target_and_to_last_year() -> None:
    plan, facts = small()
    found = shown(plan, facts)
    sums = (
        found["evidence_parts"].groupby(["dimension", "node", "part"])[["before", "target"]].sum()
    )
    for (dimension, node, _), part in sums.iterrows():
        own = of(found["evidence"], dimension, node)
        assert part["target"] == pytest.approx(own["target"], abs=1e-6)
        assert part["before"] == pytest.approx(own["before"], abs=0.03)
    parts = found["evidence_parts"]
    quarters = parts[(parts["part"] == "quarter") & (parts["node"] == "R1")]["member"]
    assert quarters.tolist() == ["2027-Q1", "2027-Q2", "2027-Q3", "2027-Q4"]
    assert parts["collections"].isna().all()
    cash = plan.cells[[*KEYS, "month"]].assign(collections=plan.cells["target"] / 2)
    paid = shown(plan, facts, cash=cash)["evidence_parts"]
    assert np.allclose(paid["collections"], paid["target"] / 2, atol=0.01)


def test_small_parts_stand_together_behind_the_largest() -> None:
    year, names = year_of(), [f"C{n:02d}" for n in range(12)]
    cells = [
        {**row(name, "R1", "2027-01", 1.0), "reference": 1.0, "fitted": 100.0 + n}
        for n, name in enumerate(names)
    ]
    facts = facts_of(
        [row("C00", "R1", "2026-01", 1.0)], [(n, "R1", "2020-01-01", 1.0) for n in names]
    )
    parts = shown(plan_of(cells, year), facts)["evidence_parts"]
    own = parts[(parts["node"] == "R1") & (parts["part"] == "customer")]
    assert own["member"].tolist() == [*sorted(names)[:3:-1], "(others)"]
    assert own["target"].iloc[-1] == 100 + 101 + 102 + 103


def test_cash_of_earlier_invoices_stands_by_itself_among_product_groups() -> None:
    plan, facts = small()
    earlier = plan.cells[[*KEYS, "month"]].astype("str").assign(product_id="", collections=5.0)
    parts = shown(plan, facts, cash=earlier)["evidence_parts"]
    own = parts[(parts["node"] == "R1") & (parts["part"] == "product_group")]
    assert own["member"].tolist()[-1] == "(earlier)" and own["target"].iloc[-1] == 0.0
    assert own["collections"].iloc[-1] == 24 * 5.0


def test_a_rep_stands_beside_the_middle_of_the_others() -> None:
    year, asked = year_of(), {"R1": 110.0, "R2": 120.0, "R3": 130.0, "R4": 200.0}
    cells = [
        {**row(f"C{rep}", rep, "2027-01", 100.0), "reference": 100.0, "fitted": amount}
        for rep, amount in asked.items()
    ]
    cells.append({**row("C5", "R5", "2027-01", 0.0), "reference": 9.0, "fitted": 10.0})
    sales = [row(f"C{rep}", rep, "2026-01", 100.0) for rep in asked]
    sales.append(row("C9", "R1", "2025-11", 0.0))
    owners = [(f"C{rep}", rep, "2020-01-01", 1.0) for rep in asked]
    peers = shown(plan_of(cells, year), facts_of(sales, owners))["evidence_peers"]
    most = of(peers, "rep", "R4")
    assert (most["growth_place"], most["growth_of"]) == (1, 4)
    assert most["others_growth"] == pytest.approx(0.2)
    assert of(peers, "rep", "R1")["others_growth"] == pytest.approx(0.3)
    assert most["by_potential"] == pytest.approx(100.0) and most["of_potential"] == 2.0
    fresh = of(peers, "rep", "R5")
    assert np.isnan(fresh["growth_place"]) and np.isnan(fresh["others_growth"])


def test_with_few_others_nobody_is_compared() -> None:
    plan, facts = small()
    peers = shown(plan, facts)["evidence_peers"]
    reps = peers[peers["dimension"] == "rep"]
    assert reps[["others_growth", "growth_place", "others_of_potential"]].isna().all(axis=None)


def commitments(*rows: tuple[str, str, str, str, float]) -> pd.DataFrame:
    names = ["rep_id", "customer_id", "period_start", "committed_on", "sales_amount"]
    found = pd.DataFrame(list(rows), columns=names).assign(product_group="Valves", cash_amount=1.0)
    days = {name: pd.to_datetime(found[name]) for name in ("period_start", "committed_on")}
    return found.assign(**days)


def test_the_last_word_on_months_ahead_stands_beside_the_target_of_the_same_cells() -> None:
    plan, facts = small()
    facts["commitments"] = commitments(
        ("R1", "C1", "2027-01-01", "2026-10-01", 300.0),
        ("R1", "C1", "2027-01-01", "2026-10-20", 400.0),
        ("R1", "C1", "2026-10-01", "2026-09-20", 999.0),
    )
    replies = shown(plan, facts)["evidence_replies"]
    own, cells = of(replies, "rep", "R1"), plan.cells
    of_rep = cells[(cells["rep_id"] == "R1") & (cells["month"] == "2027-01")]
    asked = of_rep.loc[of_rep["customer_id"] == "C1", "target"].sum()
    assert own["committed"] == 400.0 and own["first"] == own["last"] == "2027-01"
    assert own["target"] == pytest.approx(asked) and asked < of_rep["target"].sum() - 1
    assert own["difference"] == pytest.approx(400 - asked)
    assert own["covered_share"] == pytest.approx(asked / of_rep["target"].sum())
    assert "R2" not in set(replies["node"]) and np.isnan(own["outside"])


def test_only_the_same_product_groups_and_months_are_compared() -> None:
    plan, facts = small()
    both = [c.assign(product_id=p) for c, p in ((plan.cells, "P1"), (plan.cells, "P2"))]
    cells = pd.concat(both, ignore_index=True)
    cells = cells.assign(product_id=cells["product_id"].astype("category"))
    facts["commitments"] = commitments(
        ("R1", "C1", "2027-01-01", "2026-10-01", 300.0),
        ("R1", "C4", "2027-03-01", "2026-10-01", 100.0),
    )
    replies = shown(Planned(plan.year, cells, {}), facts)["evidence_replies"]
    own, sales = of(replies, "rep", "R1"), facts["sales_cube"]
    named = cells[(cells["rep_id"] == "R1") & (cells["product_id"] == "P1")]
    is_same = ((named["customer_id"] == "C1") & (named["month"] == "2027-01")) | (
        (named["customer_id"] == "C4") & (named["month"] == "2027-03")
    )
    assert own["target"] == pytest.approx(named.loc[is_same, "target"].sum())
    assert (own["first"], own["last"]) == ("2027-01", "2027-03")
    valves = sales[(sales["product_id"] == "P1") & (sales["rep_id"] == "R1")]
    before = valves.loc[
        ((valves["customer_id"] == "C1") & (valves["month"] == "2026-01"))
        | ((valves["customer_id"] == "C4") & (valves["month"] == "2026-03")),
        "net_amount",
    ].sum()
    assert own["before"] == pytest.approx(before, abs=0.01)
    shared = of(replies, "customer", "C4")
    assert shared["target"] == pytest.approx(
        cells.loc[
            (cells["customer_id"] == "C4")
            & (cells["month"] == "2027-03")
            & (cells["product_id"] == "P1"),
            "target",
        ].sum()
    )


def test_a_customer_that_moved_is_compared_with_what_it_bought_of_the_rep_before() -> None:
    plan, facts = small()
    facts["commitments"] = commitments(("R2", "C2", "2026-11-01", "2026-10-20", 500.0))
    own, sales = of(shown(plan, facts)["evidence_replies"], "rep", "R2"), facts["sales_cube"]
    bought = sales[(sales["customer_id"] == "C2") & (sales["month"] == "2025-11")]
    assert set(bought["rep_id"]) == {"R1"}
    assert own["before"] == pytest.approx(bought["net_amount"].sum(), abs=0.01)


def test_months_outside_the_plan_stand_beside_the_others_or_are_held_against_last_year() -> None:
    plan, facts = small()
    late = ("R2", "C3", "2026-11-01", "2026-10-20", 500.0)
    facts["commitments"] = commitments(late)
    own, sales = of(shown(plan, facts)["evidence_replies"], "rep", "R2"), facts["sales_cube"]
    before = sales.loc[
        (sales["customer_id"] == "C3") & (sales["month"] == "2025-11"), "net_amount"
    ].sum()
    assert np.isnan(own["target"]) and own["before"] == pytest.approx(before, abs=0.01)
    assert own["offered_growth"] == pytest.approx(500 / own["before"] - 1)
    facts["commitments"] = commitments(late, ("R2", "C3", "2027-02-01", "2026-10-20", 70.0))
    own = of(shown(plan, facts)["evidence_replies"], "rep", "R2")
    assert (own["first"], own["committed"], own["outside"]) == ("2027-02", 70.0, 500.0)
    assert own["difference"] == pytest.approx(70 - own["target"])


def test_a_year_that_is_not_known_gives_nothing_to_compare_with() -> None:
    plan, facts = small()
    facts["commitments"] = commitments(
        ("R2", "C3", "2028-01-01", "2026-10-20", 500.0),
        ("R1", "C9", "2027-01-01", "2026-10-20", 10.0),
    )
    replies = shown(plan, facts)["evidence_replies"]
    assert np.isnan(of(replies, "rep", "R2")[["before", "offered_growth"]].astype(float)).all()
    unknown = of(replies, "rep", "R1")
    assert (unknown["target"], unknown["before"], unknown["difference"]) == (0.0, 0.0, 10.0)


def test_decisions_name_whom_they_are_about_and_what_became_of_them() -> None:
    plan, facts = small()
    said = {"reason": "Board", "author": "Li", "decided_on": "2026-10-20"}
    cap = {"kind": "cap", "period": "2027", "rep_id": "R1", **said}
    floor = {"kind": "floor", "period": "2027-Q1", "amount": 10.0, "customer_id": "C3", **said}
    late = {"kind": "total", "period": "2028", "amount": 5.0, **said}
    now = controls(cap | {"amount": 9e4}, floor, late)
    changed = changed_controls(controls(cap | {"amount": 8e4}), now)
    found = shown(plan, facts, controls=now, changed=changed)["evidence_controls"]
    held = of(found[found["number"] == 1], "rep", "R1")
    own = of(shown(plan, facts)["evidence"], "rep", "R1")
    assert held["covered"] == own["target"] and held["covered_share"] == 1.0
    assert (held["change"], held["amount_before"], held["reason"]) == ("changed", 8e4, "Board")
    below = of(found[found["number"] == 2], "rep", "R2")
    cells = plan.cells[plan.cells["month"].isin(["2027-01", "2027-02", "2027-03"])]
    assert below["covered"] == pytest.approx(
        cells.loc[cells["customer_id"] == "C3", "target"].sum()
    )
    assert below["change"] == "added" and set(found["number"]) == {1, 2}


def test_a_plan_without_cells_shows_nothing_and_says_so_without_failing() -> None:
    plan, facts = small()
    none = Planned(plan.year, plan.cells.iloc[:0], {"targets": plan.frames["targets"].iloc[:0]})
    assert all(one.empty for one in shown(none, facts).values())


def test_a_company_without_sales_reps_or_commitments_has_empty_evidence() -> None:
    plan, facts = small()
    none = {name: one.iloc[:0] for name, one in facts.items()}
    cells = Planned(plan.year, plan.cells.iloc[:0], {})
    assert all(one.empty for one in shown(cells, none).values())
    whole = shown(plan, {**facts, "sales_cube": facts["sales_cube"].iloc[:0]})["evidence"]
    assert (whole["last_year"] == 0).all() and whole["growth"].isna().all()
    assert (whole[STEPS].sum(axis=1) - whole["target"]).abs().max() < 0.005
