"""Arithmetic of expressions: exact numbers, days moved by days or months, days between days."""

from __future__ import annotations

import ast
from collections.abc import Callable

import ibis.expr.types as ir

from salesnb.i18n import N_, t
from salesnb.sources.map.kinds import is_day, is_interval, is_number, shifted
from salesnb.sources.map.reading import Reading, as_day, as_number
from salesnb.sources.map.scope import Faulty
from salesnb.sources.values import add, divide, multiply, subtract

_ARITHMETIC: dict[type[ast.operator], Callable[..., ir.Value]] = {
    ast.Add: add,
    ast.Sub: subtract,
    ast.Mult: multiply,
    ast.Div: divide,
}
_MOVED = N_("{part!r}: a day is moved by {way}; day(x) - day(y) counts the days between")


def calculated(node: ast.BinOp, left: ir.Value, right: ir.Value, reading: Reading) -> ir.Value:
    """Return what an operator makes of two values: a number, or a day moved.

    Raises `Faulty` where one is a day or a text that the operator is not for.
    """
    operation = _ARITHMETIC.get(type(node.op))
    if operation is None:
        raise Faulty(t("{part!r}: only + - * / calculate", part=ast.unparse(node)))
    if is_interval(right):
        if not isinstance(node.op, ast.Add | ast.Sub):
            raise Faulty(t("{part!r}: days(n) is added or taken", part=ast.unparse(node)))
        return shifted(as_day(left, reading), right, back=isinstance(node.op, ast.Sub))
    if is_interval(left):
        raise Faulty(t(_MOVED, part=ast.unparse(node), way="day(x) + days(30)"))
    if is_day(left) or is_day(right):
        return _days_between(node, left, right, reading)
    way = _way_to_move(node)
    return operation(as_number(left, reading, way), as_number(right, reading, way))


def _days_between(node: ast.BinOp, left: ir.Value, right: ir.Value, reading: Reading) -> ir.Value:
    """Return the days between two days, which is all that is calculated with two of them."""
    if not isinstance(node.op, ast.Sub) or is_number(left) or is_number(right):
        raise Faulty(t(_MOVED, part=ast.unparse(node), way=_way_to_move(node)))
    return as_day(left, reading).delta(as_day(right, reading), unit="day")


def _way_to_move(node: ast.BinOp) -> str:
    """Return how a day is moved by what a calculation adds to it or takes from it."""
    operator = "-" if isinstance(node.op, ast.Sub) else "+"
    day, by = ast.unparse(node.left), node.right
    if isinstance(node.left, ast.Constant):
        day, by = ast.unparse(node.right), node.left
    written = day if day.startswith("day(") else f"day({day})"
    n = by.value if isinstance(by, ast.Constant) and isinstance(by.value, int) else "n"
    return f"{written} {operator} days({n})"
