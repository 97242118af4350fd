"""Sheets of pack.xlsx: filled column by column, written row by row.

`Worksheet` treats each cell as if it were the only one of its kind. The cells here are numbers and
texts by the hundred thousand; they become the same markup in a fifth of the time.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache
from typing import Any

from xlsxwriter.utility import xl_col_to_name, xl_range
from xlsxwriter.worksheet import CellNumberTuple, CellStringTuple, Worksheet

MOST_SIGNS = 32_767 // 2  # of a text that Excel takes, whatever its signs are
BLOCK = 16  # rows that share the note of how far their cells reach


class Sheet(Worksheet):
    """A worksheet that takes whole columns."""

    def write_numbers(self, row: int, column: int, values: Sequence[float], look: Any) -> None:
        """Write numbers from `row` on; a missing one leaves its cell empty."""
        if any(map(math.isinf, values)):
            raise ValueError(f"{self.name}: a number without an end")
        for place, value in enumerate(values, start=row):
            if value == value:
                self.table[place][column] = CellNumberTuple(value, look)
        self._reach(row, column, len(values))

    def write_texts(self, row: int, column: int, values: Sequence[Any], look: Any) -> None:
        """Write texts from `row` on; cells of the same text are one."""
        texts, cells = self.str_table, dict[str, CellStringTuple]()
        for place, value in enumerate(values, start=row):
            text = str(value)
            if len(text) > MOST_SIGNS:
                self.write_string(place, column, text, look)
                continue
            if text in cells:
                texts.count += 1
            else:
                cells[text] = CellStringTuple(texts._get_shared_string_index(text), look)
            self.table[place][column] = cells[text]
        self._reach(row, column, len(values))

    def add_named(self, row: int, last_row: int, last_column: int, how: dict[str, Any]) -> None:
        """Make the cells from `row` on a named table, the only one of the sheet.

        `add_table` looks at each cell for one of another table: so it is given the first rows.
        """
        self.add_table(row, 0, row + 1, last_column, how)
        whole = xl_range(row, 0, last_row, last_column)
        self.tables[-1] |= {"range": whole, "a_range": whole, "autofilter": whole}

    def _reach(self, row: int, column: int, n: int) -> None:
        """Note how far the cells reach."""
        for place in (row, row + n - 1) if n else ():
            self._check_dimensions(place, column)

    def _write_rows(self) -> None:
        columns = self.col_info.values()
        if self.row_info or self.comments or any(one.column_format for one in columns):
            super()._write_rows()
            return
        spans = self._spans()
        for row in sorted(self.table):
            if self.table[row]:
                self._write_row(row, spans[row // BLOCK])
                self._write_cells(row, self.table[row])
                self._xml_end_tag("row")

    def _spans(self) -> dict[int, str]:
        """Return from which to which column the cells of each block of rows reach."""
        reached: dict[int, list[int]] = {}
        for row, cells in self.table.items():
            if cells:
                reached.setdefault(row // BLOCK, []).extend((min(cells), max(cells)))
        return {block: f"{min(own) + 1}:{max(own) + 1}" for block, own in reached.items()}

    def _write_cells(self, row: int, cells: dict[int, Any]) -> None:
        """Write the cells of a row from left to right."""
        parts: list[str] = []
        for column in sorted(cells):
            cell = cells[column]
            style = f' s="{cell.format._get_xf_index()}"' if cell.format else ""
            head = f'<c r="{_letters(column)}{row + 1}"{style}'
            if isinstance(cell, CellNumberTuple):
                parts.append(f"{head}><v>{cell.number:.16G}</v></c>")
            elif isinstance(cell, CellStringTuple):
                parts.append(f'{head} t="s"><v>{cell.string}</v></c>')
            else:
                self.fh.write("".join(parts))
                parts.clear()
                self._write_cell(row, column, cell)
        self.fh.write("".join(parts))


@cache
def _letters(column: int) -> str:
    return str(xl_col_to_name(column))
