"""The SQL of an expression is written once in a process, and is what Ibis writes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pytest
from ibis.backends.duckdb import Backend
from ibis.backends.sql.compilers.duckdb import DuckDBCompiler

from salesnb.sources.read import duck
from salesnb.sources.read.engine import connect

LINES = {"customer_id": "string", "net_amount": "decimal(18, 6)", "quantity": "int64"}


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(duck, "_written", {})


@pytest.fixture
def n_written(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The expressions that Ibis had to write."""
    seen: list[Any] = []
    write = DuckDBCompiler.to_sqlglot

    def counted(self: DuckDBCompiler, expr: Any, **options: Any) -> Any:
        seen.append(expr)
        return write(self, expr, **options)

    monkeypatch.setattr(DuckDBCompiler, "to_sqlglot", counted)
    return seen


@pytest.fixture
def engines(tmp_path: Path) -> Iterator[list[Backend]]:
    """Two engines with a table of the same name and types, and other rows."""
    both = []
    for place in range(2):
        folder = tmp_path / str(place)
        folder.mkdir()
        con = connect(spill=folder)
        con.create_table("lines", schema=ibis.schema(LINES))
        con.raw_sql(f"INSERT INTO lines VALUES ('C{place}', {place}.5, {place})")
        both.append(con)
    yield both
    for con in both:
        con.disconnect()


def totals(con: Backend, least: float = 0.0, **aggregated: str) -> Any:
    lines = con.table("lines").filter(lambda one: one.quantity >= least)
    columns = aggregated or {"total": "net_amount"}
    sums = {name: lines[column].sum() for name, column in columns.items()}
    return lines.group_by("customer_id").aggregate(**sums).order_by("customer_id")


def test_an_expression_of_two_engines_is_written_once_and_gives_each_its_rows(
    engines: list[Backend], n_written: list[Any]
) -> None:
    found = [totals(con).to_pyarrow().to_pylist() for con in engines]
    assert len(n_written) == 1
    assert [str(rows[0]["total"]) for rows in found] == ["0.500000", "1.500000"]
    assert [rows[0]["customer_id"] for rows in found] == ["C0", "C1"]


def test_what_is_kept_is_what_ibis_writes(engines: list[Backend]) -> None:
    for con in engines:
        expression = totals(con, least=2.0)
        plain = Backend.compile(con, expression)
        assert [con.compile(expression), con.compile(expression)] == [plain, plain]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"least": 0.0}, {"least": -0.0}),
        ({"least": 1}, {"least": 1.0}),
        ({"total": "net_amount"}, {"total": "quantity"}),
        ({"total": "net_amount"}, {"sum": "net_amount"}),
    ],
)
def test_expressions_that_differ_are_told_apart(
    engines: list[Backend], n_written: list[Any], one: dict[str, Any], other: dict[str, Any]
) -> None:
    for words in (one, other):
        expression = totals(engines[0], **words)
        kept = engines[0].compile(expression)
        assert kept == Backend.compile(engines[0], expression)
    assert len(n_written) == 4  # each by the engine, and as Ibis writes it


def test_tables_of_one_name_and_other_types_are_told_apart(
    engines: list[Backend], n_written: list[Any]
) -> None:
    first, second = engines
    second.drop_table("lines")
    second.create_table("lines", schema=ibis.schema({**LINES, "quantity": "decimal(18, 6)"}))
    whole = [con.compile(con.table("lines").quantity.cast("int64")) for con in (first, second)]
    assert "CAST" not in whole[0] and "CAST" in whole[1]
    assert len(n_written) == 2


def test_a_limit_is_part_of_a_statement(engines: list[Backend]) -> None:
    expression = totals(engines[0])
    whole, cut = (engines[0].compile(expression, limit=limit) for limit in (None, 1))
    assert "LIMIT" in cut and "LIMIT" not in whole


def test_rows_that_are_handed_in_are_not_kept(engines: list[Backend]) -> None:
    rows = ibis.memtable(pa.table({"a": [1, 2]}))
    assert engines[0].execute(rows.a.sum()) == 3
    assert duck._written == {}


def test_of_many_statements_the_first_are_forgotten(
    engines: list[Backend], monkeypatch: pytest.MonkeyPatch, n_written: list[Any]
) -> None:
    monkeypatch.setattr(duck, "KEPT", 2)
    for least in (1.0, 2.0, 3.0, 3.0, 1.0):
        engines[0].compile(totals(engines[0], least=least))
    assert len(duck._written) == 2
    assert len(n_written) == 4
