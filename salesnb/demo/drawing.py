"""Draw companies with any number of cases of any kind: what rates are measured on.

`draw(7, stories={"stuffing": 3, "loading": [0.3, 0.6]})` has three stuffed distributors of random
factors and two reps who move 30 and 60 % of their orders; all actors and months are random.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from salesnb.demo.base import names
from salesnb.demo.base.streams import stream
from salesnb.demo.cases.kinds import KINDS, Draft
from salesnb.demo.company import generate
from salesnb.demo.customers import masters
from salesnb.demo.facts import market
from salesnb.demo.sales.orders import World
from salesnb.demo.truths.stories import Stories
from salesnb.demo.truths.truth import Truth
from salesnb.months import Month

LAST = Month(2026, 10)
EARLIEST = 24  # months before the last in which a case may begin
LATEST = 3
STORY_SIZES = (3.0, 9.0)  # of customers in stories, relative to the average one
Wanted = Mapping[str, int | Sequence[float]]


@dataclass(frozen=True)
class Drawn:
    """A drawn company: what was planted, and its tables, which are made when first asked for."""

    truth: Truth

    @cached_property
    def world(self) -> World:
        return World(self.truth, 1.0)

    @cached_property
    def tables(self) -> dict[str, pd.DataFrame]:
        """All tables by canonical name, as `salesnb demo` would write them."""
        return generate(self.truth)


def draw(
    seed: int,
    *,
    stories: Wanted | Stories | None = None,
    n_months: int = 96,
    n_customers: int = 80,
    n_reps: int = 12,
) -> Drawn:
    """Return a company of its own; `stories` has for each kind a number of cases or their sizes.

    Without sizes they are uniform over the range of the kind (`kinds.KINDS`). Customers, reps,
    regions and groups have one story each. Raises ValueError where a kind is unknown or has more
    cases than there is anybody to play them.
    """
    plain = Truth(
        seed=seed,
        first_month=str(LAST - (n_months - 1)),
        n_months=n_months,
        n_customers=n_customers,
        n_reps=n_reps,
        stories=Stories(),
    )
    if not isinstance(stories, Stories):
        stories = _cast(plain, stories or {})
    return Drawn(replace(plain, stories=stories))


def _cast(truth: Truth, wanted: Wanted) -> Stories:
    """Return the cases wanted, each with an actor of its own."""
    unknown = sorted(set(wanted) - set(KINDS))
    if unknown:
        raise ValueError(f"unknown kind of story: {unknown[0]!r}; known are {', '.join(KINDS)}")
    rng = stream(truth.seed, "stories")
    actors = _actors(rng, truth)
    cases: dict[str, Any] = {}
    for name, many in wanted.items():
        kind = KINDS[name]
        sizes = rng.uniform(*kind.sizes, many) if isinstance(many, int) else np.asarray(many)
        free = actors[kind.role]
        if len(sizes) > len(free):
            raise ValueError(f"{len(sizes)} cases of {name}, but {len(free)} {kind.role} left")
        played, actors[kind.role] = free[: len(sizes)], free[len(sizes) :]
        drafts = _drafts(rng, truth, played, within=kind.seen_within)
        cases[name] = tuple(kind.case(d, float(s)) for d, s in zip(drafts, sizes, strict=True))
    return Stories(**cases)


def _actors(rng: np.random.Generator, truth: Truth) -> dict[str, list[str]]:
    """Return who can play each role, in random order."""
    firms, people = masters.customers(truth), masters.reps(truth)
    kinds = {
        kind: firms.loc[firms["kind"] == kind, "customer_id"]
        for kind in ("distributor", "end_user")
    }
    pairs = [f"{rival}/{group}" for rival, *_ in names.COMPETITORS for group in market.GROUPS]
    found = {
        "distributors": kinds["distributor"].tolist(),
        "end users": kinds["end_user"].tolist(),
        "reps": people.loc[people["left_on"].isna(), "rep_id"].tolist(),
        "regions": firms["region_id"].drop_duplicates().tolist(),
        "rivals' groups": pairs,
    }
    return {role: [str(one) for one in rng.permutation(all_)] for role, all_ in found.items()}


def _drafts(
    rng: np.random.Generator, truth: Truth, actors: list[str], *, within: int
) -> Iterator[Draft]:
    """Yield for each actor when it begins, by when it must be seen, and what a case may need."""
    for actor in actors:
        start = truth.months[-1] - int(rng.integers(LATEST, EARLIEST))
        seen = min(start + within, truth.months[-1])
        yield Draft(
            actor=actor,
            start=str(start),
            end=str(start + 1),
            found_by=str(seen),
            region_id=str(rng.choice(masters.leaf_regions())),
            size=float(rng.uniform(*STORY_SIZES)),
        )
