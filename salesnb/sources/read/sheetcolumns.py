"""The columns of a sheet as text that keeps what Excel holds, and what is doubtful in them.

A number is written in the file's own way, whatever the text beside it looks like; a date is ISO;
error cells and formulas without a value keep their text, so that the check finds them.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from salesnb.i18n import t
from salesnb.sources.exports import Problem
from salesnb.sources.read.cells import EXACT_DIGITS, SheetCells, address, column_letter

_LOCAL_DAY = re.compile(r"\s*(\d{1,2})[-/.](\d{1,2})[-/.]\d{2,4}([ T].*)?")
_MONTHS = 12
_EXACT = 1 << 53  # whole numbers up to here are exact in a cell, whoever wrote it
_LONG = re.compile(rf"-?\d{{{EXACT_DIGITS + 1},}}")
_ROUNDED = re.compile(rf"-?\d{{{EXACT_DIGITS}}}0+")
Rows = Sequence[Sequence[object]]


@dataclass(frozen=True)
class Sheet:
    """The rows of a sheet from its header on, and where they stand: row from 1, column from 0."""

    name: str
    rows: Rows
    top: int
    left: int
    cells: SheetCells
    merged: tuple[tuple[int, int, int], ...]  # column, first row, last row
    stands_below: bool = False  # title rows seem to stand above the header, and none is stated

    @property
    def has_header(self) -> bool:
        """Whether the first row names anything."""
        return bool(self.rows) and any(str(cell).strip() for cell in self.rows[0])

    @property
    def header(self) -> list[str]:
        """The names of the columns; one without a name is called by its letter."""
        names = [str(cell).strip() for cell in self.rows[0]]
        return [name or f"column {column_letter(self.left + j)}" for j, name in enumerate(names)]

    @property
    def body(self) -> Iterator[tuple[int, Sequence[object]]]:
        """The rows below the header that hold something, each with its number in the sheet."""
        for number, row in enumerate(self.rows[1:], start=self.top + 1):
            if any(str(cell) != "" for cell in row):
                yield number, row


@dataclass(frozen=True)
class Column:
    """A column of a sheet: each cell's row number and its value as Excel has it."""

    name: str
    index: int  # in the sheet, 0 being A
    cells: Sequence[tuple[int, object]]
    decimal_mark: str

    def texts(self, known: SheetCells) -> list[str | None]:
        """Return the cells as text; those that the sheet's XML says better, as it says."""
        return [
            known.texts.get((number, self.index)) or _text(cell, self.decimal_mark)
            for number, cell in self.cells
        ]

    def is_unread(self, known: SheetCells) -> bool:
        """Whether some cell holds an error, or a formula without a value."""
        texts = (known.texts.get((number, self.index), "") for number, _ in self.cells)
        return any(text.startswith(("#", "=")) for text in texts)

    @property
    def is_number(self) -> bool:
        """Whether every cell that holds something holds a number."""
        kinds = {type(cell) for _, cell in self.cells if cell != ""}
        return bool(kinds) and kinds <= {int, float}

    def doubts(self, file: Path, sheet: Sheet) -> Iterator[Problem]:
        """Yield what is doubtful in the column; it counts where the column is used."""
        yield from self._exchanged_days(file, sheet)
        yield from self._rounded(file, sheet)
        yield from self._merged(file, sheet)

    def _exchanged_days(self, file: Path, sheet: Sheet) -> Iterator[Problem]:
        """Yield that date cells stand beside text: Excel makes dates of what it can read so."""
        matches = [_LOCAL_DAY.fullmatch(cell) for _, cell in self.cells if isinstance(cell, str)]
        texts = [match for match in matches if match]
        days = [cell for _, cell in self.cells if isinstance(cell, dt.date)]
        if not texts or not days:
            return
        counts = {"dates": len(days), "texts": len(texts)}
        all_early = all(day.day <= _MONTHS for day in days)
        if all_early and all(max(int(one[1]), int(one[2])) > _MONTHS for one in texts):
            message = t(
                "the column holds date cells ({dates}) and dates as text ({texts}), and no date"
                " cell has a day above 12: Excel has exchanged day and month where it could",
                **counts,
            )
            fix = t("export it again, and do not open it in Excel, or import this column as text")
            yield self._problem("error", file, sheet, "exchanged_dates", message, fix)
        else:
            message = t(
                "the column holds date cells ({dates}) and dates as text ({texts})", **counts
            )
            fix = t("make them all dates, so that none depends on how a program reads it")
            yield self._problem("warning", file, sheet, "mixed_dates", message, fix)

    def _rounded(self, file: Path, sheet: Sheet) -> Iterator[Problem]:
        """Yield that numbers have more digits than a cell keeps, or all end as if rounded."""
        texts = (sheet.cells.texts.get((number, self.index), "") for number, _ in self.cells)
        long = [text for text in texts if _LONG.fullmatch(text)]
        if not long:
            return
        if all(_ROUNDED.fullmatch(one) for one in long) or any(int(one) > _EXACT for one in long):
            message = t(
                "numbers of more than 15 digits ({n}): Excel keeps 15 digits, and has probably"
                " rounded them",
                n=len(long),
            )
            fix = t("export it again with this column as text")
            yield self._problem("warning", file, sheet, "rounded_number", message, fix)

    def _merged(self, file: Path, sheet: Sheet) -> Iterator[Problem]:
        """Yield that cells are merged over several rows: only the first row has the value."""
        merged = [(first, last) for at, first, last in sheet.merged if at == self.index]
        if merged:
            first, last = merged[0]
            message = t(
                "merged cells ({n}, the first is {cells}): only the first row of each has the"
                " value",
                n=len(merged),
                cells=f"{address((first, self.index))}:{address((last, self.index))}",
            )
            fix = t("fill the value into every row, or state `carry_down` in a mapping")
            yield self._problem("warning", file, sheet, "merged_cells", message, fix)

    def _problem(
        self, severity: str, file: Path, sheet: Sheet, rule: str, message: str, fix: str
    ) -> Problem:
        place = f"{sheet.name}!{address((sheet.top, self.index))}"
        return Problem(severity, "", file.name, rule, message, fix, place, self.name)


def _text(cell: object, decimal_mark: str) -> str | None:
    """Return a cell's value as text; a number in the way in which the file writes numbers."""
    if cell is None or cell == "":
        return None
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        if cell.is_integer():
            return str(int(cell))
        return format(Decimal(repr(cell)), "f").replace(".", decimal_mark)
    if isinstance(cell, dt.datetime):
        midnight = cell.time() == dt.time()
        return cell.date().isoformat() if midnight else cell.isoformat(sep=" ")
    return str(cell)
