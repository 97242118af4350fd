"""The sections of a card as a template takes them: sentences, tables, facts, steps with a bar."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import Any

from markupsafe import Markup

from salesnb.contracts.cards import CardPart
from salesnb.contracts.results import Result, Row
from salesnb.display.tables import cell, ways_of
from salesnb.findings import data_element
from salesnb.i18n import formats, language, translate

NOTHING: dict[str, Any] = dict.fromkeys(  # of what a section may hold
    ["said", "steps", "facts", "list", "tables", "boxes", "signed", "nothing", "is_broad"]
)
NARROW = 4  # columns of a table that has room beside another
TO_THE_CENT, CHANGE = "money_full", "change_full"


def shown_part(part: CardPart, rows: Result | None) -> dict[str, Any]:
    """Return a section: title, sentences, tables or steps; {} for one that is left out."""
    block = {**NOTHING, "title": translate(part.title, language())}
    if rows is None or rows.is_empty:
        said = translate(part.nothing, language())
        return {**block, "nothing": said} if said else {}
    block["said"] = [Markup(one.html()) for one in part.says(rows)]
    if part.shape == "steps":
        block |= {"steps": steps(rows.first, part.columns), "is_broad": True}
    elif part.shape == "facts":
        block["is_broad"] = True
        block["facts"] = facts(rows.first, part.columns)
    elif part.shape == "list":
        block["list"] = [
            Markup(cell(row, part.columns, _written(row, part.columns))) for row in rows
        ]
    elif part.columns:
        block["tables"] = _tables(part, rows)
        block["is_broad"] = any(len(one["heads"]) > NARROW for one in block["tables"])
    for left_blank in ("boxes", "signed"):
        block[left_blank] = [translate(one, language()) for one in getattr(part, left_blank)]
    block["is_broad"] = block["is_broad"] or bool(part.boxes)
    if not (block["said"] or part.columns or part.boxes):
        return {**block, "nothing": translate(part.nothing, language())}
    return block


def steps(row: Row, columns: str) -> dict[str, Any]:
    """Return the steps of a row, each with its amount and the place of its bar, in per cent.

    The first column stands from nought, the last is their sum; steps of nought are left out. Where
    the steps are small beside both, the bars are cut off on the left (`is_cut`).
    """
    first, *names, last = columns.split()
    moves = [name for name in names if row.is_known(name) and row[name]]
    reached = list(accumulate(float(row[name]) for name in [first, *moves]))
    ends = [(0.0, reached[0]), *pairwise(reached), (0.0, float(row[last]))]
    start = _start(reached)
    width = (max(*reached, 0.0) - start) or 1.0
    kinds = ["whole", *("up" if row[name] > 0 else "down" for name in moves), "whole"]
    shown = [
        {
            "name": row.result.heading(name, with_unit=False),
            "amount": Markup(data_element(row.cite(name, _way(kind)))),
            "kind": kind,
            "left": (max(min(end), start) - start) / width * 100,
            "width": (max(end) - max(min(end), start)) / width * 100,
        }
        for name, kind, end in zip([first, *moves, last], kinds, ends, strict=True)
    ]
    return {"rows": shown, "is_cut": start > 0, "unit": _unit(row)}


def facts(row: Row, columns: str) -> list[dict[str, Any]]:
    """Return the known columns of a row as lines: what it is called, and its value."""
    return [
        {
            "name": row.result.heading(one, with_unit=False),
            "value": Markup(cell(row, one, _written(row, one))),
        }
        for one in columns.split()
        if row.is_known(one)
    ]


def _written(row: Row, column: str) -> str:
    """Return how a column's numbers are written, '' for what is no number."""
    one = row.result.field(column)
    return formats.usual(one.type, one.shown) if one.type in formats.FOR_TYPE else ""


def _way(kind: str) -> str:
    """Return how a step is written: a change with its sign."""
    return TO_THE_CENT if kind == "whole" else CHANGE


def _unit(row: Row) -> str:
    """Return what the amounts of steps are in, as headings say it."""
    currency = row.result.context.currency
    return formats.scale_words("units", currency) if currency else ""


def _start(reached: Sequence[float]) -> float:
    """Return where bars begin: at nought, or just below all of the levels reached."""
    least, most = min(reached), max(reached)
    return max(0.0, least - 2 * (most - least)) if least > 0 else min(least, 0.0)


def table_heads(rows: Result, columns: Sequence[str]) -> list[dict[str, Any]]:
    """Return the headings of columns, and which hold numbers."""
    return [
        {
            "text": rows.heading(one, with_unit=False),
            "is_number": rows.field(one).type in formats.FOR_TYPE,
        }
        for one in columns
    ]


def listed_cells(row: Row, columns: Sequence[str]) -> list[Markup]:
    """Return a row's numbers as a list of cards writes them."""
    return [Markup(cell(row, one, _written(row, one))) for one in columns]


def _tables(part: CardPart, rows: Result) -> list[dict[str, Any]]:
    if not part.groups:
        return [_table("", rows, part)]
    groups: dict[object, list[int]] = {}
    for place, row in enumerate(rows):
        groups.setdefault(row[part.groups], []).append(place)
    return [
        _table(
            capital(str(rows.words(part.groups, value, {}))),
            rows.take(places),
            part,
        )
        for value, places in groups.items()
    ]


def _table(title: str, rows: Result, part: CardPart) -> dict[str, Any]:
    """Return the first rows as a table; columns that hold nothing are left out."""
    held, columns = list(rows), part.columns.split()
    ways = _ways(rows, held, "+".join(columns).split("+"))
    there = [kept for one in columns if (kept := [c for c in one.split("+") if c in ways])]
    heads = table_heads(rows, [one[0] for one in there])
    opens = ['<td class="gt_right">' if one["is_number"] else "<td>" for one in heads]
    shown = [
        "".join(
            f"{begun}{_cells(row, own, ways)}</td>" for begun, own in zip(opens, there, strict=True)
        )
        for row in held[: part.rows or None]
    ]
    return {"title": title, "heads": heads, "rows": list(map(Markup, shown))}


def _ways(rows: Result, held: Sequence[Row], columns: Sequence[str]) -> dict[str, str]:
    """Return how each column that holds something is written, as pages write it."""
    return ways_of(rows, {one: [row[one] for row in held] for one in columns})


def _cells(row: Row, columns: Sequence[str], ways: dict[str, str]) -> str:
    known = [one for one in columns if len(columns) == 1 or row.is_known(one)]
    return " · ".join(_cell(row, one, ways[one]) for one in known)


def _cell(row: Row, column: str, fmt: str) -> str:
    """Return a cell; a day is never broken over two lines."""
    shown = cell(row, column, fmt)
    is_day = row.result.field(column).type == "date"
    return shown.replace('class="text"', 'class="text whole"', 1) if is_day else shown


def capital(text: str) -> str:
    """Return a text as a heading begins."""
    return text[:1].upper() + text[1:]
