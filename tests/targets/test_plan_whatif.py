"""Other decisions tried on a plan: totals, holds, floors, and their lines for controls.toml."""

from __future__ import annotations

import datetime as dt
import itertools
import tomllib

import pandas as pd
import pytest

from salesnb.contracts.decided import PLAN_FILES
from salesnb.errors import ConflictError, UsageError
from salesnb.months import Month
from salesnb.plans.entries import value_faults
from salesnb.targets.cube.fitting import fit_plan
from salesnb.targets.plan.fitted import Planned
from salesnb.targets.plan.whatif import Trials, open_trials, whatif
from salesnb.targets.plan.years import PlanYear, plan_year

YEAR = plan_year(pd.DataFrame({"year": [2027]}), month=Month.parse("2026-10"), year_start=1)
PARENTS = {
    "product_id": {"P1": "Seals", "P2": "Seals", "P3": "Pumps"},
    "region_id": {"R1": "West", "R2": "West", "R3": "East"},
}
WHY = {"reason": "Board", "author": "Li Wei", "decided_on": dt.date(2026, 11, 5)}
CONTROL = {"kind": "total", "period": "2027", "amount": 14400.0, "region_id": "", "product_id": ""}


def cells(year: PlanYear = YEAR) -> pd.DataFrame:
    members = itertools.product(["P1", "P2", "P3"], ["R1", "R2", "R3"], ["C1", "C2"])
    rows = [
        {"product_id": p, "region_id": r, "customer_id": f"{r}{c}", "rep_id": f"S{r}", "month": m}
        for (p, r, c), m in itertools.product(members, year.months)
    ]
    amounts = [50.0 + 7 * (i % 11) for i in range(len(rows))]
    return pd.DataFrame(rows).assign(reference=amounts, target=amounts)


def trials(*controls: dict[str, object], **options: object) -> Trials:
    stated = pd.DataFrame(controls or [CONTROL], columns=list(CONTROL))
    return open_trials(planned(YEAR, stated), **options)


def planned(year: PlanYear, controls: pd.DataFrame) -> Planned:
    rows = cells(year)
    reference = rows.drop(columns="target")
    fixed = rows["target"].where(rows["month"].isin(year.closed))
    options = {"parents": PARENTS, "digits": 2, "year_start": 1}
    reference = reference.assign(lowest=fixed, highest=fixed)
    return Planned(year, rows, {}, reference, controls, options)


def test_a_moved_total_moves_every_sum_and_takes_the_place_of_the_decided_one() -> None:
    on = trials()
    tried = whatif(on, total=15000)
    assert tried.answer["total"].tolist() == [15000]
    assert tried.answer["change"].tolist() == [600]
    assert tried.sums("region_id")["change"].sum() == pytest.approx(600)
    assert len(tried.replaced) == 1
    assert len(tried.plan.controls) == 1


def test_sums_are_those_of_a_plan_of_single_cells() -> None:
    floor = {"kind": "floor", "period": "2027", "amount": 9000, "region_id": "East"}
    tried = whatif(trials(), total=15000, floor={"region_id": "East", "amount": 9000})
    both = pd.DataFrame([{**CONTROL, "amount": 15000.0}, {**floor, "product_id": ""}])
    fine = fit_plan(cells().drop(columns="target"), both, parents=PARENTS)
    expected = fine.cells.groupby("region_id")["target"].sum()
    found = tried.sums("region_id").set_index("region_id")["after"]
    assert found.to_dict() == pytest.approx(expected.to_dict(), abs=0.05)
    assert len(tried.plan.cells) < len(fine.cells)


def test_a_held_cell_keeps_what_the_plan_has_there() -> None:
    on = trials()
    planned = on.base.cells[on.base.cells["region_id"] == "R1"]
    first = planned[planned["month"].isin(YEAR.months[:3])]["target"].sum()
    tried = whatif(on, total=20000, hold={"region_id": "R1", "period": "2027-Q1"})
    after = tried.plan.cells[tried.plan.cells["region_id"] == "R1"]
    assert after[after["month"].isin(YEAR.months[:3])]["target"].sum() == pytest.approx(first)
    assert tried.changes[1]["amount"] == pytest.approx(first)


