"""Targets: what counts once, what it is held against, and what is left out."""

from __future__ import annotations

import pandas as pd
import pytest

from salesnb.methods.issued_targets import DIMENSIONS, in_force, monthly_targets, year_plan
from salesnb.months import Month
from salesnb.sales.plan import against_targets
from salesnb.snapshot.typed import typed

MONTH = Month(2026, 3)
BY_MONTH = pd.DataFrame(
    {
        "month": ["2026-01", "2026-02", "2026-03"],
        "sales": [90.0, 100.0, 120.0],
        "margin": [None, None, None],
        "order_intake": [1.0, 1.0, 1.0],
        "collections": [80.0, 80.0, 80.0],
    }
)
Target = dict[str, object]


def target(
    value: float, start: str = "2026-03-01", end: str = "2026-03-31", **more: object
) -> Target:
    known = {"measure": "sales", "is_rollup": False, **dict.fromkeys(DIMENSIONS)}
    return {**known, "period_start": start, "period_end": end, "target_value": value, **more}


def held(*targets: Target) -> pd.DataFrame:
    return against(*targets).set_index(["measure", "span"])


def against(*targets: Target, **how: int) -> pd.DataFrame:
    columns = ["measure", "period_start", "period_end", *DIMENSIONS, "target_value", "is_rollup"]
    frame = typed(pd.DataFrame(targets, columns=columns), "issued_targets")
    return against_targets(frame, BY_MONTH, month=MONTH, **how)


def test_the_month_is_held_against_the_sum_of_its_targets() -> None:
    row = held(target(60.0, rep_id="A"), target(90.0, rep_id="B")).loc[("sales", "month")]
    assert row[["target", "actual", "gap", "n_targets"]].tolist() == [150.0, 120.0, 30.0, 2]
    assert row["attainment"] == pytest.approx(0.8)


def test_the_year_so_far_counts_only_months_with_a_target() -> None:
    parts = held(target(100.0, "2026-01-01", "2026-01-31"), target(100.0))
    row = parts.loc[("sales", "year_to_date")]
    assert row[["target", "actual", "n_months"]].tolist() == [200.0, 210.0, 2]


def test_targets_before_the_firm_s_year_do_not_count() -> None:
    rows = [target(100.0, "2026-01-01", "2026-01-31"), target(100.0, "2026-02-01", "2026-02-28")]
    row = against(*rows, year_start=2).set_index(["measure", "span"]).loc[("sales", "year_to_date")]
    assert row[["target", "actual", "n_months"]].tolist() == [100.0, 100.0, 1]


def test_nothing_counts_twice() -> None:
    by_rep = [target(60.0, rep_id="A"), target(90.0, rep_id="B")]
    by_region = [target(150.0, region_id="N")]
    rollup = [target(150.0, is_rollup=True)]
    assert held(*by_rep, *by_region, *rollup).loc[("sales", "month"), "target"] == 150.0


@pytest.mark.parametrize(
    "one",
    [
        target(100.0, "2026-01-01", "2026-03-31"),
        target(100.0, "2026-04-01", "2026-04-30"),
        target(100.0, "2025-03-01", "2025-03-31"),
        target(100.0, measure="margin"),
        target(100.0, measure="visits"),
    ],
    ids=["a quarter", "next month", "last year", "an unknown actual", "another measure"],
)
def test_what_cannot_be_compared_has_no_row(one: Target) -> None:
    assert held(one).empty


def test_no_targets_give_no_rows() -> None:
    assert held().empty


def versions(*targets: Target) -> pd.DataFrame:
    """Return targets as typed, with the column `version`."""
    columns = ["measure", "period_start", "period_end", *DIMENSIONS, "target_value", "is_rollup"]
    return typed(pd.DataFrame(targets, columns=[*columns, "version"]), "issued_targets")


def test_of_a_revised_target_the_highest_version_counts() -> None:
    rows = [
        target(60.0, rep_id="A", version=1),
        target(45.0, rep_id="A", version=3),
        target(50.0, rep_id="A", version=2),
        target(90.0, rep_id="B"),  # never revised: no version stated
        target(7.0, rep_id="C", version=1),
    ]
    counted = monthly_targets(versions(*rows), MONTH, MONTH)
    assert sorted(counted["target_value"]) == [7.0, 45.0, 90.0]


def test_a_version_replaces_the_same_target_only() -> None:
    """Another month, measure or rep keeps its own first version."""
    rows = [
        target(10.0, rep_id="A", version=1),
        target(20.0, rep_id="A", version=2),
        target(30.0, "2026-02-01", "2026-02-28", rep_id="A", version=1),
        target(40.0, rep_id="A", measure="margin", version=1),
        target(50.0, rep_id="B", version=1),
    ]
    assert sorted(in_force(versions(*rows))["target_value"]) == [20.0, 30.0, 40.0, 50.0]


def test_the_year_s_plan_is_that_of_the_versions_in_force() -> None:
    quarters = (("01-01", "03-31"), ("04-01", "06-30"), ("07-01", "09-30"), ("10-01", "12-31"))
    rows = [
        target(100.0 * version, f"2026-{start}", f"2026-{end}", version=version)
        for start, end in quarters
        for version in (1, 2)
    ]
    assert year_plan(versions(*rows), Month(2026, 1)) == (800.0, 12)


def test_the_cut_that_names_a_dimension_is_found_beside_a_finer_one() -> None:
    groups = [target(10.0, product_group=group) for group in "KLM"]
    reps = [target(15.0, rep_id=rep) for rep in "AB"]
    frame = versions(*groups, *reps)
    assert set(monthly_targets(frame, MONTH, MONTH)["product_group"]) == set("KLM")
    assert set(monthly_targets(frame, MONTH, MONTH, by="rep_id")["rep_id"]) == set("AB")
