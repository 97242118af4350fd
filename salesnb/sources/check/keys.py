"""Rows that are repeated, and keys that several different rows have."""

from __future__ import annotations

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir
import pandas as pd
from ibis.backends.sql import SQLBackend

from salesnb.contracts.fields import Table
from salesnb.i18n import joined, t
from salesnb.sources.check.locate import ORDINAL
from salesnb.sources.check.work import Doubles, Gate, TableWork
from salesnb.sources.exports import SHOWN_PER_RULE, Problem
from salesnb.sources.map.scope import FILE

ROWS_PER_BUCKET = 6_000_000
_HASHES, _REPEATED = "key_hashes", "key_hashes_repeated"
_SEARCHED = 20 * SHOWN_PER_RULE  # rows with a repeated key among which examples are looked for


def check_keys(work: TableWork, gate: Gate) -> None:
    """Record rows that repeat another row, and rows that share their key with a different one."""
    doubles = find_doubles(work.table, work.contract, n_rows=work.n_rows, con=work.con)
    if doubles is None:
        return
    n_same = identical_extras(work.table, work.contract, doubles)
    severity = gate.severity("duplicate_row", work)
    if n_same and severity == "dropped":
        work.doubles = doubles
    rows = work.locator.rows.semi_join(doubles.keys, list(work.contract.key))
    found = _problems(work, rows.order_by(ORDINAL).limit(_SEARCHED).execute(), severity)
    for rule, n_rows in (("duplicate_row", n_same), ("duplicate_key", doubles.n_extra - n_same)):
        shown = [problem for problem in found if problem.rule == rule]
        if n_rows:
            gate.problems.add_rule(shown or [_unshown(work, rule, severity)], n_rows=n_rows)


def _problems(work: TableWork, rows: pd.DataFrame, severity: str) -> list[Problem]:
    """Return a problem for each row that a row above it equals, in all columns or in its key."""
    key, names = list(work.contract.key), list(work.contract.names)
    located = work.locator.locate(rows, key[0])
    lines = pd.Series([(one.file, one.line) for one in located], index=rows.index)
    has_row, has_key = (rows.duplicated(columns).tolist() for columns in (names, key))
    first_row, first_key = (_first(lines, rows[columns]) for columns in (names, key))
    identities = rows[key].itertuples(index=False, name=None)
    problems = []
    for i, (one, identity) in enumerate(zip(located, identities, strict=True)):
        if not has_key[i]:
            continue
        file, line = first_row[i] if has_row[i] else first_key[i]
        above = line if file == one.file else joined(" ", [file, line])
        if has_row[i]:
            words = _same_row(work.contract, above)
            problems.append(one.problem(severity, "duplicate_row", *words))
        else:
            words = _same_key(", ".join(map(_plain, identity)), above)
            problems.append(one.problem("error", "duplicate_key", *words))
    return problems


def _first(lines: pd.Series, identity: pd.DataFrame) -> list[tuple[str, str]]:
    """Return for each row the file and line of the first row that is equal, missing values too."""
    groups = identity.groupby(list(identity.columns), dropna=False, sort=False).ngroup()
    return list(lines.groupby(groups.to_numpy()).transform("first"))


def _same_row(table: Table, line: str) -> tuple[str, str]:
    message = t("the whole row stands already at {line}", line=line)
    setting = f'drop = {{ duplicate_row = ["{table.name}"] }}'
    fix = t("delete one, or write {setting} under `[gate]` in company.toml", setting=setting)
    if len(table.key) == 1:
        return message, fix
    numbered = f'{table.key[-1]} = "row_number({", ".join(table.key[:-1])})"'
    both = t("where both are right, number them in a mapping: {numbered}", numbered=numbered)
    return message, t("{fix}; {both}", fix=fix, both=both)


def _same_key(key: str, line: str) -> tuple[str, str]:
    message = t("the key {key} stands already at {line}, with other values", key=key, line=line)
    return message, t("correct one of them")


def _plain(part: object) -> str:
    return part.date().isoformat() if isinstance(part, pd.Timestamp) else str(part)


def _unshown(work: TableWork, rule: str, severity: str) -> Problem:
    """Return the problem of a rule of which none of the searched rows is an example."""
    chosen = severity if rule == "duplicate_row" else "error"
    message, fix = t("keys stand more than once"), t("correct the export")
    return Problem(chosen, work.contract.name, work.file, rule, message, fix)


@ibis.udf.scalar.builtin(name="hash")
def _hash_of(text: str) -> dt.uint64:  # type: ignore[empty-body]
    """Return the engine's own 64-bit hash (Ibis' `hash()` casts it by way of a text of bits)."""


def find_doubles(
    table: ir.Table, contract: Table, *, n_rows: int, con: SQLBackend
) -> Doubles | None:
    """Return the repeated keys of a working table, or None when every key is unique.

    Rows whose key is missing do not count. Of a table with many rows the hashes of its keys are
    stored once and counted bucket by bucket, so that memory does not grow with rows; only keys
    with a repeated hash are compared.
    """
    if n_rows < 2:
        return None
    key = list(contract.key)
    complete = table.filter([table[name].notnull() for name in key if name in table.columns])
    if n_rows > ROWS_PER_BUCKET and con.name == "duckdb":  # its hash has 64 bits
        hashes = _repeated_hashes(complete, key, n_rows=n_rows, con=con)
        if hashes is None:
            return None
        complete = complete.semi_join(hashes, [_hash(complete, key) == hashes.hash])
    counted = complete.group_by(key).agg(n=complete.count())
    repeated = counted.filter(counted.n > 1)
    total = repeated.aggregate(n_keys=repeated.count(), n_rows=repeated.n.sum()).execute().iloc[0]
    if not total["n_keys"]:
        return None
    return Doubles(repeated, int(total["n_keys"]), int(total["n_rows"]) - int(total["n_keys"]))


def _repeated_hashes(
    table: ir.Table, key: list[str], *, n_rows: int, con: SQLBackend
) -> ir.Table | None:
    """Return the hashes that several rows have, found in buckets of about `ROWS_PER_BUCKET`."""
    n_buckets = -(-n_rows // ROWS_PER_BUCKET)
    hashed = table.select(hash=_hash(table, key))
    bucket = (hashed.hash % n_buckets).cast("int32")
    stored = con.create_table(_HASHES, hashed.mutate(bucket=bucket), overwrite=True)
    found = con.create_table(_REPEATED, schema={"hash": "uint64"}, overwrite=True)
    for number in range(n_buckets):
        rows = stored.filter(stored.bucket == number)
        counted = rows.group_by("hash").agg(n=rows.count())
        con.insert(_REPEATED, counted.filter(counted.n > 1).select("hash"))
    con.drop_table(_HASHES)
    return found if found.count().execute() else None


def _hash(table: ir.Table, key: list[str]) -> ir.Value:
    """Return the hash of a row's key."""
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
    """Return the contracted columns of rows with only one of each group of identical ones.

    Where the rows come from several files that of the first file stays.
    """
    keys, names = list(contract.key), list(contract.names)
    table = table.select(*names, *[FILE for column in table.columns if column == FILE])
    single = table.anti_join(doubles.keys, keys)
    several = table.semi_join(doubles.keys, keys)
    if FILE not in table.columns:
        return single.union(several.distinct())
    first = several.group_by(names).agg(**{FILE: several[FILE].min()})
    return single.union(first.select(*table.columns))
