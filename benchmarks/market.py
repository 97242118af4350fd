"""Change-points and forecasts on planted series: false alarms, recall, dating, coverage, error."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from salesnb.demo import Truth
from salesnb.market.prices import changes, comparable
from salesnb.methods.changepoints import find_changes, screen
from salesnb.methods.forecasting import forecast_months, forecast_periods, summed
from tests.market.facts import price_facts
from tests.methods.planted import CALENDAR, fixed_indices, planted, wape

N_SEEDS = 200
N_SETS = 60
N_SERIES = 40
N_PANELS = 32


def noise(rng: np.random.Generator, n: int, persistence: float) -> np.ndarray:
    """Return noise of sd 1 (its new part) whose lag-one correlation is `persistence`."""
    made = np.zeros(n + 50)
    for i, drawn in enumerate(rng.normal(0, 1, n + 49), 1):
        made[i] = persistence * made[i - 1] + drawn
    return made[50:]


def told(name: str, values: list[float]) -> None:
    """Print a mean with its standard error."""
    seen = np.array(values, dtype=float)
    print(f"  {name:64} {seen.mean():.4f}  {seen.std(ddof=1) / len(seen) ** 0.5:.4f}")


def slope_alarms() -> None:
    for n, persistence in ((36, 0.0), (72, 0.0), (72, 0.3), (72, 0.6), (120, 0.8)):
        alarms = []
        for seed in range(N_SEEDS):
            values = noise(np.random.default_rng(seed), n, persistence) + 0.1 * np.arange(n)
            alarms.append(bool(find_changes(values, kind="slope", is_persistent=True, false_alarms=0.02, shuffles=999)))  # fmt: skip
        told(f"false bend, {n} months, persistence {persistence}, nominal .02", alarms)


def slope_recall() -> None:
    for size in (0.1, 0.2, 0.4):
        found = []
        for seed in range(N_SEEDS // 2):
            rng = np.random.default_rng(seed)
            values, place = noise(rng, 72, 0.3), int(rng.integers(18, 54))
            values[place:] += size * np.arange(1, 73 - place)
            changes = find_changes(values, kind="slope", is_persistent=True, false_alarms=0.02, shuffles=999)  # fmt: skip
            found.append(any(one.earliest <= place <= one.latest for one in changes))
        told(f"bend of {size} sd a month found, its place in the stated span", found)


def drawn_panels(rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Return 32 price panels of three years: means of one to a few prices a month, noise 4 %."""
    seen = [rng.poisson(1.2, 36) for _ in range(N_PANELS)]
    return {str(i): rng.normal(0, 0.04 / np.sqrt(n[n > 0])) for i, n in enumerate(seen)}


def panels() -> None:
    alarms = [float(any(screen(drawn_panels(np.random.default_rng(seed))).values())) for seed in range(N_SETS)]  # fmt: skip
    told(f"any false step in a set of {N_PANELS} panels, nominal .05", alarms)
    for cut in (0.04, 0.08, 0.12):
        found, dated, within, others = [], [], [], []
        for seed in range(N_SETS):
            rng = np.random.default_rng(seed)
            drawn = drawn_panels(rng)
            place = len(drawn["0"]) - int(rng.integers(6, 15))
            drawn["0"][place:] -= cut
            seen = screen(drawn)
            found.append(bool(seen["0"]))
            dated.append(any(one.place == place for one in seen["0"]))
            within.append(any(one.earliest <= place <= one.latest for one in seen["0"]))
            others.append(any(changes for name, changes in seen.items() if name != "0"))
        told(f"cut of {cut:.0%} found", found)
        told(f"cut of {cut:.0%} dated to its month", dated)
        told(f"cut of {cut:.0%}: its month in the stated span", within)
        told(f"cut of {cut:.0%}: another panel accused", others)


def companies() -> None:
    """The demo company drawn anew: is its rival's cut of 12 % found, and when?"""
    found, dated, within, others = [], [], [], []
    for seed in range(N_SERIES):
        truth = replace(Truth(), seed=seed)
        story, rows = truth.stories, comparable(price_facts(truth), month=truth.months[-1], currency="CNY")[0]  # fmt: skip
        steps = changes(rows)[0]
        own = steps[(steps["competitor_id"] == story.rival) & (steps["product_group"] == story.rival_group)]  # fmt: skip
        found.append(len(own) > 0)
        dated.append(bool((own["month"] == story.rival_cut_from).any()))
        within.append(bool(((own["earliest"] <= story.rival_cut_from) & (story.rival_cut_from <= own["latest"])).any()))  # fmt: skip
        others.append(len(steps) > len(own))
    told("demo company: cut of 12% found", found)
    told("demo company: first seen in its month", dated)
    told("demo company: its month in the stated span", within)
    told("demo company: another panel accused", others)


def months_ahead() -> None:
    for n in (18, 36, 60):
        covered, sums, errors, naive, fixed = [], [], [], [], []
        for seed in range(N_SERIES):
            series = planted(seed, n=n)
            made = forecast_months(*series.known, working_days=CALENDAR.working_days)
            low, high, mean = (made.frame[c].to_numpy() for c in ("low", "high", "expected"))
            new = series.values[n:]
            covered.append(float(((low <= new) & (new <= high)).mean()))
            year = summed(made).frame.iloc[0]
            sums.append(float(year["low"] <= new.sum() <= year["high"]))
            errors.append(wape(new, mean))
            naive.append(wape(new, series.values[n - 12 : n]))
            fixed.append(wape(new, fixed_indices(series)) if n % 12 == 0 else np.nan)
        told(f"{n} months ({made.rung}): 95 % interval of a month covers", covered)
        told(f"{n} months: 95 % interval of the year covers", sums)
        told(f"{n} months: WAPE of twelve months", errors)
        told(f"{n} months: WAPE, last year's months", naive)
        if n % 12 == 0:
            told(f"{n} months: WAPE, fixed indices", fixed)


def years_ahead() -> None:
    for n in (3, 6, 10):
        covered = []
        for seed in range(N_SEEDS):
            rng = np.random.default_rng(seed)
            level = 0.045 * np.arange(n + 1) + rng.normal(0, 0.015, n + 1).cumsum()
            values = np.exp(level + rng.normal(0, 0.01, n + 1))
            made = forecast_periods(values[:n]).frame.iloc[0]
            covered.append(float(made["low"] <= values[n] <= made["high"]))
        told(f"{n} yearly sizes: 95 % interval of the next covers", covered)


def walk_ahead() -> None:
    for n in (36, 60):
        covered = []
        for seed in range(N_SEEDS):
            rng = np.random.default_rng(seed)
            values = np.exp(rng.normal(0, 0.02, n + 12).cumsum() + rng.normal(0, 0.02, n + 12))
            made = forecast_periods(values[:n], ahead=12).frame
            inside = (made["low"] <= values[n:]) & (values[n:] <= made["high"])
            covered.append(float(inside.mean()))
        told(f"{n} months of a random walk: 95 % interval of a month covers", covered)


def main() -> None:
    print("mean, standard error")
    for part in (
        slope_alarms,
        slope_recall,
        panels,
        companies,
        years_ahead,
        walk_ahead,
        months_ahead,
    ):
        part()


if __name__ == "__main__":
    main()
