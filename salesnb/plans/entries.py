"""One entry of a plan file held against its declaration: each value, then values together."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Collection, Iterator, Mapping
from itertools import pairwise
from typing import Any

from salesnb.contracts.fields import Check, Field, Table
from salesnb.errors import UsageError, closest
from salesnb.i18n import N_, t
from salesnb.months import Month
from salesnb.periods import Period

Entry = Mapping[str, Any]
Fault = tuple[str, str]  # column, message
NUMBERS = frozenset({"money", "price", "quantity", "number", "share", "integer"})
EXPECTED = {  # by the type of a column, what its value must be
    "id": N_('must be a text in quotes, e.g. {name} = "R-01"'),
    "text": N_('must be a text in quotes, e.g. {name} = "..."'),
    "date": N_("must be a day without quotes, e.g. {name} = 2026-10-20"),
    "flag": N_("must be true or false, without quotes"),
    "integer": N_("must be a whole number without quotes, e.g. {name} = 2027"),
    "share": N_("must be a number from 0 to 1, e.g. {name} = 0.25"),
}
A_NUMBER = N_("must be a number without quotes or separators, e.g. {name} = 1200000")


def value_faults(
    table: Table, entry: Entry, known: Mapping[str, Collection[str]]
) -> Iterator[Fault]:
    """Yield what is wrong with single values: unknown, missing, of another kind, not allowed.

    `known` are the values that may stand in a column, by what it refers to (`regions.region_id`).
    """
    names = {one.name: one for one in table.fields}
    for name in entry:
        if name not in names:
            yield name, _unknown(name, names)
    for one in table.fields:
        if one.name in entry:
            yield from ((one.name, text) for text in _wrong(one, entry[one.name], known))
        elif one.required:
            label = t(one.label)
            yield one.name, t("{column} ({label}) is missing", column=one.name, label=label)


def _unknown(name: str, names: Collection[str]) -> str:
    near = closest(name, names)
    if near:
        return t("{column} is not known here (did you mean {near}?)", column=name, near=near)
    known = ", ".join(names)
    return t("{column} is not known here (there are: {known})", column=name, known=known)


def _wrong(one: Field, value: Any, known: Mapping[str, Collection[str]]) -> Iterator[str]:
    """Yield what is wrong with a value; of several faults the first that explains the others."""
    shown = {"name": one.name, "value": _shown(value)}
    if not _is_of_type(one, value):
        expected = t(EXPECTED.get(one.type, A_NUMBER), name=one.name)
        yield t("{name} = {value}: {expected}", **shown, expected=expected)
    elif one.required and value == "":
        yield t("{name} is empty", name=one.name)
    elif one.choices and value not in one.choices:
        choices = ", ".join(one.choices)
        yield t("{name} = {value}: must be one of {choices}", **shown, choices=choices)
    elif one.sign and not _has_sign(value, one.sign):
        yield t("{name} = {value}: must be {sign}", **shown, sign=one.sign.replace(">=", "≥ "))
    elif one.references in known and value not in known[one.references]:
        near = closest(str(value), map(str, known[one.references]))
        text = N_("{name} = {value}: not in {column} (did you mean {near!r}?)")
        plain = N_("{name} = {value}: not in {column}")
        yield t(text if near else plain, **shown, column=one.references, near=near)


def _shown(value: Any) -> str:
    """Return a value about as it stands in the file, cut where it is long."""
    text = f'"{value}"' if isinstance(value, str) else str(value)
    text = text.lower() if isinstance(value, bool) else text
    return text if len(text) <= 60 else text[:57] + "..."


def _is_of_type(one: Field, value: Any) -> bool:
    if one.type in {"id", "text"}:
        return isinstance(value, str)
    if one.type == "date":
        return isinstance(value, dt.date) and not isinstance(value, dt.datetime)
    if one.type == "flag":
        return isinstance(value, bool)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return False
    if one.type == "integer":
        return isinstance(value, int)
    return one.type != "share" or 0 <= value <= 1


def _has_sign(value: float, sign: str) -> bool:
    return value > 0 if sign == ">0" else value >= 0


def entry_faults(table: Table, entry: Entry) -> Iterator[Fault]:
    """Yield what is wrong with the values of an entry taken together."""
    for check in table.checks:
        if check.but_not and entry.get(check.but_not[0]) == check.but_not[1]:
            continue
        broken = _RULES[check.rule](check, entry)
        if broken:
            stated = ", ".join(f"{n} = {_shown(entry[n])}" for n in check.columns if n in entry)
            what = t(check.label)
            yield (
                broken,
                t("{stated}: {what}", stated=stated, what=what)
                if stated
                else t("{columns}: {what}", columns=", ".join(check.columns), what=what),
            )


def _there(check: Check, entry: Entry) -> list[str]:
    return [name for name in check.columns if name in entry]


def _order_of_dates(check: Check, entry: Entry) -> str:
    first, last = (entry.get(name) for name in check.columns)
    is_day = isinstance(first, dt.date) and isinstance(last, dt.date)
    return check.columns[1] if is_day and type(first) is type(last) and first > last else ""  # type: ignore[operator]


def _rising(check: Check, entry: Entry) -> str:
    """Return the first column that is less than the one before it; absent ones are passed over."""
    there = [n for n in check.columns if isinstance(entry.get(n), int | float)]
    return next((after for before, after in pairwise(there) if entry[after] < entry[before]), "")


def _exactly_one(check: Check, entry: Entry) -> str:
    there = _there(check, entry)
    return "" if len(there) == 1 else (there or list(check.columns))[-1]


def _at_most_one(check: Check, entry: Entry) -> str:
    there = _there(check, entry)
    return there[-1] if len(there) > 1 else ""


def _if_true(check: Check, entry: Entry) -> str:
    """Return the first column where that flag is true and another of the columns is missing."""
    first, *others = check.columns
    lacking = [name for name in others if name not in entry]
    return first if entry.get(first) is True and lacking else ""


def _any_of(check: Check, entry: Entry) -> str:
    return "" if _there(check, entry) else check.columns[0]


def _together(check: Check, entry: Entry) -> str:
    there = _there(check, entry)
    return there[-1] if 0 < len(there) < len(check.columns) else ""


def _differ(check: Check, entry: Entry) -> str:
    first, last = (entry.get(name) for name in check.columns)
    return check.columns[1] if first is not None and first == last else ""


def _needed(check: Check, entry: Entry) -> str:
    return next((name for name in check.columns if name not in entry), "")


def _parses(parse: Callable[[str], object]) -> Callable[[Check, Entry], str]:
    """Return a rule: the column, where it is there, is written in a way that `parse` can read."""

    def rule(check: Check, entry: Entry) -> str:
        name = check.columns[0]
        if not isinstance(entry.get(name), str):
            return ""
        try:
            parse(entry[name])
        except UsageError:
            return name
        return ""

    return rule


_RULES: Mapping[str, Callable[[Check, Entry], str]] = {
    "order_of_dates": _order_of_dates,
    "rising": _rising,
    "exactly_one": _exactly_one,
    "at_most_one": _at_most_one,
    "if_true": _if_true,
    "any_of": _any_of,
    "together": _together,
    "differ": _differ,
    "needed": _needed,
    "period": _parses(Period.parse),
    "month": _parses(Month.parse),
}
