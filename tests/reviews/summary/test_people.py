"""Months of reps and sums of teams: planted companies whose figures are reckoned by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from salesnb.contracts.frames import declared
from salesnb.contracts.validated import result
from salesnb.members import TOTAL, UNASSIGNED
from salesnb.pages.summary import people
from salesnb.reviews.summary.answerable import People
from salesnb.reviews.summary.command import commands, managers_of
from salesnb.reviews.summary.people import HELD, REPS, rep_months
from salesnb.reviews.summary.study import slipping_of_reps
from salesnb.reviews.summary.teams import DEEPER, TEAMS, deeper_misses, teams

OF_CUSTOMER = People({"C1": "R1"}, {}, {}, {}, {})
SLIPPING = pd.DataFrame(
    {
        "customer_id": ["C1", "C2", "C3"],
        "is_slipping": [True, False, True],
        "last_on": "2026-08-01",
        "silent_days": 90.0,
        "usual_gap_days": 7.0,
        "year_amount": 100.0,
        "at_stake": [80.0, 1.0, float("nan")],
    }
)
SINCE = {"month": "2026-10", "year_to_date": "2026-01", "quarter": "2026-10"}
ABOVE = {"D": "", "M1": "D", "M2": "D", "A": "M1", "B": "M1", "C": "M2", "F": "", "G": "gone"}


def line(measure: str, node: str, span: str, actual: float, **other: object) -> dict[str, object]:
    """A row of 13_review_attained or _counted; held and judged where a target is named."""
    dimension = TOTAL if node == TOTAL else "rep"
    row = {"measure": measure, "dimension": dimension, "node": node, "span": span}
    row |= {"since": SINCE[span], "actual": actual, "verdict": "no_target", **other}
    if "target" in row:
        row = {"held": actual, **row}
        row["gap"] = row["held"] - row["target"]
        row["attainment"] = row["held"] / row["target"] if row["target"] else float("nan")
    return row


def frame(*lines: dict[str, object]) -> pd.DataFrame:
    names = ["measure", "dimension", "node", "span", "since", *HELD]
    texts = ["measure", "dimension", "node", "span", "since", "verdict", "reason", "band"]
    found = pd.DataFrame(list(lines), columns=names)
    found[texts] = found[texts].astype("object").fillna("").astype("str")
    return found.astype({one: "float64" for one in names if one not in texts})


def reps(above: dict[str, str]) -> pd.DataFrame:
    known = {rep: manager or None for rep, manager in above.items()}
    return pd.DataFrame({"rep_id": list(known), "manager_id": list(known.values())}, dtype="str")


def sales(node: str, month: float, year: float, **of_month: object) -> list[dict[str, object]]:
    return [
        line("sales", node, "month", month, **of_month),
        line("sales", node, "year_to_date", year),
    ]


@pytest.fixture(scope="module")
def attained() -> pd.DataFrame:
    """Three levels: D above M1 and M2, above A, B and C; F alone; G below one unknown."""
    return frame(
        *sales("A", 100.10, 900.0, target=200.0, verdict="missed", seen_miss=50.0),
        *sales("B", 60.05, 500.0, target=70.0, verdict="missed_within_noise", seen_miss=20.0),
        *sales("C", 40.25, 400.0, target=100.0, verdict="missed", seen_miss=30.0),
        *sales("M1", 10.0, 80.0, target=10.0, verdict="met", seen_miss=1.0),
        *sales("F", 30.30, 300.0),
        *sales("G", 5.0, 50.0, target=9.0, verdict="cannot_tell", reason="left"),
        *sales(UNASSIGNED, 4.30, 43.0),
        *sales(TOTAL, 250.0, 2273.0, target=1000.0, verdict="missed"),
        line("sales", "A", "quarter", 100.10),
        line("collections", "A", "month", 80.0, target=100.0, verdict="missed"),
        line("margin", "B", "month", 7.0, target=5.0, verdict="met"),
    )


@pytest.fixture(scope="module")
def months(attained: pd.DataFrame) -> pd.DataFrame:
    return rep_months(attained, reps=reps(ABOVE))


def row(rows: pd.DataFrame, name: str, span: str = "month") -> pd.Series:
    (found,) = [one for _, one in rows[rows["span"] == span].iterrows() if one.iloc[0] == name]
    return found


def test_a_rep_has_a_month_and_a_year_and_they_add_up_to_the_total(months: pd.DataFrame) -> None:
    assert list(months) == REPS and not months.duplicated(["rep_id", "span"]).any()
    assert set(months["rep_id"]) == {"A", "B", "C", "M1", "F", "G", UNASSIGNED}
    sums = months.groupby("span")["actual"].sum().round(2)
    assert sums.to_dict() == {"month": 250.0, "year_to_date": 2273.0}
    a, f = row(months, "A"), row(months, "F")
    assert (a["verdict"], a["seen_miss"], a["manager_id"], a["since"]) == (
        *("missed", 50.0),
        *("M1", "2026-10"),
    )
    assert a["gap"] == pytest.approx(-99.9) and f["verdict"] == "no_target"
    assert pd.isna(f["target"]) and pd.isna(f["held"])
    assert row(months, "G")["manager_id"] == "" and row(months, "G")["reason"] == "left"


def test_of_a_measure_that_others_have_nothing_came_in(months: pd.DataFrame) -> None:
    b = row(months, "B")
    assert b["cash"] == 0.0 and b["cash_verdict"] == "no_target" and pd.isna(b["cash_target"])
    assert row(months, "A")["cash_gap"] == -20.0


def test_what_is_absent_is_missing_and_nothing_fails(months: pd.DataFrame) -> None:
    absent = ["visits", "visits_target", "new_customers", "new_held", "points", "low", "firm"]
    assert months[absent].isna().all(axis=None)
    assert (months[["visits_verdict", "new_verdict", "standing"]] == "").all(axis=None)
    found = row(teams(months, reps(ABOVE)), "D")
    assert pd.isna(found["n_below"]) and pd.isna(found["visits"]) and pd.isna(found["new_target"])


def test_without_reps_and_without_targets_everybody_stands_in_no_team() -> None:
    bare = frame(*sales("A", 1.25, 10.0), *sales(UNASSIGNED, 2.5, 20.0), *sales(TOTAL, 3.75, 30.0))
    rows = rep_months(bare)
    found = teams(rows)
    assert set(found["manager_id"]) == {UNASSIGNED, TOTAL} and list(found) == TEAMS
    assert found["actual"].tolist() == [3.75, 30.0, 3.75, 30.0]
    assert found["target"].isna().all() and (found["n_asked"] == 0).all()
    assert (rows["manager_id"] == "").all() and deeper_misses(rows).empty


def test_a_month_without_reps_gives_no_rows() -> None:
    rows = rep_months(frame(*sales(TOTAL, 5.0, 9.0)))
    assert rows.empty and list(rows) == REPS
    assert teams(rows).empty and list(teams(rows)) == TEAMS
    assert list(deeper_misses(rows)) == DEEPER


def test_visits_new_customers_and_points_stand_beside_sales(attained: pd.DataFrame) -> None:
    counted = frame(
        line("visits", "A", "month", 12, target=10, verdict="met"),
        line("visits", "V", "year_to_date", 3),
        line("new_customers", "B", "year_to_date", 4, held=1, target=2, verdict="missed"),
        line("quantity", "A", "month", 999, target=1000),
    )
    scores = {"dimension": "rep", "node": "A", "points": 70.0, "low": 60.0, "high": 80.0}
    cards = pd.DataFrame([{**scores, "firm": 90.0, "verdict": "below"}])
    rows = rep_months(attained, counted, cards, reps(ABOVE))
    a, b = row(rows, "A"), row(rows, "B", "year_to_date")
    assert (a["visits"], a["visits_target"], a["visits_verdict"]) == (12, 10, "met")
    assert (a["points"], a["firm"], a["standing"]) == (70, 90, "below")
    assert (b["new_customers"], b["new_held"], b["new_target"]) == (4, 1, 2)
    assert b["visits"] == 0 and pd.isna(b["points"])
    v = row(rows, "V", "year_to_date")  # visits alone give a row: nothing was sold
    assert (v["visits"], v["actual"], v["verdict"]) == (3, 0, "no_target")
    found = teams(rows, reps(ABOVE))
    assert row(found, "M1")["n_below"] == 1 and row(found, "M1")["visits"] == 12
    assert row(found, "D", "year_to_date")["new_target"] == 2
    assert rows.groupby("span")["actual"].sum().round(2).tolist() == [250.0, 2273.0]


def test_a_team_has_all_below_over_all_levels(months: pd.DataFrame) -> None:
    found = teams(months, reps(ABOVE))
    m1, m2, d = row(found, "M1"), row(found, "M2"), row(found, "D")
    assert m1["actual"] == pytest.approx(100.10 + 60.05 + 10.0) and m1["n_reps"] == 3
    assert (m1["n_met"], m1["n_within"], m1["n_missed"], m1["n_direct"]) == (1, 1, 1, 2)
    assert m1["missing"] == pytest.approx(99.9) and m1["reports_to"] == "D"
    assert m1["attainment"] == pytest.approx(170.15 / 280) and m1["cash_attainment"] == 0.8
    assert m2["actual"] == 40.25 and m2["n_reps"] == 1  # M2 sells nothing
    assert d["actual"] == pytest.approx(210.40) and d["n_missed"] == 2 and d["n_reps"] == 4
    assert d["target"] == 380.0 and d["gap"] == pytest.approx(210.40 - 380.0)
    assert d["is_top"] and not m1["is_top"] and d["n_direct"] == 2
    assert d["n_teams"] == 2 and m1["n_teams"] == 0


def test_tops_and_those_in_no_team_add_up_to_the_total(months: pd.DataFrame) -> None:
    found = teams(months, reps(ABOVE))
    for span, whole in (("month", 250.0), ("year_to_date", 2273.0)):
        own = found[found["span"] == span]
        parts = own[own["is_top"] | (own["manager_id"] == UNASSIGNED)]
        assert round(parts["actual"].sum(), 2) == whole
        assert round(row(found, TOTAL, span)["actual"], 2) == whole
        counts = ["n_reps", "n_asked", "n_missed", "n_open", "missing", "held", "target"]
        summed = parts[counts].sum()
        assert summed.to_list() == pytest.approx(row(found, TOTAL, span)[counts].fillna(0).tolist())
    alone = row(found, UNASSIGNED)
    assert (alone["n_reps"], alone["n_open"]) == (2, 1)  # F, and G who left
    assert alone["actual"] == pytest.approx(30.30 + 5.0 + 4.30)


def test_managers_of_managers_see_who_missed_beyond_chance_below(months: pd.DataFrame) -> None:
    found = deeper_misses(months, reps(ABOVE))
    assert found[["manager_id", "rep_id", "under_id"]].to_numpy().tolist() == [
        ["D", "A", "M1"],
        ["D", "C", "M2"],
    ]
    assert set(found["span"]) == {"month"} and found["gap"].round(2).tolist() == [-99.9, -59.75]


@pytest.mark.parametrize(
    ("above", "cleared"),
    [
        ({"A": "A", "B": "A"}, {"A": "", "B": "A"}),
        ({"A": "B", "B": "A", "C": "B"}, {"A": "", "B": "A", "C": "B"}),
        ({"C": "A", "A": "B", "B": "C", "Z": "C"}, {"C": "A", "A": "", "B": "C", "Z": "C"}),
        ({"Y": "X", "X": "Y", "A": "nobody"}, {"Y": "X", "X": "", "A": ""}),
    ],
)
def test_rings_are_opened_at_one_place(above: dict[str, str], cleared: dict[str, str]) -> None:
    assert managers_of(reps(above)) == cleared
    turned = managers_of(reps(dict(reversed(above.items()))))
    assert turned == cleared


def test_a_ring_counts_nobody_twice() -> None:
    ring = {"A": "B", "B": "C", "C": "A"}
    rows = rep_months(
        frame(*(one for rep in ring for one in sales(rep, 10.0, 20.0))), reps=reps(ring)
    )
    found = teams(rows, reps(ring))
    assert row(found, "A")["actual"] == 30.0 and row(found, "A")["is_top"]
    assert row(found, "C")["n_reps"] == 2 and "B" not in set(found["manager_id"])
    assert row(found, TOTAL)["actual"] == 30.0 and UNASSIGNED not in set(found["manager_id"])


def test_commands_go_over_all_levels() -> None:
    chain = {f"R{n:03d}": f"R{n - 1:03d}" if n else "" for n in range(60)}
    found = commands(managers_of(reps(chain)))
    assert len(found) == 60 * 59 / 2 and found["depth"].max() == 59


@pytest.mark.parametrize("is_known", [True, False])
def test_the_room_takes_the_frames_as_they_are(attained: pd.DataFrame, is_known: bool) -> None:
    known = reps(ABOVE) if is_known else None
    rows = rep_months(attained if is_known else frame(*sales(TOTAL, 5.0, 9.0)), reps=known)
    made = {"reps": rows, "teams": teams(rows, known), "team_missed": deeper_misses(rows, known)}
    made["rep_slipping"] = slipping_of_reps(SLIPPING if is_known else None, OF_CUSTOMER)
    for name, contract in declared(people).items():
        found = result(made.pop(name), contract)
        assert found.is_empty != is_known, name
    assert not made


def test_who_slips_away_stands_with_the_rep_in_charge() -> None:
    found = slipping_of_reps(SLIPPING, OF_CUSTOMER)
    assert found[["rep_id", "customer_id"]].values.tolist() == [["R1", "C1"], ["", "C3"]]
    assert slipping_of_reps(None, OF_CUSTOMER).empty
