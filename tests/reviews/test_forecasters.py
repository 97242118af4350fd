"""Forecast accountability: calls, misses, bias and worth against closed forms."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from salesnb.months import Month
from salesnb.reviews.as_issued import AsIssued
from salesnb.reviews.forecasters.calls import CALLS, calls_of
from salesnb.reviews.forecasters.records import levels_of, records_of
from salesnb.reviews.forecasters.study import judge_forecasters
from tests.reviews.planted import CALENDAR, MARCH, cube, facts, forecast, sale

MONTHS = [str(one) for one in (MARCH - 11).until(MARCH)]
YEARS = [str(one) for one in (MARCH - 23).until(MARCH)]


def sales(amount: float = 100.0, grown: float = 1.25) -> list[dict[str, object]]:
    """Return two years of C1 at rep A: 80 a month, then 100."""
    return [sale(m, "C1", amount if m in MONTHS else amount / grown) for m in YEARS]


def submissions(*rows: tuple[str, str, str, float]) -> pd.DataFrame:
    columns = ["submitted_on", "rep_id", "period_start", "commit_amount"]
    frame = pd.DataFrame(rows, columns=columns)
    days = dict.fromkeys(["submitted_on", "period_start"], "datetime64[s]")
    return frame.astype(days).assign(best_amount=frame["commit_amount"] * 1.5)


def commits(rep: str, *amounts: float) -> list[tuple[str, str, str, float]]:
    """Return what a rep submitted on the last day before each of the last months."""
    months = MONTHS[-len(amounts) :]
    return [
        (str((Month.parse(month) - 1).last), rep, f"{month}-01", amount)
        for month, amount in zip(months, amounts, strict=True)
    ]


def test_an_issued_forecast_counts_as_it_stood_before_its_month() -> None:
    issued = AsIssued(
        forecast={
            "2026-01": forecast("2026-03", ("total", "total", 70.0)),
            "2026-02": forecast("2026-03", ("total", "total", 90.0)),
            "2026-03": forecast("2026-03", ("total", "total", 100.0)),
        }
    )
    row = calls_of(facts(cube(*sales())), issued, MONTHS).iloc[0]
    assert row[["forecaster", "month", "expected", "actual", "naive"]].tolist() == [
        "issued",
        "2026-03",
        90.0,
        100.0,
        80.0,
    ]
    assert row[["low", "high"]].tolist() == pytest.approx([72.0, 108.0])


def test_the_newest_submission_before_the_month_counts() -> None:
    given = submissions(
        ("2026-02-10", "A", "2026-03-01", 50.0),
        ("2026-02-28", "A", "2026-03-01", 60.0),
        ("2026-03-05", "A", "2026-03-01", 100.0),
    )
    rows = calls_of(facts(cube(*sales()), forecast_submissions=given), AsIssued(), MONTHS)
    assert rows[["dimension", "node", "expected", "high", "actual"]].values.tolist() == [
        ["rep", "A", 60.0, 90.0, 100.0],
        ["total", "total", 60.0, 90.0, 100.0],
    ]


def test_the_rule_of_the_forecast_is_tested_a_month_before_each() -> None:
    errors = pd.DataFrame(
        [("sales", "total", "total", "2026-01", s, 90.0) for s in (1, 2)],
        columns=["measure", "dimension", "node", "origin", "step", "expected"],
    )
    rows = calls_of(facts(cube(*sales()), forecast_errors=errors), AsIssued(), MONTHS)
    assert rows[["forecaster", "month", "expected"]].values.tolist() == [
        ["tested", "2026-02", 90.0]
    ]
    assert levels_of(rows).iloc[0]["wape"] == pytest.approx(0.1)
    assert records_of(rows).iloc[0]["state"] == "too_few"


def record(rep: str = "A", *amounts: float) -> pd.Series:
    given = submissions(*commits(rep, *amounts))
    rows = records_of(
        calls_of(facts(cube(*sales()), forecast_submissions=given), AsIssued(), MONTHS)
    )
    return rows[rows["dimension"] == "rep"].iloc[0]


def test_misses_bias_and_worth_of_a_record_by_hand() -> None:
    """Six months of 100: 90, 110 in turn miss by a tenth, without bias; last year's month by 20."""
    row = record("A", *[90.0, 110.0] * 3)
    assert row[["wape", "bias", "naive_wape", "added"]].tolist() == pytest.approx(
        [0.1, 0, 0.2, 0.1]
    )
    reach = 2.570582 * np.std([-10, 10] * 3, ddof=1) / np.sqrt(6) / 100
    assert row["bias_high"] == pytest.approx(reach, rel=1e-5)
    assert (row["n_ranged"], row["n_inside"], row["state"]) == (6, 3, "none")


def test_who_always_says_less_runs_low_and_five_months_are_too_few() -> None:
    assert record("A", 70.0, 72.0, 69.0, 71.0, 70.0, 68.0)["state"] == "low"
    few = record("A", 70.0, 72.0, 69.0, 71.0, 70.0)
    assert few["state"] == "too_few" and np.isnan(few["bias_low"])


def test_unbiased_reps_are_seldom_called_biased() -> None:
    """Forty reps of pure noise, thrice: at a rate of one in ten hardly any stands out."""
    found = 0
    for seed in range(3):
        rng = np.random.default_rng([20, seed])
        noise = pd.DataFrame(rng.normal(0, 0.3, (40, 12)))
        calls = noise.stack().rename("error").reset_index()
        rows = calls.assign(
            forecaster="commit",
            dimension="rep",
            node=calls["level_0"].astype("str"),
            month=calls["level_1"].map(dict(enumerate(MONTHS))),
            expected=100 * (1 + calls["error"]),
            actual=100.0,
            low=np.nan,
            high=np.nan,
            naive=np.nan,
        )
        found += int(records_of(rows[CALLS])["state"].isin(["low", "high"]).sum())
    assert found <= 3


def test_levels_take_their_nodes_together() -> None:
    given = submissions(*commits("A", *[90.0] * 6), *commits("B", *[10.0] * 6))
    rows = levels_of(
        calls_of(facts(cube(*sales()), forecast_submissions=given), AsIssued(), MONTHS)
    )
    reps = rows[rows["dimension"] == "rep"].iloc[0]
    assert reps[["n_nodes", "n_calls", "n_months"]].tolist() == [2, 12, 6]
    assert reps[["wape", "bias"]].tolist() == pytest.approx([0.2, 0.0])  # B sells nothing


def test_nothing_foretold_gives_empty_frames() -> None:
    days = pd.DataFrame({"day": pd.date_range("2024-04-01", "2026-03-31")})
    given = facts(cube(*sales()), sales_days=days)
    found = judge_forecasters(given, {}, month=MARCH, calendar=CALENDAR)
    assert set(found) == {"forecast_calls", "forecast_levels", "forecast_records"}
    assert all(frame.empty for frame in found.values())
