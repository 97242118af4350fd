"""Leakage and diversion among their innocent twins: recall and false discoveries, cost.

`python -m benchmarks price_breaches`: companies of `SEEDS`, which chose nothing. Thresholds
were chosen on `CHOSEN_ON` (`python -m benchmarks.price_breaches chosen`).
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from benchmarks._priced import Company
from salesnb.customers.prices.diversion import evidence, find_diversion
from salesnb.customers.prices.ground import ground_of
from salesnb.customers.prices.leakage import find_leakage
from salesnb.demo.drawing import LAST, draw
from salesnb.months import Month

SEEDS = range(6001, 6071)
CHOSEN_ON = range(5001, 5021)
STORIES = {
    "leakage": 3,
    "approved_discounts": 2,
    "month_end_offers": 1,
    "diversion": 3,
    "approved_territories": 2,
    "two_sites": 2,
}
TYPING_ERRORS = 0.01  # of sell-out rows that name a wrong region
KINDS = ("leakage", "diversion")


@dataclass
class Counted:
    """What was planted and what was found, by company; sizes that were missed."""

    planted: list[int] = field(default_factory=list)
    hits: list[int] = field(default_factory=list)
    in_time: list[int] = field(default_factory=list)
    found: list[int] = field(default_factory=list)
    false: list[int] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)

    def add(self, truth: dict[str, float], found: set[str], in_time: set[str]) -> None:
        self.planted.append(len(truth))
        self.hits.append(len(found & set(truth)))
        self.in_time.append(len(in_time))
        self.found.append(len(found))
        self.false.append(len(found - set(truth)))
        self.missed += [f"{one} ({truth[one]:.3f})" for one in sorted(set(truth) - found)]

    def said(self, name: str) -> str:
        recall, at_once = (share(part, self.planted) for part in (self.hits, self.in_time))
        false = share(self.false, self.found)
        return (
            f"{name}: {sum(self.planted)} planted, recall {recall} ({at_once} by their month),"
            f" false discoveries {false} of {sum(self.found)}"
        )


def share(parts: Iterable[int], wholes: Iterable[int]) -> str:
    """Return a share with its standard error, companies being the clusters."""
    n, of = (np.array(list(one), dtype=float) for one in (parts, wholes))
    p = n.sum() / max(of.sum(), 1.0)
    rest = n - p * of
    error = np.sqrt((rest**2).sum() * len(of) / max(len(of) - 1, 1)) / max(of.sum(), 1.0)
    return f"{p:.3f} (s.e. {error:.3f})"


def judge(company: Company, month: Month) -> tuple[set[str], set[str]]:
    """Return the reps and the customers that are suspects in a month."""
    facts = company.known_at(month)
    ground = ground_of(facts, month=month)
    leaks = find_leakage(ground)
    away = find_diversion(facts, ground, evidence(facts, ground))
    reps = leaks.loc[leaks["verdict"] == "suspect", "rep_id"]
    customers = away.loc[away["verdict"] == "suspect", "customer_id"]
    return set(reps), set(customers)


def measure(seeds: Iterable[int]) -> dict[str, Counted]:
    """Return what was counted over companies: in their last month, and by each case's month."""
    counted = {kind: Counted() for kind in KINDS}
    for seed in seeds:
        drawn = draw(seed, stories=STORIES)
        company = Company(drawn, typing_errors=TYPING_ERRORS)
        stories = drawn.truth.stories
        cases: tuple[list[tuple[str, float, str]], ...] = (
            [(one.rep_id, one.discount, one.found_by) for one in stories.leakage],
            [(one.customer_id, one.share, one.found_by) for one in stories.diversion],
        )
        months = sorted({str(LAST), *(by for own in cases for _, _, by in own)})
        found = {month: judge(company, Month.parse(month)) for month in months}
        for place, (kind, own) in enumerate(zip(KINDS, cases, strict=True)):
            in_time = {name for name, _, by in own if name in found[by][place]}
            sizes = {name: size for name, size, _ in own}
            counted[kind].add(sizes, found[str(LAST)][place], in_time)
    return counted


def main() -> None:
    seeds = CHOSEN_ON if "chosen" in sys.argv[1:] else SEEDS
    started = time.process_time()
    for kind, counted in measure(seeds).items():
        print(counted.said(kind))
        print("   missed:", ", ".join(counted.missed) or "none")
    print(f"{len(seeds)} companies, {time.process_time() - started:.0f} CPU s")


if __name__ == "__main__":
    main()
