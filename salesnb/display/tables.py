"""A result as a table: labels, names and formats from its declaration, every number cited."""

from __future__ import annotations

import hashlib
import html
import re
import warnings
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

import pandas as pd
import pyarrow as pa

from salesnb.contracts.fields import Field
from salesnb.contracts.frames import MOST_COLUMNS, TOTAL
from salesnb.contracts.results import Result, Row, TableView
from salesnb.display.sheets import fits_a_sheet
from salesnb.errors import ArtefactError
from salesnb.findings import data_element
from salesnb.i18n import formats, language, t, translate

SMALL = 1e5  # amounts below it keep their own unit: in thousands nothing would be left of them
LARGE = 1e9  # amounts from it on are read in millions
EXACT = {"money_full", "money_exact"}  # written without the sign of the currency
Cells = dict[str, list[str]]  # column -> HTML of its cells
_COLON = re.compile(r": |：")  # in a label, after the head that it shares with its neighbours


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
    shown = _shown(view)
    cells = _cells(view, shown)
    markup = _great_table(shown, cells, len(result.frame))
    if view.folded:
        summary = f"<summary>{html.escape(result.title)}</summary>"
        markup = f'<details class="fold">{summary}{markup}</details>'
    return markup, _as_text(shown, cells, len(result.frame))


def _shown(view: TableView) -> Result:
    """Return the rows that a table shows: the first ones, and the sums where they stand last."""
    result, n = view.result, min(view.rows, len(view.result.frame))
    total = result.contract.total
    ends_in_sums = bool(total) and result.frame[total].iloc[-1] == TOTAL
    return result.take([*range(n - 1), -1] if ends_in_sums else slice(n))


def _nothing(result: Result) -> str:
    stated = result.contract.nothing
    if stated is None:
        return t("{table}: nothing to list.", table=result.title)
    return translate(stated, language())


def _cells(view: TableView, shown: Result) -> Cells:
    frame, rows = view.result.frame, list(shown)
    ways = ways_of(view.result, {c: frame[c].tolist() for c in view.columns})
    return {c: [cell(row, c, ways[c]) for row in rows] for c in ways}


def ways_of(result: Result, values: Mapping[str, Sequence[Any]]) -> dict[str, str]:
    """Return how each column is written, by its values; columns that hold nothing are left out."""
    optional = result.contract.optional.split()
    there = [c for c, own in values.items() if _holds_something(own, but_nought=c in optional)]
    fields = {c: result.field(c) for c in there}
    together = [c for c, one in fields.items() if one.shown == formats.COLUMN]
    amounts = [abs(one) for c in together for one in values[c] if one == one]
    largest = max(amounts, default=0.0)
    return {c: _format(one, largest) for c, one in fields.items()}


def _holds_something(values: Sequence[Any], *, but_nought: bool) -> bool:
    nothing = ("", 0, 0.0) if but_nought else ("",)
    return any(one == one and one not in nothing for one in values)


def _format(field: Field, largest: float) -> str:
    """Return how a column is written; `largest` is the largest amount of those read together."""
    if field.type not in formats.FOR_TYPE:
        return ""
    if field.shown != formats.COLUMN or not largest >= SMALL:
        return formats.usual(field.type, field.shown)
    return formats.LARGE_COLUMN if largest >= LARGE else formats.COLUMN


def cell(row: Row, column: str, fmt: str) -> str:
    value = row[column]
    if fmt:
        return data_element(row.cite(column, fmt)) if value == value else formats.DASH
    whole = " whole" if row.result.field(column).type == "month" else ""
    return f'<span class="text{whole}">{html.escape(str(row.words(column)))}</span>'


def _great_table(shown: Result, cells: Cells, n_all: int) -> str:
    """Return the table as HTML. The library escapes all text, so cells go in as tokens.

    Without groups all rows are alike: it writes the first one, for it takes its time over each.
    """
    from great_tables import GT

    groups, numeric = shown.contract.groups, _numeric(shown, cells)
    heads, labels = _headings(shown, list(cells))
    grouped: Any = {"groupname_col": groups} if groups in cells else {}
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", ".*experimental.*", UserWarning)  # of Arrow tables
        begun = GT(_drawn(cells, groups), id=_table_id(shown, cells), **grouped)
    table = (
        begun.cols_label(labels)
        .cols_align("right", columns=numeric)
        .cols_align("left", columns=[c for c in cells if c not in numeric])
        .tab_source_note(_source_note(shown, n_all))
    )
    for place, (head, below) in enumerate(heads):
        table = table.tab_spanner(head, columns=below, id=f"head-{place}")
    raw = table.as_raw_html()
    raw = raw if grouped else _repeated(raw, len(shown.frame))
    return _filled(raw, _caption(shown), _with_totals(shown, cells))


