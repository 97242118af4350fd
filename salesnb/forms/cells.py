"""What people write into a cell, read as what its column wants, or not at all."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any

from salesnb.forms.declared import Column
from salesnb.forms.lists import Options
from salesnb.forms.words import defused
from salesnb.i18n import t
from salesnb.months import Month
from salesnb.sources import amounts
from salesnb.sources.amounts import ASCII, FULL_WIDTH

_FULL_WIDTH = str.maketrans(FULL_WIDTH, ASCII)
_EPOCHS = {1900: dt.date(1899, 12, 30), 1904: dt.date(1904, 1, 1)}
_FIRST_SERIAL, _LAST_SERIAL = 36_526, 73_050  # 2000 to 2099, as Excel counts days
_CLOCK = r"(?:[ T]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
_DATE = re.compile(rf"(20\d\d) ?[-/.年] ?(\d{{1,2}}) ?[-/.月] ?(\d{{1,2}}) ?日?{_CLOCK}")
_DIGITS = re.compile(r"(20\d\d)(\d\d)(\d\d)")
_WITHOUT_YEAR = re.compile(r"(\d{1,2}) ?[-/.月] ?(\d{1,2}) ?日?")
_TIME = re.compile(r"([01]?\d|2[0-3]) ?[:点时h] ?([0-5]\d)? ?分?(?::[0-5]\d(?:\.\d+)?)?", re.I)
_MINUTES = 24 * 60
_MOST_LETTERS = 2000


@dataclass(frozen=True)
class Cell:
    """A cell as it was returned: what it holds, and whether that is an error or a formula."""

    value: Any = None
    kind: str = "n"  # openpyxl's: e error, f formula, s text, d day or time, b true or false
    epoch: int = 1900

    @property
    def text(self) -> str:
        """Return what a person reads in the cell."""
        if isinstance(self.value, dt.datetime) and self.value.time() == dt.time(0):
            return self.value.date().isoformat()
        if isinstance(self.value, float) and self.value.is_integer():
            return str(int(self.value))
        return "" if self.value is None else str(self.value)

    @property
    def is_blank(self) -> bool:
        """Return whether there is nothing in the cell but blanks."""
        return not unicodedata.normalize("NFKC", self.text).strip()


@dataclass(frozen=True)
class Read:
    """What a cell holds for its column; `rule` is what is wrong with it, '' where nothing is."""

    value: Any = None
    rule: str = ""
    message: str = ""
    fix: str = ""


def read_cell(cell: Cell, column: Column, options: Options | None, month: Month) -> Read:
    """Return the value of a cell, None of a blank one, or what is wrong with it."""
    if cell.kind == "e":
        fix = t("write the value itself")
        return Read(None, "error_cell", t("an error of the spreadsheet, not a value"), fix)
    if cell.kind == "f":
        fix = t("copy the cell and paste it as a value")
        return Read(None, "formula", t("a formula: forms take values only"), fix)
    if cell.is_blank:
        return Read()
    if column.kind == "date":
        return _date(cell, month)
    if column.kind == "time":
        return _time(cell)
    if column.kind == "list" and options is not None:
        return _option(cell, column, options)
    if column.kind in ("number", "money", "whole"):
        return _number(cell, column)
    return _text(cell)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text.translate(_FULL_WIDTH)).strip()


def _date(cell: Cell, month: Month) -> Read:
    value = cell.value
    if isinstance(value, dt.datetime):
        return Read(value.date())
    if isinstance(value, dt.date):
        return Read(value)
    plain = _plain(cell.text)
    day = _serial(plain, cell.epoch) if re.fullmatch(r"\d{5}(\.\d+)?", plain) else None
    found = _DATE.fullmatch(plain) or _DIGITS.fullmatch(plain)
    day = _day(*found.groups()) if found and day is None else day
    if day is not None:
        return Read(day)
    return Read(None, "not_a_date", t("not a date"), _date_fix(plain, month))


def _day(year: str, number: str, day: str) -> dt.date | None:
    try:
        return dt.date(int(year), int(number), int(day))
    except ValueError:
        return None


def _serial(plain: str, epoch: int) -> dt.date | None:
    """Return the day that Excel's number stands for."""
    n_days = int(float(plain))
    if not _FIRST_SERIAL <= n_days <= _LAST_SERIAL:
        return None
    return _EPOCHS[epoch] + dt.timedelta(days=n_days)


def _date_fix(plain: str, month: Month) -> str:
    found = _WITHOUT_YEAR.fullmatch(plain)
    day = _day(str(month.year), *found.groups()) if found else None
    example = (day or month.first + dt.timedelta(days=6)).isoformat()
    if day:
        return t("write it as {example}", example=example)
    return t("write it with its year, as {example}", example=example)


def _time(cell: Cell) -> Read:
    value = cell.value
    if isinstance(value, dt.datetime):
        return Read(value.time().replace(microsecond=0))
    if isinstance(value, dt.time):
        return Read(value.replace(microsecond=0))
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1:
        minutes = round(float(value) * _MINUTES) % _MINUTES
        return Read(dt.time(minutes // 60, minutes % 60))
    found = _TIME.fullmatch(_plain(cell.text))
    if found:
        return Read(dt.time(int(found[1]), int(found[2] or 0)))
    return Read(None, "not_a_time", t("not a time of day"), t("write it as 09:30"))


def _option(cell: Cell, column: Column, options: Options) -> Read:
    code = options.code(cell.text)
    if code:
        return Read(code)
    if column.is_open:
        return _text(cell)
    near = options.near(cell.text)
    fix = t("did you mean {near!r}?", near=near) if near else t("choose from the list of the cell")
    return Read(None, "not_in_list", t("not in the list"), fix)


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile(amounts.pattern(amounts.form("number", decimal_mark=".", currency="CNY")))


def _number(cell: Cell, column: Column) -> Read:
    number = _decimal(cell)
    if number is None:
        fix = t("write digits only, as {example}", example="1200.50")
        return Read(None, "not_a_number", t("not a number"), fix)
    if column.kind == "whole" and number != number.to_integral_value():
        return Read(None, "not_whole", t("not a whole number"), t("write a whole number"))
    if column.kind in ("money", "whole") and number < 0:
        return Read(None, "wrong_sign", t("below 0"), t("write 0 or more"))
    if column.most is not None and number > Decimal(str(column.most)):
        most = f"{column.most:g}"
        fix = t("write {most} or less", most=most)
        return Read(None, "above_most", t("more than can be"), fix)
    return Read(int(number) if column.kind == "whole" else float(number))


def _decimal(cell: Cell) -> Decimal | None:
    if isinstance(cell.value, bool):
        return None
    if isinstance(cell.value, int | float):
        return Decimal(str(cell.value))
    plain = re.sub(r"\s*(元|CNY|RMB|USD|EUR|[¥$€£])\s*", "", _plain(cell.text))
    if not _pattern().search(plain) or plain.endswith("%"):
        return None
    sign = -1 if plain.startswith(("-", "(")) or plain.endswith("-") else 1
    bare = re.sub(r"[^0-9.eE]", "", plain)
    try:
        return sign * Decimal(bare)
    except InvalidOperation:
        return None


def _text(cell: Cell) -> Read:
    text = unicodedata.normalize("NFC", cell.text).strip()
    if len(text) > _MOST_LETTERS:
        fix = t("write at most {n} letters", n=_MOST_LETTERS)
        return Read(None, "too_long", t("too long a text"), fix)
    if text[:1] == "'" and defused(text[1:]) == text:
        text = text[1:]
    return Read(text)
