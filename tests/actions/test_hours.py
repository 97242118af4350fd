"""Hours of a month: what there are, what visits secure, what is due, weeks, what is left over."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from salesnb.actions import study
from salesnb.actions.ground import Ground
from salesnb.actions.hours import planned, weeks
from salesnb.actions.hours.followed import follow
from salesnb.actions.hours.response import respond
from salesnb.actions.hours.ways import visit_hours, ways_of
from salesnb.actions.hours.work import other_work
from salesnb.methods.visit_curve import secured_by
from tests.actions.small import ground

JUDGED = pd.DataFrame(columns=["topic", "at_none", "at_half"])
CURVE = pd.DataFrame([("visits", 0.6, 0.85)], columns=list(JUDGED))
VISIT = {"status": "held", "rep_id": "R1"}


def plan(one: Ground, effects: pd.DataFrame | None = None) -> dict[str, pd.DataFrame]:
    """Return all frames of the plan of hours."""
    issued = None if effects is None else Issued(effects)
    found, frames = study.plan_hours(one, CURVE, issued, None)
    return frames | study.lay_weeks(one, found)


class Issued:
    """An artefact as issued before."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self.frame = frame


def test_absences_take_their_part_of_the_working_days() -> None:
    away = [{"rep_id": "R1", "absent_on": "2026-06-01", "day_part": 0.5}]
    hours = ground(absences=away).reps.set_index("rep_id")["hours"]
    assert hours["R2"] == 100.0
    assert hours["R1"] == pytest.approx(100 * (1 - 0.5 / 21), abs=0.01)  # Dragon Boat day is off


def test_who_left_by_the_first_day_is_not_there() -> None:
    assert "R3" not in set(ground().reps["rep_id"])
    assert ground().customers.set_index("customer_id").loc["C4", "rep_id"] == ""


def test_without_a_stated_way_a_visit_takes_what_the_rules_say() -> None:
    one = ground()
    assert visit_hours(one, ways_of(one)).unique().tolist() == [one.rules.hours_per_visit]


def test_ways_are_read_between_visits_of_a_day() -> None:
    day = "2026-04-{:02d}"
    visits = []
    for k in range(1, 31):
        for start, end in (("09:00", "10:00"), ("10:30", "11:30")):
            times = {"started_at": f"{day} {start}", "ended_at": f"{day} {end}"}
            dated = {name: text.format(k) for name, text in times.items()}
            visits.append({**VISIT, "customer_id": "C1", "visit_date": day.format(k), **dated})
    found = ways_of(ground(visits=visits))
    assert (found.basis, found.n_gaps, found.firm) == ("seen", 30, 0.5)
    assert found.hours.to_dict() == {"R1": 0.5}


def effect(verdict: str, customer_class: str, value: float, low: float, high: float) -> Any:
    """Return a row of action_effects."""
    ends = {"effect": value, "effect_low": low, "effect_high": high}
    return {"kind": "visit", "verdict": verdict, "customer_class": customer_class, **ends}


def test_what_visits_secure_is_measured_where_they_were_found_to_pay() -> None:
    effects = pd.DataFrame([effect("pays", "A", 0.1, 0.05, 0.15)])
    one = ground()
    found, whole = respond(one, CURVE, effects), respond(one, CURVE, None)
    assert found.basis == {"A": "measured", "B": "judged", "C": "judged"}
    assert found.low == {"A": pytest.approx(0.5), "B": 0.5, "C": 0.5}
    around = secured_by(np.array([1 - 0.5, 1 + 0.5]))  # one visit a month is usual here
    ratio = found.gain["A"][2] / whole.gain["A"][2]
    assert ratio == pytest.approx(0.1 / (around[1] - around[0]))
    assert found.gain["A"][1] / whole.gain["A"][1] == pytest.approx(ratio)


def test_a_judgement_counts_no_further_than_past_visits_allow() -> None:
    effects = pd.DataFrame([effect("cannot_tell", "all", 0.02, -0.01, 0.05)])
    one = ground()
    found, whole = respond(one, CURVE, effects), respond(one, CURVE, None)
    assert set(found.basis.values()) == {"capped"} and set(found.low.values()) == {0.0}
    assert (found.gain["A"][1:] < whole.gain["A"][1:]).all()
    wide = pd.DataFrame([effect("cannot_tell", "all", 0.3, -0.4, 1.0)])
    assert respond(one, CURVE, wide).gain["A"].tolist() == whole.gain["A"].tolist()


def test_what_all_classes_tell_counts_where_one_alone_cannot() -> None:
    rows = [effect("cannot_tell", "A", 0.2, -0.1, 0.5), effect("pays", "all", 0.1, 0.05, 0.15)]
    found = respond(ground(), CURVE, pd.DataFrame(rows))
    assert found.basis["A"] == "pooled" and found.low["A"] == 0.0  # its own low end is below


def test_visits_that_bring_nothing_are_made_only_where_they_must_be() -> None:
    effects = pd.DataFrame([effect("no_effect", "all", 0.0, -0.01, 0.01)])
    needs = plan(ground(), effects)["visit_needs"]
    assert set(needs.loc[needs["visits"] > 0, "customer_class"]) == {"A"}


