"""One table in the check: its typed rows, their counts, and what will be dropped of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Set
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from typing import Any

import ibis
import ibis.expr.types as ir
from ibis.backends.sql import SQLBackend

from salesnb.contracts import TABLES
from salesnb.contracts.fields import Field, Table
from salesnb.months import Month
from salesnb.settings import Settings
from salesnb.sources.check.locate import ORDINAL, Locator
from salesnb.sources.days import is_open_end
from salesnb.sources.exports import SOURCE_ROW, Exports, Problems, RawTable, is_source_row
from salesnb.sources.map.bases import KEPT
from salesnb.sources.map.scope import FILE, way_of_writing
from salesnb.sources.map.tables import MappedTable
from salesnb.sources.map.unread import DAY, NUMBER, is_unread
from salesnb.sources.values import (
    NUMBERS,
    SYSTEM_FORMS,
    TYPES,
    ZERO,
    Writing,
    as_decimal,
    blank,
    is_bare,
    typed,
    typed_plainly,
)

_STORED_BYTES = 200_000_000  # larger Parquet and database tables are typed at each use
_STORED_ROWS = 200_000  # faulty tables up to here are stored once more with their raw text
_NAMED = 3  # files of a table that are named one by one


@dataclass(frozen=True)
class Doubles:
    """The keys that several rows have."""

    keys: ir.Table  # key columns, and n: the rows of that key
    n_keys: int
    n_extra: int  # rows beyond the first of their key


@dataclass
class TableWork:
    """A mapped table, its typed rows, and what the check found so far.

    `days` are the first and last day of each column of days but those of validity.

    `table` is a working table, see `working_table`. `money` sums the contract's money column,
    `gross` its absolute amounts, so that credit notes do not make it small; both in currency
    units as exported. `drops` are the rules that may drop rows, each with its flag over `table`.
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
    drops: list[tuple[str, ir.Value]] = field(default_factory=list)
    days: dict[str, tuple[dt.date, dt.date]] = field(default_factory=dict)  # column -> first, last
    doubles: Doubles | None = None  # set where identical rows are dropped
    aside: dict[str, Any] | None = None  # rows, money and gross of sums that are not in `table`

    @property
    def file(self) -> str:
        """The file that the rows come from."""
        return self.mapped.origins[0].file.name

    @property
    def files(self) -> str:
        """The files that the rows come from: what is counted for the table is not of one alone."""
        names = list(dict.fromkeys(one.file.name for one in self.mapped.origins))
        return ", ".join([*names[:_NAMED], "…"] if len(names) > _NAMED else names)

    @property
    def present(self) -> frozenset[str]:
        """The contract's columns that came in."""
        return frozenset(self.mapped.table.columns) & frozenset(self.contract.names)

    @cached_property
    def locator(self) -> Locator:
        """Finds rows in their files; made only for tables with faults, stored unless large."""
        again = self.mapped.with_source_rows
        mapped = replace(self.mapped, table=again()) if again else self.mapped
        rows = working_table(mapped, self.contract, keep_raw=True, plainly=self.plainly)
        rows = rows.mutate(**{ORDINAL: _ordinal(rows, self)})
        if self.n_rows <= _STORED_ROWS:
            rows = self.con.create_table(f"faulty_{self.contract.name}", rows, overwrite=True)
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


def start(mapped: MappedTable, exports: Exports, con: SQLBackend) -> TableWork:
    """Return a table typed, stored by the engine unless it is large and typed already."""
    contract = TABLES[mapped.name]
    plainly = _plain_columns(mapped, contract)
    table = working_table(mapped, contract, keep_raw=False, plainly=plainly)
    if any(_is_worth_storing(origin) for origin in mapped.origins):
        table = con.create_table(f"typed_{mapped.name}", table, overwrite=True)
    return TableWork(contract, mapped, exports, con, table, plainly)


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


