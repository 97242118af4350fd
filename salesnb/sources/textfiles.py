"""CSV exports: their encoding, delimiter and header, read as text columns."""

from __future__ import annotations

import codecs
import csv
import gzip
import shutil
from dataclasses import dataclass
from pathlib import Path

import duckdb
import ibis.expr.types as ir
from ibis.backends.duckdb import Backend

from salesnb.i18n import t
from salesnb.settings import FileSettings
from salesnb.sources.lines import broken_lines, open_text
from salesnb.sources.problems import SHOWN_PER_RULE, Problem, Problems

_DELIMITERS = ",;\t|"
_CHUNK = 1 << 20


@dataclass(frozen=True)
class TextFile:
    """A CSV file that can be read: as UTF-8, with its delimiter and its columns."""

    original: Path
    readable: Path  # the original, or its copy in UTF-8
    encoding: str
    delimiter: str
    columns: tuple[str, ...]


def inspect_text(
    file: Path, stated: FileSettings, *, spill: Path, problems: Problems, table: str
) -> TextFile | None:
    """Return how `file` is to be read, or None after recording why it cannot be."""
    encoding = stated.encoding or "utf-8-sig"
    if not _is_known(encoding):
        message = t("{encoding!r} is no encoding that Python knows", encoding=encoding)
        fix = t("write utf-8, gb18030, utf-16 or another one in company.toml")
        problems.add(_whole(file, table, "encoding", message, fix))
        return None
    bad = _undecodable(file, encoding)
    if bad is not None:
        problems.add(_encoding_problem(file, table, stated.encoding, bad))
        return None
    readable = (
        file if encoding.lower() in {"utf-8", "utf-8-sig"} else _as_utf8(file, encoding, spill)
    )
    with open_text(readable) as text:
        first = text.readline()
        if not first.strip():
            problems.add(
                _whole(file, table, "empty_file", t("the file is empty"), t("export it again"))
            )
            return None
        delimiter = stated.delimiter or max(_DELIMITERS, key=first.count)
        text.seek(0)
        header = next(csv.reader(text, delimiter=delimiter))
    columns = tuple(name.strip() for name in header)
    if not _header_is_usable(file, table, columns, problems):
        return None
    return TextFile(file, readable, encoding, delimiter, columns)


def read_text(
    con: Backend, one: TextFile, *, name: str, problems: Problems, table: str
) -> ir.Table | None:
    """Return the file's records as a stored table of text columns, in the file's order.

    Records whose number of fields is not the header's are recorded as problems; the table
    then holds the others.
    """
    try:
        return _stored(con, one, name)
    except duckdb.Error:
        shown, count, width = broken_lines(
            one.readable, delimiter=one.delimiter, most=SHOWN_PER_RULE
        )
    found = [_broken(one, table, line, n, start, width) for line, n, start in shown]
    if not found:
        message, fix = t("cannot be read as CSV"), t("check its quotes")
        found = [_whole(one.original, table, "broken_line", message, fix)]
    problems.add_rule(found, n_rows=max(count, 1))
    return _stored(con, one, name, ignore_errors=True)


def _broken(one: TextFile, table: str, line: int, n: int, start: str, width: int) -> Problem:
    """Return the problem of a record with `n` fields (0: its quotes are broken)."""
    message = (
        t("{found} fields where the header has {width}", found=n, width=width)
        if n
        else t("a quote is not closed, or something stands behind its end")
    )
    fix = t("check quotes and delimiters on that line")
    place = t("line {n}", n=line)
    return Problem(
        "error", table, one.original.name, "broken_line", message, fix, place, value=start
    )


def _stored(con: Backend, one: TextFile, name: str, **options: object) -> ir.Table:
    names = dict.fromkeys(one.columns, "VARCHAR")
    relation = con.read_csv(
        str(one.readable), table_name=f"read_{name}", header=True, auto_detect=False,
        delim=one.delimiter, quote='"', escape='"', columns=names, strict_mode=True,
        max_line_size=16_000_000, **options,
    )  # fmt: skip
    return con.create_table(name, relation, overwrite=True)


def _is_known(encoding: str) -> bool:
    try:
        return bool(codecs.lookup(encoding))
    except LookupError:
        return False


def _undecodable(file: Path, encoding: str) -> bytes | None:
    """Return the first line that is not text in `encoding`, or None when all is."""
    decoder = codecs.getincrementaldecoder(encoding)()
    opener = gzip.open if file.suffix == ".gz" else open
    with opener(file, "rb") as raw:
        while chunk := raw.read(_CHUNK):
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
    with opener(file, "rb") as raw:
        for line in raw:
            try:
                line.decode(encoding)
            except UnicodeDecodeError:
                return line.strip()[:80]
    return b""


def _encoding_problem(file: Path, table: str, stated: str, line: bytes) -> Problem:
    if line.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        fix = t("state it in company.toml: [source.files.{stem}] encoding = \"utf-16\"",
                stem=file.name.split(".")[0])  # fmt: skip
        return _whole(file, table, "encoding", t("UTF-16, not UTF-8"), fix)
    readings = " / ".join(
        f"{name}: {line.decode(name, errors='replace')[:40]}" for name in ("gb18030", "cp1252")
    )
    if stated:
        message = t(
            "not text in {encoding} as stated; other readings: {readings}",
            encoding=stated,
            readings=readings,
        )
    else:
        message = t("not UTF-8; two readings of the first such line: {readings}", readings=readings)
    fix = t(
        'state the right one in company.toml: [source.files.{stem}] encoding = "gb18030"',
        stem=file.name.split(".")[0],
    )
    return Problem("error", table, file.name, "encoding", message, fix)


def _as_utf8(file: Path, encoding: str, spill: Path) -> Path:
    copy = spill / f"{file.name}.utf8.csv"
    with (
        open_text(file, encoding) as source,
        copy.open("w", encoding="utf-8", newline="") as target,
    ):
        shutil.copyfileobj(source, target, _CHUNK)
    return copy


def _header_is_usable(file: Path, table: str, columns: tuple[str, ...], problems: Problems) -> bool:
    twice = sorted({name for name in columns if columns.count(name) > 1 and name})
    if "" in columns:
        place = columns.index("") + 1
        problems.add(
            _whole(
                file, table, "header", t("column {n} has no name", n=place), t("name every column")
            )
        )
    if twice:
        problems.add(
            _whole(
                file,
                table,
                "header",
                t("column {name!r} stands twice", name=twice[0]),
                t("name each column once"),
            )
        )
    return not twice and "" not in columns


def _whole(file: Path, table: str, rule: str, message: str, fix: str) -> Problem:
    return Problem("error", table, file.name, rule, message, fix)
