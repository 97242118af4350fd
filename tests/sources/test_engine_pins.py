"""What broke in other versions of ibis, duckdb and sqlglot works in the pinned ones."""

from __future__ import annotations

from pathlib import Path

import ibis
import pyarrow as pa
import pytest
from ibis.backends.duckdb import Backend

from salesnb.sources.read.engine import connect

ROWS = pa.table({"id": ["a", "b", "c"], "n": [1, 2, 3]})


@pytest.fixture
def con(tmp_path: Path) -> Backend:
    return connect(memory_gb=0.5, spill=tmp_path)


def test_tables_are_made_from_memory_listed_replaced_and_dropped(con: Backend) -> None:
    con.create_table("rows", ibis.memtable(ROWS))
    assert "rows" in con.list_tables()
    con.create_table("rows", ibis.memtable(ROWS.slice(0, 1)), overwrite=True)
    assert con.table("rows").count().execute() == 1
    con.drop_table("rows")
    assert "rows" not in con.list_tables()


def test_sql_is_an_expression(con: Backend) -> None:
    con.create_table("rows", ibis.memtable(ROWS))
    bigger = con.sql("select id, n from rows where n > 1")
    assert bigger.order_by("id").to_pyarrow().to_pydict() == {"id": ["b", "c"], "n": [2, 3]}


def test_rows_are_streamed_in_batches(con: Backend) -> None:
    con.create_table("many", ibis.range(0, 300_000).unnest().name("n").as_table())
    batches = list(con.table("many").order_by("n").to_pyarrow_batches(chunk_size=10_000))
    assert len(batches) > 1
    assert sum(batch.num_rows for batch in batches) == 300_000
    assert batches[0].column(0)[0].as_py() == 0
