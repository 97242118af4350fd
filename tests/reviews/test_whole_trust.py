"""The page of 13c_trust on companies that lack something: whole sentences, accusing nobody."""

from __future__ import annotations

from collections.abc import Callable

import matplotlib.pyplot as plt
import pandas as pd
import pytest

from salesnb.contracts.page import Results
from salesnb.contracts.results import Context
from salesnb.contracts.validated import result
from salesnb.findings import Finding
from salesnb.i18n import use
from salesnb.pages import trust as room
from salesnb.pages.trust import behaviour, forecasters, reps
from salesnb.reviews.behaviour.study import find_behaviour
from salesnb.reviews.forecasters.study import judge_forecasters
from tests.reviews.planted import CALENDAR, MARCH, REPS, cube, facts, forecast
from tests.reviews.test_forecasters import commits, sales, submissions

Given = dict[str, pd.DataFrame]
DAYS = pd.DataFrame({"day": pd.date_range("2024-04-01", "2026-03-31")})


def submitting() -> Given:
    given = submissions(*commits("A", *[70.0, 72.0, 69.0, 71.0, 70.0, 68.0]))
    return facts(cube(*sales()), sales_days=DAYS, forecast_submissions=given)


def begun() -> Given:
    given = submissions(*commits("A", 70.0))
    return facts(cube(*sales()), sales_days=DAYS, forecast_submissions=given)


def silent() -> Given:
    return facts(cube(*sales()), sales_days=DAYS)


def empty() -> Given:
    return facts(cube(), sales_days=DAYS.iloc[:0])


COMPANIES: dict[str, Callable[[], Given]] = {
    "submitting": submitting,
    "one submission": begun,
    "without submissions": silent,
    "nothing": empty,
}


def page(given: Given) -> Results:
    issued = {"2026-02": forecast("2026-03", ("total", "total", 90.0))} if len(given) > 6 else {}
    who = REPS.assign(road_speed=float("nan"), cost_per_hour=float("nan"))
    given = given | {"reps": who}
    frames = judge_forecasters(given, issued, month=MARCH, calendar=CALENDAR)
    frames |= find_behaviour(given, month=MARCH, calendar=CALENDAR)
    return Results(
        {
            name: result(one, room.FRAMES[name], context=Context("CNY"))
            for name, one in frames.items()
        }
    )


def said(shown: Results) -> list[Finding]:
    parts = (forecasters, reps, behaviour)
    found = [one for part in parts for one in part.found(shown)]
    return [*room.answer(shown), *found, forecasters.alt(shown)]


@pytest.mark.parametrize("name", COMPANIES)
def test_each_company_gets_a_page_of_whole_sentences(name: str) -> None:
    shown = page(COMPANIES[name]())
    for lang in ("en", "zh") if name == "submitting" else ("en",):
        with use(lang):
            for one in said(shown):
                text = one.plain()
                assert "{" not in text and "nan" not in text and "–" not in text, text
    assert 1 <= len(room.answer(shown)) <= 4
    forecasters.draw(shown)
    plt.close("all")


def test_who_says_less_every_month_is_told_so_and_nobody_is_a_suspect() -> None:
    found = {one.key: one.plain() for one in said(page(submitting()))}
    assert found["biased_low"].startswith(
        "What A submits runs low: −30.0% of what came in 6 months"
    )
    assert not [key for key in found if key.startswith("suspect_")]


def test_what_cannot_be_judged_is_said_and_why() -> None:
    found = {one.key: one.plain() for one in said(page(silent()))}
    assert found["no_submissions"].startswith("Reps submit no forecasts")
    assert found["unjudged_invented_visits"] == (
        "Visits that cannot have been made: not judged, as the tables are not exported."
    )
