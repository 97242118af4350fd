"""Steps of rivals' prices: found where they were put, and how small a one would be."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from salesnb.market import answers
from salesnb.market.price_steps import FALSE_ALARMS, STEPS, find_steps, smallest_step
from salesnb.market.prices import COMPARED
from salesnb.methods.changepoints import find_changes
from tests.market.facts import MONTH, panel, prices, rivals_seen, spread

NOISE = 0.02


def test_a_cut_is_found_in_its_month_and_the_level_is_that_since() -> None:
    rows = spread("K1", 95.0)
    rows = [(d, k, p * (0.85 if d >= "2026-03" else 1.0), s) for d, k, p, s in rows]
    got = rivals_seen(prices(*rows, *spread("K2", 97.0, seed=2)))
    (step,) = got["price_changes"].to_dict("records")
    assert (step["competitor_id"], step["month"]) == ("K1", "2026-03")
    assert step["size"] == pytest.approx(-0.15, abs=0.02)
    row = panel(got)
    assert row["since"] == "2026-03" and row["n"] == 10
    assert row["price_ratio"] == pytest.approx(0.95 * 0.85, abs=0.02)
    assert step["n_after"] == 10
    assert 0 < step["chance"] < 0.01, "so clear a one is seldom seen where there is none"


def test_a_cut_in_a_month_that_nobody_saw_may_lie_in_that_month() -> None:
    rows = spread("K1", 95.0)
    rows = [
        (d, k, p * (0.85 if d >= "2026-03" else 1.0), s)
        for d, k, p, s in rows
        if d[:7] not in {"2026-02", "2026-03"}
    ]
    (step,) = rivals_seen(prices(*rows))["price_changes"].to_dict("records")
    assert (step["earliest"], step["month"], step["latest"]) == ("2026-02", "2026-04", "2026-04")


def test_our_own_price_rise_is_no_cut_of_theirs() -> None:
    rows = [(d, k, p * (1.1 if d >= "2026-01" else 1.0), s) for d, k, p, s in spread("K1", 95.0)]
    dated = pd.DataFrame(
        {
            "product_id": ["P1", "P1"],
            "valid_from": ["2020-01-01", "2026-01-01"],
            "valid_to": ["2026-01-01", None],
            "list_price": [100.0, 110.0],
        }
    )
    got = rivals_seen(prices(*rows), product_prices=dated)
    assert got["price_changes"].empty
    assert panel(got)["price_ratio"] == pytest.approx(0.95, abs=0.02)


def test_what_our_sales_did_after_a_step_is_held_against_the_year_before() -> None:
    months = [f"{year}-{n:02d}" for year in (2025, 2026) for n in range(1, 13)]
    sales = pd.DataFrame({"month": months, "product_group": "Pumps", "net_amount": 100.0})
    sales.loc[sales["month"] >= "2026-10", "net_amount"] = 90.0
    others = sales.assign(product_group="Valves", net_amount=[100.0] * 12 + [120.0] * 12)
    step = pd.DataFrame({"product_group": ["Pumps"], "month": ["2026-10"]})
    row = answers.with_our_sales(step, pd.concat([sales, others]), month=MONTH).iloc[0]
    assert row["months_ago"] == 2
    assert (row["our_growth"], row["other_growth"]) == pytest.approx((-0.1, 0.2))
    short = pd.concat([sales, others]).query("month >= '2026-01'")
    assert np.isnan(answers.with_our_sales(step, short, month=MONTH).iloc[0]["our_growth"])


def by_month(*panels: np.ndarray) -> pd.DataFrame:
    """Return months of panels, one a rival, from the logs of their means."""
    parts = [
        pd.DataFrame(
            {
                "competitor_id": f"K{i}",
                "product_group": "Pumps",
                "month": [f"{2024 + j // 12}-{j % 12 + 1:02d}" for j in range(len(logs))],
                "price_ratio": np.exp(logs),
            }
        )
        for i, logs in enumerate(panels)
    ]
    return pd.concat(parts, ignore_index=True)


def test_without_prices_there_are_no_steps_but_all_columns() -> None:
    steps, since = find_steps(pd.DataFrame(columns=COMPARED))
    assert steps.empty and steps.columns.tolist() == STEPS and since == {}


def test_two_steps_are_each_measured_between_their_neighbours() -> None:
    """Prices at 0.95 for a year, then 0.80, then 0.90."""
    rows = [
        (d, k, p * (0.80 if d < "2026-07" else 0.90) / 0.95 if d >= "2026-01" else p, s)
        for d, k, p, s in spread("K1", 95.0, noise=0.01)
    ]
    steps = rivals_seen(prices(*rows))["price_changes"]
    assert steps["month"].tolist() == ["2026-01", "2026-07"]
    assert steps["before"].tolist() == pytest.approx([0.95, 0.80], abs=0.01)
    assert steps["after"].tolist() == pytest.approx([0.80, 0.90], abs=0.01)
    assert steps["size"].tolist() == pytest.approx([0.80 / 0.95 - 1, 0.90 / 0.80 - 1], abs=0.02)
    assert steps["n_before"].tolist() == [12, 6] and steps["n_after"].tolist() == [6, 6]


def test_the_smallest_step_is_that_of_its_closed_form() -> None:
    """25 months whose differences have a spread of 0.02 times the root of two.

    One in forty over 25 places: a chance of 0.001, or 3.0902 standard errors; 1.5 beyond it; a mean
    over half of 25 months against the other half has a standard error of 2 / 5 of the noise.
    """
    zigzag = np.array([0.0, NOISE * 2**0.5] * 12 + [0.0])
    expected = np.expm1((3.0902 + 1.5) * NOISE * 2 / 5)
    assert smallest_step(by_month(zigzag)) == pytest.approx(expected, rel=1e-4)
    assert smallest_step(by_month(zigzag + 0.3, 3 * zigzag, 2 * zigzag)) > 2 * expected
    assert np.isnan(smallest_step(by_month(zigzag[:6]))), "too few months for a step"


@pytest.mark.parametrize(("n_panels", "least"), [(1, 0.75), (32, 0.6)])
def test_the_smallest_step_is_found_in_most_of_simulated_panels(n_panels, least) -> None:
    """24 months of known noise, a step halfway; four of five are promised, three at least held."""
    rng = np.random.default_rng(n_panels)
    drawn = rng.normal(0, NOISE, (60, 24))
    step = smallest_step(by_month(*rng.normal(0, NOISE, (max(n_panels, 20), 24))[:n_panels]))

    def found(size: float) -> float:
        planted = drawn + np.where(np.arange(24) < 12, 0.0, np.log1p(size))
        how = {"false_alarms": FALSE_ALARMS / n_panels, "shuffles": 1999}
        return np.mean([bool(find_changes(one, **how)) for one in planted])

    assert found(step) >= least
    assert found(step / 2) <= 0.5
