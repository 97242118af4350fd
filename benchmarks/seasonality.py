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
    parts = decompose(
        *series.known, working_days=CALENDAR.working_days, ahead=12, with_festival=with_festival
    )
    return parts.frame[["expected", "low", "high"]].tail(12).to_numpy().T


def one(seed: int, n: int) -> dict[str, float]:
    """Return errors and coverages of one series."""
    series = planted(seed, n=n)
    new = series.values[series.n :]
    expected, low, high = forecast(series)
    blind = forecast(series, with_festival=False)[0]
    effects = decompose(*series.known, working_days=CALENDAR.working_days).effects
    truth = [*FESTIVAL, ELASTICITY]
    covered = (effects["low"] <= truth) & (truth <= effects["high"])
    return {
        "WAPE Jan-Feb": wape(new[:2], expected[:2]),
        "WAPE Jan-Feb, no festival part": wape(new[:2], blind[:2]),
        "WAPE Jan-Feb, fixed indices": wape(new[:2], fixed_indices(series)[:2]),
        "coverage of new months": float(((low <= new) & (new <= high)).mean()),
        "coverage of new Jan-Feb": float(((low <= new) & (new <= high))[:2].mean()),
        "coverage of effects": covered.mean(),
        **_other_shape(seed, n),
    }


def _other_shape(seed: int, n: int) -> dict[str, float]:
    """Return the same for a festival that does not have the shape of the model's windows."""
    series = planted(seed, n=n, is_other_shape=True)
    new = series.values[series.n : series.n + 2]
    expected, low, high = (one[:2] for one in forecast(series))
    return {
        "WAPE Jan-Feb, other shape": wape(new, expected),
        "WAPE Jan-Feb, other shape, fixed indices": wape(new, fixed_indices(series)[:2]),
        "coverage of new Jan-Feb, other shape": float(((low <= new) & (new <= high)).mean()),
    }


def saving(ours: np.ndarray, theirs: np.ndarray) -> tuple[float, float]:
    """Return by which part our mean error is lower than theirs, with a jackknife standard error."""
    n = len(ours)
    left_out = 1 - (ours.sum() - ours) / (theirs.sum() - theirs)
    spread = ((left_out - left_out.mean()) ** 2).sum()
    return 1 - ours.mean() / theirs.mean(), float(np.sqrt((n - 1) / n * spread))


def main() -> None:
    for n in HISTORIES:
        rows = [one(seed, n) for seed in range(N_SEEDS)]
        print(f"{n} months of history, {N_SEEDS} series (mean, standard error)")
        columns = {name: np.array([row[name] for row in rows]) for name in rows[0]}
        for name, values in columns.items():
            print(f"  {name:42} {values.mean():.4f}  {values.std(ddof=1) / N_SEEDS**0.5:.4f}")
        for shape in ("", ", other shape"):
            ours = columns[f"WAPE Jan-Feb{shape}"]
            part, error = saving(ours, columns[f"WAPE Jan-Feb{shape}, fixed indices"])
            print(f"  {'saved against fixed indices' + shape:42} {part:.4f}  {error:.4f}")


if __name__ == "__main__":
    main()
