"""What is gathered while a month is being closed: known rows, frames written, ledger, totals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import ibis.expr.types as ir
import pandas as pd
import pyarrow.parquet as pq

from salesnb.contracts import TABLES
from salesnb.months import Month
from salesnb.paths import Company
from salesnb.snapshot.files import file_digest
from salesnb.snapshot.known import Known, known_rows
from salesnb.sources.check import CleanTables


@dataclass
class Closing:
    """One month on its way into a snapshot; `known` are the rows that its end knows."""

    company: Company
    month: Month
    clean: CleanTables
    folder: Path
    known: dict[str, Known] = field(default_factory=dict)
    frames: dict[str, dict[str, object]] = field(default_factory=dict)
    ledger: list[dict[str, object]] = field(default_factory=list)
    totals: dict[str, dict[str, str | int]] = field(default_factory=dict)
    days: dict[str, pd.DataFrame] = field(default_factory=dict)  # lines by day, by table

    def __post_init__(self) -> None:
        for name, table in self.clean.tables.items():
            known = known_rows(table, TABLES[name], self.month, digits=self.digits)
            self.known[name] = known

    @property
    def digits(self) -> int:
        return self.company.settings.company.currency_digits

    @property
    def tables(self) -> dict[str, ir.Table]:
        return {name: known.table for name, known in self.known.items()}

    def file(self, frame: str) -> Path:
        return self.folder / f"{frame}.parquet"

    def describe(
        self,
        frame: str,
        *,
        table: str = "",
        minor: Sequence[str] = (),
        counts: Sequence[str] = (),
        millionths: Sequence[str] = (),
    ) -> None:
        """Note a frame that has been written: its rows, digest, table, and the units of columns."""
        file = self.file(frame)
        self.frames[frame] = {
            "rows": pq.read_metadata(file).num_rows,
            "digest": file_digest(file),
            "table": table,
            "minor": list(minor),
            "counts": list(counts),
            "millionths": list(millionths),
        }
