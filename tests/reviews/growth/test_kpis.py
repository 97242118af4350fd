"""Key figures of the year, and what cancelled: closed forms, changes, missing data."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest

from salesnb.measures import MEASURES
from salesnb.reviews.growth import study
from salesnb.reviews.growth.kpis import KPIS
from tests.reviews.growth.companies import LAST, cube, facts, ground

GROWTH = {"C1": 0.2, "C2": 0.0, "C3": -0.1, "C4": 0.4}


@dataclass(frozen=True)
class Issued:
    decided: dict[str, pd.DataFrame]


def plan(year: int = 2026, **goals: float) -> dict[str, pd.DataFrame]:
    rows = [{"kpi_id": name, "goal": goal, "owner": "Li"} for name, goal in goals.items()]
    kpis = pd.DataFrame(rows, columns=["kpi_id", "goal", "owner"])
    return {"frozen": pd.DataFrame({"year": [year]}), "kpis": kpis}


def judged(decided: dict[str, pd.DataFrame], issued: Issued | None = None, **more: pd.DataFrame):  # type: ignore[no-untyped-def]
    found = study.judge_kpis(ground(facts(cube(GROWTH), **more)), decided, issued)
    return found["kpis"].set_index("kpi_id"), found["counts"]


def test_every_measure_may_be_a_key_figure_and_none_fails() -> None:
    rows, counts = judged(plan(**dict.fromkeys(MEASURES, 1.0)))
    assert len(rows) == len(MEASURES) and set(KPIS) >= set(rows.columns)
    assert counts["n_kpis"].iloc[0] == len(MEASURES)


def test_growth_and_prices_are_those_of_the_year_so_far() -> None:
    rows, counts = judged(plan(growth=0.1, price_realisation=0.95, dso=60.0))
    sales = cube(GROWTH)
    now = sales[sales["month"].between("2026-01", "2026-10")]["net_amount"].sum()
    before = sales[sales["month"].between("2025-01", "2025-10")]["net_amount"].sum()
    assert rows.loc["growth", "actual"] == pytest.approx(now / before - 1)
    assert rows.loc["price_realisation", "actual"] == pytest.approx(0.9)
    assert rows.loc["price_realisation", "verdict"] == "missed"
    assert rows.loc["price_realisation", "gap"] == pytest.approx(-0.05)
    assert rows.loc["dso", "verdict"] == "not_measured"
    assert counts["n_open"].iloc[0] == 1


def test_less_is_better_where_the_measure_says_so() -> None:
    owed = pd.DataFrame({"open_amount": [800.0, 200.0], "days_past_due": [-3.0, 9.0]})
    known = {"open_instalments": owed, "receivables": pd.DataFrame({"month": ["2026-10"]})}
    rows, _ = judged(plan(dso=60.0, overdue_ratio=0.15), **known)
    recent = cube(GROWTH)
    recent = recent[recent["month"] >= "2026-08"]["net_amount"].sum()
    assert rows.loc["dso", "actual_days"] == pytest.approx(1000 / recent * 92)
    assert rows.loc["dso", "verdict"] == "reached" and rows.loc["dso", "gap_days"] > 0
    assert rows.loc["overdue_ratio", "actual"] == 0.2
    assert rows.loc["overdue_ratio", "verdict"] == "missed"


def test_targets_of_reps_make_attainment_and_quotas() -> None:
    months = [str(one) for one in (LAST - 9).until(LAST)]
    starts = pd.to_datetime([f"{one}-01" for one in months for _ in range(4)])
    targets = pd.DataFrame(
        {
            "measure": "sales",
            "period_start": starts,
            "period_end": starts + pd.offsets.MonthEnd(0),
            "rep_id": ["R0", "R1", "R2", "R3"] * 10,
            "target_value": 1000.0,
            "is_rollup": False,
            "version": 1,
        }
    ).reindex(columns=facts(cube(GROWTH))["issued_targets"].columns)
    texts = ["region_id", "customer_id", "product_id", "product_group"]
    targets[[*texts, "settlement_id", "sales_method_id"]] = ""
    rows, _ = judged(plan(attainment=1.0, quota_reached=0.6), issued_targets=targets)
    sales = cube(GROWTH)
    year = sales[sales["month"] >= "2026-01"]["net_amount"].sum()
    assert rows.loc["attainment", "actual"] == pytest.approx(year / 40_000)
    assert 0 <= rows.loc["quota_reached", "actual"] <= 1


def test_a_change_within_the_year_is_told_and_one_of_another_year_is_not() -> None:
    issued = Issued(plan(growth=0.1, dso=60.0))
    rows, counts = judged(plan(growth=0.2, wape=0.1), issued)
    assert rows["changed"].to_dict() == {"growth": "goal", "wape": "added", "dso": "removed"}
    assert rows.loc["growth", "goal_before"] == 0.1 and counts["n_kpis"].iloc[0] == 2
    rows, _ = judged(plan(growth=0.2), Issued(plan(year=2025, growth=0.1)))
    assert list(rows["changed"]) == [""]


def test_without_key_figures_nothing_is_judged() -> None:
    rows, counts = judged(plan())
    assert rows.empty and counts.empty


def offsets(expected: list[float], bets: pd.DataFrame | None):  # type: ignore[no-untyped-def]
    forecast = pd.DataFrame({"node": ["R0", "R1", "R2", "R3"], "expected": expected}).assign(
        measure="sales", dimension="rep", quantile=0.5, month="2026-10"
    )
    found = ground(facts(cube(dict.fromkeys(GROWTH, 0.0))))
    known = {} if bets is None else {"2026-09": bets}
    return study.count_offsets(found, {"2026-09": forecast}, known)["offsets"].iloc[0]


def test_misses_and_windfalls_cancel_as_they_add_up() -> None:
    row = offsets([1100.0, 1200.0, 800.0, 900.0], None)
    assert (row["missed"], row["beaten"], row["net"]) == (-300.0, 300.0, 0.0)
    assert row["cancelled"] == 1.0 and row["state"] == "unknown"
    assert (row["worst"], row["best"]) == ("R1", "R2")
    assert offsets([900.0, 900.0, 900.0, 900.0], None)["cancelled"] == 0.0


def test_independent_bets_say_how_much_is_expected_to_cancel() -> None:
    """The mean of |sum| over the sum of mean |x| of n equal independent normal errors."""
    bets = pd.DataFrame([{"dimension": "rep", "n_bets": 4.0, "common": 0.0}])
    row = offsets([1100.0, 1100.0, 1100.0, 1100.0], bets)
    assert row["expected"] == 0.5 and row["state"] == "usual"
    many = offsets([1100.0] * 4, bets.assign(n_bets=25.0))
    assert many["expected"] == 0.8 and many["state"] == "less"
    even = offsets([1100.0, 900.0, 1100.0, 900.0], bets)
    assert even["cancelled"] == 1.0 and even["state"] == "more"
    drawn = np.random.default_rng(5).normal(size=(40_000, 4))
    left = np.abs(drawn.sum(axis=1)) / np.abs(drawn).sum(axis=1).mean()
    assert 1 - left.mean() == pytest.approx(0.5, abs=0.01)
    low, high = np.quantile(np.maximum(1 - left, 0.0), [0.1, 0.9])
    assert row["expected_low"] == pytest.approx(low, abs=0.03)
    assert row["expected_high"] == pytest.approx(high, abs=0.03)


def test_without_a_forecast_of_the_month_before_nothing_is_counted() -> None:
    found = ground(facts(cube(GROWTH)))
    assert study.count_offsets(found, {}, {})["offsets"].empty
