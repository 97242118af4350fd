"""Issued quantiles: amounts between them, chances to reach an amount, nothing beyond the ends."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from salesnb.reviews.attainment.quantiles import Quantiles
from tests.reviews.planted import forecast


def known() -> Quantiles:
    """Return one node expected at 100, its quantiles evenly from 80 at 0.025 to 120 at 0.975."""
    return Quantiles.of(forecast("2026-03", ("total", "total", 100.0)))


@pytest.mark.parametrize(("share", "amount"), [(0.5, 100.0), (0.025, 80.0), (0.6, 100 + 4 / 0.95)])
def test_amounts_lie_on_straight_lines_between_what_was_issued(share: float, amount: float) -> None:
    assert known().at(share)[0] == pytest.approx(amount)


@pytest.mark.parametrize("share", [0.02, 0.98])
def test_nothing_is_said_beyond_the_outermost_quantiles(share: float) -> None:
    assert np.isnan(known().at(share)[0])


@pytest.mark.parametrize(
    ("target", "chance"), [(100.0, 0.5), (80.0, 0.975), (120.0, 0.025), (500.0, 0.025)]
)
def test_the_chance_to_reach_a_target(target: float, chance: float) -> None:
    assert known().chance_of(np.array([target]))[0] == pytest.approx(chance)


def test_a_node_of_nothing_has_a_chance_too() -> None:
    flat = Quantiles.of(forecast("2026-03", ("rep", "A", 0.0)))
    assert flat.chance_of(np.array([1.0]))[0] == pytest.approx(0.025)


def test_a_node_without_all_quantiles_is_left_out() -> None:
    rows = forecast("2026-03", ("rep", "A", 10.0), ("rep", "B", 10.0)).drop(index=0)
    assert Quantiles.of(rows).nodes["node"].tolist() == ["B"]
    assert Quantiles.of(pd.DataFrame(columns=rows.columns)).nodes.empty
