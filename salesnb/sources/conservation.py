"""Rules over rows: shares that add up, dates in order, validity without overlap, trees, totals."""

from __future__ import annotations

from collections.abc import Callable

import ibis
import ibis.expr.types as ir

from salesnb.contracts.fields import Check, Table

_TOLERANCE = 0.000001


def broken_rows(table: ir.Table, contract: Table, check: Check) -> ir.Table:
    """Return the rows of a working table that break a check (with all their columns)."""
    return _RULES[check.rule](table, contract, check)


def _order_of_dates(table: ir.Table, contract: Table, check: Check) -> ir.Table:
    first, last = (table[name] for name in check.columns)
    return table.filter(first > last)


def _overlap(table: ir.Table, contract: Table, check: Check) -> ir.Table:
    """A row overlaps when the one before it, by start, has not ended when it begins."""
    start, end = check.columns
    window = ibis.window(group_by=list(check.by), order_by=table[start])
    marked = table.mutate(
        _had=table[start].lag().over(window), _until=table[end].lag().over(window)
    )
    begun = marked["_had"].notnull()
    still = marked["_until"].isnull() | (marked["_until"] > marked[start])
    return marked.filter(begun & still).drop("_had", "_until")


def _shares(table: ir.Table, contract: Table, check: Check) -> ir.Table:
    """On each day on which a share begins, the shares of its group must add up to 1."""
    if check.but_not:
        column, value = check.but_not
        table = table.filter(table[column].fill_null("") != value)
    by, share = list(check.by), check.columns[0]
    start, end = contract.valid_from, contract.valid_to
    days = table.select(*by, _day=table[start]).distinct()
    other = table.select(
        *[table[n].name(f"o_{n}") for n in by],
        o_from=table[start],
        o_to=table[end],
        o_share=table[share],
    )
    same = [days[n] == other[f"o_{n}"] for n in by]
    valid = days.join(
        other, [*same, other.o_from <= days._day, (other.o_to > days._day) | other.o_to.isnull()]
    )
    sums = valid.group_by([*by, "_day"]).agg(_sum=valid.o_share.sum())
    wrong = sums.filter((sums["_sum"].cast("float64") - 1).abs() > _TOLERANCE)
    starts = [table[n] == wrong[n] for n in by]
    return table.semi_join(wrong, [*starts, table[start] == wrong["_day"]])


def _tree(table: ir.Table, contract: Table, check: Check) -> ir.Table:
    """A node may not be its own ancestor; checked to the depth of any sensible tree."""
    node, parent = check.columns
    links = table.select(n=table[node], p=table[parent])
    up = links
    circular = table.filter(table[node] == table[parent]).select(_id=table[node])
    for depth in range(8):
        above = links.select(**{f"n{depth}": links.n, f"p{depth}": links.p})
        up = up.join(above, up.p == above[f"n{depth}"]).select(n=up.n, p=above[f"p{depth}"])
        circular = circular.union(up.filter(up.n == up.p).select(_id=up.n))
    return table.semi_join(circular.distinct(), table[node] == circular["_id"])


_RULES: dict[str, Callable[[ir.Table, Table, Check], ir.Table]] = {
    "order_of_dates": _order_of_dates,
    "intervals_do_not_overlap": _overlap,
    "shares_sum_to_one": _shares,
    "tree": _tree,
}
ROW_CHECKS = frozenset(_RULES)
