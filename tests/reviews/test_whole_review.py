"""The page of 13_review on companies that lack something: whole sentences, or none."""

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
from salesnb.months import Month
from salesnb.pages import review as room
from salesnb.pages.review import adjust, ahead, attained, goals, pace, parts, why
from salesnb.reviews import study
from salesnb.reviews.as_issued import AsIssued
from tests.reviews.planted import CALENDAR, MARCH, by_rep, cube, facts, forecast, sale, target
from tests.reviews.test_adjust import errors

CONTEXT = Context("CNY")
MONTHS = [str(one) for one in (MARCH - 26).until(MARCH)]
DAYS = pd.DataFrame({"day": pd.date_range("2024-01-01", "2026-03-31")})
Given = tuple[dict[str, pd.DataFrame], AsIssued]


def sold(**more: float) -> list[dict[str, object]]:
    """Return 27 months of three customers, one in each region, each row times `more` of its id."""
    places = {"C1": "N1", "C2": "N2", "C3": "S1"}
    return [
        sale(month, one, 100.0 * more.get(one, 1.0), region_id=region)
        for one, region in places.items()
        for month in MONTHS
    ]


def company(
    *rows: dict[str, object], asked: list[dict[str, object]], **more: pd.DataFrame
) -> Given:
    given = facts(cube(*rows), asked, sales_days=DAYS, order_cube=cube(), **more)
    nodes = [("total", "total", 300.0), *(("rep", rep, 100.0) for rep in "ABC")]
    issued = AsIssued(forecast={"2026-02": forecast("2026-03", *nodes)})
    return given, issued


def year(**values: float) -> list[dict[str, object]]:
    return [row for month in range(1, 13) for row in by_rep(f"2026-{month:02d}", **values)]


def whole() -> Given:
    """Return a company with targets, forecasts, a rep far below, and goals."""
    rest = [
        forecast(f"2026-{m:02d}", ("rep", "A", 100.0), ("rep", "C", 40.0)) for m in range(4, 13)
    ]
    misses = errors((1.0,) * 9, A=1.0, C=1.0).assign(dimension="rep")
    expected = {"forecast": pd.concat(rest), "forecast_errors": misses}
    asked = [*year(A=80.0, B=110.0, C=160.0), target("2026-03", 4.0, rep_id="A", measure="visits")]
    given, issued = company(*sold(C3=0.5), asked=asked, **expected)
    return given, issued


def without_targets() -> Given:
    return company(*sold(), asked=[])


def who_left() -> Given:
    reps = pd.DataFrame({"rep_id": list("ABC"), "region_id": ["N1", "N2", "S1"]})
    gone = reps.assign(left_on=pd.to_datetime(["2026-02-10", None, None]))
    given, issued = company(*sold(C1=0.2), asked=year(A=80.0, B=90.0))
    return given | {"reps": gone}, issued


def first_month() -> Given:
    given, _ = company(sale("2026-03", "C1", 100.0), asked=by_rep("2026-03", A=80.0))
    return given | {"sales_days": DAYS[DAYS["day"] >= "2026-03-01"]}, AsIssued()


def zero_base() -> Given:
    rows = [one for one in sold() if str(one["month"]) >= "2026-01"]
    return company(*rows, asked=year(A=0.0, B=80.0))


def credit_notes_alone() -> Given:
    return company(*sold(), sale("2026-03", "C9", -25.0), asked=year(A=80.0))


def renamed_region() -> Given:
    rows = sold()
    moved = [
        one | {"region_id": "N9"}
        if one["customer_id"] == "C1" and str(one["month"]) > "2026-01"
        else one
        for one in rows
    ]
    return company(*moved, asked=[target("2026-03", 80.0, region_id="N9")])


def data_that_end_early() -> Given:
    given, issued = company(*sold(C3=0.1), asked=year(A=80.0, C=160.0))
    return given | {"sales_days": DAYS[DAYS["day"] <= "2026-03-12"]}, issued


def nothing() -> Given:
    given, _ = company(asked=[])
    return given | {"sales_days": DAYS.iloc[:0]}, AsIssued()


COMPANIES: dict[str, Callable[[], Given]] = {
    "whole": whole,
    "without targets": without_targets,
    "a rep who left": who_left,
    "a first month": first_month,
    "a zero base": zero_base,
    "credit notes alone": credit_notes_alone,
    "a renamed region": renamed_region,
    "data that end early": data_that_end_early,
    "nothing": nothing,
}


def page(given: Given, month: Month = MARCH) -> Results:
    ground = study.Ground(*given, month, CALENDAR, 1, 0.95)
    held = study.hold_targets(ground)
    causes = study.explain(ground, held)
    frames = study.by_unit(held) | causes | study.look_ahead(ground)
    frames |= study.find_exceptions(ground, held, causes) | study.judge_goals(ground)
    return Results(
        {name: result(one, room.FRAMES[name], context=CONTEXT) for name, one in frames.items()}
    )


def said(shown: Results) -> list[Finding]:
    found = list(room.answer(shown))
    for part in (attained, parts, pace, why, ahead, adjust, goals):
        found += part.found(shown)
    return [*found, attained.alt(shown), why.alt(shown)]


@pytest.mark.parametrize("name", COMPANIES)
def test_each_company_gets_a_page_of_whole_sentences(name: str) -> None:
    shown = page(COMPANIES[name]())
    for lang in ("en", "zh") if name in ("whole", "nothing") else ("en",):
        with use(lang):
            for one in said(shown):
                text = one.plain()
                assert "{" not in text and "nan" not in text and "–" not in text, text
    assert 1 <= len(room.answer(shown)) <= 5
    for part in (attained, why) if name in ("whole", "nothing", "without targets") else ():
        part.draw(shown)
    plt.close("all")


def texts(name: str) -> dict[str, str]:
    return {one.key: one.plain() for one in said(page(COMPANIES[name]()))}


def test_a_whole_company_is_told_who_missed_why_and_what_follows() -> None:
    found = texts("whole")
    assert "C −¥330" in found["missed_rep"] and "(by chance alone" in found["missed_rep"]
    assert "50" in found["held_sales_month"] or "250" in found["held_sales_month"]
    assert found["exception"].startswith("C (rep), ")
    assert found["held_visits_month"].startswith("Mar 2026: visits held missed the target: 0")


def test_without_targets_the_page_says_so_and_blames_nobody() -> None:
    found = texts("without targets")
    assert found["held_sales_month"] == "Mar 2026: sales came to ¥300; no target was set."
    assert not [key for key in found if key.startswith(("missed_", "reached_", "pace_"))]


def test_a_month_that_is_not_whole_is_not_judged() -> None:
    found = texts("data that end early")
    assert "not judged" in found["held_sales_month"] and "missed_rep" not in found
    assert "end early" in found["pace_sales"]


def test_a_rep_who_left_is_no_one_to_ask() -> None:
    assert "missed_rep" not in texts("a rep who left")


def test_a_first_month_has_no_causes() -> None:
    assert "two whole years" in texts("a first month")["why_month"]


def test_what_is_absent_makes_no_claim() -> None:
    """Neither a plan nor last year: no ¥0 to start from, and nobody who does not miss the year."""
    given = facts(cube(sale("2026-03", "C1", 100.0)), sales_days=DAYS, order_cube=cube())
    shown = page((given, AsIssued()))
    found = {one.key: one.plain() for one in said(shown)}
    assert shown.plan_bridge.is_empty and found["why"].startswith("Why sales came as they did")
    assert "no_exception" not in found and "cannot be told" in found["no_balance"]
