"""CSV exports: their encoding, delimiter and header, read as text columns.

A file in another encoding is copied to UTF-8 first. Records whose number of fields is not the
header's are recorded as problems, and the table holds the others.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import shutil
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TextIO

import duckdb
import ibis.expr.types as ir
from ibis.backends.duckdb import Backend

from salesnb.i18n import t
from salesnb.settings import FileSettings
from salesnb.sources.exports import (
    SHOWN_PER_RULE,
    Exports,
    Problem,
    Problems,
    RawTable,
    TextFile,
    file_problem,
    repeated_column,
    table_name,
)

csv.field_size_limit(1 << 30)
_DELIMITERS = ",;\t|"
_CHUNK = 1 << 20
_LONGEST_LINE = 16_000_000  # bytes
_SHOWN_CHARACTERS = 80


def read_csv(
    file: Path, stated: FileSettings, con: Backend, exports: Exports, *, spill: Path
) -> None:
    """Add a CSV file's table, all columns text, rows in the file's order; and its problems.

    Without a usable encoding and header there is no table, and `exports.unreadable` names it.
    """
    name = table_name(file)
    text = _inspected(file, stated, exports.problems, spill)
    if text is None:
        exports.unreadable.add(name)
        return
    table = _records(con, text, name, exports.problems)
    exports.texts[name] = text
    exports.encodings[file.name] = text.encoding
    exports.add(RawTable(name, table, file, "", "csv", stated.decimal_mark, stated.date_order))


def _inspected(
    file: Path, stated: FileSettings, problems: Problems, spill: Path
) -> TextFile | None:
    """Return how a file is to be read, or None after recording why it cannot be."""
    encoding = stated.encoding or "utf-8-sig"
    problem = _encoding_problem(file, encoding, is_stated=bool(stated.encoding))
    if problem is not None:
        problems.add(problem)
        return None
    is_utf8 = encoding.lower() in {"utf-8", "utf-8-sig"}
    readable = file if is_utf8 else _as_utf8(file, encoding, spill)
    with open_text(readable) as text:
        first = text.readline()
        delimiter = stated.delimiter or max(_DELIMITERS, key=first.count)
        text.seek(0)
        header = next(csv.reader(text, delimiter=delimiter)) if first.strip() else []
    columns = tuple(name.strip() for name in header)
    found = _header_problems(file, columns)
    for problem in found:
        problems.add(problem)
    return None if found else TextFile(file, readable, encoding, delimiter, columns)


def _header_problems(file: Path, columns: tuple[str, ...]) -> list[Problem]:
    if not columns:
        return [file_problem(file, "empty_file", t("the file is empty"), t("export it again"))]
    found = []
    if "" in columns:
        message = t("column {n} has no name", n=columns.index("") + 1)
        found.append(file_problem(file, "header", message, t("name every column")))
    repeated = sorted(name for name in columns if name and columns.count(name) > 1)
    if repeated:
        found.append(repeated_column(file, repeated[0]))
    return found


def _records(con: Backend, text: TextFile, name: str, problems: Problems) -> ir.Table:
    """Return a file's records as a table stored under `name`, broken ones left out."""
    try:
        return _stored(con, text, name)
    except duckdb.Error:
        shown, count = _broken_lines(text)
    if not shown:
        message, fix = t("cannot be read as CSV"), t("check its quotes")
        shown, count = [file_problem(text.original, "broken_line", message, fix)], 1
    problems.add_rule(shown, n_rows=count)
    return _stored(con, text, name, ignore_errors=True)


def _stored(con: Backend, text: TextFile, name: str, **options: object) -> ir.Table:
    relation = con.read_csv(
        str(text.readable),
        table_name=f"read_{name}",
        header=True,
        auto_detect=False,
        delim=text.delimiter,
        quote='"',
        escape='"',
        columns=dict.fromkeys(text.columns, "VARCHAR"),
        strict_mode=True,
        max_line_size=_LONGEST_LINE,
        **options,
    )
    return con.create_table(name, relation, overwrite=True)


def _broken_lines(text: TextFile) -> tuple[list[Problem], int]:
    """Return the problems of the first broken records, and the number of all.

    Where quotes are broken nothing behind them can be read, so that problem is always shown.
    """
    shown: list[Problem] = []
    count = 0
    for line, n_fields, width, start in _broken_records(text):
        count += 1
        if not n_fields:
            del shown[SHOWN_PER_RULE - 1 :]
        if len(shown) < SHOWN_PER_RULE:
            shown.append(_broken(text.original, line, n_fields, width, start))
    return shown, count


