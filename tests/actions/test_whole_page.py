"""The page of 12c_visits on companies that lack something: whole sentences, both languages."""

from __future__ import annotations

import matplotlib.pyplot as plt
import pandas as pd
import pytest

from salesnb.contracts.page import Results
from salesnb.findings import Finding
from salesnb.i18n import use
from salesnb.pages import visits as room
from salesnb.pages.visits import aims, done, effects, ready, reports, seen
from tests.actions.companies import Frames, aim_rows, drawn, facts, page_of, told, visit_rows

PARTS = (aims, ready, effects, done, seen, reports)


def whole() -> Frames:
    return told(drawn(n=60))


def without_aims() -> Frames:
    given = whole()
    return given | {"visit_objectives": given["visit_objectives"].head(0)}


def without_orders() -> Frames:
    given = whole()
    return given | {name: given[name].head(0) for name in ("order_days", "sales_cube")}


def only_planned() -> Frames:
    return facts(visits=visit_rows(("R1", "C1", "2026-11-10", "planned")))


def only_made() -> Frames:
    rows = visit_rows(("R1", "C1", "2026-10-10", "held"), ("R1", "C2", "2026-10-10", "unplanned"))
    aim = aim_rows(["V000"], is_met=True)
    return facts(visits=rows.assign(planned_on=None), visit_objectives=aim)


def unnamed() -> Frames:
    return facts(
        visits=visit_rows(("", "", "2026-10-10", "held"), ("", "", "2026-11-10", "planned"))
    )


def one_of_each() -> Frames:
    visits = visit_rows(("R1", "C1", "2026-10-10", "held"), ("R1", "C1", "2026-11-10", "planned"))
    owed = pd.DataFrame(
        {
            "instalment_id": ["I1"],
            "customer_id": "C1",
            "due_on": "2026-10-01",
            "open_amount": 5.0,
            "days_past_due": 30,
        }
    )
    sad = pd.DataFrame({"complaint_id": ["K1"], "customer_id": "C1", "opened_on": "2026-01-01"})
    seen_there = pd.DataFrame(
        {"inspection_id": ["N"], "inspected_on": "2026-10-05", "aspect": "price", "value": 3.0}
    )
    outlet = pd.DataFrame({"outlet_id": ["O1"], "name": "A", "region_id": "R", "status": "x"})
    report = pd.DataFrame(
        {
            "report_id": ["P"],
            "rep_id": "R1",
            "kind": "daily",
            "period_start": "2026-10-10",
            "due_on": "2026-10-11",
            "received_on": "2026-10-11",
            "n_visits": 1,
        }
    )
    return facts(
        visits=visits,
        open_instalments=owed,
        complaints=sad,
        inspections=seen_there,
        outlets=outlet,
        reports=report,
    )


def all_said(page: Results) -> list[Finding]:
    return [*room.answer(page), *(one for part in PARTS for one in part.found(page))]


@pytest.mark.parametrize(
    "company",
    [whole, without_aims, without_orders, only_planned, only_made, unnamed, one_of_each],
    ids=lambda one: one.__name__,
)
def test_every_page_reads_well_in_both_languages(company) -> None:
    page = page_of(company())
    for one in all_said(page):
        assert "–" not in one.plain() and "nan" not in one.plain(), one.plain()
        with use("zh"):
            assert "–" not in one.plain() and "{" not in one.plain(), one.plain()
    for part in PARTS:
        for view in part.tables(page):
            assert len(view.columns) <= 9
    effects.draw(page) if not effects.drawn(page).is_empty else effects.alt(page)
    plt.close("all")


@pytest.mark.parametrize("company", [without_orders, only_planned, only_made, unnamed])
def test_nothing_is_claimed_of_effects_without_data(company) -> None:
    page = page_of(company())
    rows = page.action_effects.frame
    on_orders = rows[rows["outcome"] == "orders"]
    assert not on_orders["verdict"].isin(["pays", "harms", "no_effect"]).any()
    assert page.timing.is_empty
    assert not any(one.key in {"cover", "no_cover", "aim_pays"} for one in all_said(page))


def test_the_demo_aims_have_words_where_the_plan_has_them() -> None:
    known = pd.DataFrame(
        {
            "argument_id": ["A"],
            "product_group": ["Seals"],
            "segment": [""],
            "benefit": ["Tight"],
            "proof": ["Report"],
        }
    )
    page = page_of(whole(), {"arguments": known})
    rows = page.visit_sheets.frame
    assert set(rows.loc[rows["benefit"] != "", "product_group"].astype(str)) <= {"Seals"}
    assert rows["target"].notna().all() and rows["baseline"].notna().all()
    assert rows.groupby("visit_key").size().max() <= 3
