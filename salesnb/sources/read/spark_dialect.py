"""What Ibis writes for Spark, where Spark reads it otherwise than the embedded engine does.

Each correction is tested by `tests/engines`: both engines must read the same text alike.
"""

from __future__ import annotations

import re
from typing import Any

import ibis.expr.operations as ops
import ibis.expr.types as ir
import pyarrow as pa
import sqlglot as sg
import sqlglot.expressions as sge
from ibis.backends.pyspark import Backend
from ibis.backends.sql.compilers.pyspark import PySparkCompiler

_ROWS = "_rows"
_BLANKS = " \t\n\r"  # Spark takes \v and \f in a literal for the letters v and f


class _Compiler(PySparkCompiler):
    __slots__ = ()

    def visit_Strip(self, op: ops.Strip, *, arg: Any) -> Any:
        """Strip blanks; Ibis' own list of them also strips the letters v and f."""
        return self.f.trim(arg, _BLANKS)

    def visit_RegexReplace(
        self, op: ops.RegexReplace, *, arg: Any, pattern: Any, replacement: Any
    ) -> Any:
        """Replace with groups named as Spark names them: `$1`, not `\\1`."""
        if isinstance(replacement, sge.Literal):
            replacement = sge.convert(re.sub(r"\\(\d)", r"$\1", replacement.this))
        return self.f.regexp_replace(arg, pattern, replacement)

    def visit_InSubquery(self, op: ops.InSubquery, *, rel: Any, needle: Any) -> Any:
        """Ask for a row that is equal: for `NOT IN` Spark compares every value with every other.

        Where a value is missing, this says false and not missing; the gate asks for neither.
        """
        rows = rel.this if isinstance(rel.this, sge.Select) else sg.select("*").from_(rel.this)
        column = sg.column(op.rel.schema.names[0], table=_ROWS, quoted=True)
        found = sg.select("1").from_(rows.subquery(_ROWS)).where(column.eq(needle))
        return sge.Exists(this=found)


class SparkBackend(Backend):
    """Spark as the gate's engine: results come as Arrow, what is stored lies in its cache."""

    compiler = _Compiler()
    owns_session = True

    def to_pyarrow(self, expr: ir.Expr, /, **options: Any) -> pa.Table:
        """Return a result with its exact types.

        Ibis goes through pandas, which makes floats of whole numbers.
        """
        table = expr.as_table()
        self._run_pre_execute_hooks(table)
        found = self.raw_sql(self.compile(table, **options)).toArrow()
        return expr.__pyarrow_result__(found.cast(table.schema().to_pyarrow()))

    def to_pyarrow_batches(
        self, expr: ir.Expr, /, *, chunk_size: int = 1_000_000, **options: Any
    ) -> pa.RecordBatchReader:
        """Return a result in batches."""
        found = self.to_pyarrow(expr.as_table(), **options)
        return pa.RecordBatchReader.from_batches(
            found.schema, found.to_batches(max_chunksize=chunk_size)
        )

    def create_table(self, name: str, /, obj: Any = None, **_: Any) -> ir.Table:
        """Keep a result in the cluster's cache under a name; nothing is written to the lake."""
        if name in self._cached_dataframes:
            self._cached_dataframes.pop(name).unpersist()
        frame = self.raw_sql(self.compile(obj)).cache()
        frame.createOrReplaceTempView(name)
        self._cached_dataframes[name] = frame
        return self.table(name)

    def disconnect(self) -> None:
        """Let go of what is cached, and of the session unless somebody else had opened it."""
        for name in list(self._cached_dataframes):
            self._drop_cached_table(name)
        if self.owns_session:
            super().disconnect()
