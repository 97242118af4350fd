"""Attainment on companies of a few rows: versions, verdicts, challenge, pace, sums that tie."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from salesnb.months import Month
from salesnb.reviews.as_issued import AsIssued
from tests.reviews.planted import (
    CALENDAR,
    REPS,
    at,
    attainability,
    by_rep,
    cube,
    drawn_sales,
    forecast,
    review,
    sale,
    target,
)

M = "2026-03"
SALES = cube(
    sale(M, "C1", 100.0),
    sale(M, "C1", -10.0),
    sale(M, "C2", 50.0, region_id="N2"),
    sale(M, "C3", 30.0, region_id="S1", product_id="P2"),
    sale(M, "C4", 7.0, region_id="(unassigned)"),
)


def test_each_level_is_held_against_its_own_sum_of_targets() -> None:
    asked = [*by_rep(M, A=80.0, B=60.0, C=30.0), target(M, 85.0, region_id="N1", is_rollup=True)]
    asked += [target(M, 60.0, region_id="N2", is_rollup=True)]
    asked += [target(M, 145.0, region_id="North", is_rollup=True)]
    rows = review(SALES, asked)["attainments"]
    total = at(rows, "total", "total")
    assert (total["actual"], total["returns"], total["target"]) == (177, -10, 170)
    assert (total["held"], total["apart"], total["gap"]) == (170, 7, 0)
    assert total["attainment"] == 1
    north = at(rows, "level_1", "North")  # the sum of its regions, not what is stated of it again
    assert (north["actual"], north["target"], north["gap"]) == (140, 145, -5)
    assert at(rows, "region", "N1")["gap"] == 5
    assert at(rows, "rep", "B")["gap"] == -10
    assert at(rows, "product_group", "G2")["actual"] == 30
    assert at(rows, "product_group", "G2")["verdict"] == "no_target"


def test_a_sum_of_reps_targets_is_not_met_by_sales_that_name_no_rep() -> None:
    """A shop on the web sells 900 beside reps of whom none reaches what is asked."""
    rows = review(
        cube(sale(M, "C1", 60.0), sale(M, "W", 900.0, rep_id="(unassigned)")), by_rep(M, A=80.0)
    )["attainments"]
    total = at(rows, "total", "total")
    assert (total["actual"], total["held"], total["apart"]) == (960, 60, 900)
    assert total["gap"] == at(rows, "rep", "A")["gap"] == -20
    whole = [target(M, 80.0)]  # a target of the firm is held against all that came in
    total = at(
        review(cube(sale(M, "W", 90.0, rep_id="(unassigned)")), whole)["attainments"],
        "total",
        "total",
    )
    assert (total["held"], total["gap"]) == (90, 10) and not total["apart"] > 0


def test_unallocated_rows_and_returns_stand_in_lines_of_their_own_and_tie() -> None:
    lines = review(SALES, by_rep(M, A=80.0, B=60.0))["tied_lines"]
    reps = lines[(lines["dimension"] == "rep") & (lines["span"] == "month")].set_index("line")
    assert reps["actual"].to_dict() == {
        "planned": 150,
        "unplanned": 30,
        "unassigned": 7,
        "returns": -10,
        "total": 177,
    }
    assert reps.at["total", "difference"] == 0 and reps.at["total", "ledger"] == 177


def test_the_version_in_force_before_each_month_counts_and_a_later_one_stands_beside_it() -> None:
    asked = [
        target(M, 100.0, rep_id="A"),
        target(M, 90.0, rep_id="A", version=2, issued_on="2026-02-28"),
        target(M, 70.0, rep_id="A", version=3, issued_on="2026-03-01"),
        target(M, 95.0, rep_id="B", issued_on="2026-03-15"),
        *(target(f"2026-0{m}", 100.0, rep_id="C") for m in (1, 2, 3)),
        *(
            target(f"2026-0{m}", 80.0, rep_id="C", version=2, issued_on="2026-02-10")
            for m in (1, 2, 3)
        ),
    ]
    rows = review(SALES, asked)["attainments"]
    row = at(rows, "rep", "A")
    assert (row["target"], row["plan_v1"], row["later"]) == (90, 100, 70)
    assert (row["version"], row["later_version"], row["is_late"]) == (2, 3, False)
    assert row["verdict"] == "met" and row["gap"] == 0
    first = at(rows, "rep", "B")  # issued within its month: it is all that there is
    assert first["target"] == 95 and first["is_late"]
    year = at(rows, "rep", "C", span="year_to_date")
    assert (year["target"], year["plan_v1"], year["later"]) == (100 + 100 + 80, 300, 240)


def test_split_credit_is_held_against_each_reps_own_target() -> None:
    sales = cube(
        sale(M, "C1", 60.0), sale(M, "C1", 40.0, rep_id="B"), sale(M, "C2", 5.0, rep_id="B")
    )
    rows = review(sales, by_rep(M, A=60.0, B=50.0))["attainments"]
    assert at(rows, "rep", "A")["verdict"] == "met"
    assert at(rows, "rep", "B")["gap"] == -5
    assert at(rows, "customer", "C1")["actual"] == 100


def test_a_miss_is_noise_down_to_the_forecasts_own_width() -> None:
    """The forecast issued before expects 100 of each, its outermost quantiles at 80 and 120."""
    came = {"A": 100.0, "B": 99.99, "C": 80.0, "D": 79.99}
    sales = cube(*(sale(M, f"C{rep}", amount, rep_id=rep) for rep, amount in came.items()))
    issued = AsIssued(forecast={"2026-02": forecast(M, *(("rep", rep, 100.0) for rep in came))})
    rows = review(sales, by_rep(M, **dict.fromkeys(came, 100.0)), issued)["attainments"]
    noise = "missed_within_noise"
    verdicts = [at(rows, "rep", rep)["verdict"] for rep in came]
    assert verdicts == ["met", noise, noise, "missed"]
    row = at(rows, "rep", "D")
    assert (row["expected"], row["rests_on"], row["reason"]) == (100, "forecast", "")
    assert (row["least"], row["most"], row["seen_miss"]) == pytest.approx((80, 120, 20))


def test_without_a_forecast_issued_before_a_miss_cannot_be_told_from_chance() -> None:
    """That of the month itself came too late."""
    issued = AsIssued(forecast={M: forecast(M, ("rep", "A", 100.0))})
    rows = review(SALES, by_rep(M, A=100.0, B=50.0), issued)["attainments"]
    assert at(rows, "rep", "A")[["verdict", "reason"]].tolist() == ["cannot_tell", "no_range"]
    assert at(rows, "rep", "B")["verdict"] == "met"


def errors(rep: str, *missed: float) -> pd.DataFrame:
    """Return errors of one-month forecasts of 100, oldest first, of a node whose level is 100."""
    rows = [
        (
            "sales",
            "rep",
            rep,
            str(Month(2025, 2) - (len(missed) - place)),
            1.0,
            100.0,
            100.0 + error,
            100.0,
        )
        for place, error in enumerate(missed)
    ]
    columns = ["measure", "dimension", "node", "origin", "step", "expected", "actual", "usual"]
    return pd.DataFrame(rows, columns=columns)


def test_the_year_so_far_rests_on_the_errors_of_earlier_months() -> None:
    """Errors of ±10 in each month: three months miss by 1.96 x 10 x sqrt(3) in 95 %."""
    known = [errors("A", *(10.0, -10.0) * 6), errors("B", *(10.0, -10.0) * 5)]
    issued = AsIssued(forecast_errors={"2026-02": pd.concat(known)})
    asked = [row for m in (1, 2, 3) for row in by_rep(f"2026-0{m}", A=40.0, B=40.0)]
    rows = review(SALES, asked, issued)["attainments"]
    row = at(rows, "rep", "A", span="year_to_date")
    assert row["seen_miss"] == pytest.approx(1.959964 * 10 * np.sqrt(3), rel=1e-6)
    assert row["gap"] == 90 - 120 and row["verdict"] == "missed_within_noise"
    assert at(rows, "rep", "B", span="year_to_date")["reason"] == "no_range"  # ten are too few


def test_a_hard_miss_and_an_easy_one_do_not_look_alike() -> None:
    said = attainability(
        ("rep", "A", M, 100.0, 0.2, "very_hard"), ("rep", "B", M, 60.0, 0.9, "easy")
    )
    issued = AsIssued(
        attainability={"2026-02": said},
        forecast={"2026-02": forecast(M, ("rep", "A", 100.0), ("rep", "B", 60.0), width=0.01)},
    )
    rows = review(SALES, by_rep(M, A=100.0, B=60.0), issued)["attainments"]
    hard, easy = at(rows, "rep", "A"), at(rows, "rep", "B")
    assert hard["verdict"] == easy["verdict"] == "missed"
    assert (hard["reading"], easy["reading"]) == ("hard_missed", "easy_missed")
    assert (hard["probability"], hard["challenge_from"]) == (0.2, "attainability")
    assert hard["judged_in"] == "2026-02"


def test_a_target_that_was_never_judged_is_placed_within_the_issued_forecast() -> None:
    """What was said of another version of the target does not count either."""
    said = attainability(("rep", "C", M, 150.0, 0.01, "out_of_reach"))
    nodes = [("rep", "A", 100.0), ("rep", "B", 100.0)]
    issued = AsIssued(forecast={"2026-01": forecast(M, *nodes)}, attainability={"2026-02": said})
    rows = review(SALES, by_rep(M, A=100.0, B=500.0, C=100.0), issued)["attainments"]
    middle, beyond, other = (at(rows, "rep", rep) for rep in "ABC")
    assert middle["probability"] == pytest.approx(0.5) and middle["band"] == "challenging"
    assert beyond["probability"] == pytest.approx(0.025) and beyond["reading"] == "hard_missed"
    assert (middle["challenge_from"], middle["judged_in"]) == ("forecast", "2026-01")
    assert other["band"] == "not_judged" and other["reading"] == ""


def test_the_rest_of_the_year_is_asked_per_working_day() -> None:
    """Targets of 10 a month; 90 came by March: 30 are left for the days of April to December."""
    asked = [row for m in range(1, 13) for row in by_rep(f"2026-{m:02}", A=10.0)]
    pace = at(review(SALES, asked)["paces"], "rep", "A")
    days = [CALENDAR.working_days(Month(2026, m)) for m in range(1, 13)]
    assert (pace["year_target"], pace["to_date"], pace["so_far"], pace["left"]) == (120, 30, 90, 30)
    assert (pace["days_gone"], pace["days_left"]) == (sum(days[:3]), sum(days[3:]))
    assert pace["pace"] == 3 and pace["state"] == "ahead"
    assert pace["needed_per_day"] == pytest.approx(30 / sum(days[3:]))
    assert pace["stretch"] == pytest.approx(30 / sum(days[3:]) / (90 / sum(days[:3])))


def test_in_the_last_month_nothing_is_left_to_ask() -> None:
    asked = [row for m in range(1, 13) for row in by_rep(f"2025-{m:02}", A=100.0)]
    december = Month(2025, 12)
    paces = review(cube(sale("2025-12", "C1", 60.0)), asked, month=december)["paces"]
    pace = at(paces, "rep", "A")
    assert pace["days_left"] == 0 and np.isnan(pace["needed_per_day"]) and pace["state"] == "over"


def test_targets_of_some_months_ask_nothing_of_the_rest_of_the_year() -> None:
    asked = [row for m in range(1, 4) for row in by_rep(f"2026-{m:02}", A=10.0)]
    pace = at(review(SALES, asked)["paces"], "rep", "A")
    assert (pace["state"], pace["n_planned"], pace["year_target"]) == ("part", 3, 30)


def plan(value: float) -> pd.DataFrame:
    """Return a plan of one cell of March."""
    cell = {"product_id": "P1", "region_id": "N1", "customer_id": "C1", "rep_id": "A"}
    cell |= {"settlement_id": "T1", "sales_method_id": "S1", "month": M}
    return pd.DataFrame(
        [cell | {"sales": value, "quantity": 9.0, "margin": 0.0, "collections": 0.0}]
    )


def test_a_company_whose_only_targets_are_its_own_plan_is_reviewed() -> None:
    rows = review(SALES, (), AsIssued(targets={"2026-02": plan(90.0)}))["attainments"]
    assert at(rows, "rep", "A")[["target", "gap"]].tolist() == [90, 0]


def test_a_plan_issued_before_counts_over_targets_from_outside() -> None:
    """Two plans cover March, of January and February; that of March itself came too late."""
    issued = AsIssued(targets={"2026-01": plan(111.11), "2026-02": plan(99.99), M: plan(1.0)})
    rows = review(SALES, by_rep(M, A=5.0), issued)["attainments"]
    for dimension, node in (("rep", "A"), ("customer", "C1"), ("level_1", "North")):
        row = at(rows, dimension, node)
        assert (row["target"], row["plan_v1"]) == (99.99, 111.11)
    assert at(rows, "rep", "A", measure="quantity")["attainment"] == pytest.approx(9 / 9)


def test_quarterly_quotas_are_judged_when_their_quarter_ends() -> None:
    quotas = [target("2026-01", 200.0, n=3, rep_id="A"), target("2026-04", 1.0, n=3, rep_id="A")]
    sales = cube(sale("2026-01", "C1", 120.0), sale(M, "C1", 60.0))
    rows = review(sales, quotas)["attainments"]
    row = at(rows, "rep", "A", span="quarter")
    assert (row["held"], row["target"], row["n_planned"]) == (180, 200, 3)
    assert at(rows, "rep", "A")["verdict"] == "no_target"
    rows = review(cube(sale("2026-01", "C1", 120.0)), quotas, month=Month(2026, 2))["attainments"]
    assert set(rows["span"]) == {"month", "year_to_date"} and rows["target"].isna().all()


def test_other_measures_are_held_against_their_targets() -> None:
    sales = cube(sale("2024-01", "C1", 1.0), sale(M, "C1", 100.0), sale(M, "N", 5.0))
    cash = pd.DataFrame([(M, "C1", "A", "T1", 70.0), (M, "C2", "B", "T2", 12.34)])
    cash.columns = pd.Index(["month", "customer_id", "rep_id", "settlement_id", "amount"])
    days = pd.to_datetime(["2026-03-02", "2026-03-03", "2026-02-27"])
    visits = pd.DataFrame(
        {
            "rep_id": "A",
            "customer_id": "C1",
            "visit_date": days,
            "status": ["held", "cancelled", "held"],
        }
    )
    customers = pd.DataFrame({"customer_id": ["C1", "C2"], "region_id": ["N1", "S1"]})
    asked = [
        target(M, value, rep_id="A", measure=measure)
        for measure, value in (
            ("collections", 80.0),
            ("quantity", 10.0),
            ("new_customers", 1.0),
            ("visits", 2.0),
        )
    ]
    rows = review(sales, asked, collections_cube=cash, visits=visits, customers=customers)[
        "attainments"
    ]
    assert at(rows, "rep", "A", measure="collections")["gap"] == -10
    assert at(rows, "region", "S1", measure="collections")["actual"] == 12.34
    assert at(rows, "rep", "A", measure="quantity")["gap"] == 0.5
    assert at(rows, "rep", "A", measure="new_customers")["verdict"] == "met"
    assert at(rows, "rep", "A", measure="visits")["gap"] == -1
    assert "margin" not in set(rows["measure"])


def test_a_month_without_targets_shows_what_came_in_and_judges_nothing() -> None:
    found = review(SALES)
    assert set(found["attainments"]["measure"]) == {"sales"}
    assert set(found["attainments"]["verdict"]) == {"no_target"}
    assert found["paces"].empty and (found["tied_lines"]["difference"].fillna(0) == 0).all()


def test_without_any_sales_there_is_a_total_of_nothing() -> None:
    total = at(review(cube())["attainments"], "total", "total")
    assert total["actual"] == 0 and total["verdict"] == "no_target"


def test_a_rep_who_left_is_not_judged_and_his_target_stays_open() -> None:
    gone = REPS.assign(left_on=pd.to_datetime(["2026-02-15", None, None]))
    rows = review(cube(sale(M, "C2", 50.0, region_id="N2")), by_rep(M, A=80.0, B=60.0), reps=gone)
    row = at(rows["attainments"], "rep", "A")
    assert (row["verdict"], row["reason"], row["gap"]) == ("cannot_tell", "left", -80)
    assert at(rows["attainments"], "total", "total")["target"] == 140


def test_a_target_of_nought_asks_nothing_and_a_target_without_sales_is_missed_whole() -> None:
    rows = review(SALES, by_rep(M, A=0.0, B=60.0, C=30.0))["attainments"]
    row = at(rows, "rep", "A")
    assert row["verdict"] == "not_asked" and np.isnan(row["attainment"]) and row["actual"] == 90
    empty = review(cube(sale(M, "C2", 1.0, region_id="N2")), by_rep(M, A=10.0))["attainments"]
    row = at(empty, "rep", "A")
    assert (row["held"], row["attainment"], row["gap"]) == (0, 0, -10)


def test_a_customer_with_credit_notes_alone_lowers_what_came_in() -> None:
    rows = review(cube(sale(M, "C1", 100.0), sale(M, "C9", -25.0)), by_rep(M, A=80.0))
    row = at(rows["attainments"], "customer", "C9")
    assert (row["actual"], row["returns"]) == (-25, -25)
    assert at(rows["attainments"], "rep", "A")["gap"] == -5


def test_a_region_that_was_renamed_is_one_node_with_one_target() -> None:
    """N1 sells until January as N1, from February on as N9; both have targets of their own."""
    months = ["2025-12", "2026-01", "2026-02", M]
    names = ["N1", "N1", "N9", "N9"]
    sales = cube(*(sale(m, "C1", 50.0, region_id=r) for m, r in zip(months, names, strict=True)))
    asked = [target("2026-01", 40.0, region_id="N1"), target("2026-02", 60.0, region_id="N1")]
    asked += [target(M, 45.0, region_id="N9")]
    found = review(sales, asked)
    row = at(found["attainments"], "region", "N9", span="year_to_date")
    assert (row["actual"], row["target"], row["gap"]) == (150, 145, 5)
    assert found["renamed"].values.tolist() == [["N1", "N9"]]
    assert at(found["attainments"], "level_1", "North", span="year_to_date")["actual"] == 150
    assert "N1" not in set(found["attainments"]["node"])


def test_a_region_that_was_joined_with_another_was_not_renamed() -> None:
    sales = cube(
        sale("2025-12", "C1", 50.0),
        sale("2026-01", "C1", 50.0),
        *(sale(m, "C2", 9.0, region_id="N2") for m in ("2025-12", "2026-01", "2026-02", M)),
        sale("2026-02", "C1", 50.0, region_id="N2"),
        sale(M, "C1", 50.0, region_id="N2"),
    )
    assert review(sales)["renamed"].empty


@pytest.mark.parametrize("draw", range(3))
def test_every_level_of_a_random_panel_ties_to_the_ledger_to_the_cent(draw: int) -> None:
    rng = np.random.default_rng(draw)
    sales = drawn_sales(rng, ["2025-12", "2026-01", "2026-02", M], 10 + 20 * draw)
    asked = [
        row
        for month in ("2026-01", "2026-02", M, "2026-04")
        for row in by_rep(month, A=float(rng.integers(500)), C=int(rng.integers(5_000)) / 100)
    ]
    found = review(sales, asked)
    ties = found["tied_lines"]
    assert (ties["difference"].dropna() == 0).all()
    for (_, part), own in ties.groupby([ties["measure"] + ties["span"], "dimension"]):
        cents = (own.set_index("line")["actual"] * 100).round().astype("int64")
        assert cents.drop("total").sum() == cents["total"], part
    ledger = sales.loc[sales["month"] == M, "net_amount"].sum()
    assert at(found["attainments"], "total", "total")["actual"] == pytest.approx(ledger, abs=1e-9)
    rows = found["attainments"]
    rows = rows[rows["dimension"].isin(["rep", "total"])]
    sums = rows.groupby(["span", "dimension"])["target"].sum().round(2).unstack()
    assert (sums["rep"] == sums["total"]).all()


def test_what_no_forecast_speaks_of_is_judged_by_its_own_earlier_months() -> None:
    """Quantities of 100 with a spread of 10; the month judged is never part of its own range."""
    drawn = np.random.default_rng(4).normal(100, 10, 36).round()
    months = [str(Month.parse(M) - back) for back in range(36, 0, -1)]
    past = [sale(m, "C1", q, quantity=q) for m, q in zip(months, drawn, strict=True)]
    asked = [target(M, 100.0, measure="quantity", rep_id="A")]
    found = {
        came: at(
            review(cube(*past, sale(M, "C1", came, quantity=came)), asked)["attainments"],
            "rep",
            "A",
            measure="quantity",
        )
        for came in (90.0, 20.0)
    }
    assert [row["verdict"] for row in found.values()] == ["missed_within_noise", "missed"]
    assert {row["rests_on"] for row in found.values()} == {"own_past"}
    (reach,) = {row["seen_miss"] for row in found.values()}
    assert 1.5 * 10 < reach < 3.2 * 10
    few = cube(*past[-11:], sale(M, "C1", 20.0, quantity=20.0))
    assert at(review(few, asked)["attainments"], "rep", "A", measure="quantity")["reason"] == (
        "no_range"
    )
