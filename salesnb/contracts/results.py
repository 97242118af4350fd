"""Results: frames that know what they are, in which currency, and what their members are called.

A `Result` is what sentences, pictures and tables receive. Its frame has exactly the declared
columns, unique keys, rounded numbers and a total order, so that the same inputs give the same
bytes and every number has one address: column and key.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from salesnb.citations import Citation, Cited
from salesnb.contracts.columns import SHOWN
from salesnb.contracts.fields import N_, Field
from salesnb.contracts.frames import TOTAL, Frame
from salesnb.contracts.ordering import ordered
from salesnb.contracts.shorthand import MEMBERS
from salesnb.errors import CitationError, closest
from salesnb.i18n import formats, language, listed, t, translate
from salesnb.i18n.words import Words

Names = Mapping[str, Mapping[str, Words]]  # master table -> identifier -> what people call it


@dataclass(frozen=True)
class Context:
    """What all results of a company share: the currency of money, and what members are called."""

    currency: str = ""
    names: Names = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Result:
    """A validated frame with its declaration and the version that it is cited under."""

    contract: Frame
    frame: pd.DataFrame
    version: str = "draft"
    context: Context = field(default_factory=Context)
    chosen: tuple[tuple[str, object], ...] = ()  # what `where` chose of a larger result

    @property
    def name(self) -> str:
        return self.contract.name

    @property
    def is_empty(self) -> bool:
        return self.frame.empty

    @property
    def title(self) -> str:
        """Return the title in the language in use, with what was chosen, but for a total."""
        title = translate(self.contract.title, language())
        chosen = [self._said(c, value) for c, value in self.chosen if value not in ("", TOTAL)]
        return t("{title} ({chosen})", title=title, chosen=listed(chosen)) if chosen else title

    def _said(self, column: str, value: object) -> str:
        """Return how a title says what was chosen: a name or word alone, else with its column."""
        said = str(self.words(column, value, dict(self.chosen)))
        if self.field(column).type not in {*formats.FOR_TYPE, "flag"}:
            return said
        return t("{column}: {value}", column=self.heading(column, with_unit=False), value=said)

    def said_of_numbers(self) -> list[tuple[str, str]]:
        """Return each column of numbers of which one was chosen, with what the title says of it."""
        numbers = [(c, v) for c, v in self.chosen if self.field(c).type in formats.FOR_TYPE]
        return [(column, self._said(column, value)) for column, value in numbers]

    def field(self, column: str) -> Field:
        """Return the field of a column; raise `CitationError` with the closest name."""
        if (one := self.contract.by_name.get(column)) is not None:
            return one
        near = closest(column, self.contract.columns)
        raise CitationError(
            f"{self.name} has no column {column!r}", fix=f"did you mean {near!r}?" if near else ""
        )

    def heading(self, column: str, *, with_unit: bool = True) -> str:
        """Return a column's label in the language in use, with its unit.

        A member of a dimension is headed by that dimension, where only one was chosen.
        """
        one = self.field(column)
        of = dict(self.chosen).get(one.within) if one.within else None
        label = str(self.words(one.within, of, {})) if of else translate(one.label, language())
        is_money = one.type in {"money", "price"}
        unit = self.context.currency if is_money else translate(one.unit, language())
        return f"{label[:1].upper()}{label[1:]}" + (f" ({unit})" if unit and with_unit else "")

    def words(self, column: str, value: object, row: Mapping[str, Any]) -> Words:
        """Return what people read for a text: the word of a code, a member's name, a month.

        It is looked up by the column, never by the text itself: `row` says of which dimension a
        member is, and has in `<column>_zh` the Chinese of a text that the data have in both
        languages. What is not known stays as the data have it. A number is read as it is shown.
        """
        one, text = self.field(column), str(value)
        if one.type in formats.FOR_TYPE:
            fmt, currency = formats.usual(one.type, one.shown), self.context.currency
            return Words(formats.write(float(text), fmt, currency=currency), kind="text")
        if one.type == "flag":
            return Words(N_("yes") if text == str(True) else N_("no"))
        if text in one.words:
            return Words(one.words[text])
        if one.type == "month" and text:
            return Words(text, kind="month")
        if one.is_msgid:
            return Words(text, str(row.get(f"{column}_zh", "")), kind="message")
        if own := row.get(f"{column}_zh"):
            return Words(text, str(own), kind="name")
        master = one.master or MEMBERS.get(str(row.get(one.within, "")), "")
        return self.context.names.get(master, {}).get(text, Words(text, kind="text"))

    def rows(self, /, **where: object) -> pd.DataFrame:
        """Return the rows whose columns equal `where`, in order."""
        chosen = np.ones(len(self.frame), dtype=bool)
        for column, value in where.items():
            self.field(column)
            chosen &= (self.frame[column] == value).to_numpy()
        return self.frame.loc[chosen]

    def where(self, /, **equal: object) -> Result:
        """Return the rows whose columns equal these values, under a title that says so."""
        chosen = (*self.chosen, *equal.items())
        return replace(self._of(self.rows(**equal)), chosen=chosen)

    def known(self, columns: str) -> Result:
        """Return the rows in which none of the columns is missing: no number, no text."""
        kept = np.ones(len(self.frame), dtype=bool)
        for column in columns.split():
            self.field(column)
            values = self.frame[column]
            kept &= (values.notna() & (values != "")).to_numpy()
        return self._of(self.frame[kept])

    def by(self, order: str) -> Result:
        """Return the rows in another order: columns, `-amount` for the largest first."""
        for column in order.split():
            self.field(column.strip("-|"))
        free = replace(self.contract, order=order, groups="")
        return self._of(ordered(self.frame, free))

    def ending_in(self, sums: Result) -> Result:
        """Return these rows with rows of sums of the same result below them, under this title."""
        return self._of(pd.concat([self.frame, sums.frame], ignore_index=True))

    def without_total(self) -> Result:
        """Return the rows without the row of sums."""
        column = self.contract.total
        return self._of(self.frame[self.frame[column] != TOTAL]) if column else self

    def members(self, column: str) -> Result:
        """Return the rows that name a member of `column`: no total, nobody "(not stated)"."""
        stand_ins = list(self.field(column).words)
        return self._of(self.frame[~self.frame[column].isin(stand_ins)])

    def keep(self, mask: Any) -> Result:
        """Return the rows that a mask over the frame keeps, under the same title."""
        return self._of(self.frame[mask])

    def take(self, places: Any) -> Result:
        """Return rows by their places in the frame, in the order of these places."""
        return self._of(self.frame.iloc[places])

    def row(self, /, **where: object) -> Row:
        """Return the one row that `where` means, else raise `CitationError`."""
        found = self.rows(**where)
        if len(found) != 1:
            raise CitationError(
                f"{self.name} where {where}: {len(found)} rows, not one",
                fix=f"its key is {self.contract.keys}; the nearest rows are {self._near(where)}",
            )
        return Row(self, _values(found))

    def cited(self, ref: Citation) -> Row:
        """Return the row that a citation names, whose key is text; raise `CitationError`."""
        for name, _ in ref.where:
            self.field(name)
        return self.row(**{name: _as_held(self.frame[name], text) for name, text in ref.where})

    @property
    def first(self) -> Row:
        """Return the first row; raise `CitationError` where there is none."""
        if self.is_empty:
            raise CitationError(f"{self.name} has no rows", fix="ask `is_empty` first")
        return Row(self, _values(self.frame))

    def __iter__(self) -> Iterator[Row]:
        names = [str(one) for one in self.frame]
        columns = [self.frame[name].tolist() for name in self.frame]
        return (Row(self, dict(zip(names, one, strict=True))) for one in zip(*columns, strict=True))

    def cell(self, column: str, /, **where: object) -> object:
        """Return the value of the one row that `where` means, else raise `CitationError`."""
        self.field(column)
        return self.row(**where)[column]

    def cite(self, column: str, /, *, fmt: str = "", **where: object) -> Cited:
        """Return the number of one cell with its citation; raise `CitationError` if not one row."""
        self.field(column)
        return self.row(**where).cite(column, fmt)

    def table(self, columns: str = "", *, rows: int = 0, folded: bool = False) -> TableView:
        """Return the result as a table of other columns or rows than its declaration shows."""
        shown = columns.split() or self.contract.shown
        for column in shown:
            self.field(column)
        return TableView(self, shown, rows or self.contract.rows, folded)

    def _of(self, rows: pd.DataFrame) -> Result:
        return replace(self, frame=rows.reset_index(drop=True))

    def _near(self, where: Mapping[str, object]) -> list[dict[Any, object]]:
        """Return the keys of the rows that meet most of `where`, at most five."""
        met = np.zeros(len(self.frame), dtype=int)
        for column, value in where.items():
            met += (self.frame[column] == value).to_numpy()
        nearest = np.argsort(-met, kind="stable")[:SHOWN]
        return self.frame[self.contract.keys].iloc[nearest].to_dict("records")


@dataclass(frozen=True, eq=False)
class Row:
    """One row of a result: its values by column, each with its citation or its words."""

    result: Result
    values: Mapping[str, Any]

    def __getitem__(self, column: str) -> Any:
        self.result.field(column)
        return self.values[column]

    def is_known(self, column: str) -> bool:
        """Return whether the row has a value there: no missing number, no empty text."""
        value = self[column]
        return value == value and value != ""

    def cite(self, column: str, fmt: str = "") -> Cited:
        """Return a number with its citation, written as `fmt`, else as its column says."""
        one, result = self.result.field(column), self.result
        key = tuple((name, str(self.values[name])) for name in result.contract.keys)
        ref = Citation(result.name, result.version, column, key)
        is_money = one.type in {"money", "price"}
        unit = result.context.currency if is_money else one.unit
        return Cited(float(self[column]), ref, fmt or formats.usual(one.type, one.shown), unit)

    def words(self, column: str) -> Words:
        """Return what people read for a text of the row."""
        return self.result.words(column, self[column], self.values)

    def slot(self, column: str, fmt: str = "") -> Cited | Words:
        """Return what a sentence writes for a column: a cited number, or words.

        `fmt` may also be `month_name` (a month without its year).
        """
        kind = self.result.field(column).type
        if fmt == "month_name":
            return Words(str(self[column]), kind="month_name")
        return self.cite(column, fmt) if kind in formats.FOR_TYPE else self.words(column)


@dataclass(frozen=True, eq=False)
class TableView:
    """A result as a table: which columns, how many rows, open or folded."""

    result: Result
    columns: list[str]
    rows: int
    folded: bool = False


def _as_held(values: pd.Series, text: str) -> object:
    """Return the text of a citation as its column holds it: a number, true or false, or text."""
    if values.dtype.kind == "b":
        return text == str(True)
    return pd.to_numeric(text, errors="coerce") if values.dtype.kind == "f" else text


def _values(rows: pd.DataFrame) -> dict[str, Any]:
    """Return the first row by column."""
    return {str(column): rows[column].iloc[0] for column in rows}
