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
from salesnb.prospects.places.emerging import RECENT, emerging_types, monthly_types
from salesnb.prospects.screening import tested
from salesnb.prospects.screening.known import known_before, outcomes
from salesnb.prospects.sources.funnel import funnel
from salesnb.prospects.sources.journeys import journeys
from salesnb.prospects.sources.shares import pooled
from salesnb.prospects.sources.worth import MONTH_DAYS, Worth, became_customer, mean_range
from salesnb.prospects.sources.yields import source_yields
from salesnb.snapshot.typed import typed
from tests.prospects.facts import MONTH, Frames, of_truth

SEEDS = range(9001, 9021)
TYPE_SEEDS = range(9201, 9261)
SIZES = (80, 300)  # customers of companies in which a new type is sought
DRAWS = 499
WAIT_SEEDS = range(9401, 9441)
WAITING = ((80, 48), (300, 96))  # customers, months
HORIZON, LEAST, LATER = 12, 20, 1100  # months; leads; days after which all leads are over


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


def waits() -> None:
    """Count how often intervals of steps and of customers by source hold what holds in general.

    Companies as their last month knows them, leads waiting; in general is all leads of all these
    companies, as they turn out once all is over.
    """
    for size, n_months in WAITING:
        said, ended = [], []
        for seed in WAIT_SEEDS:
            truth = draw(seed, n_customers=size, n_months=n_months).truth
            worth = Worth("none", HORIZON, *[np.nan] * 3, 0, np.nan)
            leads = journeys(of_truth(truth), month=MONTH).assign(sales_amount=0.0)
            traces = leads.assign(firm=range(len(leads)))
            sources = source_yields(leads, traces, month=MONTH, worth=worth)
            said.append((funnel(leads, month=MONTH, horizon=HORIZON), sources))
            whole = of_truth(replace(truth, exported_days_after=LATER))
            ended.append(journeys(whole, month=MONTH + LATER // 30))
        print(f"{len(said)} companies of {size} customers and {n_months} months")
        _said_of_waits(said, pd.concat(ended, ignore_index=True))


def _said_of_waits(said: list[tuple[pd.DataFrame, pd.DataFrame]], whole: pd.DataFrame) -> None:
    end = MONTH + LATER // 30
    steps = pd.concat([one for one, _ in said])
    for row in funnel(whole, month=end, horizon=HORIZON).itertuples():
        own = steps[(steps["step"] == row.step) & (steps["n_in"] >= LEAST)]
        held = ((own["low"] <= row.share) & (own["high"] >= row.share)).mean()
        timed = own[own["half_low"].notna()]
        text = f"  {row.step}: {row.share:.3f} come, held in {held:.3f} of {len(own)}"
        if len(timed):
            high = timed["half_high"].fillna(np.inf)
            inside = ((timed["half_low"] <= row.half_days) & (high >= row.half_days)).mean()
            text += f"; half within {row.half_days:.0f} days, held in {inside:.3f} of {len(timed)}"
            text += f" ({np.isinf(high).mean():.2f} without a high end)"
        print(text)
    sources = pd.concat([one for _, one in said])
    inside = []
    for source, own in sources[sources["n_leads"] >= LEAST].groupby("lead_source_id"):
        leads = whole if source == "total" else whole[whole["lead_source_id"] == source]
        true = became_customer(leads, month=end).at(HORIZON * MONTH_DAYS)[0]
        held = (own["customer_low"] <= true) & (own["customer_high"] >= true)
        inside += held.tolist() if source != "total" else []
        print(f"  {source}: {true:.4f} become customers, held in {held.mean():.3f} of {len(own)}")
    print(f"  all sources: {np.mean(inside):.3f} of {len(inside)}")


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
    table = emerging_types(_by_month(truth), draws=DRAWS)
    return set(table.loc[table["verdict"] == "emerging", "segment"])


def _by_month(truth: Truth) -> pd.DataFrame:
    leads = drawn_leads.drawn(truth)
    leads = leads[leads["created_on"] <= pd.Timestamp(truth.exported_on)]
    return monthly_types(typed(leads[["segment", "created_on"]], "leads"), month=MONTH)


def visible() -> None:
    """Count how often a rise to what is said to be visible of a small type is told.

    Companies without a new type, and the same redrawn with its share rising so far.
    """
    for size in SIZES:
        told, shares = [], []
        for seed in TYPE_SEEDS:
            truth = draw(seed, n_customers=size).truth
            flat = replace(truth.prospects, emerging_growth=0.0)
            truth = replace(truth, prospects=flat)
            by_month, rng = _by_month(truth), np.random.default_rng(seed)
            found = emerging_types(by_month, draws=DRAWS).set_index("segment")
            row = found.loc[flat.emerging]
            if not row["was_small"] or not np.isfinite(row["visible"]):
                continue
            risen = _risen(by_month, flat.emerging, row, rng)
            now = emerging_types(risen, draws=DRAWS).set_index("segment").loc[flat.emerging]
            told.append(now["verdict"] == "emerging")
            shares.append(row["visible"])
        print(f"{size} customers: a rise to {np.mean(shares):.3f} on average told in", end=" ")
        print(f"{sum(told)} of {len(told)} ({np.mean(told):.3f})")


def _risen(
    by_month: pd.DataFrame, segment: str, row: pd.Series, rng: np.random.Generator
) -> pd.DataFrame:
    """Return months with as many leads, a segment's share in them rising to what is visible."""
    wide = by_month.pivot(index="month", columns="segment", values="n")
    at = np.arange(len(wide))
    begin = int(np.flatnonzero(wide.index == row["since"])[0])
    ramp = np.maximum(at - begin + 1, 0) / (len(at) - begin)
    step = (row["visible"] - row["share_before"]) / ramp[-RECENT:].mean()
    share = row["share_before"] + step * ramp
    others = wide.drop(columns=segment).sum()
    rest = (others / others.sum()).to_numpy()
    total = wide.sum(axis=1).to_numpy(int)
    parts = [
        rng.multinomial(n, [one, *((1 - one) * rest)]) for n, one in zip(total, share, strict=True)
    ]
    made = pd.DataFrame(parts, wide.index, pd.Index([segment, *others.index], name="segment"))
    table = made.reset_index().melt("month", value_name="n")
    return table.assign(n_all=table["month"].map(dict(zip(wide.index, total, strict=True))))


def main() -> None:
    for part in (duplicates, calls, coverage, waits, means, visible, types):
        started = time.process_time()
        part()
        print(f"{part.__name__}: {time.process_time() - started:.0f} CPU s")


if __name__ == "__main__":
    main()