def working_table(
    mapped: MappedTable, contract: Table, *, keep_raw: bool, plainly: Set[str] = frozenset()
) -> ir.Table:
    """Return the contract's columns typed, beside each that can fail a flag `<name>__bad`.

    The flag marks values that are there and cannot be read. What a mapping could not work out for
    another reason has a flag of its own, `<name>__no_<wanted>`. Columns that did not come in are
    typed NULL. With `keep_raw` each column is there once more as received, `<name>__raw`.
    """
    table = mapped.table
    columns: dict[str, ir.Value] = {}
    for one in contract.fields:
        name = one.name
        if name not in table.columns:
            columns[name] = ibis.null(TYPES[one.type])
            continue
        raw = table[name]
        is_plain = name in plainly
        value = typed_plainly(raw, one) if is_plain else typed(raw, one, writing(mapped, name))
        unread = _unread(raw, mapped.unread.get(name, frozenset()), one)
        is_other = ibis.or_(*unread.values(), ibis.literal(False))
        columns[name] = is_other.ifelse(ibis.null(TYPES[one.type]), value) if unread else value
        if TYPES[one.type] == "string" and _has_unread(mapped, name):
            columns[f"{name}__bad"] = is_bare(raw)
            columns[name] = is_bare(raw).ifelse(ibis.null("string"), columns[name])
        elif TYPES[one.type] != "string" and _can_be_bad(raw, value):
            is_bad = _is_there(raw, one) & value.isnull()
            columns[f"{name}__bad"] = is_bad & ~is_other if unread else is_bad
        columns |= {f"{name}__no_{wanted}": flag for wanted, flag in unread.items()}
        if keep_raw:
            columns[f"{name}__raw"] = raw.cast("string")
    added = [n for n in table.columns if is_source_row(n) or n in (KEPT, FILE)]
    columns |= {name: table[name] for name in added}
    return table.select(**columns)


def _unread(raw: ir.Value, wanted: Set[str], one: Field) -> dict[str, ir.BooleanValue]:
    """Return flags of what a mapping could not work out, but for what the column itself wants."""
    own = NUMBER if one.type in NUMBERS else DAY if one.type in ("date", "month") else ""
    return {kind: is_unread(raw, kind) for kind in sorted(wanted) if kind != own}


def _has_unread(mapped: MappedTable, name: str) -> bool:
    """Return whether a column comes from cells of a sheet that hold no value."""
    return any(raw.is_unread for raw in mapped.lineage.get(name, ()))


def _can_be_bad(raw: ir.Value, value: ir.Value) -> bool:
    return raw.type() != value.type() or not value.type().is_boolean()


def _is_there(raw: ir.Value, one: Field) -> ir.BooleanValue:
    """Return whether a column holds something; a day in 9999 says that there is no such day."""
    is_text = isinstance(raw, ir.StringValue)
    is_there = ~blank(raw) if is_text else raw.notnull()
    can_be_open = is_text or isinstance(raw, ir.DateValue | ir.TimestampValue)
    if one.required or TYPES[one.type] != "date" or not can_be_open:
        return is_there
    return is_there & ~is_open_end(raw)


def _plain_columns(mapped: MappedTable, contract: Table) -> frozenset[str]:
    """Return the text columns of which `typed_plainly` reads every value that is not blank."""
    table = mapped.table
    left_over = {}
    for one in contract.fields:
        raw = table[one.name] if one.name in table.columns else None
        is_text = isinstance(raw, ir.StringValue) and TYPES[one.type] in SYSTEM_FORMS
        if is_text and writing(mapped, one.name).decimal_mark == ".":
            left_over[one.name] = (~blank(raw) & typed_plainly(raw, one).isnull()).sum()
    if not left_over:
        return frozenset()
    counts = table.aggregate(**left_over).to_pyarrow().to_pylist()[0]
    return frozenset(name for name, n in counts.items() if not n)


def writing(mapped: MappedTable, name: str) -> Writing:
    """Return how the text of a column writes its values."""
    raws = () if name in mapped.plain else mapped.lineage.get(name, ())
    return way_of_writing(raws[:1])


def totals(table: ir.Table, money: str, **more: ir.Value) -> dict[str, Any]:
    """Return a table's `rows`, `money` and `gross`, and the aggregates `more`, in one pass.

    `gross` sums the absolute amounts. Both sums are exact, and 0 without a money column.
    """
    wanted = {**more, "rows": table.count()}
    if money:
        wanted |= {"money": table[money].sum(), "gross": table[money].abs().sum()}
    row = table.aggregate(**wanted).to_pyarrow().to_pylist()[0]
    return {**row, "money": as_decimal(row.get("money")), "gross": as_decimal(row.get("gross"))}


def rows_and_money(work: TableWork, flag: ir.Value) -> tuple[int, Decimal]:
    """Return how many rows of a table a flag marks, and their money."""
    wanted = {"n": flag.sum()}
    if work.contract.money:
        wanted["m"] = work.table[work.contract.money].sum(where=flag)
    row = work.table.aggregate(**wanted).to_pyarrow().to_pylist()[0]
    return int(row["n"] or 0), as_decimal(row.get("m"))
