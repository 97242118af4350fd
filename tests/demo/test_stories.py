"""Each planted story is found in the raw tables, and not found where it is switched off.

The quick tests use the first four seeds; the long one counts over forty how often each measure
is right, because orders of one region or one distributor are few and chance may look like a story.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from salesnb.demo import Truth
from salesnb.demo.truth import Stories
from tests.demo.stories import NOTHING, PLANTED, SIGNS, Tables, tables_of

QUICK_SEEDS = range(1, 5)
NOISY = {"hidden_trend", "bad_month"}  # one region's orders: judged by the mean of all seeds
SWITCH: dict[str, dict[str, Any]] = {
    "lost_customer": {"lost_customer": ""},
    "rival_price_cut": {"rival": ""},
    "stuffing": {"stuffing_customer": ""},
    "month_end_loading": {"loading_rep": ""},
    "sandbagging": {"sandbagging_rep": ""},
    "price_leakage": {"leakage_rep": ""},
    "diversion": {"diversion_customer": ""},
    "unfair_target": {"unfair_rep": ""},
    "invented_visits": {"invented_rep": ""},
    "hidden_trend": {"good_trend_region": ""},
    "bad_month": {"bad_month": ""},
}


def companies(stories: Stories) -> list[Tables]:
    return [tables_of(Truth(seed=seed, stories=stories)) for seed in QUICK_SEEDS]


@pytest.fixture(scope="module")
def with_stories() -> list[Tables]:
    return companies(PLANTED)


@pytest.fixture(scope="module")
def without() -> list[Tables]:
    return companies(NOTHING)


@pytest.mark.parametrize("name", sorted(set(SIGNS) - NOISY))
def test_the_story_shows_in_every_company_that_has_it(
    name: str, with_stories: list[Tables], without: list[Tables]
) -> None:
    assert [SIGNS[name].found(tables) for tables in with_stories] == [True] * len(QUICK_SEEDS)
    assert [SIGNS[name].found(tables) for tables in without] == [False] * len(QUICK_SEEDS)


@pytest.mark.parametrize("name", sorted(NOISY))
def test_a_region_s_story_shows_on_average(
    name: str, with_stories: list[Tables], without: list[Tables]
) -> None:
    sign = SIGNS[name]
    seen, plain = (np.mean([sign.measure(t) for t in all_]) for all_ in (with_stories, without))
    assert abs(seen - sign.planted) < abs(seen - sign.without)
    assert abs(plain - sign.without) < abs(plain - sign.planted)


def test_the_trend_is_hidden_by_the_bad_month(with_stories: list[Tables]) -> None:
    """The last month alone looks worse than the year: that is what makes the story hard."""
    for tables in with_stories:
        assert SIGNS["hidden_trend"].measure(tables) > 0 > SIGNS["bad_month"].measure(tables)


def test_every_field_of_the_stories_can_be_switched_off() -> None:
    named = {field for switch in SWITCH.values() for field in switch} - {"bad_month"}
    assert {f for f in vars(NOTHING) if getattr(NOTHING, f) == ""} == named
    assert set(SWITCH) == set(SIGNS)


@pytest.mark.long
@pytest.mark.parametrize("name", sorted(SIGNS))
def test_a_story_is_absent_when_it_alone_is_switched_off(name: str) -> None:
    found = [
        SIGNS[name].found(tables_of(Truth(seed=s, stories=replace(PLANTED, **SWITCH[name]))))
        for s in QUICK_SEEDS
    ]
    assert sum(found) <= (1 if name in NOISY else 0)


@pytest.mark.long
def test_rates_over_forty_companies() -> None:
    """Share of companies in which each measure says the truth: at least these, on both sides."""
    least = {"bad_month": 0.75, "hidden_trend": 0.8, "stuffing": 0.9, "sandbagging": 0.95}
    hits = {name: np.zeros(2) for name in SIGNS}
    for seed in range(100, 140):
        for side, stories in enumerate((PLANTED, NOTHING)):
            tables = tables_of(Truth(seed=seed, stories=stories))
            for name, sign in SIGNS.items():
                hits[name][side] += sign.found(tables) == (stories is PLANTED)
    rates = {name: count / 40 for name, count in hits.items()}
    print({name: tuple(rate) for name, rate in rates.items()})
    wrong = {name: rate for name, rate in rates.items() if rate.min() < least.get(name, 0.97)}
    assert not wrong
