"""Prospects over drawn companies: duplicates, ranking of calls, intervals of sources, new types.

`python -m benchmarks prospects`: companies of `SEEDS`, which chose nothing; the window and the
weights were chosen on others (8001 to 8060).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import replace

import numpy as np
import pandas as pd

from salesnb.demo import Truth
from salesnb.demo.deals.listings import firms_behind
from salesnb.demo.drawing import draw
from salesnb.demo.prospects import leads as drawn_leads
from salesnb.methods.calibration import calibration_error
from salesnb.prospects.directory.resolve import resolve
from salesnb.prospects.places.emerging import emerging_types, monthly_types
from salesnb.prospects.screening import tested
from salesnb.prospects.screening.known import known_before, outcomes
from salesnb.prospects.sources.journeys import journeys
from salesnb.prospects.sources.shares import pooled
from salesnb.prospects.sources.worth import mean_range
from salesnb.snapshot.typed import typed
from tests.prospects.facts import MONTH, Frames, of_truth

SEEDS = range(9001, 9021)
TYPE_SEEDS = range(9201, 9261)
SIZES = (80, 300)  # customers of companies in which a new type is sought
DRAWS = 499


def f1(truth: pd.Series, facts: Frames) -> tuple[float, float, float]:
    """Return F1, precision and recall over pairs of listings."""
    own = resolve(facts).records.query("kind == 'listing'").set_index("id")["firm"]
    both = pd.DataFrame({"truth": truth, "found": own.reindex(truth.index)})
    right, found, true = (
        (n * (n - 1) / 2).sum()
        for n in (both.value_counts(), both["found"].value_counts(), both["truth"].value_counts())
    )
    return 2 * right / (found + true), right / found, right / true


def plain(facts: Frames, rng: np.random.Generator) -> Frames:
    """Return the company as it is."""
    del rng
    return facts


def lists_alone(facts: Frames, rng: np.random.Generator) -> Frames:
    """Return lists without leads and customers to help."""
    del rng
    return facts | {name: facts[name].iloc[:0] for name in ("leads", "customers")}


def no_segment(facts: Frames, rng: np.random.Generator) -> Frames:
    """Return lists that name no segment."""
    del rng
    return facts | {"listings": facts["listings"].assign(segment="")}


def worn(facts: Frames, rng: np.random.Generator) -> Frames:
    """Return lists without segments, a third of the regions left out, some names mistyped."""
    rows = facts["listings"]
    n = len(rows)
    changed = rows.assign(
        segment="",
        region_id=rows["region_id"].where(rng.random(n) >= 0.3, ""),
        name=_mistyped(rows["name"], rng, 0.15),
        name_zh=_mistyped(rows["name_zh"], rng, 0.08),
    )
    return facts | {"listings": changed}


def _mistyped(names: pd.Series, rng: np.random.Generator, share: float) -> pd.Series:
    """Return names in some of which a letter is left out, doubled, or swapped with the next."""
    made = []
    for name, draw_ in zip(names, rng.random(len(names)), strict=True):
        at = int(rng.integers(2, max(len(name) - 4, 3)))
        way = int(rng.integers(0, 3))
        changed = (
            name[:at] + name[at + 1 :],
            name[:at] + name[at : at + 2][::-1] + name[at + 2 :],
            name[: at + 1] + name[at:],
        )[way]
        made.append(changed if draw_ < share and len(name) >= 8 else name)
    return pd.Series(made, index=names.index, dtype="str")


def mean(values: Iterable[float]) -> str:
    """Return a mean with its standard error over companies, and the least."""
    found = np.array(list(values), dtype=float)
    error = found.std(ddof=1) / np.sqrt(len(found))
    return f"{found.mean():.4f} (s.e. {error:.4f}; least {found.min():.3f})"


def duplicates() -> None:
    kinds: tuple[Callable[[Frames, np.random.Generator], Frames], ...]
    kinds = (plain, lists_alone, no_segment, worn)
    for kind in kinds:
        found = []
        for seed in SEEDS:
            truth = draw(seed).truth
            rng = np.random.default_rng(seed)
            found.append(f1(firms_behind(truth), kind(of_truth(truth), rng)))
        scores = zip(("F1", "precision", "recall"), zip(*found, strict=True), strict=True)
        print(kind.__name__, "; ".join(f"{name} {mean(own)}" for name, own in scores))


def calls() -> None:
    caught, best, gaps, ideal_gaps, areas, gains = [], [], [], [], [], []
    for seed in SEEDS:
        truth = draw(seed).truth
        leads = journeys(of_truth(truth), month=MONTH)
        known, (_, decided) = known_before(leads), outcomes(leads, month=MONTH)
        held = tested.held_out(known, decided, month=MONTH)
        now, good = tested.measured(held), held["is_good"].to_numpy(bool)
        true = drawn_leads.drawn(truth).set_index("lead_id")["valid_chance"]
        chance = true.reindex(leads["lead_id"].iloc[held["row"]]).to_numpy(float)
        caught.append(now["caught"])
        best.append(tested.caught_share(chance, good))
        gaps.append(now["chance_gap"])
        ideal_gaps.append(calibration_error(chance, good))
        areas.append(now["auc"])
        ideal = 1 - ((chance - good) ** 2).mean() / (good.mean() * (1 - good.mean()))
        gains.append(now["brier_gain"] / ideal)
    print("first fifth of the calls catches", mean(caught), "true chances", mean(best))
    print("auc", mean(areas), "chance gap", mean(gaps), "of true chances", mean(ideal_gaps))
    print("Brier gain over that of the true chances", mean(gains))


def coverage() -> None:
    """Count how often intervals of valid shares hold the true mean chance of a source's leads."""
    inside, n = 0, 0
    for seed in SEEDS:
        table = drawn_leads.drawn(draw(seed).truth)
        by = table.groupby("lead_source_id")
        _, low, high = pooled(by["is_valid"].sum().to_numpy(float), by.size().to_numpy(float))
        true = by["valid_chance"].mean().to_numpy(float)
        inside, n = inside + int(((low <= true) & (true <= high)).sum()), n + len(true)
    print(f"valid shares: {inside} of {n} intervals hold the truth ({inside / n:.3f})")


