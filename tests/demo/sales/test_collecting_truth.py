"""Visits to collect shorten delays as stated, and leave the company's level alone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from salesnb.demo import Truth
from salesnb.demo.sales.lateness import usually_visited
from salesnb.demo.truths.stories import Stories
from tests.demo.sales.collecting import paid_instalments, shortened

SMALL = Truth(n_customers=120, n_reps=12, n_months=36, stories=Stories())
STATED = SMALL.field_work.collect_shortens
EIGHTY = 1.2816  # standard errors either side of an 80 % interval
BLURRED = 0.02  # the estimate from the tables falls short by about half of this


def over(seeds: range, share: float) -> tuple[np.ndarray, np.ndarray]:
    work = replace(SMALL.field_work, collect_shortens=share)
    truths = [replace(SMALL, seed=seed, field_work=work) for seed in seeds]
    found = np.array([shortened(paid_instalments(one)) for one in truths])
    return found[:, 0], found[:, 1]


@pytest.mark.parametrize(("share", "seeds"), [(STATED, range(1, 4)), (0.0, range(4, 5))])
def test_the_share_by_which_delays_are_shorter_is_recovered(share: float, seeds: range) -> None:
    values, errors = over(seeds, share)
    assert abs(values.mean() - share) < 3 * np.sqrt((errors**2).sum()) / len(errors)
    assert errors.max() < 0.12


def test_visits_to_collect_leave_the_level_of_delays_alone() -> None:
    work = replace(SMALL.field_work, collect_shortens=0.0)
    plain, helped = (
        paid_instalments(replace(SMALL, seed=2, field_work=one)) for one in (work, SMALL.field_work)
    )
    assert helped["late"].mean() == pytest.approx(plain["late"].mean(), rel=0.05)
    assert plain["is_visited"].mean() == pytest.approx(usually_visited(SMALL).mean(), abs=0.08)


@pytest.mark.long
def test_intervals_of_the_shortening_cover_at_their_rate() -> None:
    values, errors = over(range(301, 341), STATED)
    by_chance = 3 * np.sqrt((errors**2).sum()) / len(errors)
    assert -BLURRED - by_chance < values.mean() - STATED < by_chance
    covered = (abs(values - STATED) < EIGHTY * errors).mean()
    assert 0.65 <= covered <= 0.93
