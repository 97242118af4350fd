"""Sales by method, distributor, manager and area: who belongs where, and that it adds up."""

from __future__ import annotations

import pandas as pd

from salesnb.months import Month
from salesnb.sales.rollups import MOST, rollups

MARCH = Month(2026, 3)
CUBE = ["month", *(f"{one}_id" for one in ("customer", "rep", "region", "sales_method"))]
CUBE += ["settlement_id", "net_amount"]
CUSTOMERS = pd.DataFrame({"customer_id": ["C1", "D1"], "kind": ["end_user", "distributor"]})
REPS = pd.DataFrame({"rep_id": ["R1", "R2", "R3"], "manager_id": ["", "R1", ""]})
REGIONS = pd.DataFrame(
    {
        "region_id": ["CN", "E", "W", "SH", "XA"],
        "parent_id": ["", "CN", "CN", "E", "W"],
    }
)
LINES = (
    ("2025-03", "C1", "R1", "SH", "S1", "T1", 50.0),
    ("2025-01", "D1", "R2", "XA", "S2", "T1", 10.0),
    ("2026-01", "C1", "R1", "SH", "S1", "T1", 60.0),
    ("2026-03", "D1", "R2", "XA", "S2", "T1", 30.0),
    ("2026-03", "C1", "R3", "SH", "S1", "T1", 10.0),
)


def summed(*lines: tuple) -> pd.DataFrame:
    facts = {
        "sales_cube": pd.DataFrame(lines, columns=CUBE),
        "customers": CUSTOMERS,
        "reps": REPS,
        "regions": REGIONS,
    }
    return rollups(facts, month=MARCH).set_index(["dimension", "node"])


def test_the_year_so_far_is_summed_by_method_distributor_manager_and_area() -> None:
    found = summed(*LINES)["now"].to_dict()
    assert found == {
        ("sales_method", "S1"): 70.0,
        ("sales_method", "S2"): 30.0,
        ("sales_method", "total"): 100.0,
        ("distributor", "(direct)"): 70.0,
        ("distributor", "D1"): 30.0,
        ("distributor", "total"): 100.0,
        ("manager", "R1"): 90.0,
        ("manager", "(unassigned)"): 10.0,
        ("manager", "total"): 100.0,
        ("level_1", "E"): 70.0,
        ("level_1", "W"): 30.0,
        ("level_1", "total"): 100.0,
    }


def test_each_row_has_the_month_and_the_same_months_a_year_ago() -> None:
    row = summed(*LINES).loc[("sales_method", "S2")]
    assert row[["month", "now", "before", "change"]].tolist() == [30.0, 30.0, 10.0, 20.0]
    assert (row["growth"], row["share"]) == (2.0, 0.3)


def test_a_year_before_that_the_facts_do_not_reach_is_missing() -> None:
    late = summed(*LINES[2:])
    assert late[["before", "change", "growth"]].isna().all(axis=None)


def test_beyond_the_largest_members_the_others_are_one_row_and_all_add_up() -> None:
    lines = [("2026-02", "C1", "R1", "SH", f"S{i:02}", "T1", 1.0 + i) for i in range(MOST + 3)]
    methods = summed(*lines).loc["sales_method"]
    assert len(methods) == MOST + 2 and methods.index[-2:].tolist() == ["(others)", "total"]
    assert methods["now"].iloc[:-1].sum() == methods.loc["total", "now"]


def test_a_dimension_with_one_member_is_left_out() -> None:
    assert "settlement" not in summed(*LINES).index.get_level_values("dimension")
    assert rollups({"sales_cube": pd.DataFrame(columns=CUBE)}, month=MARCH).empty
