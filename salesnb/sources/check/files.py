"""What stands behind the tables: the files of each, and its rows and money as they came in."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from salesnb.sources.check.work import TableWork
from salesnb.sources.exports import Exports, RawTable, digest


def counts_of(works: Mapping[str, TableWork]) -> pd.DataFrame:
    """Return one row per table: table, rows, money in currency units as exported."""
    rows = [(name, work.n_rows, work.money_came_in) for name, work in works.items()]
    return pd.DataFrame(rows, columns=["table", "rows", "money"])


def files_behind(works: Mapping[str, TableWork], exports: Exports) -> pd.DataFrame:
    """Return one row per table and file: table, file, bytes, digest, encoding."""
    rows = [
        _file(name, origin, exports)
        for name, work in works.items()
        for origin in work.mapped.origins
    ]
    return pd.DataFrame(rows, columns=["table", "file", "bytes", "digest", "encoding"])


def _file(table: str, origin: RawTable, exports: Exports) -> dict[str, object]:
    path = origin.file
    inside = [] if origin.is_served else path.rglob("*") if path.is_dir() else [path]
    return {
        "table": table,
        "file": path.name + (f"!{origin.sheet}" if origin.sheet else ""),
        "bytes": sum(file.stat().st_size for file in inside if file.is_file()),
        "digest": "" if origin.is_served else digest(path),
        "encoding": exports.encodings.get(path.name, origin.kind),
    }
