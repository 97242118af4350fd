"""Seasonality on series with planted truth: error against fixed indices, and coverage."""

from __future__ import annotations

import numpy as np

from salesnb.methods.seasonality import decompose
from tests.methods.planted import (
    CALENDAR,
    ELASTICITY,
    FESTIVAL,
    Planted,
    fixed_indices,
    planted,
    wape,
)

N_SEEDS = 60
HISTORIES = (24, 36, 60)


def forecast(series: Planted, *, with_festival: bool = True) -> np.ndarray:
    """Return expected, low and high of the twelve months after a series."""
    made = decompose(
        *series.known, working_days=CALENDAR.working_days, ahead=12, with_festival=with_festival
    )
    return made.frame[["expected", "low", "high"]].tail(12).to_numpy().T


def one(seed: int, n: int) -> dict[str, float]:
    """Return errors and coverages of one series."""
    series = planted(seed, n=n)
    new = series.values[series.n :]
    expected, low, high = forecast(series)
    blind = forecast(series, with_festival=False)[0]
    effects = decompose(*series.known, working_days=CALENDAR.working_days).effects
    truth = [*FESTIVAL, ELASTICITY]
    return {
        "WAPE Jan-Feb": wape(new[:2], expected[:2]),
        "WAPE Jan-Feb, no festival part": wape(new[:2], blind[:2]),
        "WAPE Jan-Feb, fixed indices": wape(new[:2], fixed_indices(series)[:2]),
        "coverage of new months": float(((low <= new) & (new <= high)).mean()),
        "coverage of new Jan-Feb": float(((low <= new) & (new <= high))[:2].mean()),
        "coverage of effects": float(
            ((effects["low"] <= truth) & (truth <= effects["high"])).mean()
        ),
    }


def main() -> None:
    for n in HISTORIES:
        rows = [one(seed, n) for seed in range(N_SEEDS)]
        print(f"{n} months of history, {N_SEEDS} series (mean, standard error)")
        for name in rows[0]:
            values = np.array([row[name] for row in rows])
            print(f"  {name:32} {values.mean():.4f}  {values.std(ddof=1) / N_SEEDS**0.5:.4f}")


if __name__ == "__main__":
    main()
