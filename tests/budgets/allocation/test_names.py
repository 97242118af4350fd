"""Region, channel and hours together reach the oracle's profit; names of cells decide nothing."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import minimize

from salesnb.budgets.allocation import allocate
from salesnb.methods.saturation import Curves, Floats

CHANNELS = ["expo", "online", "phone", "print"]
TOTALS = {"": 4e5, "hours": 1600.0}


def market(seed: int) -> pd.DataFrame:
    """Return cells of six regions by four channels, and hours of reps in each region."""
    rng = np.random.default_rng(seed)
    names = [(f"R{one}", channel) for one in range(6) for channel in [*CHANNELS, "hours"]]
    cells = pd.DataFrame(names, columns=["region", "channel"])
    is_hours = (cells["channel"] == "hours").to_numpy()
    size = np.where(is_hours, 400.0, 2e4) * rng.lognormal(0, 0.5, len(cells))
    scale, shape = rng.lognormal(11, 0.7, len(cells)), rng.uniform(0.9, 3.5, len(cells))
    cells = cells.assign(kind="hill", scale=scale, half=size, shape=shape)
    names_of = cells["region"] + "-" + cells["channel"]
    return cells.assign(cell_id=names_of, resource=np.where(is_hours, "hours", ""))


def oracle(cells: pd.DataFrame, total: float, rng: np.random.Generator) -> float:
    """Return the best of many local searches over the true curves."""
    kind, n = cells["kind"].to_numpy(str), len(cells)
    scale, half, shape = (cells[one].to_numpy() for one in ("scale", "half", "shape"))
    curves, unit, worth = Curves(kind, scale, half, shape), total / n, float(scale.sum())

    def lost(x: Floats) -> float:
        return -float(curves.value(np.maximum(x, 0) * unit).sum()) / worth

    best = 0.0
    for _ in range(6):
        found = minimize(
            lost,
            rng.dirichlet(np.ones(n)) * n,
            bounds=[(0, n)] * n,
            constraints={"type": "eq", "fun": lambda x: x.sum() - n},
            method="SLSQP",
        )
        spend = np.maximum(found.x, 0)
        best = max(best, float(curves.value(spend / spend.sum() * total).sum()))
    return best


@pytest.mark.parametrize("seed", range(2))
def test_regions_channels_and_hours_reach_what_an_oracle_does(seed: int) -> None:
    cells, rng = market(seed), np.random.default_rng(seed + 100)
    found = allocate(cells, TOTALS)
    is_hours = cells["resource"] == "hours"
    best = oracle(cells[~is_hours], TOTALS[""], rng) + oracle(cells[is_hours], 1600.0, rng)
    assert found.response >= best * (1 - 1e-9)
    assert found.bound >= best
    assert found.response >= 0.999999 * found.bound


def test_names_of_cells_change_nothing() -> None:
    cells = market(3)
    found = allocate(cells, TOTALS).plan["spend"].to_numpy()
    rng = np.random.default_rng(0)
    for _ in range(3):
        renamed = cells.assign(cell_id=rng.permutation(cells["cell_id"].to_numpy()))
        assert (allocate(renamed, TOTALS).plan["spend"].to_numpy() == found).all()
    order = rng.permutation(len(cells))
    moved = allocate(cells.iloc[order], TOTALS).plan["spend"].to_numpy()
    assert (moved == found[order]).all()
