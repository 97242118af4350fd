"""The chance of a year's total: from the forecast, earlier errors with their bias, what came in."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.special import ndtr

from salesnb.months import Month
from salesnb.targets.plan.odds import year_odds
from salesnb.targets.plan.years import PlanYear, plan_year

MONTH = Month(2026, 10)
N_REGIONS = 8


def year(month: Month = MONTH) -> PlanYear:
    return plan_year(pd.DataFrame({"year": [2027]}), month=month, year_start=1)


def past(
    n_origins: int = 48,
    *,
    spread: float = 0.1,
    bias: float = 0.0,
    common: float = 0.3,
    seed: int = 1,
) -> pd.DataFrame:
    """Return errors of regions that sell 100 a month, up to the last origin before MONTH."""
    rng = np.random.default_rng(seed)
    shared = np.sqrt(common) * rng.normal(size=(n_origins, 1))
    own = np.sqrt(1 - common) * rng.normal(size=(n_origins, N_REGIONS))
    rows = []
    for place, error in enumerate(bias + spread * (shared + own)):
        back = n_origins - place
        for node in range(N_REGIONS):
            for step in range(1, min(back, 12) + 1):
                amount = 100 * (1 + error[node])
                rows.append(("region", f"R{node}", str(MONTH - back), step, 100.0, amount))
    found = pd.DataFrame(
        rows, columns=["dimension", "node", "origin", "step", "expected", "actual"]
    )
    whole = found.groupby(["origin", "step"], as_index=False)[["expected", "actual"]].sum()
    whole = whole.assign(dimension="total", node="total")
    both = pd.concat([found, whole], ignore_index=True)
    return both.assign(measure="sales", usual=both["expected"])


def ahead(n: int = 14, *, monthly: float = 100.0) -> pd.DataFrame:
    """Return the forecast of the months after MONTH."""
    nodes = [("region", f"R{i}", monthly) for i in range(N_REGIONS)]
    nodes += [("total", "total", monthly * N_REGIONS)]
    months = [str(MONTH + 1 + i) for i in range(n)]
    rows = [(d, node, m, q, a) for d, node, a in nodes for m in months for q in (0.1, 0.9)]
    found = pd.DataFrame(rows, columns=["dimension", "node", "month", "quantile", "expected"])
    return found.assign(measure="sales", amount=found["expected"])


def sold(until: Month = MONTH, n: int = 24, monthly: float = 700.0) -> pd.DataFrame:
    months = [str(until - i) for i in range(n)]
    return pd.DataFrame({"month": months, "net_amount": monthly})


def facts(**frames: pd.DataFrame) -> dict[str, pd.DataFrame]:
    there = {"sales_cube": sold(), "forecast": ahead(), "forecast_errors": past()}
    regions = [f"R{i}" for i in range(N_REGIONS)]
    there["regions"] = pd.DataFrame({"region_id": regions, "parent_id": ""})
    there["reps"] = pd.DataFrame(columns=["rep_id", "region_id"])
    return there | frames


def test_the_chance_of_the_forecast_is_even_and_amounts_answer_chances() -> None:
    odds = year_odds(facts(), year(), month=MONTH)
    assert odds.state == "shown" and odds.tested.length == 12 and odds.dimension == "region"
    assert odds.expected == pytest.approx(12 * 800) and odds.so_far == 0
    assert odds.chance(odds.expected) == pytest.approx(0.5, abs=0.12)
    for probability in (0.9, 0.65, 0.35):
        assert odds.chance(odds.amount(probability)) == pytest.approx(probability, abs=1e-6)
    low, high = odds.range
    assert odds.chance(low) == pytest.approx(0.9) and odds.chance(high) == pytest.approx(0.1)


def test_a_year_of_known_errors_has_about_the_spread_that_they_had() -> None:
    odds = year_odds(facts(forecast_errors=past(spread=0.1, common=0.6)), year(), month=MONTH)
    true = 0.1 * np.sqrt(0.6 + 0.4 / N_REGIONS)
    low, high = odds.range
    assert (high - low) / 2 / odds.expected == pytest.approx(1.28 * true, rel=0.5)
    assert odds.chance(1.2 * odds.expected) < 0.1 < ndtr(-0.05 / true) + 0.1


def test_a_bias_that_is_more_than_luck_moves_the_chances_and_is_told() -> None:
    odds = year_odds(facts(forecast_errors=past(bias=0.15, spread=0.06)), year(), month=MONTH)
    assert odds.bias.share == pytest.approx(0.15, abs=0.04) and odds.bias.n_origins == 37
    assert odds.chance(odds.expected) > 0.75
    assert odds.middle > 1.08 * odds.expected
    assert odds.expected == pytest.approx(9600)


def test_last_year_takes_months_to_come_from_the_forecast() -> None:
    odds = year_odds(facts(), year(), month=MONTH)
    assert odds.last_year == pytest.approx(10 * 700 + 2 * 800)
    assert odds.last_year_ahead == pytest.approx(1600)
    sales = sold()
    without = sales[sales["month"] != "2026-05"]
    assert year_odds(facts(sales_cube=without), year(), month=MONTH).last_year == 9 * 700 + 1600
    short = year_odds(facts(sales_cube=sold(n=6)), year(), month=MONTH)
    assert np.isnan(short.last_year)


def test_months_that_are_over_count_as_they_were() -> None:
    later = Month(2027, 4)
    sales = pd.concat([sold(), sold(later, n=6, monthly=1000.0)])
    forecast = ahead(14)
    forecast = forecast[forecast["month"] > str(later)]
    odds = year_odds(facts(sales_cube=sales, forecast=forecast), year(later), month=later)
    assert odds.so_far == 4000 and odds.ahead == pytest.approx(8 * 800)
    assert odds.amount(0.5) > 4000
    assert odds.chance(4000.0) > 0.999
    over = year_odds(
        facts(sales_cube=sold(Month(2028, 1))), year(Month(2028, 1)), month=Month(2028, 1)
    )
    assert over.state == "over" and over.expected == 8400 and np.isnan(over.chance(1.0))


@pytest.mark.parametrize(
    ("changed", "state", "has_range"),
    [
        ({"forecast_errors": past(24)}, "unproven", True),
        ({"forecast_errors": past(14)}, "no_range", False),
        ({"forecast_errors": past(0)}, "no_range", False),
        ({"forecast": ahead(12)}, "no_forecast", False),
        ({"forecast": ahead(0)}, "no_forecast", False),
    ],
)
def test_a_short_past_gives_a_range_or_nothing(changed, state: str, has_range: bool) -> None:
    odds = year_odds(facts(**changed), year(), month=MONTH)
    assert odds.state == state
    assert np.isfinite(odds.range[0]) == has_range
    assert np.isnan(odds.chance(9600.0)) and np.isnan(odds.amount(0.5))


def test_probabilities_that_did_not_come_true_are_not_shown() -> None:
    errors = past(spread=0.01)
    late = errors["origin"] >= str(MONTH - 11)
    sign = np.where(errors["origin"].str[-1].astype(int) % 2, 1.5, 0.5)
    errors.loc[late, "actual"] = errors.loc[late, "expected"] * sign[late]
    odds = year_odds(facts(forecast_errors=errors), year(), month=MONTH)
    assert odds.state == "fails" and np.isfinite(odds.range[0])
    assert np.isnan(odds.chance(9600.0))


def test_without_regions_the_total_stands_alone() -> None:
    errors, forecast = past(), ahead()
    alone = facts(
        forecast_errors=errors[errors["dimension"] == "total"],
        forecast=forecast[forecast["dimension"] == "total"],
    )
    odds = year_odds(alone, year(), month=MONTH)
    assert odds.dimension == "total" and np.isfinite(odds.range[0])
