"""How fine cells are kept: as fine as they are made, or coarser where there are too many.

`gate.most_cells` of company.toml says how many cells a frame may have. A column that was given up
is not in the file; the manifest and the frame `grains` say by what the cells of each frame are.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import ibis.expr.types as ir
import pandas as pd
import pyarrow.parquet as pq
from ibis.backends.duckdb import Backend

from salesnb.snapshot.closing import Closing, write_tables
from salesnb.sources.read.engine import connect

Grain = Sequence[str]
_COLUMNS = ["frame", "table", "grain", "given_up", "n_cells", "most_cells"]


def keep_grain(closing: Closing, frame: str, grains: Sequence[Grain]) -> tuple[str, ...]:
    """Write a frame anew at the first of `grains` that does not have too many cells.

    The frame is there at the finest. Return the grain that it has then: the last where all have
    too many cells. All columns that are no part of a grain are whole numbers, which are summed.
    """
    file, most = closing.file(frame), closing.company.settings.gate.most_cells
    if pq.read_metadata(file).num_rows <= most:
        return tuple(grains[0])
    fine = file.with_suffix(".fine")
    os.replace(file, fine)
    with _local_engine(closing) as con:
        cells = con.read_parquet(str(fine), table_name=f"fine_{frame}")
        kept = next((one for one in grains[1:] if _count(cells, one) <= most), grains[-1])
        write_tables(file, [_coarser(cells, grains[0], kept)])
    fine.unlink()
    return tuple(kept)


@contextmanager
def _local_engine(closing: Closing) -> Iterator[Backend]:
    """Give an engine that reads files of this machine: the gate's own, unless that is a cluster."""
    if isinstance(closing.clean.con, Backend):
        yield closing.clean.con
        return
    memory_gb = closing.company.settings.gate.memory_gb
    with tempfile.TemporaryDirectory(dir=closing.folder.parent) as spill:
        con = connect(memory_gb=memory_gb, spill=closing.folder.parent / spill)
        yield con
        con.disconnect()


def _count(cells: ir.Table, grain: Grain) -> int:
    return int(cells.select(*grain).distinct().count().to_pyarrow().as_py())


def _coarser(cells: ir.Table, fine: Grain, grain: Grain) -> ir.Table:
    """Return cells summed over fewer columns, in the order of these."""
    amounts = [name for name in cells.columns if name not in fine]
    sums = {name: cells[name].sum().cast("int64") for name in amounts}
    return cells.group_by(list(grain)).agg(**sums).order_by(list(grain))


def grains(closing: Closing) -> pd.DataFrame:
    """Return one row per frame of cells whose grain can be coarser.

    Columns: frame, table (what its cells are made of), grain and given_up (columns, with blanks
    between), n_cells, most_cells (the limit).
    """
    most = closing.company.settings.gate.most_cells
    rows = [
        (name, one["table"], " ".join(grain), " ".join(given_up), one["rows"], most)
        for name, one in closing.frames.items()
        for grain, given_up in [closing.grains.get(name, ((), ()))]
        if grain
    ]
    return pd.DataFrame(rows, columns=_COLUMNS)
