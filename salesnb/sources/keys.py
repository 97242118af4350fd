"""Keys that stand more than once, found in buckets so that memory does not grow with rows."""

from __future__ import annotations

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from salesnb.contracts.fields import Table

ROWS_PER_BUCKET = 4_000_000


@dataclass(frozen=True)
class Doubles:
    """The keys that stand more than once, and how many rows beyond the first they have."""

    keys: ir.Table  # key columns and n
    n_keys: int
    n_extra: int


def find_doubles(table: ir.Table, contract: Table, *, n_rows: int) -> Doubles | None:
    """Return the double keys of a working table, or None when every key is unique.

    Rows are counted bucket by bucket of the key's hash; rows whose key is missing do not count.
    """
    key = list(contract.key)
    n_buckets = max(1, -(-n_rows // ROWS_PER_BUCKET))
    complete = table.filter([table[name].notnull() for name in key if name in table.columns])
    parts = []
    for bucket in range(n_buckets):
        rows = (
            complete
            if n_buckets == 1
            else complete.filter(_bucket(complete, key, n_buckets) == bucket)
        )
        counted = rows.group_by(key).agg(n=rows.count())
        twice = counted.filter(counted.n > 1)
        total = twice.aggregate(n_keys=twice.count(), n_rows=twice.n.sum()).execute().iloc[0]
        if total["n_keys"]:
            parts.append((twice, int(total["n_keys"]), int(total["n_rows"])))
    if not parts:
        return None
    n_keys = sum(n for _, n, _ in parts)
    keys = parts[0][0] if len(parts) == 1 else ibis.union(*(twice for twice, _, _ in parts))
    return Doubles(keys, n_keys, sum(n for _, _, n in parts) - n_keys)


def _bucket(table: ir.Table, key: list[str], n_buckets: int) -> ir.Value:
    text = table[key[0]].cast("string")
    for name in key[1:]:
        text = text + "\x1f" + table[name].cast("string")
    return (text.hash() % n_buckets).abs()


def identical_extras(table: ir.Table, contract: Table, doubles: Doubles) -> int:
    """Return how many of the extra rows are the same as another row in every column."""
    names = list(contract.names)
    rows = table.semi_join(doubles.keys, list(contract.key))
    grouped = rows.group_by(names).agg(n=rows.count())
    return int(grouped.aggregate(n=(grouped.n - 1).sum()).execute().iloc[0, 0] or 0)


def without_identical_extras(table: ir.Table, contract: Table, doubles: Doubles) -> ir.Table:
    """Return the rows with each group of identical ones standing once."""
    keys = list(contract.key)
    single = table.anti_join(doubles.keys, keys)
    return single.union(table.semi_join(doubles.keys, keys).distinct())
