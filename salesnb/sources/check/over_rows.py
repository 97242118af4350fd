"""Rules over several rows of a table: order of dates, validity, shares, steps, trees."""

from __future__ import annotations

from collections.abc import Callable

import ibis
import ibis.expr.types as ir

from salesnb.contracts.fields import Check, Table

_TOLERANCE = 0.000001
_DEPTH = 8  # generations of a tree, as of regions


def broken_rows(table: ir.Table, contract: Table, check: Check) -> ir.Table:
    """Return the rows of a working table that break a check (with all their columns)."""
    return _RULES[check.rule](table, contract, check)


def _order_of_dates(table: ir.Table, contract: Table, check: Check) -> ir.Table:
    """Return rows whose first day lies behind their last one."""
    first, last = (table[name] for name in check.columns)
    return table.filter(first > last)


def _overlap(table: ir.Table, contract: Table, check: Check) -> ir.Table:
    """Return rows that begin before the row before them, by start, has ended."""
    start, end = check.columns
    window = ibis.window(group_by=list(check.by), order_by=table[start])
    marked = table.mutate(
        _had=table[start].lag().over(window), _until=table[end].lag().over(window)
    )
    begun = marked["_had"].notnull()
    still = marked["_until"].isnull() | (marked["_until"] > marked[start])
    return marked.filter(begun & still).drop("_had", "_until")


def _shares(table: ir.Table, contract: Table, check: Check) -> ir.Table:
    """Return rows that begin on a day on which the shares of their group do not add up to 1."""
    if check.but_not:
        column, value = check.but_not
        table = table.filter(table[column].fill_null("") != value)
    by = list(check.by)
    valid = _shares_by_day(table, contract, check)
    sums = valid.group_by([*by, "_day"]).agg(_sum=valid.o_share.sum())
    wrong = sums.filter((sums["_sum"].cast("float64") - 1).abs() > _TOLERANCE)
    begins = [table[n] == wrong[n] for n in by]
    return table.semi_join(wrong, [*begins, table[contract.valid_from] == wrong["_day"]])


def _shares_by_day(table: ir.Table, contract: Table, check: Check) -> ir.Table:
    """Return for each group and day on which a share begins, `_day`, the shares valid then."""
    by = list(check.by)
    days = table.select(*by, _day=table[contract.valid_from]).distinct()
    other = table.select(
        *[table[n].name(f"o_{n}") for n in by],
        o_from=table[contract.valid_from],
        o_to=table[contract.valid_to],
        o_share=table[check.columns[0]],
    )
    same = [days[n] == other[f"o_{n}"] for n in by]
    is_open = (other.o_to > days._day) | other.o_to.isnull()
    return days.join(other, [*same, other.o_from <= days._day, is_open])


def _tree(table: ir.Table, contract: Table, check: Check) -> ir.Table:
    """Return nodes that are their own ancestor, looked for `_DEPTH` generations up."""
    node, parent = check.columns
    links = table.select(n=table[node], p=table[parent])
    up = links
    circular = table.filter(table[node] == table[parent]).select(_id=table[node])
    for depth in range(_DEPTH):
        above = links.select(**{f"n{depth}": links.n, f"p{depth}": links.p})
        up = up.join(above, up.p == above[f"n{depth}"]).select(n=up.n, p=above[f"p{depth}"])
        circular = circular.union(up.filter(up.n == up.p).select(_id=up.n))
    return table.semi_join(circular.distinct(), table[node] == circular["_id"])


def _shares_within_one(table: ir.Table, contract: Table, check: Check) -> ir.Table:
    """Return rows of a group whose shares add up to more than 1."""
    by = list(check.by)
    sums = table.group_by(by).agg(_sum=table[check.columns[0]].sum())
    above = sums.filter(sums["_sum"].cast("float64") > 1 + _TOLERANCE)
    return table.semi_join(above, by)


def _rises(table: ir.Table, contract: Table, check: Check) -> ir.Table:
    """Return rows whose last column is below that of the next lower step of their group."""
    step, value = check.columns
    window = ibis.window(group_by=list(check.by), order_by=table[step])
    marked = table.mutate(_before=table[value].lag().over(window))
    return marked.filter(marked[value] < marked["_before"]).drop("_before")


def _one_is_stated(table: ir.Table, contract: Table, check: Check) -> ir.Table:
    """Return rows in which none of the columns has a value."""
    return table.filter([table[name].isnull() for name in check.columns])


_RULES: dict[str, Callable[[ir.Table, Table, Check], ir.Table]] = {
    "order_of_dates": _order_of_dates,
    "intervals_do_not_overlap": _overlap,
    "shares_sum_to_one": _shares,
    "shares_within_one": _shares_within_one,
    "rises": _rises,
    "one_is_stated": _one_is_stated,
    "tree": _tree,
}
ROW_CHECKS = frozenset(_RULES)
