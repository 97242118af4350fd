"""One expression being read: which columns it uses, and which of their texts it cannot convert."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import ibis
import ibis.expr.operations as ops
import ibis.expr.types as ir

from salesnb.i18n import N_, t
from salesnb.sources.exports import RawColumn
from salesnb.sources.map.kinds import (
    as_text,
    day_from,
    is_day,
    is_null,
    is_number,
    kind_of,
    number_from,
)
from salesnb.sources.map.scope import PARTNER, Faulty, Scope, Translation, way_of_writing
from salesnb.sources.map.unread import DAY, NUMBER, is_unread, unread
from salesnb.sources.map.unread import PARTNER as A_PARTNER
from salesnb.sources.values import WIDE, Writing

_NOTHING = ibis.null("string")
_NO_NUMBER = {  # kind -> message
    "day": N_("a day is no number: days(n) moves a day, day(x) - day(y) counts the days between"),
    "flag": N_("true or false is no number"),
    "interval": N_("days(n) and months(n) stand behind a day: day(x) + days(30)"),
}
_NO_DAY = {
    "number": N_("a number is no day: a day is moved by days(n) or months(n), day(x) + days(30)"),
    "flag": N_("true or false is no day"),
    "interval": N_("days(n) and months(n) stand behind a day: day(x) + days(30)"),
}
_DAYS_ONLY = N_("{column} holds days, such as {found!r}, no numbers; a day is moved by {way}")
_MIXED = N_("{columns}: with `sum`, `count`, `min` and `max` beside it, write max(x) or min(x)")
_TEXT_ONLY = N_(
    "{column} holds text, such as {found!r}, no numbers; compare it with a text in quotes, "
    "join texts with concat(x, y)"
)
_LOOKS_LIKE_A_DAY = re.compile(
    r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4}|\d{1,2}月\d{1,2}日"
)
_WORD = re.compile(r"[^\W\d_]{2,}")
_AMOUNT = re.compile(r"[A-Z]{3}[ \d.,'-]+|[\d.,' -]+[A-Z]{3}")  # an amount with its currency
Cast = Callable[[ir.Value, "Reading"], ir.Value]


@dataclass
class Reading:
    """One expression being translated: the columns it used so far, and what it could not read.

    `missed` are texts that stand for what could not be worked out of a row (`unread.Unread`),
    missing where all was; `wanted` says of which kinds. `converted` holds each text that was
    converted beside its value. Where rows are grouped (`is_grouped`), `n_totals` counts the
    functions over the rows of a group, `by_row` are the columns used outside of them.
    """

    scope: Scope
    about: str = ""  # what is missed here, see `unread.Unread`
    used: list[str] = field(default_factory=list)
    missed: list[ir.StringValue] = field(default_factory=list)
    wanted: set[str] = field(default_factory=set)
    converted: list[tuple[ir.StringValue, ir.Value]] = field(default_factory=list)
    is_grouped: bool = False
    n_totals: int = 0
    by_row: list[str] = field(default_factory=list)
    _n_conditions: int = 0

    def received(self, name: str) -> ir.Value:
        """Return a column as it was received, blanks included."""
        if name not in self.used:
            self.used.append(name)
        self.by_row.append(name)
        value = self.scope.column(name)
        self._miss_partner(name)
        if wanted := self.scope.unread.get(name):
            self._miss(ibis.ifelse(is_unread(value), value, _NOTHING), *wanted)
        return value

    def _miss_partner(self, name: str) -> None:
        """Miss a value of a join that requires a partner, in rows that have none."""
        alias = self.scope.alias_of(name)
        column = f"{alias}{PARTNER}"
        if alias and column in self.scope.table.columns:
            self._miss(self.scope.table[column], A_PARTNER)

    def _miss(self, text: ir.StringValue, *wanted: str) -> None:
        self.missed.append(text)
        self.wanted.update(wanted)

    def column(self, name: str) -> ir.Value:
        """Return a column for calculating with: text is trimmed, blank text is missing."""
        value = self.received(name)
        return value.strip().nullif("") if isinstance(value, ir.StringValue) else value

    @contextmanager
    def only_where(self, condition: ir.BooleanValue) -> Iterator[None]:
        """Count what is missed inside the block only in rows where the condition holds."""
        start = len(self.missed)
        self._n_conditions += 1
        yield
        self._n_conditions -= 1
        self.missed[start:] = [
            ibis.ifelse(condition, text, _NOTHING) for text in self.missed[start:]
        ]

    @contextmanager
    def of_a_group(self) -> Iterator[None]:
        """Count what is missed inside the block once for all rows of a group.

        Raises `Faulty` where rows are not grouped, and inside another such block.
        """
        if not self.is_grouped:
            raise Faulty(t("`sum`, `count`, `min` and `max` need `group_by` beside the columns"))
        start, columns = len(self.missed), len(self.by_row)
        self.is_grouped = False
        yield
        self.is_grouped = True
        self.n_totals += 1
        self.missed[start:] = [text.max() for text in self.missed[start:]]
        del self.by_row[columns:]

    @property
    def writing(self) -> Writing:
        """How the columns used so far write their values; `Faulty` when they differ."""
        return way_of_writing(self._raws())

    @property
    def currency(self) -> str:
        """The company's currency, '' where no column was used."""
        return next((one.currency for one in self._raws()), "")

    @property
    def are_numbers(self) -> bool:
        """Whether all columns used so far hold number cells of a sheet."""
        raws = self._raws()
        return bool(raws) and all(one.is_number for one in raws)

    def _raws(self) -> list[RawColumn]:
        return [one for name in self.used for one in self.scope.lineage.get(name, ())]

    def note(self, text: ir.StringValue, value: ir.Value, wanted: str, way: str = "") -> ir.Value:
        """Remember that `value` was converted from `text`, and return it.

        Raises `Faulty` where the text is a column that holds no number at all; `way` is then how
        the calculation is written.
        """
        self.converted.append((text, value))
        names = _columns_of(text)
        if wanted == NUMBER and len(names) == 1 and not self._n_conditions:
            _require_a_number(names[0], self.scope.glance(names[0]), way)
        raws = {one.column for name in names for one in self.scope.lineage.get(name, ())}
        column = raws.pop() if len(raws) == 1 else ""
        row = self.scope.source_row(names[0]) if names else None
        missed = unread(wanted, text, column=column, row=row, about=self.about)
        if any(name in self.scope.unread for name in names):
            missed = ibis.ifelse(is_unread(text), text, missed)
        is_missed = (text.strip() != "") & value.isnull()
        self._miss(ibis.ifelse(is_missed, missed, _NOTHING), wanted)
        return value

    def finished(self, value: ir.Value) -> Translation:
        """Return the translation; in rows where something was missed, its value says so."""
        if self.n_totals and self.by_row:
            raise Faulty(t(_MIXED, columns=", ".join(dict.fromkeys(self.by_row))))
        plain = bool(self.converted) or not isinstance(value, ir.StringValue)
        kind = kind_of(value)
        if self.missed:
            value = ibis.coalesce(*self.missed, as_text(value))
        raws = (
            replace(one, decimal_mark=".", date_order="ymd", excel_epoch=1900) if plain else one
            for one in self._raws()
        )
        lineage = tuple(dict.fromkeys(raws))
        return Translation(value, lineage, plain, kind, frozenset(self.wanted), self.n_totals > 0)


