"""Behaviour in the demo company: who was planted is found by name and in time, twins are not."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pandas as pd
import pytest

from salesnb import calendars
from salesnb.months import Month
from salesnb.openmonth import snapshot_of
from salesnb.paths import open_company
from salesnb.reviews.behaviour.fleet import judged
from salesnb.reviews.behaviour.loading import find_loading
from salesnb.reviews.behaviour.sandbagging import find_sandbagging
from salesnb.reviews.behaviour.study import KINDS, RATE, READS, find_behaviour
from salesnb.reviews.behaviour.stuffing import find_stuffing
from salesnb.reviews.behaviour.visits import find_invented
from salesnb.snapshot.typed import typed

DEMO = Path(__file__).resolve().parents[3] / "data" / "demo"
CALENDAR = calendars.build(first_year=2020, last_year=2027)
MONTH = Month(2026, 10)
KNOWN_ON = {
    "order_days": "day",
    "sell_out": "period_start",
    "forecast_submissions": "submitted_on",
    "absences": "absent_on",
    "visits": "visit_date",
    "promotions": "starts_on",
    "product_prices": "valid_from",
}
Frames = dict[str, pd.DataFrame]


@pytest.fixture(scope="module")
def facts(closed_demo: Path) -> Frames:
    snapshot = snapshot_of(open_company(closed_demo), MONTH)
    return {
        name: typed(snapshot.frame(name, columns.split()), name) for name, columns in READS.items()
    }


def known_at(facts: Frames, month: Month) -> Frames:
    """Return the frames up to a month, about as its snapshot had them."""
    found = dict(facts)
    for name, day in KNOWN_ON.items():
        found[name] = facts[name][facts[name][day] <= pd.Timestamp(month.last)]
    for name in ("order_cube", "sales_cube", "price_exceptions"):
        found[name] = facts[name][facts[name]["month"] <= str(month)]
    return found


FINDERS = {
    "loading": lambda facts, month: find_loading(facts, month=month, calendar=CALENDAR),
    "stuffing": lambda facts, month: find_stuffing(facts, month=month),
    "sandbagging": lambda facts, month: find_sandbagging(facts, month=month),
    "invented_visits": lambda facts, month: find_invented(facts, month=month),
}


def planted() -> dict[str, dict[str, str]]:
    """Return by kind who was planted, with the month by which it must be seen."""
    stories = tomllib.loads((DEMO / "truth.toml").read_text(encoding="utf-8"))["stories"]
    who = {"stuffing": "customer_id"}
    return {
        kind: {one[who.get(kind, "rep_id")]: one["found_by"] for one in stories[kind]}
        for kind in KINDS
    }


@pytest.fixture(scope="module")
def found(facts: Frames) -> Frames:
    return find_behaviour(facts, month=MONTH, calendar=CALENDAR)


def test_the_planted_are_found_and_nobody_else(found: Frames) -> None:
    flags = found["behaviour_flags"]
    suspects = flags[flags["state"] == "suspect"].groupby("kind")["actor_id"].agg(set)
    assert suspects.to_dict() == {kind: set(own) for kind, own in planted().items()}


@pytest.mark.parametrize("kind", KINDS)
def test_the_planted_are_found_in_time(facts: Frames, kind: str) -> None:
    for who, by in planted()[kind].items():
        month = Month.parse(by)
        actors = judged(FINDERS[kind](known_at(facts, month), month).actors, RATE)
        assert who in set(actors.loc[actors["state"] == "suspect", "actor_id"])


def test_the_first_month_with_sell_out_judges_no_dealer(facts: Frames) -> None:
    first = Month.parse(f"{facts['sell_out']['period_start'].min():%Y-%m}")
    actors = find_stuffing(known_at(facts, first), month=first).actors
    assert len(actors) > 0 and set(actors["reason"]) == {"too_short"}


def test_each_flag_has_its_rows(found: Frames) -> None:
    rows = found["behaviour_rows"].groupby(["kind", "actor_id"])
    for flag in found["behaviour_flags"].itertuples(index=False):
        own = rows.get_group((flag.kind, flag.actor_id))
        if flag.kind == "invented_visits":
            assert len(own) == flag.n_found
            assert own["amount"].sum() == pytest.approx(flag.amount)
        if flag.kind == "loading":
            assert own["observed"].sum() == flag.n_found
        if flag.kind in ("stuffing", "sandbagging"):
            assert own["observed"].sum() == pytest.approx(flag.observed)
            assert own["expected"].sum() == pytest.approx(flag.expected)
