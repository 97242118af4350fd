"""The rows of one returned form: what is filled in, and every fault by its cell."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from salesnb.forms.cells import Cell, Read, read_cell
from salesnb.forms.declared import Column, Form
from salesnb.forms.lists import Lists
from salesnb.forms.opened import Opened
from salesnb.forms.stamp import Stamp
from salesnb.i18n import t
from salesnb.months import Month

UNDATED = ("commitment", "summary")  # forms whose rows have no day of the month


@dataclass(frozen=True)
class Fault:
    """What is wrong with a cell, a row (`column` '') or a file (`row` 0), and what to do."""

    row: int
    column: str
    value: str | None
    rule: str
    message: str
    fix: str
    is_refusal: bool = True  # else the row is taken, and what is said is a remark


@dataclass(frozen=True)
class Filled:
    """A row that was filled in and can be read: its place, its values, how they were written."""

    row: int
    values: Mapping[str, Any]
    is_ahead: bool  # written ahead, from the plan

    def identity(self, form: Form) -> tuple[str, ...]:
        """Return what tells the row from others of its form."""
        return tuple(str(self.values.get(name) or "") for name in form.identity)


@dataclass
class Returned:
    """A returned file: its stamp, rows that can be taken, faults, rows that nobody filled in."""

    name: str  # of the file, below inbox/
    stamp: Stamp
    form: Form
    saved: dt.datetime | None
    rows: list[Filled] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    n_open: int = 0
    lists: Lists = field(default_factory=dict)

    @property
    def month(self) -> Month:
        return Month.parse(self.stamp.month)

    @property
    def n_faulty(self) -> int:
        """Return how many rows are sent back."""
        return len({one.row for one in self.faults if one.is_refusal and one.row})

    def cell(self, row: int, column: str) -> str:
        """Return file and cell, as messages name them."""
        letter = self.form.letter(column) if column in self.form.names else ""
        return f"{self.name}!{letter}{row}" if row else self.name

    def near(self, column: str, value: str) -> str:
        """Return the option of a column's list that is nearest to a value, '' if none is near."""
        options = self.lists.get(self.form.column(column).of)
        return options.near(value) if options else ""

    def refuse(self, row: int, fault: Fault) -> None:
        """Take a row out and say why."""
        self.rows = [one for one in self.rows if one.row != row]
        self.faults.append(fault)


def read_rows(name: str, opened: Opened, lists: Lists) -> Returned:
    """Return the rows of a form and its faults; `lists` are those that do not depend on data.

    A row with a fault is not among the rows. Rows that say the same as one above are faults, too.
    """
    form = opened.form
    known = {**opened.lists, **lists}
    found = Returned(name, opened.stamp, form, opened.saved, lists=known)
    first_own = opened.stamp.first_row + opened.stamp.n_filled
    stated: dict[tuple[str, str], Cell] = {}
    for row, cells in opened.rows.items():
        cells = _with_shared(cells, form, stated)
        is_ahead = row < first_own
        if not _is_meant(cells, form, is_ahead=is_ahead):
            found.n_open += 1
            continue
        _read_row(found, row, cells, known, is_ahead=is_ahead)
    for row in opened.below:
        message = t("below the rows of the form: not read")
        fix = t("write into the rows above, or use a second copy of the form")
        found.faults.append(Fault(row, "", None, "below", message, fix))
    _refuse_repeated(found)
    return found


def _is_meant(cells: Mapping[str, Cell], form: Form, *, is_ahead: bool) -> bool:
    """Return whether somebody filled in a row."""
    asked = [one.name for one in form.columns if not one.is_filled]
    wanted = form.answers if is_ahead and form.answers else asked
    return any(not cells[name].is_blank for name in wanted if name in cells)


def _with_shared(
    cells: dict[str, Cell], form: Form, stated: dict[tuple[str, str], Cell]
) -> dict[str, Cell]:
    """Return a row with what the first row of its visit states for all of them."""
    key = cells["visit_key"].text if form.shared else ""
    if not key:
        return cells
    full = dict(cells)
    for name in form.shared:
        own = cells[name]
        if not own.is_blank:
            stated.setdefault((key, name), own)
        elif any(not cells[one].is_blank for one in form.answers):
            full[name] = stated.get((key, name), own)
    return full


