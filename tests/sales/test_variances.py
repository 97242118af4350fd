"""Against plan and last year: like with like, nothing twice, sums that tie, what a total hides."""

from __future__ import annotations

import pandas as pd
import pytest

from salesnb.methods.issued_targets import DIMENSIONS, year_plan
from salesnb.months import Month
from salesnb.sales.variances import REST, shortfalls, standing, variances
from salesnb.snapshot.typed import typed
from tests.sales.facts import facts as cube

MONTH = Month(2026, 3)
TARGET = ["measure", "period_start", "period_end", *DIMENSIONS, "target_value", "is_rollup"]
REGIONS = pd.DataFrame(
    [("N", "ALL"), ("S", "ALL"), ("ALL", "")], columns=["region_id", "parent_id"]
)
REPS = pd.DataFrame([("A", "N"), ("B", "S")], columns=["rep_id", "region_id"])


def target(month: str, value: float, **by: object) -> dict[str, object]:
    day = pd.Period(month).end_time.strftime("%Y-%m-%d")
    known = {"measure": "sales", "is_rollup": False, **dict.fromkeys(DIMENSIONS)}
    return {**known, "period_start": f"{month}-01", "period_end": day, "target_value": value, **by}


def targets(*rows: dict[str, object]) -> pd.DataFrame:
    return typed(pd.DataFrame(rows, columns=TARGET), "issued_targets")


def held(
    *rows: dict[str, object], sales: list[tuple] | None = None, **more: object
) -> pd.DataFrame:
    """Return variances of two reps, each in a region of their own, from 2025 on."""
    sold = sales or [
        (f"{year}-0{month}", f"C{region}", "P", region, 1, amount * (1 if year == 2025 else 1.1))
        for year in (2025, 2026)
        for month in (1, 2, 3)
        for region, amount in (("N", 100.0), ("S", 50.0))
    ]
    frame = cube(*sold)
    frame["rep_id"] = frame["region_id"].map({"N": "A", "S": "B"}).fillna("(unassigned)")
    given = {"sales_cube": frame, "issued_targets": targets(*rows), "regions": REGIONS}
    return variances({**given, "reps": REPS, **more}, month=MONTH)


def row(frame: pd.DataFrame, *key: str) -> pd.Series:
    return frame.set_index(["dimension", "node", "span"]).loc[key]


BY_REP = [
    target(f"2026-0{m}", value, rep_id=rep)
    for m in (1, 2, 3)
    for rep, value in (("A", 130.0), ("B", 40.0))
]


def test_firm_regions_and_reps_are_held_against_plan_and_last_year() -> None:
    compared = held(*BY_REP)
    firm = row(compared, "total", "total", "year_to_date")
    assert firm[["actual", "plan", "before", "gap", "change"]].tolist() == pytest.approx(
        [495.0, 510.0, 450.0, -15.0, 45.0]
    )
    north = row(compared, "region", "N", "month")
    assert north["gap"] == pytest.approx(-20) and north["gap_share"] == pytest.approx(-20 / 130)
    assert row(compared, "rep", "B", "month")["gap"] == pytest.approx(15)


@pytest.mark.parametrize("span", ["month", "year_to_date"])
def test_the_rows_of_a_dimension_add_up_to_the_firm(span: str) -> None:
    compared = held(*BY_REP)
    for frame in (compared, standing(compared)):
        of = frame[frame["span"] == span].groupby("dimension")[["actual", "plan", "before"]].sum()
        assert (of.round(2).nunique() == 1).all()


def test_what_the_total_hides_is_said_in_money() -> None:
    hidden = shortfalls(held(*BY_REP)).set_index(["dimension", "span"])
    year = hidden.loc[("rep", "year_to_date")]
    assert year[["n_nodes", "n_short", "n_far"]].tolist() == [2, 1, 1]
    assert year[["shortfall", "surplus", "gap"]].tolist() == pytest.approx([-60.0, 45.0, -15.0])


def test_sales_without_a_plan_are_counted_apart_and_tie() -> None:
    hidden = shortfalls(held(*[one for one in BY_REP if one["rep_id"] == "A"]))
    year = hidden.set_index(["dimension", "span"]).loc[("rep", "year_to_date")]
    assert year["unplanned"] == pytest.approx(165.0)
    assert year["gap"] == pytest.approx(year["shortfall"] + year["surplus"] + year["unplanned"])


def test_without_a_plan_sales_are_held_against_last_year_alone() -> None:
    compared = held()
    firm = row(compared, "total", "total", "month")
    assert pd.isna(firm["plan"]) and pd.isna(firm["gap"]) and firm["change"] == pytest.approx(15.0)
    assert shortfalls(compared).empty


def test_without_last_year_only_the_plan_is_compared() -> None:
    sales = [("2026-03", "C", "P", r, 1, 100.0) for r in ("N", "S")]
    firm = row(held(*BY_REP, sales=sales), "total", "total", "month")
    assert pd.isna(firm["before"]) and pd.isna(firm["change"]) and firm["gap"] == pytest.approx(30)


