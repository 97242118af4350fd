"""The files of a snapshot: ordered Parquet whose bytes depend on their rows alone."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

ROW_GROUP = 1 << 17


def write_tables(file: Path, parts: Iterable[ir.Table]) -> int:
    """Write expressions one after another into one Parquet file; return the rows written.

    Each part must be ordered; only one batch is in memory at a time.
    """
    writer: pq.ParquetWriter | None = None
    n_rows = 0
    try:
        for part in parts:
            schema = part.schema().to_pyarrow()  # the engine's own sums are wider than declared
            writer = writer or _writer(file, schema)
            for table in _groups(part, schema):
                writer.write_table(table, row_group_size=ROW_GROUP)
                n_rows += table.num_rows
    finally:
        if writer is not None:
            writer.close()
    return n_rows


def _groups(part: ir.Table, schema: pa.Schema) -> Iterator[pa.Table]:
    """Yield an expression's rows in tables of exactly `ROW_GROUP` rows, the last one shorter."""
    held = schema.empty_table()
    for batch in part.to_pyarrow_batches(chunk_size=ROW_GROUP):
        held = pa.concat_tables([held, pa.Table.from_batches([batch]).cast(schema)])
        while held.num_rows >= ROW_GROUP:
            yield held.slice(0, ROW_GROUP)
            held = held.slice(ROW_GROUP)
    if held.num_rows:
        yield held


def write_arrow(file: Path, table: pa.Table) -> int:
    """Write a table that is in memory (a ledger, a list of problems)."""
    with _writer(file, table.schema) as writer:
        writer.write_table(table, row_group_size=ROW_GROUP)
    return table.num_rows


def _writer(file: Path, schema: pa.Schema) -> pq.ParquetWriter:
    texts = [
        f.name for f in schema if pa.types.is_string(f.type) or pa.types.is_large_string(f.type)
    ]
    return pq.ParquetWriter(
        file,
        schema,
        compression="zstd",
        use_dictionary=texts,
        write_statistics=True,
        store_schema=False,
    )


def file_digest(file: Path) -> str:
    """Return the SHA-256 of a file."""
    with file.open("rb") as raw:
        return hashlib.file_digest(raw, "sha256").hexdigest()


def write_json(file: Path, content: Any) -> None:
    """Write JSON in one fixed form: sorted keys, UTF-8, line end."""
    text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True)
    file.write_text(text + "\n", encoding="utf-8")


def column_sums(file: Path, columns: list[str]) -> dict[str, int]:
    """Return the sums of integer columns as they stand in the written file."""
    sums = dict.fromkeys(columns, 0)
    if not columns:
        return sums
    source = pq.ParquetFile(file)
    for batch in source.iter_batches(columns=columns, batch_size=ROW_GROUP):
        for name in columns:
            sums[name] += pc.sum(batch.column(name)).as_py() or 0
    return sums