def _read_row(
    found: Returned, row: int, cells: Mapping[str, Cell], lists: Lists, *, is_ahead: bool
) -> None:
    """Read a row; add it, or its faults."""
    values: dict[str, Any] = {}
    faults: list[Fault] = []
    for one in found.form.columns:
        cell = cells.get(one.name, Cell())
        read = read_cell(cell, one, lists.get(one.of), found.month)
        fault = _fault_of(read, one, cell, found.month, found.form.kind)
        if fault is not None:
            faults.append(replace(fault, row=row))
        values[one.name] = read.value
    faults = faults or [replace(one, row=row) for one in _of_row(found.form.kind, values)]
    found.faults += faults
    if not any(one.is_refusal for one in faults):
        found.rows.append(Filled(row, values, is_ahead))


def _fault_of(read: Read, column: Column, cell: Cell, month: Month, kind: str) -> Fault | None:
    """Return what is wrong with a cell: unreadable, missing, or a day of another month."""
    if read.rule:
        return Fault(0, column.name, cell.text, read.rule, read.message, read.fix)
    if read.value is None and column.required and not column.is_filled:
        return Fault(0, column.name, None, "missing_value", t("is missing"), t("fill it in"))
    is_day = column.kind == "date" and not column.is_hidden and kind not in UNDATED
    if is_day and read.value is not None and Month.of(read.value) != month:
        message = t("not a day of {month}, the month of this form", month=month)
        fix = t("write it into the form of {month}", month=Month.of(read.value))
        return Fault(0, column.name, cell.text, "other_month", message, fix)
    return None


def _of_row(kind: str, values: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield what is wrong between the cells of a row."""
    yield from _CHECKS.get(kind, lambda _: iter(()))(values)


def _of_day(values: Mapping[str, Any]) -> Iterator[Fault]:
    if values["report_date"] is None:
        message, fix = t("is missing"), t("write into the rows of the form's days")
        yield Fault(0, "report_date", None, "missing_value", message, fix)


def _of_visit(values: Mapping[str, Any]) -> Iterator[Fault]:
    started, ended = values["started"], values["ended"]
    if started and ended and ended <= started:
        message, fix = t("ends before it starts"), t("correct one of the two times")
        yield Fault(0, "ended", ended.strftime("%H:%M"), "order_of_times", message, fix)
    if values["status"] == "cancelled" and started:
        message = t("a cancelled visit has a time")
        yield Fault(
            0, "status", None, "contradiction", message, t("take out the time, or choose held")
        )


def _of_inspection(values: Mapping[str, Any]) -> Iterator[Fault]:
    if not values["customer_id"] and not values["outlet_id"]:
        message, fix = t("neither customer nor outlet is named"), t("name one of them")
        yield Fault(0, "customer_id", None, "missing_value", message, fix)
    needed = {"stock": "value", "price": "value", "display": "value"}
    needed |= {"competitor": "competitor_id", "complaint": "note"}
    column = needed[values["aspect"]]
    if values[column] is None:
        message = t("is missing for this aspect")
        yield Fault(0, column, None, "missing_value", message, t("fill it in"))


def _of_registration(values: Mapping[str, Any]) -> Iterator[Fault]:
    if values["outlet_id"]:
        return
    for column in ("name", "region_id"):
        if not values[column]:
            message, fix = t("is missing for a new outlet"), t("fill it in, or choose a known one")
            yield Fault(0, column, None, "missing_value", message, fix)
    for column, most in (("latitude", 90), ("longitude", 180)):
        value = values[column]
        if value is not None and abs(value) > most:
            message, fix = t("no place on earth"), t("write degrees, as 31.2304")
            yield Fault(0, column, str(value), "no_place", message, fix)


_CHECKS = {
    "daily_report": _of_day,
    "visit_log": _of_visit,
    "inspection": _of_inspection,
    "registration": _of_registration,
}


def _refuse_repeated(found: Returned) -> None:
    """Take out rows that say the same as one above."""
    seen: dict[tuple[str, ...], int] = {}
    for one in list(found.rows):
        first = seen.setdefault(one.identity(found.form), one.row)
        if first != one.row:
            column = next(name for name in found.form.identity if one.values.get(name))
            message = t("the same as row {n}", n=first)
            fix = t("take one of them out")
            about = (one.row, column, str(one.values[column]), "repeated_row", message, fix)
            found.refuse(one.row, Fault(*about))
