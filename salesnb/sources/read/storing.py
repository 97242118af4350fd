"""Tables that the engine stores on its way, each by one statement.

Ibis creates a table under another name, fills it, drops the former one, renames it, and asks for
its types: seven statements, which cost more than the rows of a small company.
"""

from __future__ import annotations

from functools import cache

import ibis.expr.datatypes as dt
import ibis.expr.operations as ops
import ibis.expr.schema as sch
import ibis.expr.types as ir
from ibis.backends.sql import SQLBackend
from ibis.backends.sql.datatypes import DuckDBType

from salesnb.sources.read.candidates import quoted


def store(con: SQLBackend, name: str, table: ir.Table) -> ir.Table:
    """Store a table under a name, in place of what had that name, and return it.

    Its columns have the types that Ibis says, whatever the engine computed; its rows their order.
    The engine may read what it replaces. Raises `IbisTypeError` for columns without a type.
    """
    schema = table.schema()
    if con.name != "duckdb" or schema.null_fields:
        return con.create_table(name, table, overwrite=True)
    columns = ", ".join(
        f"CAST({quoted(one)} AS {DuckDBType.to_string(kind)}) AS {quoted(one)}"
        for one, kind in schema.items()
    )
    con.raw_sql(
        f"CREATE OR REPLACE TABLE {quoted(name)} AS SELECT {columns} FROM ({con.compile(table)})"
    )
    stored = sch.Schema({one: _as_stored(kind) for one, kind in schema.items()})
    return ops.DatabaseTable(name, schema=stored, source=con).to_expr()


@cache
def _as_stored(kind: dt.DataType) -> dt.DataType:
    """Return the type that Ibis reads back for a stored column."""
    return DuckDBType.from_string(DuckDBType.to_string(kind))
