"""What came in: raw tables as received, and every problem found in them.

`read` makes these, `map` and `check` add to them. Nothing here opens a file but `digest`.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pandas as pd

from salesnb.contracts import TABLES
from salesnb.errors import DataError, visible
from salesnb.i18n import language, t, tn, told_in
from salesnb.sources.textfile import TextFile

if TYPE_CHECKING:
    import ibis.expr.types as ir

SHEET_ROW = "_row"  # column of an XLSX table: the row's number in its sheet
SOURCE_ROW = "#source_row"  # column that names the raw table and the row that a row came from
BROKEN_LINE = "broken_line"  # rule of a line that is no row of its table
TOLD = ("line", "message", "fix")  # columns of texts of salesnb; their Chinese stands in `..._zh`
SHOWN_PER_RULE = 20  # problems of one rule that are shown in full
COUNTS = ("n_rows", "money", "n_faults")  # columns of a rule's totals
PROBLEM_COLUMNS = ["severity", "table", "file", "line", "column", "value", "rule", "message", "fix"]
Kind = Literal["csv", "xlsx", "parquet", "duckdb", "server"]
Lineage = dict[str, tuple["RawColumn", ...]]  # column -> the raw columns that its value came from
_SEPARATOR = "\x1f"
_DIGITS = 12  # row numbers are padded, so that ordering by the text orders by the number


@dataclass(frozen=True)
class RawColumn:
    """A column of a raw table, and how that table's text writes numbers and dates."""

    raw: str  # name of the raw table
    column: str
    decimal_mark: str = "."
    date_order: str = "ymd"
    currency: str = ""
    time_zone: str = ""
    excel_epoch: int = 1900  # the year from which numbers that stand for days count
    is_number: bool = False  # a sheet's column of number cells: no other decimal mark applies
    is_unread: bool = False  # a sheet's column with error cells or formulas without a value


@dataclass(frozen=True)
class RawTable:
    """One table as received.

    CSV and XLSX have text columns only; Parquet, DuckDB and servers keep their types.
    """

    name: str  # stem of the file, name of the sheet, or name of the table in a database
    table: ir.Table
    file: Path  # of a table on a server: its name there
    sheet: str = ""
    kind: Kind = "csv"
    decimal_mark: str = "."  # how its text is written, as company.toml says for this file
    date_order: str = "ymd"
    currency: str = ""  # the company's: amounts may be marked with it
    time_zone: str = ""  # where its days begin: moments with an offset are turned to it
    excel_epoch: int = 1900  # 1904 where a workbook counts its days from that year
    left: int = 0  # of a sheet: the column in which its table begins, 0 being A
    numbers: frozenset[str] = frozenset()  # columns of a sheet that hold number cells only
    unread: frozenset[str] = frozenset()  # columns of a sheet with errors or bare formulas

    @property
    def is_served(self) -> bool:
        """Whether it lies on a server: then it has no file, and its rows have no order."""
        return self.kind == "server"

    @property
    def columns(self) -> list[str]:
        """The columns as received: those that salesnb adds are left out."""
        added = {SHEET_ROW, SOURCE_ROW}
        return [name for name in self.table.columns if name not in added]

    @property
    def lineage(self) -> Lineage:
        """Each column with itself as its only raw column."""
        way = (
            self.decimal_mark,
            self.date_order,
            self.currency,
            self.time_zone,
            self.excel_epoch,
        )
        return {
            name: (RawColumn(self.name, name, *way, name in self.numbers, name in self.unread),)
            for name in self.columns
        }


@dataclass(frozen=True)
class SetAside:
    """Rows of a raw table that are no data of it, as received, and why: for the ledger."""

    reason: Literal["total_row", "footer"]
    table: ir.Table


def table_name(file: Path) -> str:
    """Return the name of the table that a file gives: what stands before its first dot."""
    return file.name.split(".")[0]


def source_row(raw: str, number: ir.StringValue) -> ir.StringValue:
    """Return what names a row: the raw table's name and the row's number, as sortable text."""
    import ibis

    return ibis.literal(raw + _SEPARATOR) + number.lpad(_DIGITS, "0")


def is_source_row(column: str) -> bool:
    """Return whether a column names source rows: of the table's own file or of a joined one."""
    return column == SOURCE_ROW or column.endswith(f".{SOURCE_ROW}")


def parse_source_row(text: str) -> tuple[str, int]:
    """Return the raw table's name and the row's number that `source_row` wrote."""
    raw, _, number = text.rpartition(_SEPARATOR)
    return raw, int(number)


def digest(path: Path) -> str:
    """Return the SHA-256 of a file; of a folder that of its files with their names, in order."""
    if path.is_dir():
        total = hashlib.sha256()
        for file in sorted(one for one in path.rglob("*") if one.is_file()):
            total.update(os.fsencode(file.relative_to(path).as_posix()) + b"\0")
            total.update(bytes.fromhex(digest(file)))
        return total.hexdigest()
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


@dataclass(frozen=True)
class Problem:
    """One problem: `line` is a physical line, a sheet and cell, or '' for a whole file."""

    severity: str  # error, warning, or dropped (an error that company.toml lets the gate drop)
    table: str
    file: str
    rule: str
    message: str
    fix: str = ""
    line: str = ""
    column: str = ""
    value: str | None = None

    def sentence(self) -> str:
        """Return the problem as one line for a person."""
        place = visible(f"{self.file} {self.line}").strip()
        found = f" {visible(self.column)}".replace("\n", "\\n") if self.column else ""
        found += f" = {self.value!r}" if self.value is not None else ""
        what = t("{place}: {message}", place=place + found, message=visible(self.message))
        return t("{what}; {fix}", what=what, fix=self.fix) if self.fix else what