def _repeated(raw: str, n_rows: int) -> str:
    """Return the library's table of one row with as many rows as there are."""
    head, body, foot = re.split(r"(?<=<tbody class=\"gt_table_body\">\n)|(?=</tbody>)", raw)
    rows = [body.replace(".0\ue001", f".{place}\ue001") for place in range(n_rows)]
    return f"{head}{''.join(rows)}{foot}"


def _caption(shown: Result) -> str:
    """Return the title as HTML; a number that was chosen cites its cell, as those below it do."""
    caption = html.escape(shown.title)
    for column, said in shown.said_of_numbers():
        number = shown.first.cite(column)
        whole, bare = html.escape(said), html.escape(str(shown.first.words(column)))
        cited = whole.removesuffix(bare) + data_element(number, text=bare)
        caption = caption.replace(whole, cited, 1)
    return caption


def _numeric(shown: Result, cells: Cells) -> list[str]:
    return [c for c in cells if shown.field(c).type in formats.FOR_TYPE]


def _drawn(cells: Cells, groups: str) -> Any:
    """Return what the library draws, a token for each cell: all rows of groups, else the first one.

    Rows of one group carry the token of its first one. A row alone comes as an Arrow table, which
    costs the library a third.
    """
    if groups not in cells:
        return pa.table({c: [f"\ue000{i}.0\ue001"] for i, c in enumerate(cells)})
    return pd.DataFrame(
        {
            c: [
                f"\ue000{i}.{own.index(one) if c == groups else j}\ue001"
                for j, one in enumerate(own)
            ]
            for i, (c, own) in enumerate(cells.items())
        },
        dtype="object",  # the library sets cell by cell
    )


def _filled(raw: str, title: str, ready: list[list[str]]) -> str:
    """Return the library's table with its caption and cells (HTML), without a style of its own."""
    tokens = {f"\ue000{i}.{j}\ue001": v for i, own in enumerate(ready) for j, v in enumerate(own)}
    raw = re.sub(r"<style>.*?</style>", "", raw, flags=re.S)
    raw = re.sub(r' (?:id|headers)="[^"]*"', lambda m: re.sub("[\ue000\ue001]", "", m[0]), raw)
    caption = f"<caption>{title}</caption>"
    raw = re.sub(r"(<table[^>]*>)", lambda m: f"{m[0]}{caption}", raw, count=1)
    filled = re.sub("\ue000[0-9.]+\ue001", lambda m: tokens[m[0]], raw)
    return f'<div class="table">{filled}</div>'


def _headings(shown: Result, columns: list[str]) -> tuple[list[tuple[str, list[str]]], Any]:
    """Return heads over neighbouring columns, each with these, and the heading of each column.

    A label is "head: rest". The head stands over the columns where the next one shares it; a column
    that is alone with it keeps the whole label.
    """
    whole = {c: _heading(shown, c) for c in columns}
    parts = {c: _COLON.split(text, maxsplit=1) for c, text in whole.items()}
    runs = [list(own) for _, own in groupby(columns, lambda c: parts[c][0])]
    shared = [own for own in runs if len(own) > 1 and all(len(parts[c]) > 1 for c in own)]
    below = {c: parts[c][1][:1].upper() + parts[c][1][1:] for own in shared for c in own}
    return [(parts[own[0]][0], own) for own in shared], whole | below


def _with_totals(shown: Result, cells: Cells) -> list[list[str]]:
    """Return the cells by column, those of rows of sums in bold."""
    column = shown.contract.total
    sums = shown.frame[column] == TOTAL if column else [False] * len(shown.frame)
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


def _source_note(shown: Result, n_all: int) -> str:
    if len(shown.frame) < n_all and not fits_a_sheet(shown, n_all):
        file = f"{shown.name}.parquet"
        return t("The first rows only; all are saved as {file}.", file=file)
    if len(shown.frame) < n_all:
        return t("The first rows only; all are in pack.xlsx, sheet {name}.", name=shown.name)
    return t("Source: {name}", name=shown.name)


def _as_text(shown: Result, cells: Cells, n_all: int) -> str:
    plain = {_heading(shown, c): [_plain(v) for v in own] for c, own in cells.items()}
    columns = [[heading, *own] for heading, own in plain.items()]
    widths = [max(map(len, column)) for column in columns]
    table = "\n".join(
        " ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True))
        for line in zip(*columns, strict=True)
    )
    return f"{shown.title}\n{table}\n{_source_note(shown, n_all)}"


def _plain(cell: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", cell))
