"""Change-points and forecasts on planted series: false alarms, recall, dating, coverage, error."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from salesnb.demo import Truth
from salesnb.market.price_steps import find_steps
from salesnb.market.prices import comparable
from salesnb.methods.changepoints import Change, find_changes, screen
from salesnb.methods.series_forecast import forecast_months, forecast_periods, summed
from tests.market.facts import price_facts
from tests.methods.planted import CALENDAR, fixed_indices, planted, wape

N_SEEDS = 200
N_SETS = 60
N_SERIES = 40
N_PANELS = 32


def noise(rng: np.random.Generator, n: int, persistence: float) -> np.ndarray:
    """Return noise of sd 1 (its new part) whose lag-one correlation is `persistence`."""
    series = np.zeros(n + 50)
    for i, drawn in enumerate(rng.normal(0, 1, n + 49), 1):
        series[i] = persistence * series[i - 1] + drawn
    return series[50:]


def show(name: str, values: list[float]) -> None:
    """Print a mean with its standard error."""
    seen = np.array(values, dtype=float)
    print(f"  {name:64} {seen.mean():.4f}  {seen.std(ddof=1) / len(seen) ** 0.5:.4f}")


def bends(values: np.ndarray) -> list[Change]:
    """Return the bends of a series at a nominal false-alarm rate of 2 %."""
    return find_changes(values, kind="slope", is_persistent=True, false_alarms=0.02, shuffles=999)


def slope_alarms() -> None:
    """How often is a bend found where there is none?"""
    for n, persistence in ((36, 0.0), (72, 0.0), (72, 0.3), (72, 0.6), (120, 0.8)):
        alarms = []
        for seed in range(N_SEEDS):
            values = noise(np.random.default_rng(seed), n, persistence) + 0.1 * np.arange(n)
            alarms.append(bool(bends(values)))
        show(f"false bend, {n} months, persistence {persistence}, nominal .02", alarms)


def slope_recall() -> None:
    """How often is a bend found, and its place within the stated span?"""
    for size in (0.1, 0.2, 0.4):
        found = []
        for seed in range(N_SEEDS // 2):
            rng = np.random.default_rng(seed)
            values, place = noise(rng, 72, 0.3), int(rng.integers(18, 54))
            values[place:] += size * np.arange(1, 73 - place)
            found.append(any(one.earliest <= place <= one.latest for one in bends(values)))
        show(f"bend of {size} sd a month found, its place in the stated span", found)


def drawn_panels(rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Return 32 price panels of three years: means of one to a few prices a month, noise 4 %."""
    seen = [rng.poisson(1.2, 36) for _ in range(N_PANELS)]
    return {str(i): rng.normal(0, 0.04 / np.sqrt(n[n > 0])) for i, n in enumerate(seen)}


def panels() -> None:
    """How often is a step found in many price panels, where there is one and where not?"""
    sets = (drawn_panels(np.random.default_rng(seed)) for seed in range(N_SETS))
    alarms = [float(any(screen(one).values())) for one in sets]
    show(f"any false step in a set of {N_PANELS} panels, nominal .05", alarms)
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
        show(f"cut of {cut:.0%} found", found)
        show(f"cut of {cut:.0%} dated to its month", dated)
        show(f"cut of {cut:.0%}: its month in the stated span", within)
        show(f"cut of {cut:.0%}: another panel accused", others)


def companies() -> None:
    """The demo company drawn anew: is its rival's cut of 12 % found, and when?"""
    found, dated, within, others = [], [], [], []
    for seed in range(N_SERIES):
        truth = replace(Truth(), seed=seed)
        (story,) = truth.stories.rival_cuts
        month = story.start
        rows, *_ = comparable(price_facts(truth), month=truth.months[-1], currency="CNY")
        steps, _ = find_steps(rows)
        is_rival = steps["competitor_id"] == story.competitor_id
        own = steps[is_rival & (steps["product_group"] == story.product_group)]
        found.append(len(own) > 0)
        dated.append(bool((own["month"] == month).any()))
        within.append(bool(((own["earliest"] <= month) & (month <= own["latest"])).any()))
        others.append(len(steps) > len(own))
    show("demo company: cut of 12% found", found)
    show("demo company: first seen in its month", dated)
    show("demo company: its month in the stated span", within)
    show("demo company: another panel accused", others)


def months_ahead() -> None:
    """Do intervals of a month and of a year hold, and how large are the errors?"""
    for n in (18, 36, 60):
        covered, sums, errors, naive, fixed = [], [], [], [], []
        for seed in range(N_SERIES):
            series = planted(seed, n=n)
            ahead = forecast_months(*series.known, working_days=CALENDAR.working_days)
            low, high, mean = (ahead.frame[c].to_numpy() for c in ("low", "high", "expected"))
            new = series.values[n:]
            covered.append(float(((low <= new) & (new <= high)).mean()))
            year = summed(ahead).frame.iloc[0]
            sums.append(float(year["low"] <= new.sum() <= year["high"]))
            errors.append(wape(new, mean))
            naive.append(wape(new, series.values[n - 12 : n]))
            fixed.append(wape(new, fixed_indices(series)) if n % 12 == 0 else np.nan)
        show(f"{n} months ({ahead.rung}): 95 % interval of a month covers", covered)
        show(f"{n} months: 95 % interval of the year covers", sums)
        show(f"{n} months: WAPE of twelve months", errors)
        show(f"{n} months: WAPE, last year's months", naive)
        if n % 12 == 0:
            show(f"{n} months: WAPE, fixed indices", fixed)


def years_ahead() -> None:
    """Do intervals of yearly sizes hold?"""
    for n in (3, 6, 10):
        covered = []
        for seed in range(N_SEEDS):
            rng = np.random.default_rng(seed)
            level = 0.045 * np.arange(n + 1) + rng.normal(0, 0.015, n + 1).cumsum()
            values = np.exp(level + rng.normal(0, 0.01, n + 1))
            ahead = forecast_periods(values[:n]).frame.iloc[0]
            covered.append(float(ahead["low"] <= values[n] <= ahead["high"]))
        show(f"{n} yearly sizes: 95 % interval of the next covers", covered)


def walk_ahead() -> None:
    """Do intervals hold on a random walk, which nothing can foresee?"""
    for n in (36, 60):
        covered = []
        for seed in range(N_SEEDS):
            rng = np.random.default_rng(seed)
            values = np.exp(rng.normal(0, 0.02, n + 12).cumsum() + rng.normal(0, 0.02, n + 12))
            ahead = forecast_periods(values[:n], ahead=12).frame
            inside = (ahead["low"] <= values[n:]) & (values[n:] <= ahead["high"])
            covered.append(float(inside.mean()))
        show(f"{n} months of a random walk: 95 % interval of a month covers", covered)


def main() -> None:
    print("mean, standard error")
    parts = (slope_alarms, slope_recall, panels, companies, years_ahead, walk_ahead, months_ahead)
    for part in parts:
        part()


if __name__ == "__main__":
    main()
