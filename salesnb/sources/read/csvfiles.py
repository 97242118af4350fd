"""Text exports (CSV, TSV, TXT, also compressed), read as text columns.

A file in another encoding is copied to UTF-8 first. The engine reads sound files as they are; a
file that it refuses (mixed line ends, broken lines, a footer) is read record by record and copied
without what is broken. Broken lines and footers are recorded, and the table holds the others.
"""

from __future__ import annotations

import glob
import shutil
from dataclasses import replace
from pathlib import Path

import duckdb
import ibis
import ibis.expr.types as ir
from ibis.backends.duckdb import Backend

from salesnb.contracts import TABLES
from salesnb.i18n import t
from salesnb.settings import FileSettings
from salesnb.sources.advice import state
from salesnb.sources.exports import (
    Exports,
    Problem,
    Problems,
    RawTable,
    file_problem,
    repeated_column,
    table_name,
)
from salesnb.sources.read.candidates import quoted
from salesnb.sources.read.encodings import (
    LONGEST_LINE,
    UTF8,
    contradicts,
    first_bytes,
    is_known,
    open_text,
    scan,
    undecodable_problem,
    unknown_encoding,
    wide_encoding,
    wide_problem,
)
from salesnb.sources.read.layout import LOOK, Layout, layout_of
from salesnb.sources.read.records import Record
from salesnb.sources.read.rewriting import rewrite
from salesnb.sources.read.storing import store
from salesnb.sources.read.total_rows import set_totals_aside
from salesnb.sources.textfile import TextFile

_CHUNK = 1 << 20
_MEGA = 1_000_000
_NAMES_SHOWN = 4


def read_csv(
    file: Path, stated: FileSettings, con: Backend, exports: Exports, *, spill: Path
) -> None:
    """Add a text file's table, all columns text, rows in the file's order; and its problems.

    Without a usable encoding and header there is no table, and `exports.unreadable` names it.
    """
    name = table_name(file)
    if exports.is_taken(name, file):
        return
    exports.unreadable.add(name)
    text = _inspected(file, stated, exports.problems, spill)
    if text is None:
        return
    text, below = _with_records(con, text, name, exports.problems, spill)
    table = _without_nameless(con, text, name, exports.problems)
    if table is None:
        return
    exports.unreadable.remove(name)
    exports.texts[name] = text
    exports.encodings[file.name] = text.encoding
    raw = RawTable(name, table, file, "", "csv", stated.decimal_mark, stated.date_order)
    exports.add(raw)
    set_totals_aside(con, raw, exports, below)


def holds_table(file: Path, stated: FileSettings) -> bool:
    """Return whether a text file of any ending is an export: by its name, or by how it looks.

    Below a header of several columns, most lines have as many fields.
    """
    if table_name(file) in TABLES or stated.is_stated:
        return True
    start = first_bytes(file)
    text = start.decode(wide_encoding(start) or "utf-8-sig", errors="replace")
    return layout_of(text, stated).is_table


def _inspected(
    file: Path, stated: FileSettings, problems: Problems, spill: Path
) -> TextFile | None:
    """Return how a file is to be read, or None after recording why it cannot be."""
    encoding = stated.encoding or "utf-8-sig"
    problem, has_controls = _bytes_problem(file, encoding, stated)
    if problem is not None:
        problems.add(problem)
        return None
    readable, is_wide = file, "16" in encoding or "32" in encoding
    if encoding.lower() not in UTF8:
        readable = _as_utf8(file, encoding, spill)
    layout = look(readable, stated)
    found = header_problems(file, layout, stated)
    for one in found:
        problems.add(one)
    if found:
        return None
    if is_wide:
        has_controls = scan(readable, "utf-8").has_controls
    return _text_file(file, readable, encoding, layout, has_controls=has_controls)


def _text_file(
    file: Path, readable: Path, encoding: str, layout: Layout, *, has_controls: bool
) -> TextFile:
    names = (*layout.names, *[""] * layout.n_blank)
    columns = tuple(one or f"#column {n}" for n, one in enumerate(names, start=1))
    nameless = tuple(column for column, one in zip(columns, names, strict=True) if not one)
    is_plain = not has_controls and not layout.is_quoted_above
    return TextFile(
        file,
        readable,
        encoding,
        layout.delimiter,
        columns,
        nameless,
        n_above=layout.line - 1,
        is_plain=is_plain,
    )


def _bytes_problem(file: Path, encoding: str, stated: FileSettings) -> tuple[Problem | None, bool]:
    """Return why a file's bytes are no text, None when they are; and whether it has controls."""
    if not is_known(encoding):
        return unknown_encoding(file, encoding), False
    wide = wide_encoding(first_bytes(file))
    if contradicts(stated.encoding, wide):
        return wide_problem(file, wide, stated), False
    found = scan(file, encoding)
    if found.long_line:
        return _long_line(file), False
    if found.undecodable is not None:
        return undecodable_problem(file, found.undecodable, stated), False
    return None, found.has_controls


