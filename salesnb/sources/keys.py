"""Keys that stand more than once, found in buckets so that memory does not grow with rows."""

from __future__ import annotations

from dataclasses import dataclass

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir
from ibis.backends.sql import SQLBackend

from salesnb.contracts.fields import Table

ROWS_PER_BUCKET = 6_000_000
_HASHES, _TWICE = "key_hashes", "key_hashes_twice"


@ibis.udf.scalar.builtin(name="hash")
def _hash_of(text: str) -> dt.uint64:  # type: ignore[empty-body]
    """The engine's own hash: what Ibis makes of it goes by way of a text of bits."""


@dataclass(frozen=True)
class Doubles:
    """The keys that stand more than once, and how many rows beyond the first they have."""

    keys: ir.Table  # key columns and n
    n_keys: int
    n_extra: int


def find_doubles(
    table: ir.Table, contract: Table, *, n_rows: int, con: SQLBackend
) -> Doubles | None:
    """Return the double keys of a working table, or None when every key is unique.

    Rows whose key is missing do not count. Of a table with many rows the hashes of its keys are
    stored once and counted bucket by bucket; only keys whose hash stands twice are compared.
    """
    key = list(contract.key)
    complete = table.filter([table[name].notnull() for name in key if name in table.columns])
    if n_rows > ROWS_PER_BUCKET and con.name == "duckdb":  # its hash has 64 bits
        hashes = _hashes_that_stand_twice(complete, key, n_rows=n_rows, con=con)
        if hashes is None:
            return None
        complete = complete.semi_join(hashes, [_hash(complete, key) == hashes.hash])
    counted = complete.group_by(key).agg(n=complete.count())
    twice = counted.filter(counted.n > 1)
    total = twice.aggregate(n_keys=twice.count(), n_rows=twice.n.sum()).execute().iloc[0]
    if not total["n_keys"]:
        return None
    return Doubles(twice, int(total["n_keys"]), int(total["n_rows"]) - int(total["n_keys"]))


def _hashes_that_stand_twice(
    table: ir.Table, key: list[str], *, n_rows: int, con: SQLBackend
) -> ir.Table | None:
    """Return the hashes that several keys have, found in buckets of about `ROWS_PER_BUCKET`."""
    n_buckets = -(-n_rows // ROWS_PER_BUCKET)
    hashed = table.select(hash=_hash(table, key))
    bucket = (hashed.hash % n_buckets).cast("int32")
    stored = con.create_table(_HASHES, hashed.mutate(bucket=bucket), overwrite=True)
    found = con.create_table(_TWICE, schema={"hash": "uint64"}, overwrite=True)
    for number in range(n_buckets):
        rows = stored.filter(stored.bucket == number)
        counted = rows.group_by("hash").agg(n=rows.count())
        con.insert(_TWICE, counted.filter(counted.n > 1).select("hash"))
    con.drop_table(_HASHES)
    return found if found.count().execute() else None


def _hash(table: ir.Table, key: list[str]) -> ir.Value:
    text = table[key[0]].cast("string")
    for name in key[1:]:
        text = text + "\x1f" + table[name].cast("string")
    return _hash_of(text)


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
