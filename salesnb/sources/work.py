"""One table on its way through the check: typed, counted, with what will be dropped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from typing import Any

import ibis
import ibis.expr.types as ir
from ibis.backends.sql import SQLBackend

from salesnb.contracts import TABLES
from salesnb.contracts.fields import Field, Table
from salesnb.settings import Settings
from salesnb.sources.flags import system_written, working_table
from salesnb.sources.keys import Doubles
from salesnb.sources.locate import ORDINAL, Locator
from salesnb.sources.problems import Problems
from salesnb.sources.reading import Exports
from salesnb.sources.tables import PLACE, MappedTable, RawTable

ZERO = Decimal(0)
_STORED_BYTES = 200_000_000  # larger Parquet and database tables are typed on the fly
_STORED_ROWS = 200_000  # tables up to here are stored once more for telling their faults


@dataclass
class TableWork:
    """A mapped table with its typed rows (and `__bad` flags) and what the check found so far."""

    contract: Table
    mapped: MappedTable
    exports: Exports
    con: SQLBackend
    table: ir.Table
    quick: frozenset[str]  # text columns written as systems write them
    n_rows: int = 0
    money: Decimal = ZERO
    gross: Decimal = ZERO  # sum of absolute amounts: credit notes do not make it small
    drops: list[tuple[str, ir.Value]] = field(default_factory=list)
    doubles: Doubles | None = None

    @property
    def file(self) -> str:
        return self.mapped.origins[0].file.name

    @property
    def present(self) -> frozenset[str]:
        """The contract's columns that came in."""
        return frozenset(self.mapped.table.columns) & frozenset(self.contract.names)

    @cached_property
    def locator(self) -> Locator:
        """Finds rows in their files; made only for tables with faults, stored unless large."""
        placed = self.mapped.placed
        mapped = replace(self.mapped, table=placed()) if placed else self.mapped
        wide = working_table(mapped, self.contract, keep_raw=True, quick=self.quick)
        wide = wide.mutate(**{ORDINAL: _order(wide, self)})
        if self.n_rows <= _STORED_ROWS:
            wide = self.con.create_table(f"faulty_{self.contract.name}", wide, overwrite=True)
        return Locator(self.mapped, self.exports, wide)


@dataclass(frozen=True)
class Gate:
    """What every check needs: all tables, the company's settings, the list of problems, the year."""

    works: Mapping[str, TableWork]
    settings: Settings
    problems: Problems
    year: int

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
    quick = system_written(mapped, contract)
    table = working_table(mapped, contract, keep_raw=False, quick=quick)
    if any(_is_worth_storing(origin) for origin in mapped.origins):
        table = con.create_table(f"typed_{mapped.name}", table, overwrite=True)
    return TableWork(contract, mapped, exports, con, table, quick)


def _order(wide: ir.Table, work: TableWork) -> ir.Value:
    """Return what rows are told in the order of: their place in a file, else their key."""
    if PLACE in wide.columns:
        return wide[PLACE]
    if not work.mapped.origins[0].is_served:
        return ibis.row_number()
    return ibis.row_number().over(ibis.window(order_by=[wide[n] for n in work.contract.key]))


def totals(table: ir.Table, money: str, **more: ir.Value) -> dict[str, Any]:
    """Return `rows`, `money` and `gross` of a table (exact, 0 without a money column), and `more`.

    `gross` sums the absolute amounts.
    """
    wanted = {**more, "rows": table.count()}
    if money:
        wanted |= {"money": table[money].sum(), "gross": table[money].abs().sum()}
    row = table.aggregate(**wanted).to_pyarrow().to_pylist()[0]
    return {**row, "money": exact(row.get("money")), "gross": exact(row.get("gross"))}


def exact(value: object) -> Decimal:
    """Return a number from the engine as an exact decimal; missing is 0."""
    return ZERO if value is None or value != value else Decimal(str(value))


def _is_worth_storing(origin: RawTable) -> bool:
    if origin.kind in {"csv", "xlsx", "server"}:
        return True
    return origin.file.is_file() and origin.file.stat().st_size <= _STORED_BYTES