def means() -> None:
    """Count how often the range of a mean of log-normal amounts holds it."""
    rng = np.random.default_rng(3)
    for spread in (0.6, 1.0):
        true, held = np.exp(spread**2 / 2), []
        for n in (5, 10, 30, 100):
            ends = [mean_range(rng.lognormal(0, spread, n)) for _ in range(2000)]
            held.append(np.mean([low <= true <= high for low, high in ends]))
        shown = ", ".join(f"{one:.3f}" for one in held)
        print(f"mean of 5, 10, 30, 100 amounts of spread {spread}: held in {shown}")


def types() -> None:
    for size in SIZES:
        found, false, claimed = 0, 0, 0
        for seed in TYPE_SEEDS:
            truth = draw(seed, n_customers=size).truth
            named = _emerging(truth)
            found += truth.prospects.emerging in named
            false += bool(named - {truth.prospects.emerging})
            flat = replace(truth.prospects, emerging_growth=0.0)
            claimed += bool(_emerging(replace(truth, prospects=flat)))
        n = len(TYPE_SEEDS)
        print(
            f"{size} customers: planted type found in {found} of {n}, another claimed in {false};"
        )
        print(f"   without one claimed in {claimed} of {n}")


def _emerging(truth: Truth) -> set[str]:
    leads = drawn_leads.drawn(truth)
    leads = leads[leads["created_on"] <= pd.Timestamp(truth.exported_on)]
    by_month = monthly_types(typed(leads[["segment", "created_on"]], "leads"), month=MONTH)
    table = emerging_types(by_month, draws=DRAWS)
    return set(table.loc[table["verdict"] == "emerging", "segment"])


def main() -> None:
    for part in (duplicates, calls, coverage, means, types):
        started = time.process_time()
        part()
        print(f"{part.__name__}: {time.process_time() - started:.0f} CPU s")


if __name__ == "__main__":
    main()
