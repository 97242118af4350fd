"""A result as a table: labels, names and formats from its declaration, every number cited."""

from __future__ import annotations

import hashlib
import html
import re
from typing import Any

import pandas as pd

from salesnb.contracts.fields import Field
from salesnb.contracts.frames import MOST_COLUMNS, TOTAL
from salesnb.contracts.results import Result, Row, TableView
from salesnb.errors import ArtefactError
from salesnb.findings import data_element
from salesnb.i18n import formats, language, t, translate

SMALL = 1e5  # amounts below it keep their own unit: in thousands nothing would be left of them
LARGE = 1e9  # amounts from it on are read in millions
EXACT = {"money_full", "money_exact"}  # written without the sign of the currency
Cells = dict[str, list[str]]  # column -> HTML of its cells


def as_html_and_text(view: TableView) -> tuple[str, str]:
    """Return a table as HTML and as plain text; ('', '') for one that says nothing without rows.

    Raises `ArtefactError` for more columns than a page holds.
    """
    result = view.result
    if len(view.columns) > MOST_COLUMNS:
        fix = f"show at most {MOST_COLUMNS}"
        raise ArtefactError(f"{result.name}: {len(view.columns)} columns", fix=fix)
    if result.is_empty:
        said = _nothing(result)
        return (f'<p class="nothing">{html.escape(said)}</p>' if said else ""), said
    cells, n = _cells(view), min(view.rows, len(result.frame))
    markup = _great_table(result, cells, n)
    if view.folded:
        summary = f"<summary>{html.escape(result.title)}</summary>"
        markup = f'<details class="fold">{summary}{markup}</details>'
    return markup, _as_text(result, cells, n)


def _nothing(result: Result) -> str:
    stated = result.contract.nothing
    if stated is None:
        return t("{table}: nothing to list.", table=result.title)
    return translate(stated, language())


def _cells(view: TableView) -> Cells:
    result = view.result
    rows = list(result)[: view.rows]
    ways = _formats(view)
    return {c: [_cell(row, c, ways[c]) for row in rows] for c in ways}


def _formats(view: TableView) -> dict[str, str]:
    """Return how each column is written; columns that hold nothing are left out."""
    result, optional = view.result, view.result.contract.optional.split()
    there = [c for c in view.columns if _holds_something(result, c, but_nought=c in optional)]
    fields = {c: result.field(c) for c in there}
    together = [c for c, one in fields.items() if one.shown == formats.COLUMN]
    largest = result.frame[together].abs().max().max() if together else 0.0
    return {c: _format(one, largest) for c, one in fields.items()}


def _holds_something(result: Result, column: str, *, but_nought: bool) -> bool:
    values = result.frame[column]
    is_there = values.notna() & (values != "")
    return bool((is_there & (values != 0)).any() if but_nought else is_there.any())


def _format(field: Field, largest: float) -> str:
    """Return how a column is written; `largest` is the largest amount of those read together."""
    if field.type not in formats.FOR_TYPE:
        return ""
    if field.shown != formats.COLUMN or not largest >= SMALL:
        return formats.usual(field.type, field.shown)
    return formats.LARGE_COLUMN if largest >= LARGE else formats.COLUMN


def _cell(row: Row, column: str, fmt: str) -> str:
    value = row[column]
    if fmt:
        return data_element(row.cite(column, fmt)) if value == value else formats.DASH
    return f'<span class="text">{html.escape(str(row.words(column)))}</span>'


def _great_table(result: Result, cells: Cells, n: int) -> str:
    """Return the table as HTML. The library escapes all text, so cells go in as tokens."""
    from great_tables import GT

    ready = _with_totals(result, cells, n)
    tokens = {f"\ue000{i}.{j}\ue001": v for i, own in enumerate(ready) for j, v in enumerate(own)}
    frame = pd.DataFrame({c: _tokens(i, n) for i, c in enumerate(cells)})
    numeric = [c for c in cells if result.field(c).type in formats.FOR_TYPE]
    labels: Any = {c: _heading(result, c) for c in cells}
    table = (
        GT(frame, id=_table_id(result, cells))
        .cols_label(labels)
        .cols_align("right", columns=numeric)
        .cols_align("left", columns=[c for c in cells if c not in numeric])
        .tab_source_note(_source_note(result, n))
    )
    raw = re.sub(r"<style>.*?</style>", "", table.as_raw_html(), flags=re.S)  # the page styles it
    caption = f"<caption>{html.escape(result.title)}</caption>"
    raw = re.sub(r"(<table[^>]*>)", lambda m: f"{m[0]}{caption}", raw, count=1)
    filled = re.sub("\ue000[0-9.]+\ue001", lambda m: tokens[m[0]], raw)
    return f'<div class="table">{filled}</div>'


def _tokens(column: int, n: int) -> list[str]:
    return [f"\ue000{column}.{row}\ue001" for row in range(n)]


def _with_totals(result: Result, cells: Cells, n: int) -> list[list[str]]:
    """Return the cells by column, those of rows of sums in bold."""
    column = result.contract.total
    sums = (result.frame[column].head(n) == TOTAL).tolist() if column else [False] * n
    return [
        [f"<b>{cell}</b>" if is_sum else cell for cell, is_sum in zip(own, sums, strict=True)]
        for own in cells.values()
    ]


def _heading(result: Result, column: str) -> str:
    """Return a column's heading: with the unit, where its cells do not carry it themselves."""
    field = result.field(column)
    carries = field.type in {"money", "price"} and field.shown not in EXACT
    return result.heading(column, with_unit=not carries)


def _table_id(result: Result, cells: Cells) -> str:
    """Return an id that no other table of the page has, one of other rows of this result either."""
    shown = "".join(value for values in cells.values() for value in values)
    digest = hashlib.sha256(shown.encode()).hexdigest()[:6]
    return f"{re.sub(r'[^A-Za-z0-9_]', '-', result.name)}-{digest}"


def _source_note(result: Result, n: int) -> str:
    if n < len(result.frame):
        return t("The first rows only; all are in pack.xlsx, sheet {name}.", name=result.name)
    return t("Source: {name}", name=result.name)


def _as_text(result: Result, cells: Cells, n: int) -> str:
    frame = pd.DataFrame(
        {_heading(result, c): [_plain(v) for v in own] for c, own in cells.items()}
    )
    return f"{result.title}\n{frame.to_string(index=False)}\n{_source_note(result, n)}"


def _plain(cell: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", cell))
