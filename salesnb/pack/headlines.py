"""The figures at the head of the index, and what late rows changed; each number cited."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from salesnb import artefacts
from salesnb.contracts.results import Result
from salesnb.findings import Finding, cite
from salesnb.i18n import N_, formats, language, t, translate

HEADLINES, PLAN, CHANGES = "02_sales_headlines", "02_sales_plan", "01_intake_changes"
FRAME_WORDS = {
    "sales_cube": N_("Sales"),
    "order_cube": N_("Order intake"),
    "collections_cube": N_("Collections"),
}
SHOWN = (
    ("sales", "month"),
    ("margin_share", "month"),
    ("order_intake", "month"),
    ("collections", "month"),
)
YEAR = "year_to_date"
MOST_CHANGES = 8


def tiles(folder: Path, version: str, currency: str) -> list[dict[str, Any]]:
    """Return label, value and notes of each headline; [] where the month has none."""
    rows, plan = _load(folder, HEADLINES, version), _load(folder, PLAN, version)
    if rows is None:
        return []
    return [_tile(rows, plan, m, s, currency) for m, s in SHOWN if _is_known(rows, m, s)]


def plan_words(folder: Path, version: str) -> str:
    """Return the line that says what the headlines are held against, where there is no target."""
    plan = _load(folder, PLAN, version)
    held = set() if plan is None else set(plan.rows(span="month")["measure"])
    if held:
        return ""
    return t("No target for this month came in, so the figures are held against last year alone.")


def _load(folder: Path, name: str, version: str) -> Result | None:
    return artefacts.load(folder, name, version=version) if name in artefacts.names(folder) else None  # fmt: skip


def _is_known(rows: Result, measure: str, span: str) -> bool:
    found = rows.rows(measure=measure, span=span)
    return bool(found[_value_column(measure)].notna().any())


def _value_column(measure: str) -> str:
    return "share" if measure.endswith("_share") else "value"


def _tile(
    rows: Result, plan: Result | None, measure: str, span: str, currency: str
) -> dict[str, Any]:
    from salesnb.tables.sales import MEASURE_WORDS

    column = _value_column(measure)
    value = cite(rows, column, currency=currency, measure=measure, span=span)
    notes = [_on_target(plan, measure, span, currency), _on_a_year_ago(rows, measure, span)]
    if _is_known(rows, measure, YEAR):
        notes.append(_so_far(rows, measure, currency))
    return {
        "label": translate(MEASURE_WORDS[measure], language()),
        "value": Finding("tile", "info", "{n}", {"n": value}).html(),
        "notes": [note for note in notes if note],
    }


def _on_a_year_ago(rows: Result, measure: str, span: str) -> str:
    is_share = measure.endswith("_share")
    change = cite(rows, "points" if is_share else "growth", fmt="growth", measure=measure, span=span)  # fmt: skip
    if change.value != change.value:
        return ""
    text = t("{n} points on a year ago") if is_share else t("{n} on a year ago")
    return Finding("tile", "info", text, {"n": change}).html()


def _on_target(plan: Result | None, measure: str, span: str, currency: str) -> str:
    """Return how much of its target a measure reached; '' in a month without any target."""
    if plan is None or plan.rows(span=span).empty:
        return ""
    if plan.rows(measure=measure, span=span).empty:
        return t("no target came in")
    where = {"measure": measure, "span": span}
    slots = {
        "n": cite(plan, "attainment", **where),
        "target": cite(plan, "target", currency=currency, **where),
    }
    return Finding("tile", "info", t("{n} of target {target}"), slots).html()


def _so_far(rows: Result, measure: str, currency: str) -> str:
    where = {"measure": measure, "span": YEAR}
    so_far = cite(rows, _value_column(measure), currency=currency, **where)
    return Finding("tile", "info", t("year so far {n}"), {"n": so_far}).html()


def changed(folder: Path, version: str, currency: str) -> list[str]:
    """Return what late rows changed in months that were closed before, in sentences."""
    if CHANGES not in artefacts.names(folder):
        return [t("This is the first closing: nothing to compare with.")]
    rows = artefacts.load(folder, CHANGES, version=version)
    if rows.is_empty:
        return [t("No month that was closed before has changed.")]
    shown = rows.frame.head(MOST_CHANGES).to_dict("records")
    return [_change(rows, {str(k): v for k, v in row.items()}, currency) for row in shown]


def _change(rows: Result, row: dict[str, Any], currency: str) -> str:
    where = {key: row[key] for key in rows.contract.key}
    slots = {
        "before": cite(rows, "money_before", currency=currency, **where),
        "now": cite(rows, "money_now", currency=currency, **where),
    }
    frame = translate(FRAME_WORDS.get(str(row["frame"]), str(row["frame"])), language())
    text = t("{month}, {frame}: ", month=formats.month(str(row["month"])), frame=frame)
    return Finding("change", "info", text + "{before} → {now}", slots).html()