def _broken_records(text: TextFile) -> Iterator[tuple[int, int, int, str]]:
    """Yield physical line, number of fields, the header's number, and start of broken records.

    The number of fields is 0 where quotes are broken; such a record is the last one.
    """
    width = 0
    with open_text(text.readable) as opened:
        reader = csv.reader(opened, delimiter=text.delimiter, strict=True)
        while True:
            line = reader.line_num + 1
            try:
                record = next(reader, None)
            except csv.Error:
                yield line, 0, width, _start(text.readable, line)
                return
            if record is None:
                return
            width = width or len(record)
            if record and len(record) != width:
                start = text.delimiter.join(record).partition("\n")[0]
                yield line, len(record), width, start[:_SHOWN_CHARACTERS]


def _start(file: Path, line: int) -> str:
    """Return the beginning of a physical line."""
    with open_text(file) as text:
        return next(islice(text, line - 1, None), "").strip()[:_SHOWN_CHARACTERS]


def _broken(file: Path, line: int, n_fields: int, width: int, start: str) -> Problem:
    message = (
        t("{found} fields where the header has {width}", found=n_fields, width=width)
        if n_fields
        else t("a quote is not closed, or something stands behind its end")
    )
    fix, place = t("check quotes and delimiters on that line"), t("line {n}", n=line)
    name = table_name(file)
    return Problem("error", name, file.name, "broken_line", message, fix, place, value=start)


def open_text(file: Path, encoding: str = "utf-8-sig") -> TextIO:
    """Open a text file, compressed or not, with its line ends as they are."""
    opened = gzip.open(file, "rb") if file.suffix == ".gz" else file.open("rb")  # noqa: SIM115
    return io.TextIOWrapper(opened, encoding=encoding, errors="replace", newline="")  # type: ignore[arg-type]


def _as_utf8(file: Path, encoding: str, spill: Path) -> Path:
    copy = spill / f"{file.name}.utf8.csv"
    with (
        open_text(file, encoding) as source,
        copy.open("w", encoding="utf-8", newline="") as target,
    ):
        shutil.copyfileobj(source, target, _CHUNK)
    return copy


def _encoding_problem(file: Path, encoding: str, *, is_stated: bool) -> Problem | None:
    """Return why a file is no text in an encoding, or None when it is."""
    if not _is_known(encoding):
        message = t("{encoding!r} is no encoding that Python knows", encoding=encoding)
        fix = t("write utf-8, gb18030, utf-16 or another one in company.toml")
        return file_problem(file, "encoding", message, fix)
    line = _undecodable(file, encoding)
    if line is None:
        return None
    if line.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        fix = t(
            'state it in company.toml: [source.files.{stem}] encoding = "utf-16"',
            stem=table_name(file),
        )
        return file_problem(file, "encoding", t("UTF-16, not UTF-8"), fix)
    message = _other_readings(line, encoding if is_stated else "")
    fix = t(
        'state the right one in company.toml: [source.files.{stem}] encoding = "gb18030"',
        stem=table_name(file),
    )
    return file_problem(file, "encoding", message, fix)


def _other_readings(line: bytes, stated: str) -> str:
    """Return the message that shows a line as the usual encodings would read it."""
    readings = " / ".join(
        f"{name}: {line.decode(name, errors='replace')[:40]}" for name in ("gb18030", "cp1252")
    )
    if not stated:
        return t("not UTF-8; two readings of the first such line: {readings}", readings=readings)
    return t(
        "not text in {encoding} as stated; other readings: {readings}",
        encoding=stated,
        readings=readings,
    )


def _is_known(encoding: str) -> bool:
    try:
        return bool(codecs.lookup(encoding))
    except LookupError:
        return False


def _undecodable(file: Path, encoding: str) -> bytes | None:
    """Return the first line that is not text in `encoding`, or None when all is."""
    decoder = codecs.getincrementaldecoder(encoding)()
    opener = gzip.open if file.suffix == ".gz" else open
    with opener(file, "rb") as opened:
        while chunk := opened.read(_CHUNK):
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError:
                return _bad_line(file, encoding)
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return _bad_line(file, encoding)
    return None


def _bad_line(file: Path, encoding: str) -> bytes:
    opener = gzip.open if file.suffix == ".gz" else open
    with opener(file, "rb") as opened:
        for line in opened:
            try:
                line.decode(encoding)
            except UnicodeDecodeError:
                return line.strip()[:_SHOWN_CHARACTERS]
    return b""