@pytest.mark.parametrize("name", ["customer_id", "product_id"])
def test_what_is_finer_than_the_trials_can_be_held_too(name: str) -> None:
    on = trials()
    member = {"customer_id": "R1C1", "product_id": "P1"}[name]
    tried = whatif(on, floor={name: member, "amount": 9000})
    own = tried.plan.cells[tried.plan.cells[name] == member]
    assert own["target"].sum() == pytest.approx(9000)
    assert tried.answer["change"].tolist() == [0]


def test_lines_are_entries_of_controls_toml() -> None:
    changes = {"product_group": "Seals", "period": "2027-Q1", "amount": 3000}
    tried = whatif(trials(), total=15000, cap=changes)
    stated = tomllib.loads(tried.lines(**WHY))["controls"]
    assert stated[0] == {"kind": "total", "period": "2027", "amount": 15000.0, **WHY}
    assert stated[1] == {"kind": "cap", **changes, **WHY}
    entry = next(s.entry for s in PLAN_FILES["controls"].sections if s.name == "controls")
    assert [fault for one in stated for fault in value_faults(entry, one, {})] == []
    with pytest.raises(UsageError, match="lacks reason"):
        tried.lines(**{**WHY, "reason": ""})


def test_closed_months_do_not_move() -> None:
    year = plan_year(pd.DataFrame({"year": [2027]}), month=Month.parse("2027-02"), year_start=1)
    stated = pd.DataFrame([CONTROL])
    on = open_trials(planned(year, stated))
    tried = whatif(on, total=20000)
    months = tried.sums("month").set_index("month")
    closed = cells(year).groupby("month")["target"].sum()
    assert months.loc["2027-01", "after"] == pytest.approx(closed["2027-01"])
    assert months.loc["2027-02", "change"] == 0


def test_controls_that_strain_and_sums_that_move_far_are_exceptions() -> None:
    tried = whatif(trials(), floor={"region_id": "R1", "amount": 9000})
    found = tried.exceptions
    assert found.loc[found["what"] == "control", "member"].tolist() == [
        "total 2027",
        "floor R1 2027",
    ]
    assert {"R1", "R2", "R3"} == set(found.loc[found["what"] == "region_id", "member"])
    assert tried.answer[["n_strained", "n_moved"]].iloc[0].tolist() == [2, 6]


def test_chances_are_those_of_the_total_that_is_tried() -> None:
    on = trials(odds=lambda total: 14400 / total / 2)
    assert whatif(on, total=28800).answer["probability"].tolist() == [0.25]
    assert trials().answer(15000)["probability"].isna().all()


def test_a_total_below_what_is_held_is_refused_in_words() -> None:
    on = trials(CONTROL, {**CONTROL, "kind": "hold", "region_id": "R1", "amount": 5000.0})
    with pytest.raises(ConflictError):
        whatif(on, total=4000)
    row = on.answer(4000).iloc[0]
    assert row["n_conflicting"] == 2
    assert row["total"] == 4000


def test_unknown_members_and_columns_are_refused_with_the_nearest() -> None:
    with pytest.raises(UsageError, match="R1"):
        whatif(trials(), hold={"region_id": "R11"})
    with pytest.raises(UsageError, match="cannot name region"):
        whatif(trials(), hold={"region": "R1"})


def test_a_plan_without_controls_can_be_moved() -> None:
    on = open_trials(planned(YEAR, pd.DataFrame(columns=list(CONTROL))))
    assert whatif(on).answer["change"].tolist() == [0]
    assert whatif(on, total=15000).answer["total"].tolist() == [15000]


def test_where_nothing_is_targeted_nothing_can_be_tried() -> None:
    on = open_trials(Planned(YEAR, pd.DataFrame(), {}))
    assert on.cases()["trials"].empty
    with pytest.raises(UsageError, match="nothing is targeted"):
        whatif(on, total=1000)


def test_a_low_the_decided_and_a_high_total_are_tried() -> None:
    found = trials(odds=lambda total: total / 1e6).cases()["trials"].set_index("case")
    assert found["total"].to_dict() == {"low": 13680, "decided": 14400, "high": 15120}
    assert found["change"].tolist() == [-720, 0, 720]
    assert found["probability"].is_monotonic_increasing
