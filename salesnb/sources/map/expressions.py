"""The expression language of mappings: small, declarative, translated to Ibis, never run.

An expression is one line such as `UnitPrice * Quantity * (1 - Discount)`. It is parsed
with Python's `ast`, and only the node types listed in `_TRANSLATORS` are accepted, so an
expression can use nothing but columns, literals and the functions of `functions`. Column
names that are no Python names are written `col("Unit Price")`, columns of a joined table
`Orders.OrderDate`.

Numbers are exact: every operand is cast to DECIMAL(38, 6) before it is used and every
result is cast back to it, so the type never depends on what an engine infers.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import ibis
import ibis.expr.types as ir
from ibis.common.annotations import ValidationError
from ibis.common.exceptions import IbisError

from salesnb.errors import closest
from salesnb.i18n import t
from salesnb.sources.map.arithmetic import calculated
from salesnb.sources.map.functions import FUNCTIONS, Function
from salesnb.sources.map.kinds import literal
from salesnb.sources.map.reading import Reading, as_day, as_number, common_cast
from salesnb.sources.map.scope import Faulty, Scope, Translation
from salesnb.sources.map.unread import WHERE
from salesnb.sources.values import are_equal, negate

LONGEST = 2000
DEEPEST = 60
_COMPARISONS: dict[type[ast.cmpop], Callable[[Any, Any], ir.BooleanValue]] = {
    ast.Eq: are_equal,
    ast.NotEq: lambda a, b: ~are_equal(a, b),
    ast.Lt: lambda a, b: a < b,
    ast.LtE: lambda a, b: a <= b,
    ast.Gt: lambda a, b: a > b,
    ast.GtE: lambda a, b: a >= b,
}


@dataclass(frozen=True)
class Condition:
    """Whether a condition holds in a row, and the columns that it uses.

    `missed` stands for what could not be worked out of a row (`unread.Unread`), missing where
    all was; None where there is nothing to miss. `wanted` says of which kinds.
    """

    holds: ir.BooleanValue
    missed: ir.StringValue | None
    wanted: frozenset[str]
    columns: tuple[str, ...]


def translate(text: str, scope: Scope, *, is_grouped: bool = False) -> Translation:
    """Return the Ibis value of the expression `text` over the columns of `scope`.

    A text that is exactly the name of a column is that column as received. Where rows
    `is_grouped`, it may hold functions over the rows of a group. Raises `Faulty` with what was
    found, what is allowed and the closest name.
    """
    reading = Reading(scope, is_grouped=is_grouped)
    if scope.has(text):
        return reading.finished(reading.received(text))
    return reading.finished(_value(_parsed(text), reading))


def condition(text: str, scope: Scope) -> Condition:
    """Return the condition `text` over the columns of `scope`; an unknown answer is no."""
    reading = Reading(scope, about=WHERE)
    holds = _truth(_parsed(text), reading).fill_null(False)
    missed = ibis.coalesce(*reading.missed) if reading.missed else None
    return Condition(holds, missed, frozenset(reading.wanted), tuple(reading.used))


def day_of(text: str, scope: Scope) -> tuple[ir.DateValue, list[tuple[ir.StringValue, ir.Value]]]:
    """Return the day that `text` names, and each text it was read from beside what was read."""
    reading = Reading(scope)
    value = reading.column(text) if scope.has(text) else _value(_parsed(text), reading)
    return as_day(value, reading), reading.converted


def _parsed(text: str) -> ast.expr:
    if len(text) > LONGEST:
        raise Faulty(
            t("an expression of {n} characters; at most {most}", n=len(text), most=LONGEST)
        )
    try:
        parsed = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        reason = getattr(error, "msg", None) or type(error).__name__
        raise Faulty(
            t("neither the name of a column nor an expression ({reason})", reason=reason)
        ) from error
    if _depth(parsed) > DEEPEST:
        raise Faulty(t("an expression nested more than {most} deep", most=DEEPEST))
    return parsed


def _depth(node: ast.AST) -> int:
    """Return how deep an expression is nested."""
    level, depth = [node], 0
    while level:
        level = [child for one in level for child in ast.iter_child_nodes(one)]
        depth += 1
    return depth


def _value(node: ast.expr, reading: Reading) -> ir.Value:
    translator = _TRANSLATORS.get(type(node))
    if translator is None:
        raise Faulty(
            t(
                "{part!r} is not allowed in an expression; allowed are columns, literals, "
                "+ - * /, comparisons, and, or, not, X if C else Y, and functions",
                part=ast.unparse(node),
            )
        )
    return translator(node, reading)


def _truth(node: ast.expr, reading: Reading) -> ir.BooleanValue:
    value = _value(node, reading)
    if not isinstance(value, ir.BooleanValue):
        raise Faulty(t("{part!r} is not a condition", part=ast.unparse(node)))
    return value


def _name(node: ast.Name, reading: Reading) -> ir.Value:
    return reading.column(node.id)


def _attribute(node: ast.Attribute, reading: Reading) -> ir.Value:
    if not isinstance(node.value, ast.Name):
        raise Faulty(
            t(
                "{part!r}: a dot only stands between a joined table and its column",
                part=ast.unparse(node),
            )
        )
    return reading.column(f"{node.value.id}.{node.attr}")


def _constant(node: ast.Constant, reading: Reading) -> ir.Value:
    return literal(node.value)


def _binary(node: ast.BinOp, reading: Reading) -> ir.Value:
    return calculated(node, _value(node.left, reading), _value(node.right, reading), reading)


def _unary(node: ast.UnaryOp, reading: Reading) -> ir.Value:
    if isinstance(node.op, ast.Not):
        return ~_truth(node.operand, reading)
    if isinstance(node.op, ast.USub):
        return negate(as_number(_value(node.operand, reading), reading))
    raise Faulty(t("{part!r}: only - and not stand before a value", part=ast.unparse(node)))


def _boolean(node: ast.BoolOp, reading: Reading) -> ir.BooleanValue:
    """Join conditions; what stands behind one that decides already is not read."""
    is_and = isinstance(node.op, ast.And)
    value = _truth(node.values[0], reading)
    for one in node.values[1:]:
        is_open = value.fill_null(False) if is_and else ~value.fill_null(False)
        with reading.only_where(is_open):
            other = _truth(one, reading)
        value = (value & other) if is_and else (value | other)
    return value


def _compare(node: ast.Compare, reading: Reading) -> ir.BooleanValue:
    if len(node.ops) > 1:
        raise Faulty(t("{part!r}: compare two values, join with and", part=ast.unparse(node)))
    operator, other = node.ops[0], node.comparators[0]
    left = _value(node.left, reading)
    if isinstance(operator, ast.In | ast.NotIn):
        found = _among(left, other, reading)
        return found if isinstance(operator, ast.In) else ~found
    comparison = _COMPARISONS.get(type(operator))
    if comparison is None:
        raise Faulty(t("{part!r}: use == != < <= > >= in", part=ast.unparse(node)))
    return comparison(*_alike(left, _value(other, reading), reading))


def _among(left: ir.Value, other: ast.expr, reading: Reading) -> ir.BooleanValue:
    if not isinstance(other, ast.Tuple | ast.List) or not other.elts:
        raise Faulty(t("{part!r}: after in stands a list of values", part=ast.unparse(other)))
    return ibis.or_(
        *(are_equal(*_alike(left, _value(one, reading), reading)) for one in other.elts)
    )


def _alike(left: ir.Value, right: ir.Value, reading: Reading) -> tuple[ir.Value, ir.Value]:
    """Return both values as numbers when one is a number, as days when one is a day."""
    cast = common_cast(left, right)
    return cast(left, reading), cast(right, reading)


def _either(node: ast.IfExp, reading: Reading) -> ir.Value:
    """Return one of two values; the one that is not taken is not read."""
    when = _truth(node.test, reading).fill_null(False)
    with reading.only_where(when):
        then = _value(node.body, reading)
    with reading.only_where(~when):
        otherwise = _value(node.orelse, reading)
    cast = common_cast(then, otherwise)
    with reading.only_where(when):
        then = cast(then, reading)
    with reading.only_where(~when):
        otherwise = cast(otherwise, reading)
    return ibis.ifelse(when, then, otherwise)


def _call(node: ast.Call, reading: Reading) -> ir.Value:
    if not isinstance(node.func, ast.Name) or node.keywords:
        raise Faulty(t("{part!r} is not a function of mappings", part=ast.unparse(node)))
    function = FUNCTIONS.get(node.func.id)
    if function is None:
        raise Faulty(
            t("no function {name!r}", name=node.func.id), near=closest(node.func.id, FUNCTIONS)
        )
    if not function.least <= len(node.args) <= function.most:
        raise Faulty(t("{part!r}: write {usage}", part=ast.unparse(node), usage=function.usage))
    try:
        if function.of_a_group:
            with reading.of_a_group():
                return function.build(reading, *_arguments(node, reading, function))
        return function.build(reading, *_arguments(node, reading, function))
    except (TypeError, ValueError, AttributeError, IbisError, ValidationError) as error:
        message = t("{part!r}: write {usage}", part=ast.unparse(node), usage=function.usage)
        raise Faulty(message) from error


def _arguments(node: ast.Call, reading: Reading, function: Function) -> list[Any]:
    """Return the arguments of a call; those from `function.literals` on must be plain values.

    Of coalesce one is only read where those before it are missing.
    """
    first = function.literals or len(node.args) + 1
    values: list[Any] = []
    for one in node.args[: first - 1]:
        if values and function is FUNCTIONS["coalesce"]:
            with reading.only_where(ibis.and_(*(value.isnull() for value in values))):
                values.append(_value(one, reading))
        else:
            values.append(_value(one, reading))
    for one in node.args[first - 1 :]:
        if not isinstance(one, ast.Constant):
            raise Faulty(t("{part!r}: write a plain value here", part=ast.unparse(one)))
        values.append(one.value)
    return values


_TRANSLATORS: dict[type[ast.expr], Callable[[Any, Reading], ir.Value]] = {
    ast.Name: _name,
    ast.Attribute: _attribute,
    ast.Constant: _constant,
    ast.BinOp: _binary,
    ast.UnaryOp: _unary,
    ast.BoolOp: _boolean,
    ast.Compare: _compare,
    ast.IfExp: _either,
    ast.Call: _call,
}
