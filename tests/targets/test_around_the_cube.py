"""What goes into a plan cube and what comes of it: blending, spreading, versions, re-planning."""

from __future__ import annotations

import datetime as dt
import tomllib

import numpy as np
import pandas as pd
import pytest

from salesnb.calendars import build
from salesnb.contracts.decided.written import as_lines
from salesnb.errors import UsageError
from salesnb.members import NEW_CUSTOMER
from salesnb.methods.apportion import split_along
from salesnb.months import Month
from salesnb.targets.cube.blending import blended, with_new_customers
from salesnb.targets.cube.fitting import fit_plan
from salesnb.targets.cube.replanning import lock_closed, try_controls
from salesnb.targets.cube.spreading import by_day, by_week
from salesnb.targets.cube.versions import bridge, changed_cells, changed_controls, in_steps

CALENDAR = build(first_year=2027, last_year=2027)
WHY = {"reason": "why", "author": "who", "decided_on": dt.date(2027, 1, 5)}


def cells(column: str, *amounts: float, regions: str = "ab") -> pd.DataFrame:
    months = ["2027-01", "2027-02"]
    keys = [(region, month) for region in regions for month in months]
    frame = pd.DataFrame(keys, columns=["region_id", "month"])
    return frame.assign(**{column: list(amounts)})


def total(amount: float, period: str, **about: str) -> dict[str, object]:
    return {"kind": "total", "amount": amount, "period": period, **about, **WHY}


def test_parts_along_a_sequence_are_never_more_than_half_a_unit_off() -> None:
    parts = split_along(np.array([10, -10, 1]), np.array([1, 1, 1, 0]))
    assert parts.sum(axis=1).tolist() == [10, -10, 1]
    even = np.cumsum([1 / 3, 1 / 3, 1 / 3, 0])
    assert (np.abs(np.cumsum(parts, axis=1) - even * np.array([[10], [-10], [1]])) <= 0.5).all()


def test_sources_count_by_their_shares_at_the_size_of_one_of_them() -> None:
    history, potential = cells("amount", 30, 10, 40, 20), cells("amount", 500, 500, 0, 0)
    found = blended(
        {"history": history, "potential": potential},
        {"history": 3, "potential": 1},
        level="history",
    )
    assert found["reference"].tolist() == pytest.approx([35, 20, 30, 15])
    assert found["from_history"].tolist() == pytest.approx([22.5, 7.5, 30, 15])


def test_what_lies_below_nought_is_cut_and_stated() -> None:
    found = blended({"history": cells("amount", 30, -10, 40, 30)}, {"history": 1}, level="history")
    assert found["reference"].tolist() == [30, 0, 40, 30]
    assert found["cut"].tolist() == [0, -10, 0, 0]


def test_weights_that_name_no_source_are_refused() -> None:
    with pytest.raises(UsageError, match="must name sources: history"):
        blended({"history": cells("amount", 1, 1, 1, 1)}, {"past": 1}, level="history")


def test_new_customers_have_cells_that_controls_can_name() -> None:
    known = cells("reference", 1, 2, 3, 4).assign(customer_id=["C1", "C2", "C1", "C2"])
    found = with_new_customers(known, cells("reference", 1, 1, regions="a"))
    assert (found["customer_id"] == NEW_CUSTOMER).sum() == 2
    rows = pd.DataFrame([total(10, "2027-01", customer_id=NEW_CUSTOMER)])
    plan = fit_plan(found, rows)
    assert plan.cells.loc[4, "target"] == 10


def test_days_and_weeks_add_up_to_the_month_to_the_cent() -> None:
    targets = cells("target", 100.01, 70.00, 0.05, 33.33)
    days = by_day(targets, CALENDAR)
    per_month = days.groupby(["region_id", "month"])["target"].sum().round(2)
    assert per_month.tolist() == targets["target"].tolist()
    assert days["day"].map(lambda day: CALENDAR.is_working(dt.date.fromisoformat(day))).all()
    weeks = by_week(targets, CALENDAR)
    assert weeks["target"].sum() == pytest.approx(targets["target"].sum())
    assert pd.to_datetime(weeks["week"]).dt.day_of_week.eq(0).all()
    sundays = by_week(targets, CALENDAR, starts=6)
    assert sundays["target"].sum() == pytest.approx(targets["target"].sum())
    assert pd.to_datetime(sundays["week"]).dt.day_of_week.eq(6).all()


def test_days_of_a_month_have_nearly_the_same_part() -> None:
    days = by_day(cells("target", 100.01, 70.00, regions="a"), CALENDAR)
    spread = days.groupby("month")["target"].agg(lambda one: one.max() - one.min())
    assert (spread <= 0.0101).all()


