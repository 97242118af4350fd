"""What changed since a plan was issued: causes that add up to the cent, controls with authors."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import dataclass

import pandas as pd
import pytest

from salesnb.months import Month
from salesnb.plans.reading import entries
from salesnb.targets.cube.fitting import fit_plan
from salesnb.targets.plan import deciding
from salesnb.targets.plan.changes import AMOUNTS, CAUSES, since_issued
from salesnb.targets.plan.fitted import Planned
from salesnb.targets.plan.territory import carried_over, moved_customers
from salesnb.targets.plan.years import plan_year

PARENTS = {"product_id": {"P1": "Seals", "P2": "Seals", "P3": "Pumps"}, "region_id": {}}
NAMES = ["product_id", "region_id", "customer_id", "rep_id", "settlement_id", "sales_method_id"]
WHO = {"author": "Li Wei", "reason": "Board", "decided_on": dt.date(2026, 10, 20)}
TOTAL = {"kind": "total", "period": "2027", "amount": 12000.0, **WHO}
FLOOR = {"kind": "floor", "period": "2027", "amount": 7000.0, "region_id": "R2", **WHO}


@dataclass
class Former:
    month: Month
    frame: pd.DataFrame
    decided: dict[str, pd.DataFrame]
    version: str = "v1"


def decided(*controls: dict[str, object], year: int = 2027) -> dict[str, pd.DataFrame]:
    stated = {"controls": {"plan": {"year": year}, "controls": list(controls)}}
    return {name: entries(stated, "controls", name) for name in ("plan", "controls")}


def planned(
    month: str,
    *controls: dict[str, object],
    owners: dict[str, tuple[str, str]] | None = None,
    season: float = 0.0,
    closed: float = 77.77,
) -> Planned:
    """Return a plan of three customers and products; `season` tilts it towards product P3."""
    stated = decided(*controls)
    year = plan_year(stated["plan"], month=Month.parse(month), year_start=1)
    of = {"C1": ("R1", "S1"), "C2": ("R1", "S1"), "C3": ("R2", "S2")} | (owners or {})
    rows = []
    for i, (customer, product, when) in enumerate(
        itertools.product(of, ["P1", "P2", "P3"], year.months)
    ):
        amount = 40.0 + i % 7 + (season if product == "P3" else 0.0)
        fixed = closed if when in year.closed else None
        where = (product, of[customer][0], customer, of[customer][1], "T1", "M1", when)
        rows.append((*where, fixed or amount, fixed, fixed))
    columns = [*NAMES, "month", "reference", "lowest", "highest"]
    reference = pd.DataFrame(rows, columns=columns)
    reference = reference.astype(dict.fromkeys([*NAMES, "month"], "category"))
    demands = deciding.as_demands(deciding.of_measure(stated["controls"]))
    options = {"parents": PARENTS, "digits": 2, "year_start": 1}
    cells = fit_plan(reference, demands, **options).cells
    return Planned(year, cells, {}, reference, demands, options)


def issued(month: str, *controls: dict[str, object], **how: object) -> Former:
    plan = planned(month, *controls, **how)
    names = [*NAMES, "month", "target"]
    frame = plan.cells[names].rename(columns={"target": "sales"})
    frame = frame.astype(dict.fromkeys([*NAMES, "month"], "str"))
    return Former(Month.parse(month), frame, decided(*controls))


def since(former: Former | None, plan: Planned, *controls: dict[str, object]):
    return since_issued(former, plan, decided(*controls)["controls"])


def require_closed(found: dict[str, pd.DataFrame]) -> None:
    """Check that causes add up to the change, and members to the total, to the cent."""
    nodes = found["changed_nodes"]
    assert (nodes[CAUSES].sum(axis=1) - nodes["change"]).abs().max() < 0.005
    assert (nodes["before"] + nodes["change"] - nodes["now"]).abs().max() < 0.005
    total = found["since"].iloc[0]
    for _, own in nodes.groupby("dimension"):
        sums = own[AMOUNTS].sum()
        known = [name for name in AMOUNTS if total[name] == total[name]]
        assert sums[known].to_list() == pytest.approx(total[known].to_list(), abs=0.005)


def test_the_first_plan_and_one_after_another_year_are_said_to_be_that() -> None:
    plan = planned("2026-10", TOTAL)
    assert since(None, plan, TOTAL)["since"]["state"].tolist() == ["first"]
    former = issued("2026-09", TOTAL)
    former.decided = decided(TOTAL, year=2026)
    assert since(former, plan, TOTAL)["since"]["state"].tolist() == ["other_year"]


def test_what_is_expected_otherwise_is_told_from_what_is_decided_otherwise() -> None:
    now = [{**TOTAL, "amount": 12600.0, "author": "Chen"}, FLOOR]
    found = since(issued("2026-09", TOTAL), planned("2026-10", *now, season=5.0), *now)
    row = found["since"].iloc[0]
    assert row[["state", "issued", "version"]].tolist() == ["compared", "2026-09", "v1"]
    assert row["n_controls"] == 2
    assert row[["before", "expected", "decided", "now"]].tolist() == [12000, 0, 600, 12600]
    nodes = found["changed_nodes"].set_index(["dimension", "node"])
    assert nodes.loc[("product_group", "Pumps"), "expected"] > 0
    assert nodes.loc[("region", "R2"), "now"] >= 7000
    steps = ["before", "closed", "expected", "decided", "now"]
    assert found["changed_steps"]["step"].tolist() == steps
    require_closed(found)


def test_changed_controls_are_listed_with_author_and_reason() -> None:
    now = [{**TOTAL, "amount": 12600.0, "author": "Chen", "reason": "New line"}, FLOOR]
    found = since(issued("2026-09", TOTAL), planned("2026-10", *now), *now)["changed_controls"]
    assert found["change"].tolist() == ["changed", "added"]
    assert found.loc[0, ["amount_before", "amount_after"]].tolist() == [12000, 12600]
    assert found.loc[0, ["author", "reason"]].tolist() == ["Chen", "New line"]
    assert found.loc[1, "region_id"] == "R2"


def test_controls_of_other_years_do_not_count() -> None:
    old = {**TOTAL, "period": "2026", "amount": 1.0}
    found = since(issued("2026-09", TOTAL), planned("2026-10", TOTAL), TOTAL, old)
    assert found["changed_controls"].empty
    assert found["since"]["n_controls"].tolist() == [0]


def test_months_that_are_over_count_at_what_was_reached() -> None:
    former = issued("2026-12", TOTAL)
    found = since(former, planned("2027-02", TOTAL, closed=50.0), TOTAL)
    months = found["changed_nodes"].set_index(["dimension", "node"]).loc["month"]
    first = former.frame[former.frame["month"] == "2027-01"]["sales"].sum()
    assert months.loc["2027-01", "now"] == 450
    assert months.loc["2027-01", "closed"] == pytest.approx(450 - first)
    assert months.loc["2027-03", "closed"] == 0
    assert months.loc["2027-03", "expected"] > 0  # the open months make up for it
    require_closed(found)


def test_customers_that_changed_hands_move_sums_between_reps_and_nothing_in_all() -> None:
    now = planned("2026-10", TOTAL, owners={"C2": ("R2", "S3")})
    former = issued("2026-09", TOTAL)
    found = since(former, now, TOTAL)
    reps = found["changed_nodes"].set_index(["dimension", "node"]).loc["rep"]
    moved = former.frame[former.frame["customer_id"] == "C2"]["sales"].sum()
    assert reps["territory"].to_dict() == pytest.approx({"S1": -moved, "S2": 0, "S3": moved})
    assert found["since"][["n_moved", "territory"]].iloc[0].tolist() == [1, 0]
    require_closed(found)


def test_a_customer_shared_by_two_is_split_to_the_cent() -> None:
    columns = ["customer_id", "region_id", "rep_id", "product_id", "month", "target"]
    before = pd.DataFrame([("C", "R", "A", "P", "2027-01", 100.01)], columns=columns)
    shares = [("B", 1.0), ("D", 1.0), ("E", 1.0)]
    after = pd.DataFrame([("C", "R", rep, "P", "2027-01", x) for rep, x in shares], columns=columns)
    assert moved_customers(before, after) == ["C"]
    found = carried_over(before, after, ["C"])
    assert found["target"].tolist() == pytest.approx([33.34, 33.33, 33.34])
    assert found["target"].sum() == pytest.approx(100.01)


def test_controls_of_then_that_cannot_hold_any_more_make_one_cause() -> None:
    old = [{**TOTAL, "amount": 500.0}]
    former = issued("2026-12", *old)
    found = since(former, planned("2027-02", TOTAL, closed=100.0), TOTAL)
    row = found["since"].iloc[0]
    assert pd.isna(row["expected"]) and pd.isna(row["decided"])
    assert row["both"] == pytest.approx(row["change"] - row["closed"])
    require_closed(found)


def test_a_total_that_is_new_is_the_decision_that_moved_the_plan() -> None:
    former = issued("2026-09", TOTAL)
    former.decided = decided()
    more = {**TOTAL, "amount": 13000.0}
    row = since(former, planned("2026-10", more), more)["since"].iloc[0]
    assert row[["expected", "decided"]].tolist() == [0, 1000]


def test_where_nothing_is_targeted_now_the_changed_controls_are_listed() -> None:
    year = planned("2026-10", TOTAL).year
    found = since(issued("2026-09", TOTAL), Planned(year, pd.DataFrame(), {}), TOTAL, FLOOR)
    assert found["since"]["state"].tolist() == ["nothing"]
    assert found["changed_controls"]["change"].tolist() == ["added"]


def test_cells_that_moved_most_come_first() -> None:
    found = since(issued("2026-09", TOTAL), planned("2026-10", TOTAL, season=30.0), TOTAL)
    cells = found["changed_cells"]
    assert cells["change"].abs().is_monotonic_decreasing
    assert (cells["now"] - cells["before"] - cells["change"]).abs().max() < 0.005
    assert set(cells.loc[cells["change"] > 0, "product_group"]) == {"Pumps"}
