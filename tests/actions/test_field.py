"""Plan against done, inspections, registration and reports: counted by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from salesnb.actions.effects.measured import measured
from salesnb.actions.field import done, inspected, registered, reported
from tests.actions.companies import MONTH, aim_rows, facts, visit_rows

OFTEN = {"A": 2.0, "B": 1.0, "C": 0.25}


def test_planned_visits_are_held_moved_cancelled_or_open():
    rows = visit_rows(
        ("R1", "C1", "2026-10-05", "held"),
        ("R1", "C2", "2026-10-07", "held"),
        ("R1", "C3", "2026-10-08", "cancelled"),
        ("R1", "C4", "2026-10-09", "planned"),
        ("R1", "C5", "2026-10-12", "unplanned"),
        ("R2", "C6", "2026-11-03", "planned"),
        ("R2", "C7", "2026-11-02", "held"),
    )
    rows.loc[1, "planned_on"] = "2026-10-06"
    rows.loc[4, "planned_on"] = None
    rows.loc[6, "planned_on"] = "2026-10-30"
    rows["started_at"] = rows["visit_date"] + " 09:00"
    rows["ended_at"] = rows["visit_date"] + " 11:00"
    cube = pd.DataFrame(
        {"month": ["2026-10"], "rep_id": "R1", "costed_amount": 500.0, "cost_amount": 300.0}
    )
    aims = aim_rows(["V000", "V001"], is_met=[True, False])
    given = facts(visits=rows, sales_cube=cube, visit_objectives=aims)
    told = measured(given, month=MONTH)
    found = done.plan_and_done(given, told, month=MONTH).set_index("node")
    total, own = found.loc["total"], found.loc["R1"]
    assert (total["n_planned"], total["n_held"], total["n_on_day"], total["n_moved"]) == (
        5,
        3,
        1,
        2,
    )
    assert (own["n_cancelled"], own["n_open"], own["n_unplanned"], own["n_made"]) == (1, 1, 1, 3)
    assert own["adherence"] == 0.5 and own["met_share"] == 0.5
    assert own["hours"] == 6 and own["hours_per_margin"] == pytest.approx(300)
    assert "R2" in found.index and found.loc["R2", "n_made"] == 0


def test_a_class_is_reached_within_the_months_in_which_a_visit_is_due():
    rows = visit_rows(
        ("R1", "A1", "2026-10-05", "held"),
        ("R1", "A1", "2026-10-15", "held"),
        ("R1", "A1", "2026-10-25", "held"),
        ("R1", "C1", "2026-07-05", "held"),
        ("R1", "C2", "2026-06-30", "held"),
    )
    classed = pd.Series({"A1": "A", "A2": "A", "C1": "C", "C2": "C", "Z": ""})
    found = done.coverage(facts(visits=rows), classed, OFTEN, month=MONTH)
    found = found.set_index("customer_class")
    assert found.loc["A", "reached"] == 0.5 and found.loc["A", "served"] == 0.5
    assert found.loc["C", "months"] == 4 and found.loc["C", "reached"] == 0.5
    assert done.coverage(facts(visits=rows), classed, {}, month=MONTH).empty


def inspections(*rows: tuple[str, str, float]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["inspected_on", "aspect", "value"])
    return table.assign(outlet_id="O1", product_id="P1", rep_id="R1", inspection_id="I")


def test_inspections_are_held_against_the_last_of_the_same_place():
    rows = inspections(
        ("2025-03-01", "stock", 10),
        ("2026-10-05", "stock", 5),
        ("2026-10-20", "stock", 0),
        ("2026-10-20", "display", 3),
        ("2026-11-01", "stock", 9),
    )
    found = inspected.panel(facts(inspections=rows), month=MONTH)
    assert found["before"].fillna(-1).tolist() == [-1, 10, 5]
    assert found["change"].fillna(9).tolist() == [9, -0.5, -1]
    by = inspected.by_aspect(found, month=MONTH).set_index("aspect")
    assert by.loc["stock", ["n_seen", "n_again", "n_down", "n_none"]].tolist() == [2, 2, 2, 1]
    assert inspected.by_aspect(found.head(0), month=MONTH).empty


def outlets(**columns: object) -> pd.DataFrame:
    base = {
        "outlet_id": ["O1", "O2", "O3", "O4"],
        "name": ["Haitian  Ltd.", "HAITIAN LTD", "Other", ""],
        "region_id": "R",
        "customer_id": ["C1", "", "C2", "C2"],
        "latitude": [1.0, 2.0, 30.0, 30.0],
        "longitude": 100.0,
        "status": "prospect",
        "registered_on": ["2024-01-01", "2026-01-01", "2026-02-01", "2026-03-01"],
    }
    return pd.DataFrame(base | columns)


def test_entries_that_stand_twice_and_regions_covered():
    people = pd.DataFrame(
        {
            "customer_id": ["C1", "C2", "C3", "C4", "C5"],
            "kind": ["distributor"] * 3 + ["end user", "distributor"],
            "region_id": "R",
            "merged_into": "",
            "is_active": [True, True, True, True, False],
        }
    )
    given = facts(outlets=outlets(), customers=people)
    twins = registered.twins(given, month=MONTH)
    assert twins[["outlet_id", "other_id", "reason"]].to_numpy().tolist() == [
        ["O1", "O2", "name"],
        ["O3", "O4", "place"],
    ]
    found = registered.by_region(given, twins, month=MONTH).set_index("node").loc["total"]
    assert (found["n_outlets"], found["n_twins"], found["n_new"]) == (4, 2, 3)
    assert (found["n_customers"], found["n_registered"]) == (3, 2)
    closed = facts(outlets=outlets(status="closed"), customers=people)
    assert registered.twins(closed, month=MONTH).empty


def test_status_is_that_of_the_day_and_turns_are_counted_over_a_year():
    states = pd.DataFrame(
        {
            "outlet_id": ["O1", "O1", "O1", "O2", "O2"],
            "status": ["prospect", "customer", "closed", "prospect", "customer"],
            "valid_from": ["2024-01-01", "2026-03-01", "2026-11-05", "2020-01-01", "2023-01-01"],
            "valid_to": None,
        }
    )
    given = facts(outlets=outlets(), outlet_states=states)
    known = registered.known(given, month=MONTH).set_index("outlet_id")["status"]
    assert known["O1"] == "customer" and known["O2"] == "customer" and known["O3"] == "prospect"
    found = registered.turns(given, month=MONTH)
    assert found.to_numpy().tolist() == [["prospect", "customer", 1]]


def report(n_visits: object, *, stated: object = None, received: str = "2026-10-20") -> dict:
    return {
        "report_id": "X",
        "rep_id": "R1",
        "kind": "weekly",
        "period_start": "2026-10-12",
        "due_on": "2026-10-19",
        "received_on": received,
        "n_visits": n_visits,
        "is_plausible": stated,
        "report_text": "",
    }


def visits_of_a_week(hours: list[tuple[str, str]]) -> pd.DataFrame:
    rows = visit_rows(*[("R1", f"C{i}", "2026-10-13", "held") for i in range(len(hours))])
    for name, at in (("started_at", 0), ("ended_at", 1)):
        rows[name] = [f"2026-10-13 {one[at]}" for one in hours]
    return rows


def test_a_report_is_judged_by_what_was_held_and_never_by_its_flag():
    good = visits_of_a_week([("09:00", "10:00"), ("11:00", "12:00")])
    rows = pd.DataFrame(
        [
            report(2, stated=False),
            report(3, stated=True),
            report(2, received="2026-10-18"),
            report(None, received=""),
        ]
    )
    found = reported.received(facts(visits=good, reports=rows), month=MONTH).set_index("kind")
    total = found.loc["total"]
    counts = [
        "n_due",
        "n_received",
        "n_on_time",
        "n_plausible",
        "n_good",
        "n_claimed",
        "n_flagged",
        "n_differs",
    ]
    assert total[counts].tolist() == [4, 3, 1, 2, 1, 1, 1, 2]
    clash = visits_of_a_week([("09:00", "11:00"), ("09:30", "12:00")])
    found = reported.received(facts(visits=clash, reports=rows.head(1)), month=MONTH)
    assert found["n_impossible"].tolist() == [1, 1] and found["n_plausible"].tolist() == [0, 0]
    assert reported.received(facts(visits=good), month=MONTH).empty
