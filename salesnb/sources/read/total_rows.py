"""Total rows and notes in raw tables: known by words and sums, set aside for the ledger.

A row is a total where its first text is a word for one, it holds little else but numbers, and the
largest of them is the sum of the rows above it: of all, or of those since a total before it; where
values among those cannot be read, the word has to do, as they are faults of their own. The last row
needs no word where it holds nothing but numbers. All others stay rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import accumulate
from typing import Literal

import ibis
import ibis.expr.types as ir
import pyarrow as pa
from ibis.backends.duckdb import Backend

from salesnb.contracts.fields import Field
from salesnb.i18n import t, tn
from salesnb.money import CURRENCIES
from salesnb.sources.exports import SHEET_ROW, Exports, Problem, RawTable, SetAside
from salesnb.sources.read.candidates import DIGITS, Candidate, candidates, quoted, ragged
from salesnb.sources.read.footers import is_footer
from salesnb.sources.read.records import Record, find_records
from salesnb.sources.read.rewriting import broken_line
from salesnb.sources.values import ZERO, Writing, as_decimal, blank, typed

_FEWEST = 3  # rows above a total that has no word
_UNREAD = "#unread"  # behind a column: how many of its values are no numbers
ROWS = ""  # stands for the number of rows where a column is asked for
_NUMBER = Field("number", "number", "")
_Sums = list[dict[str, Decimal]]  # by stretch of rows between candidates: column -> sum


def set_totals_aside(
    con: Backend, raw: RawTable, exports: Exports, below: Sequence[Record] = ()
) -> None:
    """Take total rows and notes out of a stored raw table; record them in `exports`.

    `below` are records under the table that have not as many fields as its header: notes, and
    totals; those that turn out to be neither are recorded as broken lines.
    """
    n_rows = int(raw.table.count().execute())
    own = candidates(con, raw, n_rows)
    short = [ragged(one, raw, exports, n_rows + n) for n, one in enumerate(below)]
    notes = _notes([*own, *short], n_rows + len(short))
    others = [row for row in [*own, *short] if row not in notes]
    totals = [row for row in others if row.may_be_total or _is_last(row, others, n_rows)]
    if totals:
        _judge(con, raw, totals, n_rows)
    _report_unproven(con, raw, exports, [row for row in others if not row.is_proven])
    for reason, rows in (("total_row", [r for r in totals if r.is_proven]), ("footer", notes)):
        if rows:
            _set_aside(con, raw, exports, reason, rows)  # type: ignore[arg-type]
    _take_out(
        con, raw, exports, [row for row in [*totals, *notes] if row.is_proven or row in notes]
    )


def _notes(rows: list[Candidate], end: int) -> list[Candidate]:
    """Return the rows at the end of a table that are notes, with nothing but notes behind them."""
    notes: list[Candidate] = []
    for row in reversed(rows):
        if row.position < end - 1 - len(notes) or not is_footer(row.filled):
            break
        notes.insert(0, row)
    return notes


def _is_last(row: Candidate, others: list[Candidate], n_rows: int) -> bool:
    """Return whether a row is the last one and holds nothing but numbers, not in its first cell."""
    is_last = row is others[-1] and row.record is None and n_rows > _FEWEST
    return is_last and not row.n_words and bool(row.filled) and not next(iter(row.cells.values()))


def _judge(con: Backend, raw: RawTable, totals: list[Candidate], n_rows: int) -> None:
    """Enter into each candidate the column whose sum it holds, if it holds one."""
    columns = [c for c in raw.columns if any(DIGITS.fullmatch(row.cells[c]) for row in totals)]
    if not columns:
        return
    if any(row.record for row in totals):
        columns = raw.columns
    _read_numbers(raw, totals, columns)
    sums = _sums(raw, [row.position for row in totals], columns)
    for place, row in enumerate(totals):
        everywhere = row.record is not None
        _compare(row, sums[: place + 1], columns if everywhere else [])


def _read_numbers(raw: RawTable, totals: list[Candidate], columns: list[str]) -> None:
    """Read the numbers of the candidates as the gate reads those of the table."""
    cells = {c: [row.cells[c] or None for row in totals] for c in columns}
    texts = ibis.memtable(pa.table(cells, schema=pa.schema([(c, pa.string()) for c in columns])))
    read = texts.select(**{c: _as_number(texts[c], raw) for c in columns}).to_pyarrow().to_pylist()
    for row, numbers in zip(totals, read, strict=True):
        row.numbers = {c: as_decimal(v) for c, v in numbers.items() if v is not None}


def _as_number(value: ir.StringValue, raw: RawTable) -> ir.Value:
    bare = value.re_replace(CURRENCIES, "")
    return typed(bare, _NUMBER, Writing(raw.decimal_mark))


def _sums(raw: RawTable, positions: list[int], columns: list[str]) -> _Sums:
    """Return the sums of the rows before the first position, between it and the next, and so on."""
    numbered = raw.table.mutate(_place=raw.table.rowid())
    rows = numbered.filter(~numbered["_place"].isin(positions))
    flags = [(rows["_place"] > one).cast("int32") for one in positions]
    stretch = sum(flags[1:], flags[0])
    read = {c: _as_number(rows[c], raw) for c in columns}
    numbers = {c: one.sum() for c, one in read.items()}
    unread = {c + _UNREAD: (~blank(rows[c]) & one.isnull()).sum() for c, one in read.items()}
    found = (
        rows.group_by(_stretch=stretch)
        .aggregate(_rows=rows.count(), **numbers, **unread)
        .to_pyarrow()
        .to_pylist()
    )
    by_stretch = {int(one["_stretch"]): one for one in found}
    return [
        {c: as_decimal(by_stretch.get(n, {}).get(c or "_rows")) for c in [*numbers, *unread, ROWS]}
        for n in range(len(positions) + 1)
    ]


def _compare(row: Candidate, sums: _Sums, anywhere: list[str]) -> None:
    """Enter the column of which a row's largest number is the sum, over the last stretches of rows.

    Without a word it must be the sum of all rows. `anywhere` are columns whose sum may stand in
    another place of the row: there it is moved to its own. Failing that, with a word, it may be
    the number of rows, or the sum of rows of which some cannot be read.
    """
    column = max(row.numbers, key=lambda one: abs(row.numbers[one]), default=None)
    if column is None or not row.numbers[column]:
        return
    number, is_short = row.numbers[column], not row.may_be_total
    places = anywhere or [column]
    if row.may_be_total:
        places = [*places, ROWS]
    for other in places:
        if not row.is_proven and number in _last_sums(sums, other, is_short=is_short):
            row.summed, row.amount = other, row.cells[column]
    n_unread = sum(one.get(column + _UNREAD, ZERO) for one in sums)
    if row.may_be_total and not row.is_proven and not anywhere and n_unread:
        row.summed, row.amount, row.n_unread = column, row.cells[column], int(n_unread)
    if anywhere and row.summed:
        first = next(iter(row.cells))
        row.cells = {**dict.fromkeys(row.cells, ""), first: row.filled[0], row.summed: row.amount}


def _last_sums(sums: _Sums, column: str, *, is_short: bool) -> list[Decimal]:
    """Return the sums of a column over the last stretch, the last two, ...; or over all only."""
    found = list(accumulate(one[column] for one in reversed(sums)))
    return found[-1:] if is_short else found


def _report_unproven(
    con: Backend, raw: RawTable, exports: Exports, unproven: list[Candidate]
) -> None:
    """Record rows that look like totals and are none, and records that are no rows at all."""
    alike = [row for row in unproven if row.record is None and row.may_be_total]
    _record(con, raw, exports, "total_row", alike)
    records = [row.record for row in unproven if row.record is not None]
    if records:
        text = exports.texts[raw.name]
        shown = [broken_line(text, one) for one in records]
        exports.problems.add_rule(shown, n_rows=len(shown))


def _record(
    con: Backend, raw: RawTable, exports: Exports, rule: str, rows: list[Candidate]
) -> None:
    """Record a warning for each of some rows, with the reason for it."""
    if not rows:
        return
    places = _places(con, raw, exports, rows)
    shown = [
        Problem("warning", raw.name, raw.file.name, rule, *_why(row), place, value=row.filled[0])
        for row, place in zip(rows, places, strict=True)
    ]
    exports.problems.add_rule(shown, n_rows=len(rows))


def _set_aside(
    con: Backend,
    raw: RawTable,
    exports: Exports,
    reason: Literal["total_row", "footer"],
    rows: list[Candidate],
) -> None:
    """Keep rows for the ledger, and say that they are left out and why."""
    texts = {c: [row.cells[c] or None for row in rows] for c in raw.columns}
    aside = pa.table(texts, schema=pa.schema([(c, pa.string()) for c in raw.columns]))
    if SHEET_ROW in raw.table.columns:
        aside = aside.append_column(SHEET_ROW, pa.array([None] * len(rows), pa.int64()))
    name = f"{reason} of {raw.name}"
    table = con.create_table(name, ibis.memtable(aside), overwrite=True)
    exports.set_aside.setdefault(raw.name, []).append(SetAside(reason, table))
    _record(con, raw, exports, reason, rows)


def _why(row: Candidate) -> tuple[str, str]:
    """Return what a row looks like, and what becomes of it."""
    if row.n_unread:
        about = {"column": row.summed, "amount": row.amount}
        return _unread_above(row.n_unread, about), t("correct that first; the total is left out")
    if row.is_proven:
        message = t(
            "looks like a total ({column} {amount} is the sum of rows above)",
            column=row.summed,
            amount=row.amount,
        )
        if row.summed == ROWS:
            message = t("looks like a total ({n} is the number of rows above)", n=row.amount)
        return message, t("it is left out and stands in the ledger")
    if is_footer(row.filled):
        return t("a note below the table"), t("it is left out and stands in the ledger")
    message = t("looks like a total, and its largest number is not the sum of rows above")
    return message, t("delete it if it is one; it is checked as a row")


def _unread_above(n: int, about: dict[str, str]) -> str:
    return tn(
        "looks like a total ({column} {amount}), not checked: {n} value above it is no number",
        "looks like a total ({column} {amount}), not checked: {n} values above it are no numbers",
        n,
        **about,
    )


def _places(con: Backend, raw: RawTable, exports: Exports, rows: list[Candidate]) -> list[str]:
    """Return where rows are, for a person: the line of a file, or the row of a sheet."""
    if SHEET_ROW in raw.table.columns:
        wanted = ", ".join(str(row.position) for row in rows)
        query = f"SELECT {SHEET_ROW} FROM {quoted(raw.name)} WHERE rowid IN ({wanted})"
        numbers = [number for (number,) in con.raw_sql(f"{query} ORDER BY rowid").fetchall()]
        return [t("{sheet} row {n}", sheet=raw.sheet, n=number) for number in numbers]
    found = find_records(exports.texts[raw.name], [row.position for row in rows if not row.record])
    lines = [row.record.line if row.record else found[row.position][0] for row in rows]
    return [t("line {n}", n=line) for line in lines]


def _take_out(con: Backend, raw: RawTable, exports: Exports, rows: list[Candidate]) -> None:
    """Delete rows from the stored table; the file's lines are counted without them from now on."""
    positions = sorted(row.position for row in rows if row.record is None)
    if not positions:
        return
    wanted = ", ".join(str(one) for one in positions)
    con.raw_sql(f"DELETE FROM {quoted(raw.name)} WHERE rowid IN ({wanted})")
    text = exports.texts.get(raw.name)
    if text is not None:
        exports.texts[raw.name] = replace(text, left_out=tuple(positions))