def _long_line(file: Path) -> Problem:
    message = t("a line is longer than {n} MB: no table", n=LONGEST_LINE // _MEGA)
    fix = t("export it again, with a line for each record")
    return file_problem(file, "damaged_file", message, fix)


def look(readable: Path, stated: FileSettings) -> Layout:
    """Return how the table lies in a text file (UTF-8), from its beginning."""
    with open_text(readable) as text:
        return layout_of(text.read(LOOK), stated)


def header_problems(file: Path, layout: Layout, stated: FileSettings) -> list[Problem]:
    """Return what is wrong with a file's header; none where the file can be read."""
    if not layout.line and stated.header_row:
        message = t("no header in line {n}, as header_row says", n=stated.header_row)
        fix = t("correct header_row in company.toml")
        return [file_problem(file, "header", message, fix)]
    if not layout.line:
        return [file_problem(file, "empty_file", t("the file is empty"), t("export it again"))]
    if not layout.names:
        message, place = t("a quote is not closed"), t("line {n}", n=layout.line)
        fix = t("check the header's quotes")
        return [file_problem(file, "header", message, fix, line=place)]
    if layout.stands_below:
        return [header_below(file, stated, t("line {n}", n=layout.line), layout)]
    repeated = sorted(name for name in layout.names if name and layout.names.count(name) > 1)
    return [repeated_column(file, repeated[0])] if repeated else []


def header_below(file: Path, stated: FileSettings, place: str, layout: Layout) -> Problem:
    """Return the problem of a header that stands below title rows: which line states it."""
    names = layout.names
    shown = ", ".join(names[:_NAMES_SHOWN]) + (", ..." if len(names) > _NAMES_SHOWN else "")
    message = t("the header seems to stand in {place} ({names})", place=place, names=shown)
    return file_problem(file, "header", message, state(file.name, stated, header_row=layout.line))


def _with_records(
    con: Backend, text: TextFile, name: str, problems: Problems, spill: Path
) -> tuple[TextFile, list[Record]]:
    """Store a file's records under `name`; return how they were read, and what stands below them.

    What the engine refuses, for whatever reason, is read record by record: that says what is
    broken.
    """
    if text.is_plain:
        try:
            _store(con, text, name)
            return text, []
        except duckdb.InvalidInputException:
            text = replace(text, is_plain=False)
    copy = spill / f"{text.original.name}.sound.csv"
    below = rewrite(text, copy, problems)
    _store(con, replace(text, readable=copy, delimiter=","), name, with_header=False)
    return text, below


def _store(con: Backend, text: TextFile, name: str, *, with_header: bool = True) -> None:
    """Store a file's records that are not blank; raise where the engine refuses the file."""
    relation = con.read_csv(
        glob.escape(str(text.readable)),  # a name is no pattern
        table_name=f"read_{name}",
        header=with_header,
        skip=text.n_above if with_header else 0,
        auto_detect=False,
        delim=text.delimiter,
        quote='"',
        escape='"',
        columns=dict.fromkeys(text.columns, "VARCHAR"),
        strict_mode=True,
        max_line_size=LONGEST_LINE,
    )
    is_there = ibis.or_(*[relation[column].notnull() for column in text.columns])
    store(con, name, relation.filter(is_there))


def _without_nameless(
    con: Backend, text: TextFile, name: str, problems: Problems
) -> ir.Table | None:
    """Return a table without its columns that have neither name nor content.

    Where one has content, that is recorded as a problem and there is no table.
    """
    table = con.table(name)
    if not text.nameless:
        return table
    firsts = {column: table[column].max() for column in text.nameless}
    held = table.aggregate(**firsts).to_pyarrow().to_pylist()[0]
    for column in text.nameless:
        if held[column] is not None:
            n = text.columns.index(column) + 1
            message = t("column {n} has no name, and holds {value!r}", n=n, value=held[column])
            problems.add(file_problem(text.original, "header", message, t("name every column")))
            return None
    for column in text.nameless:
        con.raw_sql(f"ALTER TABLE {quoted(name)} DROP COLUMN {quoted(column)}")
    return con.table(name)


def _as_utf8(file: Path, encoding: str, spill: Path) -> Path:
    copy = spill / f"{file.name}.utf8.csv"
    with (
        open_text(file, encoding) as source,
        copy.open("w", encoding="utf-8", newline="") as target,
    ):
        shutil.copyfileobj(source, target, _CHUNK)
    return copy