def test_a_plan_that_begins_within_the_year_is_held_against_its_own_months() -> None:
    firm = row(held(*BY_REP[2:]), "total", "total", "year_to_date")
    assert firm["since"] == "2026-02" and firm["n_months"] == 2
    assert firm[["actual", "plan", "before"]].tolist() == pytest.approx([330.0, 340.0, 300.0])


def test_a_plan_that_ended_before_the_month_judges_nothing() -> None:
    firm = row(held(*BY_REP[:4]), "total", "total", "year_to_date")
    assert firm["since"] == "2026-01" and pd.isna(firm["plan"])


def test_a_plan_by_rep_is_no_plan_of_regions_where_reps_sell_in_others() -> None:
    swapped = REPS.assign(region_id=["S", "N"])
    compared = held(*BY_REP, reps=swapped)
    assert compared.loc[compared["dimension"] == "region", "plan"].isna().all()
    assert compared.loc[compared["dimension"] == "rep", "plan"].notna().all()


def test_a_plan_of_a_region_above_holds_the_sales_below_it() -> None:
    sales = [(f"2026-0{m}", "C", "P", r, 1, 100.0) for m in (1, 2, 3) for r in ("N", "S", "X")]
    rows = [target(f"2026-0{m}", 150.0, region_id="ALL") for m in (1, 2, 3)]
    compared = held(*rows, sales=sales)
    assert row(compared, "region", "ALL", "month")[["actual", "plan"]].tolist() == [200.0, 150.0]
    assert pd.isna(row(compared, "region", "X", "month")["plan"])


def test_one_region_alone_is_no_dimension() -> None:
    sales = [("2026-03", "C", "P", "N", 1, 100.0), ("2026-03", "D", "P", "(unassigned)", 1, 9.0)]
    assert "region" not in set(held(sales=sales)["dimension"])


def test_a_page_names_both_ends_and_sums_the_rest() -> None:
    sales = [
        (f"{y}-03", f"C{i}", "P", f"R{i:02}", 1, 100.0 + (i * 10 if y == 2026 else 0))
        for y in (2025, 2026)
        for i in range(12)
    ]
    shown = standing(held(sales=sales))
    month = shown[(shown["dimension"] == "region") & (shown["span"] == "month")]
    in_order = month.sort_values("place")["node"].tolist()
    assert in_order == ["R00", "R01", "R02", "R03", "R04", REST, "R10", "R11"]
    rest = month[month["node"] == REST].iloc[0]
    assert rest["n_members"] == 5 and rest["change"] == pytest.approx(350.0)


def test_regions_without_plan_or_last_year_stand_nowhere() -> None:
    sales = [(f"2026-0{m}", "C", "P", r, 1, 9.0) for m in (1, 2, 3) for r in ("N", "S")]
    assert standing(held(sales=sales))["dimension"].unique().tolist() == ["total"]


@pytest.mark.parametrize(
    ("periods", "expected"),
    [
        ([("2026-01-01", "2026-12-31", 1200.0)], (1200.0, 12)),
        ([(f"2026-{m:02}-01", "", 10.0) for m in range(1, 13)], (120.0, 12)),
        ([(f"2026-{m:02}-01", f"2026-{m + 2:02}-28", 30.0) for m in (1, 4)], (None, 0)),
        ([("2026-01-01", "2026-06-30", 5.0), ("2026-07-01", "2026-12-31", 6.0)], (11.0, 12)),
        ([("2026-01-01", "2026-01-31", 5.0)], (None, 1)),
        ([], (None, 0)),
    ],
)
def test_the_plan_of_a_year_is_told_from_whole_periods(
    periods: list[tuple[str, str, float]], expected: tuple[float | None, int]
) -> None:
    rows = [
        target(start[:7], value, rep_id="A") | ({"period_end": end} if end else {})
        for start, end, value in periods
    ]
    plan, n = year_plan(targets(*rows), Month(2026, 1))
    assert (None if plan != plan else plan, n) == expected


def test_reps_are_held_against_their_plan_where_another_cut_of_it_is_finer() -> None:
    """Targets by product group tie to those by rep and are more: both dimensions are compared."""
    groups = [
        target(f"2026-0{m}", 170.0 / 5, product_group=group) for m in (1, 2, 3) for group in "KLMNO"
    ]
    compared, alone = held(*BY_REP, *groups), held(*BY_REP)
    pd.testing.assert_frame_equal(compared, alone)


def test_targets_by_rep_that_are_no_cut_of_the_plan_are_not_mixed_with_it() -> None:
    groups = [target(f"2026-0{m}", 100.0, product_group=g) for m in (1, 2, 3) for g in "KLMNO"]
    compared = held(*BY_REP, *groups)
    assert row(compared, "total", "total", "month")["plan"] == 500.0
    assert compared.loc[compared["dimension"] == "rep", "plan"].isna().all()