def test_customers_of_class_a_are_visited_in_any_case() -> None:
    free = [
        {"rep_id": "R1", "region_id": "N1", "hours_per_month": 100.0, "cost_per_hour": 1e6},
    ]
    needs = plan(ground(reps=free))["visit_needs"].set_index("customer_id")
    assert needs.loc["C1", ["customer_class", "visits"]].tolist() == ["A", 1]
    assert needs.loc["C2", "visits"] == 0


def test_hours_that_run_out_name_whom_they_do_not_reach() -> None:
    frames = plan(ground(hours=1.0))
    assert frames["visit_needs"]["visits"].sum() == 0
    assert frames["rested"]["n_short"].iloc[0] == 1
    assert (frames["hours_of_reps"]["planned_hours"] <= 1.0).all()


def test_calls_for_money_take_a_quarter_of_the_hours_at_most() -> None:
    owed = pd.DataFrame(
        {
            "customer_id": ["C1", "C1", "C2", "C3"],
            "rep_id": ["R1", "R1", "R1", "R2"],
            "open_amount": [10.0, 20.0, 90.0, 5.0],
            "days_past_due": [3.0, 9.0, 40.0, -2.0],
            "promised_for": ["", "2026-06-12", "", ""],
        }
    )
    one = ground(used={"collection_worklist": owed}, hours=1.0)
    work = other_work(one).set_index("subject")
    assert work["amount"].to_dict() == {"C2": 90.0, "C1": 30.0}
    assert work.loc["C1", "due_on"] == pd.Timestamp("2026-06-12")
    actions = plan(one)["action_plan"]
    assert actions.loc[actions["kind"] == "collect", "subject"].tolist() == ["C2"]


def test_a_deal_to_be_stopped_gets_no_hours() -> None:
    deals = pd.DataFrame(
        {
            "opportunity_id": ["D1", "D2"],
            "customer_id": ["C1", "C2"],
            "rep_id": ["R1", "R1"],
            "amount": [9e3, 9e3],
            "expected_margin": [2000.0, 2000.0],
            "hours_ahead": [8.0, 8.0],
            "months_left": [2.0, 2.0],
            "next_step_on": ["2026-06-10", ""],
            "advice": ["go_on", "stop"],
        }
    )
    found = plan(ground(used={"deal_forecast": deals}))["action_plan"]
    own = found[found["kind"] == "deal"].iloc[0]
    assert found["kind"].eq("deal").sum() == 1
    assert (own["hours"], own["margin"], own["per_hour"]) == (4.0, 1000.0, 250.0)
    assert str(own["due_on"].date()) == "2026-06-10" and str(own["week"].date()) == "2026-06-08"


def test_the_best_use_is_never_below_any_rule() -> None:
    visits = [{**VISIT, "customer_id": "C3", "visit_date": "2026-05-05", "rep_id": "R2"}] * 6
    found = plan(ground(visits=visits))["ways_compared"].set_index("way")
    assert (found["behind"] >= 0).all() and found.loc["now", "visits"] == 2.0


def test_without_visits_nothing_is_said_of_how_hours_are_spent_now() -> None:
    found = plan(ground())
    assert "now" not in set(found["ways_compared"]["way"])
    assert found["rested"][["now", "gap", "gap_low"]].isna().all(axis=None)


def test_visits_are_spread_and_what_was_left_over_comes_first() -> None:
    one = ground()
    actions = pd.DataFrame(
        {
            "action_id": ["visit:C1", "visit:C2"],
            "kind": "visit",
            "rep_id": "R1",
            "times": [4, 1],
            "n_carried": [1, 0],
            "hours": [2.0, 2.0],
            "due_on": pd.to_datetime([None, None]),
            "place": [1, 2],
        }
    )
    laid = weeks.lay_out(one, actions)
    first = laid[laid["action_id"] == "visit:C1"].sort_values("turn")["week"].tolist()
    assert first[0] == pd.Timestamp("2026-06-01")
    assert first[1] >= first[0] and first[2] > first[1] and first[3] > first[2]
    sums = weeks.sum_weeks(one, laid)
    assert sums["n_visit"].sum() == 5 and sums["n_carried"].sum() == 1
    own = sums[sums["rep_id"] == "R1"]
    assert (own["hours"] + own["room"]).sum() == pytest.approx(100.0, abs=0.05)


def test_last_months_work_is_followed_by_kind() -> None:
    before = pd.DataFrame(
        [
            ("visit:C1", 1, "visit", "C1", "C1", 2.0),
            ("visit:C1", 2, "visit", "C1", "C1", 2.0),
            ("collect:C2", 1, "collect", "C2", "C2", 0.25),
            ("collect:C3", 1, "collect", "C3", "C3", 0.25),
        ],
        columns=["action_id", "turn", "kind", "customer_id", "subject", "hours"],
    )
    owed = pd.DataFrame({"customer_id": ["C3"], "days_past_due": [9.0]})
    visits = [{**VISIT, "customer_id": "C1", "visit_date": "2026-05-20"}]
    table, left = follow(ground(visits=visits, used={"collection_worklist": owed}), before)
    assert set(table["rests_on"]) == {"issued_plan"}
    assert left.to_dict() == {"collect:C3": 1, "visit:C1": 1}
    assert table.set_index("kind")["done_share"].to_dict() == {"visit": 0.5, "collect": 0.5}


