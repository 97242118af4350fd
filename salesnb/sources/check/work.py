"""One table in the check: its typed rows, their counts, and what will be dropped of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from typing import Any

import ibis
import ibis.expr.operations as ops
import ibis.expr.types as ir
from ibis.backends.sql import SQLBackend

from salesnb.contracts import TABLES
from salesnb.contracts.fields import Field, Table
from salesnb.months import Month
from salesnb.settings import Settings
from salesnb.sources.check.locate import ORDINAL, Locator
from salesnb.sources.check.working import plain_columns, working_table
from salesnb.sources.exports import SOURCE_ROW, Exports, Problems, RawTable
from salesnb.sources.map.scope import FILE
from salesnb.sources.map.tables import MappedTable
from salesnb.sources.read.storing import store
from salesnb.sources.values import ZERO, as_decimal

_STORED_BYTES = 200_000_000  # larger Parquet and database tables are typed at each use
_STORED_ROWS = 200_000  # faulty tables up to here are stored once more with their raw text
_MAPPED_BYTES = 10_000_000  # exports up to here: what a mapping makes of them is stored first
_NAMED = 3  # files of a table that are named one by one


@dataclass(frozen=True)
class Doubles:
    """The keys that several rows have."""

    keys: ir.Table  # key columns, and n: the rows of that key
    n_keys: int
    n_extra: int  # rows beyond the first of their key


@dataclass(frozen=True)
class Counted:
    """Rows that came from one file: how many, their money, and that without its sign."""

    file: str
    rows: int
    money: Decimal
    gross: Decimal


@dataclass
class TableWork:
    """A mapped table, its typed rows, and what the check found so far.

    `days` are the first and last day of each column of days but those of validity.

    `table` is a working table, see `working_table`. `money` sums the contract's money column over
    its rows and over the sums of others set aside, `gross` its absolute amounts, so that credit
    notes do not make it small. `left_out_money` is that of rows which are none of the table: left
    out by the mapping, totals and notes of its files. All in currency units as exported. `drops`
    are the rules that may drop rows, each with its flag over `table`.
    """

    contract: Table
    mapped: MappedTable
    exports: Exports
    con: SQLBackend
    table: ir.Table
    plainly: frozenset[str]  # columns that `typed_plainly` reads in full
    n_rows: int = 0
    money: Decimal = ZERO
    gross: Decimal = ZERO
    left_out_money: Decimal = ZERO
    drops: list[tuple[str, ir.Value]] = field(default_factory=list)
    days: dict[str, tuple[dt.date, dt.date]] = field(default_factory=dict)  # column -> first, last
    doubles: Doubles | None = None  # set where identical rows are dropped
    aside: list[Counted] = field(default_factory=list)  # sums that are not in `table`, by file

    @property
    def money_came_in(self) -> Decimal:
        """The money of all rows of its files: what is kept and what the ledger explains."""
        return self.money + self.left_out_money

    @property
    def file(self) -> str:
        """The file that the rows come from."""
        return self.mapped.origins[0].file.name

    @property
    def files(self) -> str:
        """The files that the rows come from: what is counted for the table is not of one alone."""
        return names_of_files(one.file.name for one in self.mapped.origins)

    @property
    def present(self) -> frozenset[str]:
        """The contract's columns that came in."""
        return frozenset(self.mapped.table.columns) & frozenset(self.contract.names)

    @cached_property
    def locator(self) -> Locator:
        """Finds rows in their files; made only for tables with faults, stored unless large."""
        again = self.mapped.with_source_rows
        mapped = replace(self.mapped, table=again()) if again else self.mapped
        mapped = _worked_out(mapped, self.exports, self.con, name=f"located_{mapped.name}")
        rows = working_table(mapped, self.contract, keep_raw=True, plainly=self.plainly)
        rows = rows.mutate(**{ORDINAL: _ordinal(rows, self)})
        if self.n_rows <= _STORED_ROWS:
            rows = store(self.con, f"faulty_{self.contract.name}", rows)
        return Locator(self.mapped, self.exports, rows)


@dataclass(frozen=True)
class Gate:
    """What every check needs: all tables, the settings, the list of problems, the month."""

    works: Mapping[str, TableWork]
    settings: Settings
    problems: Problems
    month: Month

    @property
    def year(self) -> int:
        return self.month.year

    def severity(self, rule: str, work: TableWork) -> str:
        """Return 'dropped' where company.toml lets the gate drop such rows, else 'error'."""
        return "dropped" if self.settings.gate.may_drop(rule, work.contract.name) else "error"

    def master(self, work: TableWork, one: Field) -> TableWork | None:
        """Return the table that a column refers to, None when either did not come in."""
        if not one.references or one.name not in work.present:
            return None
        return self.works.get(one.references.split(".")[0])


