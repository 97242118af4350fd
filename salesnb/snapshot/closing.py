"""A month while it is being closed: known rows, frames written, ledger and totals; its files.

Files are Parquet whose bytes depend on their rows alone, and JSON in one fixed form.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import ibis.expr.types as ir
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from salesnb.contracts import TABLES
from salesnb.months import Month
from salesnb.paths import Company
from salesnb.snapshot.known import LINES, Known, known_rows
from salesnb.sources.check.gate import CleanTables

ROW_GROUP = 1 << 17  # rows


@dataclass
class Closing:
    """One month on its way into the snapshot in `folder`.

    `known` are the rows that the month's end knows, by table. `frames` describes each frame that
    was written, `ledger` lists what is not in them, `totals` what ties (see `accounts`); `days`
    keeps lines by day, by table; `grains` by which columns cells are, and what was given up.
    """

    company: Company
    month: Month
    clean: CleanTables
    folder: Path
    known: dict[str, Known] = field(default_factory=dict)
    frames: dict[str, dict[str, object]] = field(default_factory=dict)
    ledger: list[dict[str, object]] = field(default_factory=list)
    totals: dict[str, dict[str, str | int]] = field(default_factory=dict)
    days: dict[str, pd.DataFrame] = field(default_factory=dict)
    grains: dict[str, tuple[Sequence[str], Sequence[str]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, table in self.clean.tables.items():
            known = known_rows(table, TABLES[name], self.month, digits=self.digits)
            self.known[name] = known

    @property
    def digits(self) -> int:
        """Decimals of the currency: 2 where a minor unit is a hundredth."""
        return self.company.settings.company.currency_digits

    @property
    def tables(self) -> dict[str, ir.Table]:
        """The known rows by table."""
        return {name: known.table for name, known in self.known.items()}

    @property
    def sales_basis(self) -> str:
        """The table that sales are counted on, '' without lines of either.

        It is invoices, unless the settings say orders or there are only orders.
        """
        there = [name for name in LINES if name in self.known]
        if self.company.settings.rules.sales_basis == "order" and "order_lines" in there:
            return "order_lines"
        return there[0] if there else ""

    def file(self, frame: str) -> Path:
        """Return the file of a frame."""
        return self.folder / f"{frame}.parquet"

    def describe(
        self,
        frame: str,
        *,
        table: str = "",
        minor: Sequence[str] = (),
        counts: Sequence[str] = (),
        millionths: Sequence[str] = (),
        grain: Sequence[str] = (),
        finest: Sequence[str] = (),
    ) -> None:
        """Note a written frame for the manifest: its rows, digest, the table that it is made of.

        `minor` are columns in minor units of money, `millionths` in millionths of a unit,
        `counts` those that count. `grain` is given where cells may be coarser than the `finest`.
        """
        file = self.file(frame)
        self.frames[frame] = {
            "rows": pq.read_metadata(file).num_rows,
            "digest": file_digest(file),
            "table": table,
            "minor": list(minor),
            "counts": list(counts),
            "millionths": list(millionths),
        }
        if grain:
            self.frames[frame] |= {"grain": list(grain), "finest": list(finest)}
            self.grains[frame] = tuple(grain), tuple(n for n in finest if n not in grain)


def write_tables(file: Path, parts: Iterable[ir.Table]) -> int:
    """Write expressions one after another into one Parquet file; return the rows written.

    Each part must be ordered; only one batch is in memory at a time.
    """
    with FrameFile(file) as frame:
        for part in parts:
            frame.add(part)
    return frame.n_rows


@dataclass
class FrameFile:
    """A Parquet file that is written part by part, in the order in which they are added."""

    file: Path
    n_rows: int = 0
    _writer: pq.ParquetWriter | None = None

    def __enter__(self) -> FrameFile:
        return self

    def __exit__(self, *failure: object) -> None:
        if self._writer is not None:
            self._writer.close()

    def add(self, part: ir.Table) -> None:
        """Write the rows of an ordered expression; only one batch is in memory at a time."""
        schema = part.schema().to_pyarrow()  # the engine's own sums are wider than declared
        self._writer = self._writer or _writer(self.file, schema)
        for table in _row_groups(part, schema):
            self._writer.write_table(table, row_group_size=ROW_GROUP)
            self.n_rows += table.num_rows


def _row_groups(part: ir.Table, schema: pa.Schema) -> Iterator[pa.Table]:
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
    """Return the sums of integer columns of a written file."""
    sums = dict.fromkeys(columns, 0)
    if not columns:
        return sums
    source = pq.ParquetFile(file)
    for batch in source.iter_batches(columns=columns, batch_size=ROW_GROUP):
        for name in columns:
            sums[name] += pc.sum(batch.column(name)).as_py() or 0
    return sums
