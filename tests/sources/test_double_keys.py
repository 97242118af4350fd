"""Keys that stand twice are found alike in one go and in buckets of their hashes."""

from __future__ import annotations

from pathlib import Path

import ibis
import pyarrow as pa
import pytest

from salesnb.contracts import TABLES
from salesnb.sources.check import keys
from salesnb.sources.read.engine import connect

IDS = [*(f"O{n}" for n in range(1000)), "O5", "O7", "O7", None, None]


@pytest.mark.parametrize("rows_per_bucket", [1_000_000, 100])
def test_both_ways_find_the_same_keys(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows_per_bucket: int
) -> None:
    monkeypatch.setattr(keys, "ROWS_PER_BUCKET", rows_per_bucket)
    con = connect(memory_gb=0.5, spill=tmp_path)
    rows = pa.table({"order_id": IDS, "line_id": ["1"] * len(IDS)})
    table = con.create_table("rows", ibis.memtable(rows))
    found = keys.find_doubles(table, TABLES["order_lines"], n_rows=len(IDS), con=con)
    assert found is not None and (found.n_keys, found.n_extra) == (2, 3)
    repeated = found.keys.order_by("order_id").to_pyarrow().to_pydict()
    assert repeated == {"order_id": ["O5", "O7"], "line_id": ["1", "1"], "n": [2, 3]}
    unique = table.filter(table.order_id.isin(["O1", "O2"]))
    assert keys.find_doubles(unique, TABLES["order_lines"], n_rows=len(IDS), con=con) is None
