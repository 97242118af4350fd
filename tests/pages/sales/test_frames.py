"""Frames of 02_sales: their order, the words of their codes, and what their tables show."""

from __future__ import annotations

import pytest

from salesnb.contracts.results import Result
from salesnb.display.tables import as_html_and_text
from salesnb.pages.sales import FRAMES, bridge, customers, trend, verdict
from salesnb.pages.sales.columns import DIMENSION, MEASURE, NODES, SPAN
from salesnb.sales import bridge as steps
from salesnb.sales import customers as buyers
from salesnb.sales import overdue, position, sections, standing
from salesnb.sales.plan import COLUMNS
from tests.pages.sales.rows import results_with


def order(result: Result, column: str) -> list[object]:
    return result.frame[column].tolist()


def text(result: Result) -> str:
    return as_html_and_text(result.table())[1]


def test_every_code_of_the_area_has_its_word() -> None:
    assert [*position.MEASURES, "margin_share"] == list(MEASURE)
    assert list(position.SPANS) == list(SPAN)
    assert {*sections.DIMENSIONS, *sections.PARTS} < set(DIMENSION)
    assert {steps.OTHERS, "total"} < set(NODES.words)
    assert tuple(bridge.PART) == steps.PARTS
    assert [*buyers.STATES, "total"] == list(customers.STATE)
    assert [*overdue.STATES, "total"] == list(customers.RHYTHM_STATE)
    assert tuple(verdict.STATE) == (*standing.STATES, standing.UNJUDGED)
    assert tuple(bridge.FALL) == buyers.FALLS
    assert FRAMES["plan"].columns == COLUMNS
    assert "festival_during" in trend.EFFECT


@pytest.mark.parametrize("frame", FRAMES.values(), ids=lambda one: one.name)
def test_every_table_fits_on_a_page(frame) -> None:
    assert len(frame.shown) <= 9 and frame.rows <= 15


def test_spans_stand_in_their_order_each_with_its_measures() -> None:
    keys = [(m, s) for m in ("margin", "sales") for s in ("twelve_months", "month")]
    page = results_with(headlines=[{"measure": m, "span": s} for m, s in keys])
    assert order(page.headlines, "span") == ["month"] * 2 + ["twelve_months"] * 2
    assert order(page.headlines, "measure") == ["sales", "margin"] * 2


def test_nodes_stand_by_the_size_of_their_change_and_what_closes_them_last() -> None:
    sizes = {"N": 1.0, "total": None, "S": 50.0, "(others)": None}
    rows = [{"dimension": "region", "node": n, "size": s, "now": 2e5} for n, s in sizes.items()]
    page = results_with(bridge_nodes=[*rows, {"dimension": "rep", "node": "R1", "size": 1.0}])
    regions = page.bridge_nodes.where(dimension="region")
    assert order(regions, "node") == ["S", "N", "(others)", "total"]
    lines = text(regions).splitlines()
    assert lines[0] == "What changed, and where (region)" and "Region" in lines[1]
    assert [line.split("¥")[0].strip() for line in lines[2:-1]] == [
        "South",
        "N",
        "all others",
        "total",
    ]
    assert "¥200k" in lines[2], "amounts of a table have one unit"


def test_the_title_of_the_whole_firm_does_not_say_total() -> None:
    page = results_with(
        bridge={"dimension": "total", "node": "total", "part": "now", "amount": 1.0}
    )
    assert page.bridge.where(**bridge.WHOLE).title == "From last year's sales to this year's"


def test_years_stand_before_returns_and_the_total() -> None:
    page = results_with(cohorts=[{"cohort": c} for c in ("total", "none", "2021", "2020")])
    assert order(page.cohorts, "cohort") == ["2020", "2021", "none", "total"]


def test_the_furthest_the_largest_and_the_least_used_stand_first() -> None:
    regions = [{"node": n, "distance": d} for n, d in (("A", 0.1), ("B", None), ("S", -3.0))]
    top = [{"customer_id": c, "larger": x, "now": 0.0} for c, x in (("C2", 1.0), ("C1", 9.0))]
    silent = (("C3", "overdue", 99.0), ("C2", "stopped", 1.0), ("C1", "stopped", 9.0))
    late = [{"customer_id": c, "state": s, "year_amount": x} for c, s, x in silent]
    hours = [{"rep_id": r, "used_share": x} for r, x in (("R1", None), ("R2", 0.5), ("R3", 0.1))]
    parts = [{"dimension": "region", "node": n, "year_amount": x} for n, x in (("A", 1), ("S", 2))]
    page = results_with(
        regions=regions, top_customers=top, overdue=late, hours=hours, silent_parts=parts
    )
    assert order(page.regions, "node") == ["S", "A", "B"]
    assert order(page.top_customers, "customer_id") == ["C1", "C2"]
    assert order(page.overdue, "customer_id") == ["C1", "C2", "C3"], "the surest first"
    assert order(page.hours, "rep_id") == ["R3", "R2", "R1"]
    assert order(page.silent_parts, "node") == ["S", "A"]


def test_tables_without_anything_known_show_nothing() -> None:
    page = results_with(
        like_for_like={"scope": "total", "now": 0.0},
        effects={"effect": "working_days", "estimate": 0.5},
    )
    assert not any(as_html_and_text(page.like_for_like.known("growth").table()))
    assert not any(as_html_and_text(page.effects.known("change").table()))
    assert not any(as_html_and_text(page.ratios.table()))
    assert "Margin share" not in text(
        results_with(top_customers={"customer_id": "C1"}).top_customers
    )
