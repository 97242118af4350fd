"""What 12b_routes says: of a small firm, of firms that lack something, and on rows made for it."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace

import pandas as pd
import pytest

from salesnb.actions.routes import study
from salesnb.calendars import build
from salesnb.contracts.page import Results
from salesnb.contracts.results import Context
from salesnb.contracts.validated import result
from salesnb.i18n import use
from salesnb.months import Month
from salesnb.pages import routes
from salesnb.pages.routes import kept, loads, unplaced, week
from salesnb.settings import BusinessRules
from tests.actions.routes.test_month_plan import facts
from tests.pages.rows import page as page_of

CONTEXT = Context("CNY")
CALENDAR = build(first_year=2026, last_year=2026)
OCTOBER, SEPTEMBER = Month.parse("2026-10"), Month.parse("2026-09")
SECTIONS = (week, loads, unplaced, kept)


def changed(table: str, **columns: object) -> dict[str, pd.DataFrame]:
    """Return the small firm's tables with other values in some columns of one."""
    tables = facts()
    return tables | {table: tables[table].assign(**columns)}


def without(table: str) -> dict[str, pd.DataFrame]:
    """Return the small firm's tables, one of them without rows."""
    tables = facts()
    return tables | {table: tables[table].head(0)}


FIRMS: dict[str, dict[str, pd.DataFrame]] = {
    "small": facts(),
    "no_reps": without("reps"),
    "no_customers": without("customers"),
    "nobody_looks_after": without("customer_reps"),
    "no_sales": without("sales_cube"),
    "no_places": changed("customers", latitude=float("nan")),
    "no_bases": changed("reps", base_latitude=float("nan")),
    "always_at_home": changed("reps", home_days="Mon Tue Wed Thu Fri Sat Sun"),
    "short_days": changed("reps", day_hours=0.7),
}


def page(
    tables: Mapping[str, pd.DataFrame], before: object = None, month: Month = OCTOBER
) -> Results:
    """Return the results of a firm's page."""
    plan = study.plan_visits(
        tables,
        {},
        month,
        calendar=CALENDAR,
        rules=BusinessRules(),
        before=before,  # type: ignore[arg-type]
        moves=20,
    )
    frames = study.show_plan(plan, {}) | study.show_hours(plan) | study.show_left(plan)
    frames |= study.show_kept(plan, before)  # type: ignore[arg-type]
    return Results(
        {
            name: result(frame, routes.FRAMES[name], context=CONTEXT)
            for name, frame in frames.items()
        }
    )


def said_of(shown: Results) -> dict[str, str]:
    """Return the sentences of all sections, by key."""
    found = [*routes.answer(shown), *(one for section in SECTIONS for one in section.found(shown))]
    return {one.key: one.plain() for one in found}


@pytest.mark.parametrize("name", FIRMS)
def test_any_firm_gets_a_page(name: str) -> None:
    shown = page(FIRMS[name])
    for lang in ("en", "zh"):
        with use(lang):
            said = said_of(shown)
            assert said and not any("nan" in text or "{" in text for text in said.values())
            loads.draw(shown)
            assert loads.alt(shown).plain()
            for section in SECTIONS:
                assert section.tables(shown)


def test_a_firm_that_lacks_places_or_people_is_told_what_it_takes() -> None:
    with use("en"):
        for name in ("no_reps", "nobody_looks_after"):
            assert said_of(page(FIRMS[name]))["planned"].startswith("No visit is planned: it takes")
        assert "lack coordinates" in said_of(page(FIRMS["no_places"]))["left_no_place"]
        assert "no base" in said_of(page(FIRMS["no_bases"]))["left_no_days"]
        assert "no day in the month" in said_of(page(FIRMS["always_at_home"]))["left_no_days"]


def test_class_a_that_cannot_be_placed_is_urgent() -> None:
    shown = page(FIRMS["short_days"])
    assert {one.key: one.status for one in week.answer(shown)}["must"] == "act"
    assert {one.key: one.status for one in unplaced.found(shown)}["left"] == "watch"


def test_the_week_of_the_national_holiday_is_named() -> None:
    with use("en"):
        said = said_of(page(facts(), month=SEPTEMBER))
    assert said["holidays"].startswith(
        "Oct 2026 has 18 working days; weekdays on which nobody works: 5"
    )


def test_most_visits_keep_the_day_of_the_plan_issued_before() -> None:
    first = page(facts())
    with use("en"):
        assert said_of(first)["first"].startswith("No plan of routes was issued")
    before = SimpleNamespace(frame=first.visit_plan.frame)
    again = page(facts(), before)
    assert again.stays.first["stays_share"] >= 0.85
    assert {one.key: one.status for one in kept.answer(again)} == {"stays": "good"}


def test_a_plan_that_breaks_a_rule_is_not_handed_out() -> None:
    row = {"scope": "total", "n_broken": 2, "n_must": 0, "n_visits": 9}
    shown = page_of(routes.FRAMES, CONTEXT, routed=row)
    assert {one.key: one.status for one in week.answer(shown)}["broken"] == "act"


def test_the_table_holds_one_week_of_one_rep() -> None:
    own = week.busiest(page(facts())).frame
    days = pd.to_datetime(own["visit_date"])
    assert own["rep_id"].nunique() == 1 and (days.max() - days.min()).days < 7
