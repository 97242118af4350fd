"""Parquet exports: a file, or a folder of files with the same columns; left to the engine."""

from __future__ import annotations

import glob
from collections.abc import Iterator, Sequence
from pathlib import Path

import duckdb
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.parquet as pq
from ibis.backends.duckdb import Backend

from salesnb.i18n import t
from salesnb.sources.exports import Problem
from salesnb.sources.read.damaged import FileFault, damaged


def parquet_files(path: Path) -> list[Path]:
    """Return a Parquet file, or all Parquet files of a folder, in the order of their names."""
    return sorted(path.rglob("*.parquet")) if path.is_dir() else [path]


def read_parquet(path: Path, con: Backend) -> ir.Table:
    """Return a file or folder as one table with its own types, columns matched by name.

    Raises `FileFault` for files of a folder that do not go together, or what
    `damaged.DAMAGED` lists.
    """
    files = parquet_files(path)
    if not files:
        raise FileFault(t("the folder holds no Parquet file"), t("export it again"))
    _require_alike(path, files)
    return con.read_parquet(_exact(files), hive_partitioning=False, union_by_name=len(files) > 1)


def _exact(files: Sequence[Path]) -> list[str]:
    """Return paths for the engine, which would take `[1]`, `*` and `?` in them for patterns."""
    return [glob.escape(str(file)) for file in files]


def _require_alike(folder: Path, files: Sequence[Path]) -> None:
    """Raise `FileFault` for a file whose columns, or their kinds, are not those of the first."""
    if len(files) < 2:
        return
    first, *others = files
    expected = _kinds(first, folder)
    for file in others:
        found = _kinds(file, folder)
        odd = sorted(found.items() ^ expected.items())
        if odd:
            name = odd[0][0]
            raise FileFault(
                t(
                    "{file}: column {name!r} is {found} there and {expected} in {first}",
                    file=file.relative_to(folder),
                    name=name,
                    found=found.get(name) or t("missing"),
                    expected=expected.get(name) or t("missing"),
                    first=first.relative_to(folder),
                ),
                t("export all parts of the table in the same way"),
            )


def _kinds(file: Path, folder: Path) -> dict[str, str]:
    """Return the columns of a file with what kind of value each holds."""
    try:
        schema = pq.read_schema(file)
    except (pa.ArrowException, OSError) as failure:
        if getattr(failure, "errno", None):  # the system's own: no right to read it
            raise
        raise FileFault(f"{file.relative_to(folder)}: {failure}") from None
    return {column.name: _kind(column.type) for column in schema}


def _kind(of: pa.DataType) -> str:
    if pa.types.is_dictionary(of):
        return _kind(of.value_type)
    if pa.types.is_string(of) or pa.types.is_large_string(of):
        return t("text")
    if pa.types.is_integer(of) or pa.types.is_floating(of) or pa.types.is_decimal(of):
        return t("a number")
    if pa.types.is_date(of):
        return t("a date")
    return t("a date and time") if pa.types.is_timestamp(of) else str(of)


def damaged_tables(paths: Sequence[Path]) -> Iterator[Problem]:
    """Yield the problems of Parquet exports that cannot be read to their end: a full reading.

    Damage inside a file shows only where its values are read, and then without the file's name.
    """
    for path in paths:
        for file in parquet_files(path):
            try:
                with duckdb.connect() as con:
                    rows = con.read_parquet(_exact([file]))
                    rows.aggregate(_every(rows.columns)).fetchall()
            except duckdb.Error as failure:
                yield damaged(path, _in(file, path, failure))
                break


def _every(columns: Sequence[str]) -> str:
    """Return what makes the engine read every value of every column."""
    quoted = ['"' + name.replace('"', '""') + '"' for name in columns]
    return ", ".join(f"max(hash({name}))" for name in quoted)


def _in(file: Path, path: Path, failure: duckdb.Error) -> BaseException:
    """Return the failure, with the file's name where it is one of a folder."""
    return failure if file == path else FileFault(f"{file.relative_to(path)}: {failure}")
