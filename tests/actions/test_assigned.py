"""Each target has an owner at work and another person as deputy; the monthly plan adds up."""

from __future__ import annotations

import pandas as pd
import pytest

from salesnb.actions import study
from salesnb.actions.assigned import month_plan, owners
from salesnb.actions.assigned.quotas import quotas_of
from salesnb.actions.ground import Ground
from tests.actions.small import PRODUCTS, REPS, TARGETS, ground, target


def assigned(one: Ground) -> pd.DataFrame:
    """Return who answers for what, by dimension and part."""
    return study.assign_targets(one, None)["assignments"].set_index(["dimension", "node"])


def test_whoever_looks_after_a_customer_owns_its_part() -> None:
    rows = assigned(ground())
    assert rows.loc[("customer", "C1"), ["owner_id", "deputy_id"]].tolist() == ["R1", "R2"]
    assert rows.loc[("customer", "C1"), "deputy_by"] == "shares"
    assert rows.loc[("customer", "C2"), ["owner_id", "deputy_id"]].tolist() == ["R1", "M1"]


def test_a_rep_who_left_owns_nothing() -> None:
    rows = assigned(ground())
    assert rows.loc[("rep", "R3"), "owner_id"] == "M1"
    assert "R3" not in {*rows["owner_id"], *rows["deputy_id"]}


def test_owner_and_deputy_are_never_one_person() -> None:
    alone = [one for one in REPS if one["rep_id"] == "R1"]
    for one in (ground(), ground(reps=[{**alone[0], "hours_per_month": 80.0}])):
        rows = assigned(one)
        owner = rows["owner_id"] + "|" + rows["owner"]
        deputy = rows["deputy_id"] + "|" + rows["deputy"]
        assert (owner != deputy).all()
        assert (owner != "|").all() and (deputy != "|").all()


def test_an_owners_file_names_a_region_and_those_below_it() -> None:
    stated = [{"region_id": "N", "owner": "Wei Wang", "deputy": "Min Li"}]
    rows = assigned(ground(owners=stated))
    assert rows.loc[("region", "N1"), ["owner", "deputy", "owner_by"]].tolist() == [
        "Wei Wang",
        "Min Li",
        "above",
    ]


def test_an_owner_who_left_is_passed_over() -> None:
    reps = [
        {"rep_id": "R1", "name": "An Li", "region_id": "N1", "hours_per_month": 1.0},
        {"rep_id": "R9", "name": "Bo Ma", "left_on": "2026-01-31", "hours_per_month": 1.0},
    ]
    stated = [{"product_group": "G1", "owner": "Bo Ma", "deputy": "An Li"}]
    rows = assigned(ground(reps=reps, owners=stated))
    assert rows.loc[("product_group", "G1"), "owner"] == owners.HEAD
    assert rows.loc[("product_group", "G1"), "is_fallback"]


def test_without_targets_nobody_owns_anything() -> None:
    found = study.assign_targets(ground(issued_targets=()), None)
    assert found["assignments"].empty and found["month_plan"].empty
    assert found["cells"].empty


def test_a_reps_target_is_split_to_the_cent() -> None:
    one = ground()
    planned = month_plan.plan_month(one, quotas_of(one, None))
    sums = planned.groupby("rep_id")[["sales", "collections"]].sum().round(2)
    assert sums["sales"].to_dict() == {"R1": 1000.01, "R2": 500.0, "R3": 300.0}
    first = planned.set_index(["customer_id", "product_group"])["sales"]
    assert first["C1", "G1"] == pytest.approx(600.01, abs=0.011)
    assert first["(unassigned)", "(unassigned)"] == 300.0  # of the rep who left


def test_cash_follows_what_customers_paid() -> None:
    paid = [{"month": "2026-03", "customer_id": "C2", "amount": 50.0}]
    one = ground(collections_cube=paid)
    planned = month_plan.plan_month(one, quotas_of(one, None))
    assert planned.groupby("customer_id")["collections"].sum()["C2"] == 100.0


def test_the_plan_as_issued_stands_where_it_holds_the_month() -> None:
    issued = pd.DataFrame(
        [
            ("P1", "N1", "C1", "R1", "T1", "S1", "2026-06", 70.0, 60.0),
            ("P2", "N1", "C1", "R1", "T1", "S1", "2026-06", 30.0, 20.0),
            ("P1", "N1", "C1", "R1", "T1", "S1", "2026-07", 99.0, 99.0),
        ],
        columns=[
            *("product_id", "region_id", "customer_id", "rep_id", "settlement_id"),
            *("sales_method_id", "month", "sales", "collections"),
        ],
    )
    one = ground()
    quotas = quotas_of(one, issued)
    planned = month_plan.plan_month(one, quotas)
    assert quotas.basis == "issued_plan"
    assert planned["sales"].tolist() == [70.0, 30.0]
    assert quotas.of_reps("collections").to_dict() == {"R1": 80.0}


def test_a_higher_version_of_a_target_counts() -> None:
    more = [*TARGETS, {**target("sales", 640.0, rep_id="R2"), "version": 2}]
    assert quotas_of(ground(issued_targets=more), None).of_reps("sales")["R2"] == 640.0


def test_targets_of_groups_stand_beside_those_of_reps() -> None:
    cells = quotas_of(ground(), None).cells.set_index(["measure", "dimension", "node"])["target"]
    assert cells["sales", "product_group", PRODUCTS[0]["product_group"]] == 700.0
    assert cells["sales", "region", "N1"] == 1800.01


def test_an_owner_named_as_a_rep_is_that_rep_and_deputises_for_nobody_else() -> None:
    reps = [
        {"rep_id": "M1", "name": "An Li", "region_id": "N1", "hours_per_month": 1.0},
        {"rep_id": "R2", "manager_id": "M1", "region_id": "N1", "hours_per_month": 1.0},
    ]
    rows = assigned(ground(reps=reps, owners=[{"product_group": "G1", "owner": "An Li"}]))
    assert rows.loc[("product_group", "G1"), ["owner_id", "deputy_id"]].tolist() == ["M1", "R2"]
