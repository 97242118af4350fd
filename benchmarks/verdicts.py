"""Verdicts over fleets of 300 monthly series: false discoveries, bad months, steps, the XmR rules.

`python -m benchmarks.verdicts [fleets] [months ...]` (500 fleets of 24, 36 and 60 months).
"""

from __future__ import annotations

import sys
import time

import numpy as np
import pandas as pd

from salesnb.methods.fleet_calendar import adjusted_fleet
from salesnb.methods.verdicts import judge_fleet
from tests.methods.fleets import CALENDAR, Fleet, Nature, fleet, is_false, xmr_alarms

N_FLEETS, HISTORIES = 500, (24, 36, 60)
YEAR = 12
NATURES = {
    "as the issue says": Nature(),
    "seasons of their own (.6 sd)": Nature(season=0.6),
    "noise persists (.3) in all": Nature(persistence=0.3),
    "noise persists (.5) in two of five, seasons of their own (.3 sd)": Nature(
        persistence=0.5, persistent=0.4, season=0.3
    ),
}


def judged(drawn: Fleet, *, until: int = 0) -> pd.DataFrame:
    """Return truth and verdict of each series, `until` months before the last."""
    raw = drawn.raw.iloc[: len(drawn.raw) - until]
    found = judge_fleet(adjusted_fleet(raw, calendar=CALENDAR))
    return drawn.truth.join(found.drop(columns="series"))


def show(what: str, values: list[float] | np.ndarray) -> None:
    """Print a mean with its standard error."""
    array = np.asarray(values, dtype=float)
    error = array.std(ddof=1) / len(array) ** 0.5
    print(f"  {what:58} {array.mean():.4f} ({error:.4f})", flush=True)


def show_discoveries(name: str, nature: Nature, n: int, n_fleets: int) -> None:
    """Print false discoveries, what was found of each kind, and the cost."""
    rows, rates, spent = [], [], 0.0
    for seed in range(n_fleets):
        drawn = fleet(seed, n=n, nature=nature)
        adjusted = adjusted_fleet(drawn.raw, calendar=CALENDAR)
        begun = time.process_time()
        found = judge_fleet(adjusted)
        spent += time.process_time() - begun
        table = drawn.truth.join(found.drop(columns="series"))
        named = table["verdict"].ne("common_cause").sum()
        rates.append(is_false(table).sum() / max(named, 1))
        rows.append(table[table["kind"] != "none"])
    print(f"{n} months, {n_fleets} fleets, {name}")
    show("false discoveries, of those named", rates)
    changed = pd.concat(rows, ignore_index=True)
    seen = changed["verdict"].ne("common_cause")
    for kind, part in changed.groupby("kind"):
        show(f"{kind}: found", seen[part.index].astype(float).to_numpy())
    right = (changed["verdict"] == changed["kind"])[seen].astype(float)
    show("of those found, by the right kind", right.to_numpy())
    print(f"  CPU s a fleet, the adjustment apart: {spent / n_fleets:.3f}", flush=True)


def show_bad_months(n: int, n_fleets: int) -> None:
    """Print how often one bad month, in the last month or the one before, is called normal."""
    rows = [judged(fleet(seed, n=n, nature=Nature(dips=0.05))) for seed in range(n_fleets)]
    table = pd.concat(rows, ignore_index=True)
    for dip, what in ((0, "the bad month is the last"), (1, "it is the month before")):
        normal = table.loc[table["dip"] == dip, "verdict"] == "common_cause"
        show(f"one month at -2.5 sd called normal, {what}", normal.astype(float).to_numpy())


def show_steps(n: int, n_fleets: int) -> None:
    """Print how often a step of 3 sds is found in its third month, and within three months."""
    third, within = [], []
    for seed in range(n_fleets):
        drawn = fleet(seed, n=n, nature=Nature(same_step=True))
        runs = [judged(drawn, until=back) for back in range(3)]
        stepped = (drawn.truth["kind"] == "level").to_numpy()
        hit = np.array([run["verdict"].isin(["level", "trend"])[stepped] for run in runs])
        third.append(hit[0].mean())
        within.append(hit.any(axis=0).mean())
    show("a step of 3 sd found, judged in its third month", third)
    show("the same, in one of its first three monthly runs", within)


def show_rules(n: int, n_fleets: int) -> None:
    """Print false alarms a series-year, of the XmR rules and of the verdicts, nothing changed.

    Series without outliers, which both should name. The verdicts need eighteen months before.
    """
    ours, rules, limits = [], [], []
    for seed in range(n_fleets):
        drawn = fleet(seed, n=n, nature=Nature(changed=0.0))
        adjusted = adjusted_fleet(drawn.raw, calendar=CALENDAR)
        plain = drawn.truth["nature"].ne("outliers").to_numpy()
        alarms, beyond = xmr_alarms(adjusted.to_numpy()[:, plain], n_new=YEAR)
        rules.append(alarms.mean())
        limits.append(beyond.mean())
        if n >= 18 + YEAR and seed < n_fleets // 5:
            runs = [is_false(judged(drawn, until=back)) for back in range(YEAR)]
            ours.append(np.any(runs, axis=0)[plain].mean())
    show(f"series-years with a false alarm, four XmR rules ({n - YEAR} months)", rules)
    show("the same, its limits alone", limits)
    if ours:
        show("the same, verdicts of twelve monthly runs", ours)


def main(n_fleets: int, histories: tuple[int, ...]) -> None:
    few = max(n_fleets // 10, 2)
    for n in histories:
        for name, nature in NATURES.items():
            is_first = nature == Nature()
            show_discoveries(name, nature, n, n_fleets if is_first else few)
            if is_first:
                show_bad_months(n, few)
                show_steps(n, few)
                show_rules(n, few)


if __name__ == "__main__":
    _, *given = sys.argv
    numbers = [int(one) for one in given]
    main(numbers[0] if numbers else N_FLEETS, tuple(numbers[1:]) or HISTORIES)
