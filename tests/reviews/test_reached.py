"""How many reached their targets, goals of the year, and frames by unit."""

from __future__ import annotations

import pandas as pd
import pytest

from salesnb.reviews.as_issued import AsIssued
from salesnb.reviews.attainment.by_unit import by_unit
from salesnb.reviews.goals import goals_of
from tests.reviews.planted import at, by_rep, cube, forecast, review, sale, target

M = "2026-03"
SALES = cube(
    sale(M, "C1", 90.0), sale(M, "C2", 50.0, region_id="N2"), sale(M, "C3", 20.0, region_id="S1")
)
ISSUED = AsIssued(
    forecast={"2026-02": forecast(M, ("rep", "A", 90.0), ("rep", "B", 60.0), ("rep", "C", 60.0))}
)


def test_nodes_are_counted_by_what_became_of_them() -> None:
    """A met 80; B missed 60 by 10, within 12; C missed 60 by 40: beyond."""
    rows = review(SALES, by_rep(M, A=80.0, B=60.0, C=60.0), ISSUED)["reached"]
    row = rows[(rows["dimension"] == "rep") & (rows["span"] == "month")].iloc[0]
    assert row[["n_targets", "n_met", "n_noise", "n_missed", "n_open"]].tolist() == [3, 1, 1, 1, 0]
    assert row[["shortfall", "surplus", "beyond"]].tolist() == [-50.0, 10.0, -40.0]
    assert row["by_chance"] == pytest.approx(3 * 0.025)


def test_new_customers_miss_beyond_chance_only_where_a_poisson_count_would_not() -> None:
    """Of 10 expected, 4 come or fewer in 2.9 % of months, 3 or fewer in 1.0 %."""
    for came, verdict in ((4, "missed_within_noise"), (3, "missed")):
        old = sale("2025-01", "old", 5.0)
        new = [sale(M, f"N{i}", 5.0) for i in range(came)]
        rows = review(cube(old, *new), [target(M, 10.0, rep_id="A", measure="new_customers")])
        row = at(rows["attainments"], "rep", "A", measure="new_customers")
        assert (row["actual"], row["verdict"], row["rests_on"]) == (came, verdict, "counts")


def test_a_month_whose_data_end_early_is_not_judged_below_its_target() -> None:
    days = pd.DataFrame({"day": pd.date_range("2025-01-01", "2026-03-12")})
    year = [row for m in range(1, 13) for row in by_rep(f"2026-{m:02}", A=80.0, C=60.0)]
    found = review(SALES, year, ISSUED, sales_days=days)
    rows = found["attainments"]
    assert at(rows, "rep", "A")["verdict"] == "met"
    assert at(rows, "rep", "C")[["verdict", "reason"]].tolist() == ["cannot_tell", "partial"]
    assert set(found["paces"].query("left > 0")["state"]) == {"partial"}


def test_frames_by_unit_keep_parts_that_have_targets() -> None:
    asked = [*by_rep(M, A=80.0), target(M, 3.0, rep_id="A", measure="new_customers")]
    found = by_unit(review(cube(sale("2024-01", "C0", 1.0), sale(M, "C1", 90.0)), asked))
    assert set(found["attained"]["measure"]) == {"sales"}
    assert set(found["counted"]["measure"]) == {"new_customers"}
    assert set(found["attained"]["dimension"]) == {"total", "level_1", "region", "rep"} - {
        "level_1",
        "region",
    }
    assert set(found["count_paces"]["measure"]) == {"new_customers"}


def goals(*rows: tuple[str, str, str, str, float | None]) -> dict[str, pd.DataFrame]:
    columns = ["target_id", "owner", "due_on", "state", "grade"]
    frame = pd.DataFrame(rows, columns=columns).astype({"grade": "float64"})
    texts = dict.fromkeys(["goal", "goal_zh", "grade_text", "proof"], "")
    frame = frame.assign(reached=frame["grade"] / 4, days_overdue=float("nan"), **texts)
    return {"08_targets_goals": frame}


def test_goals_due_this_year_roll_up_over_their_owners() -> None:
    """Ann: a grade of 3 and one overdue (0 of 4) make 3/8; Bo's is not due yet."""
    given = goals(
        ("Q1", "Ann", "2026-03-31", "graded", 3.0),
        ("Q2", "Ann", "2026-04-30", "overdue", None),
        ("Q3", "Bo", "2026-12-31", "later", None),
        ("Q4", "Bo", "2027-06-30", "later", None),
    )
    found = goals_of(given, [f"2026-{month:02d}" for month in range(1, 13)])
    assert found["goals"]["target_id"].tolist() == ["Q1", "Q2", "Q3"]
    owners = found["goal_owners"].set_index("owner")
    assert owners.loc["Ann", ["n_goals", "n_graded", "n_overdue"]].tolist() == [2, 1, 1]
    assert owners.at["Ann", "reached"] == pytest.approx(3 / 8)
    assert pd.isna(owners.at["Bo", "reached"]) and owners.at["total", "n_goals"] == 3


def test_without_08_targets_there_are_no_goals() -> None:
    assert all(frame.empty for frame in goals_of({}, ["2026-01"]).values())
