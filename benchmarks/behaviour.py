"""Loading, stuffing, sandbagging and invented visits among innocent twins: recall, false ones.

`python -m benchmarks behaviour`: companies of `SEEDS`, which chose nothing, of two makes: tables of
their own with the twins that the demo company has not (`_cases_sold`, `_cases_reported`), and whole
companies drawn as the demo company is. Thresholds were chosen on `CHOSEN_ON` (`python -m
benchmarks.behaviour chosen`).
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np

from benchmarks._behaved import Company
from benchmarks._cases_reported import invented, sandbagging
from benchmarks._cases_sold import CALENDAR, LAST, Case, loading, stuffing
from benchmarks.price_breaches import share
from salesnb.demo.drawing import draw
from salesnb.reviews.behaviour.study import KINDS, STATES, find_behaviour

SEEDS = {"own tables": range(1001, 1031), "drawn companies": range(7001, 7031)}
CHOSEN_ON = {"own tables": range(24), "drawn companies": range(101, 109)}
STORIES = {
    "stuffing": 3,
    "project_orders": 2,
    "loading": 2,
    "month_end_offers": 2,
    "sandbagging": 2,
    "invented_visits": 2,
    "second_visits": 2,
}
OWN: dict[str, Callable[[int], Case]] = {
    "loading": loading,
    "stuffing": stuffing,
    "sandbagging": sandbagging,
    "invented_visits": invented,
}
SIZES = {
    "loading": (0.4, 0.5),
    "stuffing": (1.6, 2.0),
    "sandbagging": (0.75, 0.85),
    "invented_visits": (0.3, 0.4),
}


@dataclass
class Counted:
    """What was planted and found, by company; each case with its size, and whether it was found."""

    planted: list[int] = field(default_factory=list)
    hits: list[int] = field(default_factory=list)
    found: list[int] = field(default_factory=list)
    false: list[int] = field(default_factory=list)
    judged: int = 0  # of the planted
    cases: list[tuple[float, bool]] = field(default_factory=list)
    states: Counter[str] = field(default_factory=Counter)  # of the planted that were not found
    twins: Counter[str] = field(default_factory=Counter)  # called suspects

    def add(self, case: Case, states: dict[str, str]) -> None:
        suspects = {one for one, state in states.items() if state == "suspect"}
        self.planted.append(len(case.planted))
        self.hits.append(len(suspects & set(case.planted)))
        self.found.append(len(suspects))
        self.false.append(len(suspects - set(case.planted)))
        self.cases += [(size, one in suspects) for one, size in case.planted.items()]
        missed = set(case.planted) - suspects
        self.judged += sum(states.get(one) in STATES for one in case.planted)
        self.states.update(states.get(one, "no rows") for one in missed)
        self.twins.update(case.twins.get(one, "nobody") for one in suspects - set(case.planted))

    def said(self, kind: str) -> str:
        bands = [-np.inf, *SIZES[kind], np.inf]
        sizes, found = np.array([size for size, _ in self.cases]), [hit for _, hit in self.cases]
        place = np.digitize(sizes, bands) - 1
        by_size = [f"{np.mean(np.array(found)[place == n]):.2f}" for n in np.unique(place)]
        return (
            f"{kind}: {sum(self.planted)} planted, recall {share(self.hits, self.planted)}"
            f" (cut at {SIZES[kind]}: {' '.join(by_size)};"
            f" {sum(self.hits) / max(self.judged, 1):.3f} of the {self.judged} judged), false"
            f" discoveries {share(self.false, self.found)} of {sum(self.found)};"
            f" missed: {dict(self.states)}; false: {dict(self.twins)}"
        )


def own_cases(seeds: Iterable[int]) -> Iterator[tuple[str, Case]]:
    """Yield each kind's companies with tables of their own."""
    for seed in seeds:
        for kind, draw_case in OWN.items():
            yield kind, draw_case(seed)


def drawn_cases(seeds: Iterable[int]) -> Iterator[tuple[str, Case]]:
    """Yield drawn companies, once for each kind that is planted in them."""
    for seed in seeds:
        drawn = draw(seed, stories=STORIES, n_months=60)
        frames, stories = Company(drawn).known_at(LAST), drawn.truth.stories
        planted: dict[str, dict[str, float]] = {
            "loading": {one.rep_id: one.share for one in stories.loading},
            "stuffing": {one.customer_id: one.factor for one in stories.stuffing},
            "sandbagging": {one.rep_id: one.share for one in stories.sandbagging},
            "invented_visits": {one.rep_id: one.share for one in stories.invented_visits},
        }
        twins = {one.rep_id: "month_end_offer" for one in stories.month_end_offers}
        twins |= {one.customer_id: "project" for one in stories.project_orders}
        twins |= {one.rep_id: "second visits" for one in stories.second_visits}
        for kind, own in planted.items():
            yield kind, Case(frames, own, twins)


def states_of(kind: str, case: Case) -> dict[str, str]:
    """Return the state of each actor that could play a kind of behaviour, or why it has none."""
    found = find_behaviour(case.frames, month=LAST, calendar=CALENDAR)
    actors = found["behaviour_actors"]
    own = actors[actors["kind"] == kind]
    states = own["state"].where(own["state"] != "not_judged", own["reason"])
    return dict(zip(own["actor_id"], states, strict=True))


def measure(cases: Iterable[tuple[str, Case]]) -> dict[str, Counted]:
    """Return what was counted over companies, by kind."""
    counted = {kind: Counted() for kind in KINDS}
    for kind, case in cases:
        counted[kind].add(case, states_of(kind, case))
    return counted


def main() -> None:
    seeds = CHOSEN_ON if "chosen" in sys.argv[1:] else SEEDS
    sources = {"own tables": own_cases, "drawn companies": drawn_cases}
    every: list[Counted] = []
    for name, draw_cases in sources.items():
        started = time.process_time()
        counted = measure(draw_cases(seeds[name]))
        print(f"{name}, {len(seeds[name])} companies of a kind:")
        for kind, own in counted.items():
            print("  ", own.said(kind))
        print(f"   {time.process_time() - started:.0f} CPU s", flush=True)
        every += counted.values()
    hits, planted = (sum(sum(getattr(one, name)) for one in every) for name in ("hits", "planted"))
    false, found = (sum(sum(getattr(one, name)) for one in every) for name in ("false", "found"))
    print(f"together: recall {hits / planted:.3f} of {planted}", end=", ")
    print(f"false discoveries {false / max(found, 1):.3f} of {found}")


if __name__ == "__main__":
    main()
