"""Whether the disk has room for what the engine stores on its way, asked before it starts."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq

from salesnb.errors import SourceError
from salesnb.i18n import t

_PER_BYTE = {".csv": 1.5, ".tsv": 1.5, ".gz": 9.0, ".xlsx": 10.0}  # read, then typed; measured
_PER_ROW = 24  # of Parquet, which is read where it lies: hashes of keys, and what spills
_GIGA = 1e9


def require_space(exports: Path, *, spill: Path) -> None:
    """Raise `SourceError` when `spill` cannot hold what closing these exports stores there."""
    needed, free = space_needed(exports), shutil.disk_usage(spill).free
    if needed > free:
        raise SourceError(
            t(
                "about {needed:.1f} GB are needed on the disk of {folder} while the exports are"
                " checked; {free:.1f} GB are free",
                needed=needed / _GIGA,
                folder=spill.parent.name,
                free=free / _GIGA,
            ),
            fix=t("free some space, or move the company's folder to a larger disk"),
        )


def space_needed(exports: Path) -> int:
    """Return about how many bytes the engine stores while it checks a folder or database file."""
    return round(sum(_needed(file) for file in _files(exports)))


def _files(exports: Path) -> Iterator[Path]:
    inside = exports.rglob("*") if exports.is_dir() else [exports]
    return (file for file in inside if file.is_file())


def _needed(file: Path) -> float:
    size = file.stat().st_size
    if file.suffix == ".parquet":
        return _rows(file) * _PER_ROW
    return size * _PER_BYTE.get(file.suffix.lower(), 1.0)


def _rows(file: Path) -> int:
    """Return the rows of a Parquet file; none of one that cannot be read: the check says so."""
    try:
        return int(pq.read_metadata(file).num_rows)
    except (OSError, ValueError):
        return 0