def _columns_of(text: ir.Value) -> list[str]:
    """Return the columns that a text is made of."""
    return list(dict.fromkeys(one.name for one in text.op().find(ops.Field, filter=ops.Value)))


def _is_word(text: str) -> bool:
    """Return whether a text is certainly no number: without a digit, or with a word in it."""
    has_digit = any(letter.isdigit() for letter in text)
    return not has_digit or (bool(_WORD.search(text)) and not _AMOUNT.fullmatch(text))


def _require_a_number(column: str, texts: list[str], way: str) -> None:
    """Raise `Faulty` where all texts of a column (two or more) are days, or all are words."""
    if len(texts) < 2:
        return
    if all(_LOOKS_LIKE_A_DAY.match(text) for text in texts):
        shown = way or f"day({column}) + days(30)"
        raise Faulty(t(_DAYS_ONLY, column=column, found=texts[0], way=shown))
    if all(_is_word(text) for text in texts):
        raise Faulty(t(_TEXT_ONLY, column=column, found=texts[0]))


def common_cast(*values: ir.Value) -> Cast:
    """Return what makes values alike: numbers when one is a number, days when one is a day."""
    for kind, cast in ((is_number, as_number), (is_day, as_day)):
        if any(kind(value) for value in values):
            return cast
    if all(isinstance(value, ir.BooleanValue) for value in values):
        return lambda value, _: value
    return lambda value, _: as_text(value)


def as_number(value: ir.Value, reading: Reading, way: str = "") -> ir.Value:
    """Return a value as DECIMAL(38, 6); text is converted, a literal text raises `Faulty`."""
    if is_number(value):
        return value.try_cast(WIDE) if value.type().is_floating() else value.cast(WIDE)
    if not isinstance(value, ir.StringValue):
        raise Faulty(t(_NO_NUMBER[kind_of(value)]))
    if isinstance(value.op(), ops.Literal):
        raise Faulty(t("the text {value!r} is no number", value=value.op().value))
    if is_null(value):
        return ibis.null(WIDE)
    return reading.note(value, number_from(value, reading.writing), NUMBER, way)


def as_day(value: ir.Value, reading: Reading) -> ir.Value:
    """Return a value as a day without its time of day; text is converted, or raises `Faulty`."""
    if isinstance(value, ir.TimestampValue):
        return value.cast("date")
    if isinstance(value, ir.DateValue):
        return value
    if not isinstance(value, ir.StringValue):
        raise Faulty(t(_NO_DAY[kind_of(value)]))
    if is_null(value):
        return ibis.null("date")
    return reading.note(value, day_from(value, reading.writing), DAY)
