"""What 12_actions says: of the small firm, of one without anything, and on rows made for it."""

from __future__ import annotations

from collections.abc import Iterator

import matplotlib.pyplot as plt
import pandas as pd
import pytest

from salesnb.actions import study
from salesnb.contracts.page import Results
from salesnb.contracts.results import Context
from salesnb.contracts.validated import result
from salesnb.i18n import use
from salesnb.pages import actions
from salesnb.pages.actions import best_use, by_week, how_often, owned
from tests.actions.small import ground
from tests.actions.test_hours import CURVE, JUDGED
from tests.pages.rows import page as page_of

CONTEXT = Context("CNY")
SECTIONS = (owned, best_use, how_often, by_week)
VISITS = [
    {"rep_id": "R2", "customer_id": "C3", "visit_date": "2026-05-05", "status": "held"},
    {"rep_id": "R1", "customer_id": "C1", "visit_date": "2026-05-06", "status": "cancelled"},
]
BARE = {"issued_targets": (), "sales_cube": (), "customer_reps": (), "regions": ()}
FIRMS = {
    "small": ground(visits=VISITS),
    "no_visits": ground(),
    "judged": ground(),
    "no_reps": ground(reps=()),
    "no_customers": ground(customers=(), customer_reps=()),
    "bare": ground(**BARE),
}
RESTED = {
    "scope": "total",
    "basis": "judged",
    "money": "margin",
    "hours": 1000.0,
    "planned": 600.0,
    "used_share": 0.6,
    "n_reps": 9,
    "n_assumed": 0,
    "n_without_rep": 0,
    "n_short": 0,
    "now": 5e4,
    "best": 8e4,
    "gap": 3e4,
    "gap_low": 1e4,
    "best_low": 2e4,
    "n_none": 0,
}


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    yield
    plt.close("all")


def page(name: str) -> Results:
    """Return the results of one of the firms."""
    one = FIRMS[name]
    found, frames = study.plan_hours(one, CURVE if name == "judged" else JUDGED, None, None)
    every = study.assign_targets(one, None) | frames | study.lay_weeks(one, found)
    return Results(
        {key: result(frame, actions.FRAMES[key], context=CONTEXT) for key, frame in every.items()}
    )


@pytest.mark.parametrize("name", FIRMS)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_any_firm_gets_a_page(name: str, lang: str) -> None:
    with use(lang):
        shown = page(name)
        said = [*actions.answer(shown), *(one for s in SECTIONS for one in s.found(shown))]
        assert said
        for one in said:
            text = one.plain()
            assert "nan" not in text and "{" not in text
        best_use.draw(shown)
        assert best_use.alt(shown).plain()


def test_what_is_not_known_is_not_claimed() -> None:
    with use("en"):
        keys = {one.key for one in best_use.found(page("judged"))}
        assert "gap" not in keys
        assert [one.key for one in how_often.found(page("no_visits"))] == ["unknown"]
        said = [one.plain() for one in by_week.found(page("no_visits"))]
        assert any("not known" in one for one in said)


def test_a_firm_without_reps_says_so() -> None:
    with use("en"):
        said = [one.plain() for one in best_use.found(page("no_reps"))]
        assert said == ["No rep is at work in the month ahead."]


def test_a_customer_whose_rep_left_is_counted() -> None:
    with use("en"):
        said = {one.key: one.plain() for one in best_use.found(page("small"))}
        assert said["alone"] == "Customers whom no rep at work looks after: 1."


@pytest.mark.parametrize(("half", "status"), [(1e4, "act"), (-2e3, "watch")])
def test_a_gap_is_urgent_only_if_it_stands_at_the_low_end(half: float, status: str) -> None:
    shown = page_of(actions.FRAMES, CONTEXT, rested={**RESTED, "gap_low": half})
    assert [one.status for one in best_use.found(shown) if one.key == "gap"] == [status]


def test_a_role_as_owner_is_no_good_news() -> None:
    row = {"scope": "total", "n_cells": 9, "n_fallbacks": 3, "n_unknown": 2, "basis": "issued_plan"}
    shown = page_of(actions.FRAMES, CONTEXT, cells=row)
    assert [one.status for one in owned.found(shown)] == ["watch", "watch"]


def test_class_a_that_hours_do_not_reach_is_urgent() -> None:
    shown = page_of(actions.FRAMES, CONTEXT, rested={**RESTED, "n_short": 4})
    assert {one.key: one.status for one in best_use.found(shown)}["short"] == "act"


def test_every_part_of_the_month_ahead_is_in_the_frames() -> None:
    shown = page("small")
    planned = shown.action_plan.frame
    assert planned["deputy_id"].ne(planned["rep_id"]).all()
    assert planned["week"].notna().all() and planned["due_on"].notna().all()
    visits = planned[planned["kind"] == "visit"]
    needs = shown.visit_needs.frame
    assert len(visits) == needs["visits"].sum()
    sums = pd.Series(shown.weeks.frame["hours"]).sum()
    assert sums == pytest.approx(planned["hours"].sum())
