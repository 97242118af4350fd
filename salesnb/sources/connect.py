"""The embedded engine, its memory and threads stated, spilling to a private folder."""

from __future__ import annotations

import os
import warnings
from pathlib import Path

import ibis
from ibis.backends.duckdb import Backend


def connect(*, memory_gb: float = 2.0, threads: int | None = None, spill: Path) -> Backend:
    """Return an engine that keeps within `memory_gb` and spills to `spill` (an existing folder).

    The engine's own file lies in `spill` too, so that tables larger than memory can be held.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        con = ibis.duckdb.connect(
            str(spill / "gate.duckdb"),
            memory_limit=f"{memory_gb}GB",
            threads=threads or min(os.cpu_count() or 1, 8),
            temp_directory=str(spill),
        )
    con.raw_sql("SET preserve_insertion_order = true")
    return con