def test_controls_that_differ_are_listed_with_who_changed_them() -> None:
    before = pd.DataFrame([total(10, "2027-01"), total(20, "2027-02"), total(5, "2027-01", r="x")])
    after = pd.DataFrame(
        [total(10, "2027-01"), {**total(25, "2027-02"), "author": "Li"}, total(1, "2027-02", r="x")]
    )
    found = changed_controls(before, after).set_index("change")
    assert found["amount_before"].dropna().to_dict() == {"changed": 20, "dropped": 5}
    assert found["amount_after"].dropna().to_dict() == {"changed": 25, "added": 1}
    assert found.loc["changed", "author"] == "Li"


def test_cells_that_differ_are_listed_largest_change_first() -> None:
    found = changed_cells(cells("target", 1, 2, 3, 4), cells("target", 1, 3, 3, 2))
    assert found["change"].tolist() == [-2, 1]
    assert found["region_id"].tolist() == ["b", "a"]


def test_the_bridge_adds_up_to_the_last_version_of_every_member() -> None:
    reference = cells("reference", 10, 20, 30, 40)
    before = pd.DataFrame([total(60, "2027-01"), total(70, "2027-02")])
    after = pd.DataFrame(
        [
            total(61, "2027-01"),
            total(70, "2027-02"),
            total(80.01, "2027-01", region_id="a") | {"kind": "cap"},
        ]
    )
    steps = in_steps(reference, before, after)
    found = bridge(steps, by="region_id")
    last = fit_plan(reference, after).cells.groupby("region_id")["target"].sum()
    assert list(steps) == ["before", "1", "2"]
    assert found.groupby("region_id")["amount"].sum().to_dict() == pytest.approx(last.to_dict())


def test_changes_that_only_hold_together_are_one_step() -> None:
    reference = cells("reference", 10, 20, 30, 40)
    before = pd.DataFrame(
        [
            total(60, "2027-01"),
            total(15, "2027-01", region_id="a"),
            total(45, "2027-01", region_id="b"),
        ]
    )
    after = pd.DataFrame(
        [
            total(66, "2027-01"),
            total(21, "2027-01", region_id="a"),
            total(45, "2027-01", region_id="b"),
        ]
    )
    assert list(in_steps(reference, before, after)) == ["before", "2"]


def test_closed_months_stay_at_what_was_reached_and_the_rest_is_spread() -> None:
    reference = cells("reference", 10, 20, 30, 40)
    actual = cells("amount", 25, 99, 15, 99)
    locked = lock_closed(reference, actual, last_closed=Month.parse("2027-01"))
    both = pd.DataFrame([{"kind": "total", "amount": 100}])
    plan = fit_plan(locked, both).cells.set_index(["month", "region_id"])["target"]
    assert plan["2027-01"].to_dict() == {"a": 25, "b": 15}
    assert plan["2027-02"].to_dict() == {"a": 20, "b": 40}


def test_an_actual_below_nought_is_refused_with_its_cell() -> None:
    with pytest.raises(UsageError, match="region_id = a, month = 2027-01"):
        lock_closed(
            cells("reference", 1, 1, 1, 1),
            cells("amount", -1, 1, 1, 1),
            last_closed=Month.parse("2027-01"),
        )


def test_a_trial_replaces_the_control_on_the_same_cells_and_writes_its_lines() -> None:
    reference = cells("reference", 10, 20, 30, 40)
    rows = pd.DataFrame([total(60, "2027-01"), total(70, "2027-02")])
    change = total(90, "2027-02") | {"reason": "Board 董事会"}
    trial = try_controls(reference, rows, [change])
    assert trial.replaced == [1]
    assert trial.plan.controls["reached"].tolist() == [60, 90]
    assert tomllib.loads(trial.lines) == {"controls": [change]}
    assert tomllib.loads(as_lines("controls", change)) == tomllib.loads(trial.lines)


def test_entries_that_are_missing_say_nothing_of_a_control() -> None:
    reference = cells("reference", 10, 20, 30, 40)
    february = total(70, "2027-02")
    rows = pd.DataFrame([total(60, "2027-01") | {"region_id": pd.NA}, february]).astype(object)
    assert fit_plan(reference, rows).controls["reached"].tolist() == [60, 70]
    trial = try_controls(reference, rows, [total(66, "2027-01") | {"region_id": ""}])
    assert trial.replaced == [0]
    plain = pd.DataFrame([total(60, "2027-01"), february])
    assert changed_controls(rows, plain).empty


def test_a_trial_without_a_reason_is_refused() -> None:
    with pytest.raises(UsageError, match="lacks reason"):
        try_controls(
            cells("reference", 1, 1, 1, 1),
            pd.DataFrame([total(1, "2027-01")]),
            [{**total(2, "2027-01"), "reason": ""}],
        )
