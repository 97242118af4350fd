"""Drawn companies have the cases that were asked for, in their tables as in their truth."""

from __future__ import annotations

from dataclasses import fields

import pytest

from salesnb.demo import draw
from salesnb.demo.cases.kinds import KINDS
from salesnb.demo.truths.stories import Stories

SIZES = {"n_customers": 40, "n_reps": 14, "n_months": 48}


def test_every_kind_of_story_can_be_drawn() -> None:
    assert set(KINDS) == {kind.name for kind in fields(Stories)}
    stories = draw(1, stories=dict.fromkeys(KINDS, 1), n_customers=60).truth.stories
    assert [len(getattr(stories, name)) for name in KINDS] == [1] * len(KINDS)


def test_cases_have_the_sizes_that_were_asked_for_and_actors_of_their_own() -> None:
    stories = draw(2, stories={"stuffing": [1.3, 2.5], "diversion": 2, "loading": 3}).truth.stories
    assert [case.factor for case in stories.stuffing] == [1.3, 2.5]
    assert len({case.customer_id for case in (*stories.stuffing, *stories.diversion)}) == 4
    assert len({case.rep_id for case in stories.loading}) == 3
    assert all(0.3 <= case.share <= 0.6 for case in stories.loading)
    assert all(case.start <= case.found_by <= "2026-10" for case in stories.loading)


def test_the_same_seed_draws_the_same_company_and_another_one_another() -> None:
    first, again, other = (draw(seed, stories={"leakage": 1}, **SIZES) for seed in (3, 3, 4))
    assert first.truth == again.truth != other.truth
    lines, same = (one.tables["order_lines"] for one in (first, again))
    assert lines.equals(same)
    assert first.world.truth.months[0].year == 2022 and first.truth.n_months == 48


def test_what_cannot_be_drawn_is_said() -> None:
    with pytest.raises(ValueError, match="unknown kind of story: 'stufing'; known are lost"):
        draw(1, stories={"stufing": 1})
    with pytest.raises(ValueError, match="9 cases of stuffing, but 5 distributors left"):
        draw(1, stories={"stuffing": 9}, n_customers=40)


@pytest.mark.parametrize("seed", [1, 2])
def test_a_small_company_has_all_tables(seed: int) -> None:
    tables = draw(seed, n_customers=20, n_reps=4, n_months=36).tables
    empty = sorted(name for name, table in tables.items() if table.empty)
    assert not set(empty) & {"order_lines", "instalments", "visits", "opportunities", "leads"}
