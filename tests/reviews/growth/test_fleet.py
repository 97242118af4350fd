"""Verdicts over the fleet: what moved, what is one month, recorded baselines."""

from __future__ import annotations

import pandas as pd
import pytest

from salesnb.reviews.growth import study
from salesnb.reviews.growth.fleet import seen_in_half
from tests.reviews.growth.companies import cube, facts, ground

NAMES = {f"C{place}": 0.0 for place in range(12)}
NONE = pd.DataFrame(
    columns=["region_id", "product_group", "rep_id", "customer_id", "begins", "reason"]
)


def sales(seed: int = 3) -> pd.DataFrame:
    return cube(NAMES, months=48, noise=0.1, seed=seed)


def judged(lines: pd.DataFrame, baselines: pd.DataFrame = NONE, **more: pd.DataFrame):  # type: ignore[no-untyped-def]
    return study.judge_series(ground(facts(lines, **more)), baselines)


def verdicts(found: dict[str, pd.DataFrame]) -> pd.DataFrame:
    return found["verdicts"].set_index(["dimension", "node"])


def test_a_region_that_fell_to_another_level_is_named_with_month_and_money() -> None:
    lines = sales()
    fell = (lines["region_id"] == "N1") & (lines["month"] >= "2026-03")
    lines.loc[fell, "net_amount"] *= 0.5
    found = judged(lines)
    row = verdicts(found).loc[("region", "N1")]
    assert row["verdict"] == "level" and row["since"] in ("2026-02", "2026-03", "2026-04")
    assert row["change"] == pytest.approx(-0.5, abs=0.1)
    assert row["amount"] == pytest.approx(-2000, rel=0.3)
    assert row["change_low"] <= -0.5 <= row["change_high"]
    assert set(found["limits"]["node"]) >= {"total", "N1"}


def test_one_bad_month_is_no_turn() -> None:
    lines = sales()
    bad = (lines["region_id"] == "N1") & (lines["month"] == "2026-10")
    lines.loc[bad, "net_amount"] *= 0.9
    row = verdicts(judged(lines)).loc[("region", "N1")]
    assert row["verdict"] in ("common_cause", "outlier")


def test_a_company_in_which_nothing_moved_has_few_signals() -> None:
    found = judged(sales(seed=21))
    row = found["fleet"].iloc[0]
    assert row["n_signals"] <= 3 and row["n_false"] == pytest.approx(0.1 * row["n_signals"])
    assert row["n_judged"] == row["n_series"] == len(found["verdicts"])
    assert 0 < row["smallest"] < 1


def test_reps_who_left_are_not_judged_but_counted() -> None:
    reps = pd.DataFrame(
        {"rep_id": ["R1"], "region_id": ["N0"], "left_on": pd.to_datetime(["2026-03-31"])}
    )
    found = judged(sales(), reps=reps)
    assert ("rep", "R1") not in verdicts(found).index
    assert found["fleet"]["n_left"].iloc[0] == 1


def test_a_baseline_begins_anew_where_it_is_recorded_with_its_reason() -> None:
    lines = sales()
    fell = (lines["region_id"] == "N1") & (lines["month"] >= "2024-06")
    lines.loc[fell, "net_amount"] *= 0.5
    entry = {"region_id": "N1", "begins": "2024-06", "reason": "Office closed"}
    again = pd.DataFrame([entry], columns=NONE.columns, dtype=object).fillna("")
    assert verdicts(judged(lines)).loc[("region", "N1"), "verdict"] == "level"
    row = verdicts(judged(lines, again)).loc[("region", "N1")]
    assert row["is_rebased"] and row["rebase_reason"] == "Office closed"
    assert row["verdict"] == "common_cause" and row["rebased_from"] == "2024-06"
    assert row["baseline_from"] >= "2024-06"


def test_a_recorded_baseline_of_nobody_changes_nothing() -> None:
    entry = {"customer_id": "C99", "begins": "2024-06", "reason": "?"}
    again = pd.DataFrame([entry], columns=NONE.columns, dtype=object).fillna("")
    assert not verdicts(judged(sales(), again))["is_rebased"].any()


@pytest.mark.parametrize("months", [1, 5, 17])
def test_a_short_history_is_too_short(months: int) -> None:
    found = judged(cube(NAMES, months=months))
    assert set(found["verdicts"]["verdict"]) == {"too_short"}
    assert found["fleet"]["state"].iloc[0] == "too_short" and found["limits"].empty


def test_a_company_without_a_line_has_no_series() -> None:
    nothing = facts(sales())
    nothing["sales_cube"] = nothing["sales_cube"].iloc[:0]
    nothing["sales_days"] = nothing["sales_days"].iloc[:0]
    found = study.judge_series(ground(nothing), NONE)
    assert found["verdicts"].empty and found["fleet"]["n_series"].iloc[0] == 0


@pytest.mark.parametrize(
    ("falls", "half"), [((0.2, 0.3, None), 0.3), ((0.2, None, None), None), ((0.2, 0.4), 0.3)]
)
def test_a_series_that_shows_no_fall_counts_among_the_half(falls: tuple, half: float) -> None:
    rows = pd.DataFrame({"verdict": "common_cause", "smallest_visible": [*falls, 0.01]})
    rows.loc[len(falls), "verdict"] = "too_short"
    assert seen_in_half(rows) == pytest.approx(float("nan") if half is None else half, nan_ok=True)