def test_planned_visits_count_where_no_plan_was_issued() -> None:
    planned = {"planned_on": "2026-05-18"}
    visits = [
        {**VISIT, "customer_id": "C1", "visit_date": "2026-05-20", **planned},
        {
            **VISIT,
            "customer_id": "C1",
            "visit_date": "2026-05-27",
            "status": "cancelled",
            **planned,
        },
        {**VISIT, "customer_id": "C2", "visit_date": "2026-05-28", "status": "unplanned"},
    ]
    table, left = follow(ground(visits=visits), None)
    assert set(table["rests_on"]) == {"visits"} and left.to_dict() == {"visit:C1": 1}
    assert table[["n_planned", "n_done", "n_left"]].iloc[0].tolist() == [2, 1, 1]


def test_prospects_are_dealt_out_in_turn() -> None:
    waiting = pd.DataFrame(
        {
            "prospect_id": ["L1", "L2", "L3", "L4"],
            "region_id": ["N1", "N1", "N1", "N9"],
            "place": [1.0, 2.0, 3.0, 4.0],
            "chance": 0.5,
            "amount": 100.0,
        }
    )
    work = other_work(ground(used={"prospects": waiting})).set_index("subject")
    assert work["rep_id"].to_dict() == {"L1": "R1", "L2": "R2", "L3": "M1"}


def test_between_whole_numbers_of_visits_the_gain_is_in_between() -> None:
    one = ground()
    offered = planned.offer(one, respond(one, JUDGED, None), ways_of(one), other_work(one))
    n = len(offered.customers)
    low, high = (planned.gained(offered, pd.Series([k] * n).to_numpy(float)) for k in (1, 2))
    middle = planned.gained(offered, pd.Series([1.5] * n).to_numpy(float))
    assert middle == pytest.approx((low + high) / 2)


def test_visits_that_nothing_is_known_of_are_not_weighed() -> None:
    one = ground()
    found, frames = study.plan_hours(one, JUDGED, None, None)
    assert frames["visit_needs"].empty and frames["ways_compared"].empty
    assert study.lay_weeks(one, found)["action_plan"].empty


def test_a_customer_whom_nobody_is_named_for_belongs_to_whoever_sells_to_it() -> None:
    sold = {"month": "2026-03", "product_id": "P1", "customer_id": "C4", "net_amount": 9.0}
    one = ground(customer_reps=(), sales_cube=[{**sold, "rep_id": "R2"}, {**sold, "rep_id": "R3"}])
    assert one.customers.set_index("customer_id").loc["C4", "rep_id"] == "R2"


def test_work_due_on_a_weekend_is_done_in_the_week_before() -> None:
    actions = pd.DataFrame(
        {
            "action_id": ["deal:D1"],
            "kind": "deal",
            "rep_id": "R1",
            "times": [1],
            "n_carried": [0],
            "hours": [1.0],
            "due_on": pd.to_datetime(["2026-06-13"]),  # a Saturday
            "place": [1],
        }
    )
    assert weeks.lay_out(ground(), actions)["week"].tolist() == [pd.Timestamp("2026-06-08")]


def test_what_nothing_tells_of_is_not_called_done() -> None:
    columns = ["action_id", "turn", "kind", "customer_id", "subject", "hours"]
    before = pd.DataFrame([("collect:C2", 1, "collect", "C2", "C2", 0.25)], columns=columns)
    table, left = follow(ground(), before)
    assert table.empty and left.empty


def test_an_unplanned_visit_does_not_make_a_cancelled_one_done() -> None:
    own = {**VISIT, "customer_id": "C1", "visit_date": "2026-05-20"}
    visits = [
        {**own, "planned_on": "2026-05-18", "status": "cancelled"},
        {**own, "status": "unplanned"},
    ]
    assert follow(ground(visits=visits), None)[0]["n_done"].tolist() == [0]


def test_who_begins_or_leaves_in_the_month_has_a_part_of_its_hours() -> None:
    rep = {"region_id": "N1", "hours_per_month": 100.0}
    reps = [
        {**rep, "rep_id": "R1", "hired_on": "2026-06-22"},
        {**rep, "rep_id": "R2", "left_on": "2026-06-02"},
    ]
    away = [{"rep_id": "R1", "absent_on": "2026-06-27", "day_part": 1.0}]  # a Saturday
    hours = ground(reps=reps, absences=away).reps.set_index("rep_id")["hours"]
    assert hours.to_dict() == {"R1": round(700 / 21, 2), "R2": round(100 / 21, 2)}