def file_problem(file: Path, rule: str, message: str, fix: str, *, line: str = "") -> Problem:
    """Return an error of a whole file, or of one sheet of it (`line`)."""
    return Problem("error", table_name(file), file.name, rule, message, fix, line)


def repeated_column(file: Path, column: str, *, sheet: str = "") -> Problem:
    """Return the problem of a header in which a column's name stands twice."""
    message, fix = t("column {name!r} stands twice", name=column), t("name each column once")
    return file_problem(file, "header", message, fix, line=sheet)


@dataclass(frozen=True)
class RuleTotal:
    """How often one rule was broken in one table, and the money of those rows."""

    severity: str
    table: str
    file: str
    column: str
    rule: str
    n_rows: int
    money: Decimal
    n_faults: int  # as many as would be shown without a limit


@dataclass
class Problems:
    """The problems found so far: the first of each rule in full, the totals of all."""

    shown: list[tuple[Problem, RuleTotal]] = field(default_factory=list)
    totals: list[RuleTotal] = field(default_factory=list)

    def add(self, problem: Problem) -> None:
        """Record a problem of a whole file or column."""
        self.add_rule([problem], n_rows=1)

    def add_rule(
        self,
        shown: list[Problem],
        *,
        n_rows: int,
        money: Decimal = Decimal(0),
        n_faults: int | None = None,
    ) -> None:
        """Record the first problems of one rule, how many rows have it and their money.

        `n_faults` is given where one problem covers several rows (an unknown identifier).
        """
        one = shown[0]
        about = (one.severity, one.table, one.file, one.column, one.rule)
        total = RuleTotal(*about, n_rows, money, n_faults or n_rows)
        self.shown += [(problem, total) for problem in shown[:SHOWN_PER_RULE]]
        self.totals.append(total)

    @property
    def n_errors(self) -> int:
        return sum(total.n_rows for total in self.totals if total.severity == "error")

    def broken_lines(self, files: Iterable[Path]) -> list[str]:
        """Return the beginnings of the broken lines of some files, as many as are shown."""
        names = {file.name for file in files}
        shown = (one for one, _ in self.shown if one.file in names)
        found = (one.value or "" for one in shown if one.rule == BROKEN_LINE)
        return [text.replace("\0", " ") for text in found]  # the engine takes none in a literal

    def frame(self) -> pd.DataFrame:
        """Return one row per problem shown, with its rule's total rows and money beside it."""
        rows = []
        for one, total in self.shown:
            chinese = {f"{name}_zh": told_in(getattr(one, name), "zh") for name in TOLD}
            rows.append({**asdict(one), **{n: getattr(total, n) for n in COUNTS}, **chinese})
        return pd.DataFrame(rows, columns=[*PROBLEM_COLUMNS, *COUNTS, *(f"{n}_zh" for n in TOLD)])


@dataclass
class Exports:
    """The raw tables of a company, the files behind them, and the problems of those files."""

    tables: dict[str, RawTable] = field(default_factory=dict)
    texts: dict[str, TextFile] = field(default_factory=dict)  # by raw table
    encodings: dict[str, str] = field(default_factory=dict)  # by file name
    unreadable: set[str] = field(default_factory=set)  # tables whose file cannot be read
    set_aside: dict[str, list[SetAside]] = field(default_factory=dict)  # by raw table
    problems: Problems = field(default_factory=Problems)
    doubts: list[tuple[str, str, Problem]] = field(default_factory=list)  # raw table, column

    def add(self, raw: RawTable) -> None:
        """Add a raw table; a second one of the same name is recorded as a problem instead."""
        if not self.is_taken(raw.name, raw.file):
            self.tables[raw.name] = raw

    def is_taken(self, name: str, file: Path) -> bool:
        """Return whether a table of that name came in already; record that `file` gives another."""
        if name not in self.tables:
            return False
        one, other = file.name, self.tables[name].file.name
        message = t(
            "two files give the table {name}: {one} and {other}", name=name, one=one, other=other
        )
        table = name if name in TABLES else ""
        self.problems.add(Problem("error", table, one, "same_table_twice", message, t("keep one")))
        return True


def require_none(problems: pd.DataFrame, n_errors: int) -> None:
    """Raise `DataError` with all problems when there are errors."""
    if n_errors:
        raise DataError(
            tn("{n} error in the exports", "{n} errors in the exports", n_errors),
            fix=t("correct the exports, or let company.toml drop such rows"),
            problems=problems,
        )


def sentences(problems: pd.DataFrame) -> Iterator[str]:
    """Yield one sentence per problem of a frame, then one per rule of which not all are shown."""
    if language() == "zh":
        problems = problems.assign(**{name: problems[f"{name}_zh"] for name in TOLD})
    shown = problems[PROBLEM_COLUMNS].astype("object")
    for row in shown.where(shown.notna(), None).to_dict("records"):
        yield Problem(**{str(key): value for key, value in row.items()}).sentence()
    for (_, column, rule), rows in problems.groupby(["table", "column", "rule"], sort=False):
        first = rows.iloc[0]
        if int(first["n_faults"]) > len(rows):
            yield t(
                "{file} {column}: {rule}: {total} rows in all ({money}); the first {n} are shown",
                file=first["file"],
                column=column,
                rule=rule,
                total=f"{int(first['n_rows']):,}",
                money=f"{first['money']:,.2f}",
                n=len(rows),
            )
