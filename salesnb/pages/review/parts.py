"""What the totals hide: who missed beyond chance, and whether the target was hard or easy."""

from __future__ import annotations

from salesnb.contracts.page import Results
from salesnb.contracts.results import Result, Row, TableView
from salesnb.findings import Decision, Finding, Status, say
from salesnb.i18n import N_
from salesnb.members import TOTAL

PARTS = ("region", "rep", "product_group", "settlement", "sales_method")
SHOWN = "dimension node held target attainment gap seen_miss band reading"

DECISIONS = (
    Decision(
        "missed_region missed_rep missed_product_group missed_sales_method missed_settlement",
        N_(
            "Ask for the cause and what will be done; where it cannot be made up, a control in"
            " plan/controls.toml says so."
        ),
        N_("head of sales"),
        "reached.beyond",
        N_("missing where a target was missed beyond chance"),
        lever="close_gap",
    ),
)


def found(page: Results) -> list[Finding]:
    """Say for regions and reps, then the other parts, how many met their targets of sales."""
    said = []
    for span in ("month", "year_to_date"):
        rows = page.reached.where(measure="sales", span=span)
        rows = rows.keep((rows.frame["span"] == "month") | (rows.frame["n_planned"] > 1))
        said += [one for part in PARTS for one in _of_part(page, rows.where(dimension=part))]
    return [*said, *_readings(page)]


def answer(page: Results) -> list[Finding]:
    """Say which regions, else reps, are below their targets of the year beyond chance."""
    rows = page.reached.where(measure="sales", span="year_to_date")
    rows = rows.keep(rows.frame["n_planned"] > 1)
    found = (one for part in PARTS[:2] for one in _of_part(page, rows.where(dimension=part)))
    return [one for one in found if one.key.startswith("missed_")][:1]


def _of_part(page: Results, reached: Result) -> list[Finding]:
    """Say of the parts of one dimension how many met, and who missed beyond chance."""
    if reached.is_empty:
        return []
    row = reached.first
    some = [_some_months(row)] if row["n_planned"] < row["n_months"] else []
    if not row["n_missed"]:
        return [_none_missed(row), *some]
    dimension = row["dimension"]
    missed = missed_of(page, row["span"], dimension)
    named = dict(zip(("a", "b", "c"), missed, strict=False))
    text = (_MISSED_MONTH if row["span"] == "month" else _MISSED_YEAR)[len(named) - 1]
    return [say(f"missed_{dimension}", "act", text, missed.first, of=row, **named), *some]


def _some_months(row: Row) -> Finding:
    text = N_(
        "By {dimension} {n_planned} of the {n_months} months since {since} have targets: sales of"
        " the other months are not held against any."
    )
    return say(f"some_{row['dimension']}", "info", text, row)


def _none_missed(row: Row) -> Finding:
    key = f"reached_{row['dimension']}"
    is_open = row["n_open"] == row["n_targets"] - row["n_met"] and row["n_open"] > 0
    status: Status = "info" if is_open else "good"
    return say(key, status, _OPEN[row["span"]] if is_open else _NONE[row["span"]], row)


_NONE = {
    "month": N_(
        "Sales of {since} by {dimension}: {n_met} of {n_targets} met their target, and none missed"
        " it beyond chance."
    ),
    "year_to_date": N_(
        "Sales since {since} by {dimension}: {n_met} of {n_targets} are at or above their target,"
        " and none is below it beyond chance."
    ),
}
_OPEN = {
    "month": N_(
        "Sales of {since} by {dimension}: {n_met} of {n_targets} met their target; whether the"
        " others missed it beyond chance cannot be told."
    ),
    "year_to_date": N_(
        "Sales since {since} by {dimension}: {n_met} of {n_targets} are at or above their target;"
        " whether the others are below it beyond chance cannot be told."
    ),
}
_MISSED_MONTH = (
    N_(
        "Sales of {of.since} by {of.dimension}: {of.n_met} of {of.n_targets} met their target,"
        " {of.n_missed} missed it beyond chance (by chance alone {of.by_chance}): {a.node} {a.gap}."
    ),
    N_(
        "Sales of {of.since} by {of.dimension}: {of.n_met} of {of.n_targets} met their target,"
        " {of.n_missed} missed it beyond chance (by chance alone {of.by_chance}): {a.node} {a.gap},"
        " {b.node} {b.gap}."
    ),
    N_(
        "Sales of {of.since} by {of.dimension}: {of.n_met} of {of.n_targets} met their target,"
        " {of.n_missed} missed it beyond chance (by chance alone {of.by_chance}): {a.node} {a.gap},"
        " {b.node} {b.gap}, {c.node} {c.gap} farthest."
    ),
)
_MISSED_YEAR = (
    N_(
        "Sales since {of.since} by {of.dimension}: {of.n_met} of {of.n_targets} are at or above"
        " their target, {of.n_missed} below it beyond chance (by chance alone {of.by_chance}):"
        " {a.node} {a.gap}."
    ),
    N_(
        "Sales since {of.since} by {of.dimension}: {of.n_met} of {of.n_targets} are at or above"
        " their target, {of.n_missed} below it beyond chance (by chance alone {of.by_chance}):"
        " {a.node} {a.gap}, {b.node} {b.gap}."
    ),
    N_(
        "Sales since {of.since} by {of.dimension}: {of.n_met} of {of.n_targets} are at or above"
        " their target, {of.n_missed} below it beyond chance (by chance alone {of.by_chance}):"
        " {a.node} {a.gap}, {b.node} {b.gap}, {c.node} {c.gap} farthest."
    ),
)


def missed_of(page: Results, span: str, dimension: str) -> Result:
    """Return the nodes that missed their target of sales beyond chance, the farthest first."""
    rows = page.attained.where(measure="sales", span=span, dimension=dimension, verdict="missed")
    return rows.by("gap")


def _readings(page: Results) -> list[Finding]:
    """Say which easy target of the month was missed, and which hard one met, most money first."""
    rows = page.attained.where(span="month", measure="sales")
    rows = rows.keep((rows.frame["dimension"] != TOTAL).to_numpy())
    said = []
    for reading, (status, order, text) in _READ.items():
        own = rows.where(reading=reading).by(order)
        said += [say(reading, status, text, own.first)] if not own.is_empty else []
    return said


_READ: dict[str, tuple[Status, str, str]] = {
    "easy_missed": (
        "watch",
        "gap",
        N_("An easy target of {since} was missed: {node} ({dimension}), {held} against {target}."),
    ),
    "hard_met": (
        "good",
        "-gap",
        N_("A hard target of {since} was met: {node} ({dimension}), {held} against {target}."),
    ),
}


def table(page: Results) -> TableView:
    """Return who missed beyond chance in the year so far; else in the month."""
    for span in ("year_to_date", "month"):
        rows = page.attained.where(measure="sales", span=span, verdict="missed")
        rows = rows.keep((rows.frame["dimension"] != TOTAL).to_numpy())
        if not rows.is_empty:
            break
    return rows.table(SHOWN)
