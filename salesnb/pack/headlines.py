"""The figures at the head of the index, and what late rows changed; each number cited."""

from __future__ import annotations

from typing import Any

from salesnb.artefacts import Saved
from salesnb.contracts.results import Result, Row
from salesnb.findings import say
from salesnb.i18n import N_, t

HEADLINES, PLAN, CHANGES = "02_sales_headlines", "02_sales_plan", "01_intake_changes"
SHOWN = ("sales", "margin_share", "order_intake", "collections")
YEAR = "year_to_date"
MOST_CHANGES = 8


def tiles(saved: Saved) -> list[dict[str, Any]]:
    """Return label, value and notes of each headline; [] where the month has none."""
    rows, plan = saved.load(HEADLINES), saved.load(PLAN)
    if rows is None:
        return []
    known = [measure for measure in SHOWN if _find(rows, measure, "month")]
    return [_tile(rows, plan, measure) for measure in known]


def plan_words(saved: Saved) -> str:
    """Return the line that says what the headlines are held against, where there is no target."""
    plan = saved.load(PLAN)
    if plan is not None and not plan.rows(span="month").empty:
        return ""
    return t("No target for this month came in, so the figures are held against last year alone.")


def _find(rows: Result, measure: str, span: str) -> Row | None:
    """Return the row of a measure and span, None where its value is not known."""
    found = rows.where(measure=measure, span=span).known(_value_column(measure))
    return None if found.is_empty else found.first


def _value_column(measure: str) -> str:
    return "share" if measure.endswith("_share") else "value"


def _tile(rows: Result, plan: Result | None, measure: str) -> dict[str, Any]:
    row = rows.row(measure=measure, span="month")
    notes = [_on_target(plan, measure), _on_a_year_ago(row), _so_far(rows, measure), _gap(row)]
    value = f"{{{_value_column(measure)}}}"
    return {
        "label": str(row.words("measure")),
        "value": say("tile", "info", value, row).html(),
        "notes": [note for note in notes if note],
    }


def _on_a_year_ago(row: Row) -> str:
    if row["measure"].endswith("_share"):
        column, text = "points", N_("{points:growth} points on a year ago")
    else:
        column, text = "growth", N_("{growth} on a year ago")
    return say("tile", "info", text, row).html() if row.is_known(column) else ""


def _on_target(plan: Result | None, measure: str) -> str:
    """Return how much of its target a measure reached; '' in a month without any target."""
    if plan is None or plan.rows(span="month").empty:
        return ""
    found = plan.where(measure=measure, span="month")
    if found.is_empty:
        return t("no target came in")
    return say("tile", "info", N_("{attainment} of target {target}"), found.first).html()


def _gap(row: Row) -> str:
    """Return how much of sales a margin says nothing of; '' where every line has a cost."""
    if "uncosted_share" not in row.values or not row.is_known("uncosted_share"):
        return ""
    text = N_("{uncosted_share} of sales have no cost and are left out")
    return say("tile", "info", text, row).html() if row["uncosted_share"] > 0 else ""


def _so_far(rows: Result, measure: str) -> str:
    row = _find(rows, measure, YEAR)
    if row is None:
        return ""
    is_share = measure.endswith("_share")
    text = N_("year so far {share}") if is_share else N_("year so far {value}")
    return say("tile", "info", text, row).html()


def changed(saved: Saved) -> list[str]:
    """Return what late rows changed in months that were closed before, in sentences."""
    rows = saved.load(CHANGES)
    if rows is None:
        return [t("This is the first closing: nothing to compare with.")]
    if rows.is_empty:
        return [t("No month that was closed before has changed.")]
    text = N_("{month}, {frame}: {money_before:money} → {money_now:money}")
    return [say("change", "info", text, row).html() for row in rows.take(slice(MOST_CHANGES))]
