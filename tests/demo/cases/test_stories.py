"""Each planted story is found in the raw tables, and not found where it is switched off.

The quick tests use the first four seeds; the long one counts over forty how often each measure
is right, because orders of one region or one distributor are few and chance may look like a story.
"""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest

from salesnb.demo import Truth
from salesnb.demo.truths.stories import PLANTED, Stories
from tests.demo.cases.stories import NOTHING, SIGNS, TREND, Tables, tables_of

QUICK_SEEDS = range(1, 5)
NOISY = {"hidden_trend", "bad_month"}  # one region's orders: judged by the mean of all seeds
SWITCH: dict[str, dict[str, Any]] = {
    "lost_customer": {"lost_customers": ()},
    "rival_price_cut": {"rival_cuts": ()},
    "stuffing": {"stuffing": ()},
    "month_end_loading": {"loading": ()},
    "sandbagging": {"sandbagging": ()},
    "price_leakage": {"leakage": ()},
    "diversion": {"diversion": ()},
    "unfair_target": {"unfair_targets": ()},
    "invented_visits": {"invented_visits": ()},
    "hidden_trend": {"hidden_trends": ()},
    "bad_month": {"hidden_trends": (replace(TREND, bad_month=""),)},
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
    year, month = (
        np.mean([SIGNS[name].measure(tables) for tables in with_stories])
        for name in ("hidden_trend", "bad_month")
    )
    assert year > 0 > month


def test_every_flagged_kind_of_story_is_looked_for() -> None:
    flagged = {
        kind.name
        for kind in fields(PLANTED)
        if any(hasattr(case, "found_by") for case in getattr(PLANTED, kind.name))
    }
    assert {field for switch in SWITCH.values() for field in switch} == flagged
    assert set(SWITCH) == set(SIGNS)


@pytest.mark.long
@pytest.mark.parametrize("name", sorted(SIGNS))
def test_a_story_is_absent_when_it_alone_is_switched_off(name: str) -> None:
    sign, stories = SIGNS[name], replace(PLANTED, **SWITCH[name])
    drawn = [tables_of(Truth(seed=seed, stories=stories)) for seed in QUICK_SEEDS]
    if name in NOISY:
        seen = np.mean([sign.measure(tables) for tables in drawn])
        assert abs(seen - sign.without) < abs(seen - sign.planted)
    else:
        assert not any(sign.found(tables) for tables in drawn)


@pytest.mark.long
def test_rates_over_forty_companies() -> None:
    """Share of companies in which each measure says the truth: at least these, on both sides.

    Regions also differ by marketing, by their customers and by swings of their own, so that a
    year on year alone tells a region's trend in about two companies of three.
    """
    least = {"bad_month": 0.7, "hidden_trend": 0.55, "stuffing": 0.9, "sandbagging": 0.95}
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
