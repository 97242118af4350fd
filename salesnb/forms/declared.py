"""What a form and one of its columns are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["date", "time", "list", "text", "number", "money", "whole"]
LAYOUT = 1  # of all forms: raised when columns change, so that older files are told apart
HEAD_ROW = 5  # the row of the headings in Excel's count
FIRST_ROW = HEAD_ROW + 1


@dataclass(frozen=True)
class Column:
    """A column of a form: what is written into it, and what may be."""

    name: str
    label: str  # msgid of the heading
    kind: Kind = "text"
    of: str = ""  # the list that its values are chosen from, a name of `lists.Lists`
    required: bool = False  # of a row that is filled in
    is_filled: bool = False  # written by salesnb, locked
    is_hidden: bool = False
    is_open: bool = False  # of a list: what is not on it may be written, too
    is_answer: bool = False  # filling it in says that the row is meant
    most: float | None = None  # of a number
    help: str = ""  # msgid, said when the cell is chosen
    width: int = 14


@dataclass(frozen=True)
class Form:
    """A form of a rep and month: one row per thing that is filled in.

    `answers`: a row that was written ahead counts once one of these is filled in; any other row
    counts with its first cell. `report` is the kind of report that it is, '' where none.
    """

    kind: str
    title: str
    how: str  # msgid: one sentence on how to fill it in
    columns: tuple[Column, ...]
    identity: tuple[str, ...]  # columns that tell rows apart
    table: str  # the canonical table that its rows are of
    blank: int = 20  # empty rows below those that are filled in
    report: str = ""
    shared: tuple[str, ...] = ()  # columns that the first row of a visit states for all its rows
    made_of: tuple[str, ...] = ()  # results that are written into it: others leave it as it is
    least_lines: int = 1  # height of a row

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(one.name for one in self.columns)

    @property
    def answers(self) -> tuple[str, ...]:
        return tuple(one.name for one in self.columns if one.is_answer)

    def column(self, name: str) -> Column:
        """Return the column of that name; raise KeyError when there is none."""
        return next(one for one in self.columns if one.name == name)

    def letter(self, name: str) -> str:
        """Return a column's letter in the sheet."""
        return chr(ord("A") + self.names.index(name))