def names_of_files(files: Iterable[str]) -> str:
    """Return the first few of some files, each once, as one text."""
    names = list(dict.fromkeys(files))
    return ", ".join([*names[:_NAMED], "…"] if len(names) > _NAMED else names)


def start(mapped: MappedTable, exports: Exports, con: SQLBackend) -> TableWork:
    """Return a table typed, stored by the engine unless it is large and typed already."""
    contract = TABLES[mapped.name]
    mapped = _worked_out(mapped, exports, con, name=f"mapped_{mapped.name}")
    plainly = plain_columns(mapped, contract)
    table = working_table(mapped, contract, keep_raw=False, plainly=plainly)
    if any(_is_worth_storing(origin) for origin in mapped.origins):
        table = store(con, f"typed_{mapped.name}", table)
    return TableWork(contract, mapped, exports, con, table, plainly)


def _worked_out(
    mapped: MappedTable, exports: Exports, con: SQLBackend, *, name: str
) -> MappedTable:
    """Return a mapped table whose mapping was carried out, so that no question repeats it.

    Only for small exports: there an expression costs more than its rows, and every question that
    is put to a mapping's expressions translates all of them anew.
    """
    files = {one.file for one in exports.tables.values()}
    is_small = all(one.is_file() for one in files)
    is_small = is_small and sum(one.stat().st_size for one in files) <= _MAPPED_BYTES
    is_raw = isinstance(mapped.table.op(), ops.PhysicalTable)
    if is_raw or not is_small or mapped.table.schema().null_fields:
        return mapped
    return replace(mapped, table=store(con, name, mapped.table))


def _is_worth_storing(origin: RawTable) -> bool:
    if origin.kind in {"csv", "xlsx", "server"}:
        return True
    return origin.file.is_file() and origin.file.stat().st_size <= _STORED_BYTES


def _ordinal(rows: ir.Table, work: TableWork) -> ir.Value:
    """Return what faulty rows are listed by: their row in a file, else their key."""
    if SOURCE_ROW in rows.columns:
        return rows[SOURCE_ROW]
    if not work.mapped.origins[0].is_served:
        return ibis.row_number()
    return ibis.row_number().over(ibis.window(order_by=[rows[n] for n in work.contract.key]))


def totals(table: ir.Table, money: str, **more: ir.Value) -> dict[str, Any]:
    """Return a table's `rows`, `money` and `gross`, and the aggregates `more`, in one pass.

    `gross` sums the absolute amounts. Both sums are exact, and 0 without a money column.
    """
    wanted = {**more, "rows": table.count()}
    if money:
        wanted |= {"money": table[money].sum(), "gross": table[money].abs().sum()}
    row = table.aggregate(**wanted).to_pyarrow().to_pylist()[0]
    return {**row, "money": as_decimal(row.get("money")), "gross": as_decimal(row.get("gross"))}


def totals_by_file(work: TableWork, rows: ir.Table, money: str) -> list[Counted]:
    """Return rows of a table, their money and that without its sign, for each file with such rows.

    A row that a mapping made of rows of several files (`group_by`) counts for the first of them.
    """
    if FILE not in rows.columns:
        found = totals(rows, money)
        one = Counted(work.file, int(found["rows"]), found["money"], found["gross"])
        return [one] if one.rows else []
    sums = {"money": rows[money].sum(), "gross": rows[money].abs().sum()} if money else {}
    table = rows.group_by(FILE).agg(rows=rows.count(), **sums).order_by(FILE)
    return [
        Counted(
            work.exports.tables[row[FILE]].file.name,
            int(row["rows"]),
            as_decimal(row.get("money")),
            as_decimal(row.get("gross")),
        )
        for row in table.to_pyarrow().to_pylist()
    ]


def rows_and_money(work: TableWork, flag: ir.Value) -> tuple[int, Decimal]:
    """Return how many rows of a table a flag marks, and their money."""
    wanted = {"n": flag.sum()}
    if work.contract.money:
        wanted["m"] = work.table[work.contract.money].sum(where=flag)
    row = work.table.aggregate(**wanted).to_pyarrow().to_pylist()[0]
    return int(row["n"] or 0), as_decimal(row.get("m"))
