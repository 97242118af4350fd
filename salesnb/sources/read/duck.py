"""DuckDB as Ibis speaks to it; the SQL of an expression is written once in a process.

To write SQL takes half of a small company's gate. It depends on the expression alone: on names and
types of tables, not on the folder in which they lie, so that whoever checks or closes several
companies, or one several times, need not have it written again.
"""

from __future__ import annotations

import io
import pickle
from hashlib import sha256
from threading import Lock
from typing import Any

import ibis.expr.operations as ops
import ibis.expr.types as ir
from ibis.backends import BaseBackend
from ibis.backends.duckdb import Backend

KEPT = 2048  # statements; of more, the first is forgotten
_written: dict[tuple[bytes, object, bool], str] = {}
_turn = Lock()


class Engine(Backend):
    """DuckDB that keeps the SQL of expressions, for all engines of the process."""

    def compile(
        self, expr: ir.Expr, /, *, limit: Any = None, params: Any = None, pretty: bool = False
    ) -> str:
        """Return an expression as SQL."""
        digest = b"" if params else _digest(expr.op())
        key = (digest, limit, pretty)
        known = _written.get(key) if digest else None
        if known is None:
            known = str(super().compile(expr, limit=limit, params=params, pretty=pretty))
            if digest:
                _keep(key, known)
        return known


def _keep(key: tuple[bytes, object, bool], statement: str) -> None:
    with _turn:
        if len(_written) >= KEPT:
            _written.pop(next(iter(_written)))
        _written[key] = statement


def _digest(op: ops.Node) -> bytes:
    """Return what tells an expression from all others, b"" for one that cannot be told."""
    written = io.BytesIO()
    try:
        _Writer(written, pickle.HIGHEST_PROTOCOL).dump(op)
    except (pickle.PicklingError, TypeError, AttributeError):
        return b""
    return sha256(written.getvalue()).digest()


class _Writer(pickle.Pickler):
    """Writes expressions; the engine that holds the tables is not part of them."""

    def persistent_id(self, part: Any) -> str | None:
        if isinstance(part, ops.InMemoryTable):
            raise pickle.PicklingError("its rows, under a name of their own")
        return "engine" if isinstance(part, BaseBackend) else None
