"""The figures at the head of the index, and what late rows changed; each number cited."""

from __future__ import annotations

from typing import Any

from salesnb.artefacts import Saved
from salesnb.contracts.results import Result, Row
from salesnb.findings import SYMBOLS, Finding, say
from salesnb.i18n import N_, formats, t
from salesnb.measures import ratio

HEADLINES, PLAN, CHANGES = "02_sales_headlines", "02_sales_plan", "01_intake_changes"
MONTHLY, LIMITS, END = "02_sales_monthly", "02_sales_limits", "02_sales_data_end"
SHOWN = ("sales", "margin_share", "order_intake", "collections")
YEAR = "year_to_date"
MOST_CHANGES = 8
NEARLY = 0.05  # of the target: what may be missing where a card says watch, not act
SPARK_MONTHS = 24
WIDE, HIGH = 150, 34  # of a sparkline, in its own units


def tiles(saved: Saved) -> list[dict[str, Any]]:
    """Return label, value, light, sparkline and notes of each card; [] where the month has none."""
    rows, plan = saved.load(HEADLINES), saved.load(PLAN)
    if rows is None:
        return []
    known = [measure for measure in SHOWN if _find(rows, measure, "month")]
    monthly, is_whole = saved.load(MONTHLY), not _ends_early(saved)
    cards = [_tile(rows, plan, measure, is_whole=is_whole) for measure in known]
    for card, measure in zip(cards, known, strict=True):
        card["spark"] = _spark(monthly, measure)
    return [*cards, *_overdue(saved)]


def _ends_early(saved: Saved) -> bool:
    end = saved.load(END)
    return end is not None and bool(end.first["is_partial"])


def _spark(monthly: Result | None, measure: str) -> dict[str, str]:
    """Return a sparkline's points, its end and its words; {} without two months."""
    if monthly is None:
        return {}
    last = monthly.frame.tail(SPARK_MONTHS)
    values = (
        ratio(last["costed_margin"], last["costed_sales"])
        if measure == "margin_share"
        else last[measure]
    )
    known = values.dropna().tolist()
    if len(known) < 2:
        return {}
    low, high = min(known), max(known)
    step, room = WIDE / (len(known) - 1), HIGH - 8
    at = [
        (i * step, HIGH - 4 - room * (v - low) / ((high - low) or 1)) for i, v in enumerate(known)
    ]
    x, y = at[-1]
    points = " ".join(f"{one:.1f},{other:.1f}" for one, other in at)
    label = t("The last months as a line, the newest marked")
    return {"points": points, "x": f"{x:.1f}", "y": f"{y:.1f}", "label": label}


def _overdue(saved: Saved) -> list[dict[str, Any]]:
    """Return the card of what is past due, where receivables are known and could be judged."""
    rows, judged = saved.load(LIMITS), saved.said("02_sales", "cash")
    if rows is None or rows.known("overdue_share").is_empty or not judged:
        return []
    row, status = rows.first, str(judged[0]["status"])
    if status == "info":
        return []
    notes = [
        say("tile", "info", N_("{overdue_share} of {open_amount:money} owed"), row).html(),
        *(
            say("tile", "info", N_("{dso_days} days of sales"), one).html()
            for one in rows.known("dso_days")
        ),
    ]
    value = say("tile", "info", "{overdue_amount}", row).html()
    return [_card(t("Overdue"), value, status, notes)]


def _card(label: str, value: str, status: str, notes: list[str]) -> dict[str, Any]:
    light = f"{SYMBOLS[status]} {formats.status_word(status)}" if status else ""
    kept = [note for note in notes if note]
    return {"label": label, "value": value, "status": status, "light": light, "notes": kept}


def plan_words(saved: Saved) -> str:
    """Return the line that says what the headlines are held against, where there is no target.

    It is '' where last year is not known either: the table of comparisons says so.
    """
    plan, rows = saved.load(PLAN), saved.load(HEADLINES)
    if plan is not None and not plan.rows(span="month").empty:
        return ""
    if rows is None or rows.where(span="month").known("growth").is_empty:
        return ""
    return t("No target for this month came in, so the figures are held against last year alone.")


def _find(rows: Result, measure: str, span: str) -> Row | None:
    """Return the row of a measure and span, None where its value is not known."""
    found = rows.where(measure=measure, span=span).known(_value_column(measure))
    return None if found.is_empty else found.first


def _value_column(measure: str) -> str:
    return "share" if measure.endswith("_share") else "value"


def _tile(rows: Result, plan: Result | None, measure: str, *, is_whole: bool) -> dict[str, Any]:
    row = rows.row(measure=measure, span="month")
    notes = [_on_target(plan, measure), _on_a_year_ago(row), _so_far(rows, measure), _gap(row)]
    value = say("tile", "info", f"{{{_value_column(measure)}}}", row).html()
    status = _light(row, plan, measure) if is_whole else ""
    return _card(str(row.words("measure")), value, status, notes)


def _light(row: Row, plan: Result | None, measure: str) -> str:
    """Return the status against the target, else against last year; '' where neither is known.

    Less than last year is watched, not acted on: calendar and chance move months too.
    """
    target = None if plan is None else plan.where(measure=measure, span="month")
    if target is not None and not target.known("attainment").is_empty:
        reached = target.first["attainment"]
        return "good" if reached >= 1 else "watch" if reached >= 1 - NEARLY else "act"
    column = "points" if measure.endswith("_share") else "growth"
    if not row.is_known(column):
        return ""
    if measure == "sales" and not row["value"]:
        return "act"
    return "good" if row[column] >= 0 else "watch"


def _on_a_year_ago(row: Row) -> str:
    if row["measure"].endswith("_share"):
        column, text = "points", N_("{points:points} points on a year ago")
    else:
        column, text = "growth", N_("{growth} on a year ago")
    return say("tile", "info", text, row).html() if row.is_known(column) else ""


def _on_target(plan: Result | None, measure: str) -> str:
    """Return how much of its target a measure reached; '' in a month without any target."""
    if plan is None or plan.rows(span="month").empty:
        return ""
    found = plan.where(measure=measure, span="month")
    if found.is_empty:
        return t("no target set")
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


def changed(saved: Saved, *, is_first: bool = False) -> list[str]:
    """Return what late rows changed in months that were closed before, in sentences."""
    rows = saved.load(CHANGES)
    if rows is None or is_first:
        return [t("This is the first closing: nothing to compare with.")]
    if rows.is_empty:
        return [t("No month that was closed before has changed.")]
    return [_changed(row).html() for row in rows.take(slice(MOST_CHANGES))]


def _changed(row: Row) -> Finding:
    """Say by how much money a month changed, else that its lines did."""
    if "money_change" not in row.values:  # saved by an earlier version
        text = N_("{month}, {frame}: {money_before:money} → {money_now:money}")
    elif row["money_change"]:
        text = N_("{month}, {frame}: {money_change:money_change}, now {money_now:money}")
    else:
        text = N_("{month}, {frame}: other lines, the same money")
    return say("change", "info", text, row)
