"""The functions of mappings that read, move and cut days."""

from __future__ import annotations

import re
from collections.abc import Callable

import ibis
import ibis.expr.types as ir

from salesnb.i18n import t
from salesnb.sources.days import HELD_YEAR, TIME
from salesnb.sources.map.kinds import as_text, is_day
from salesnb.sources.map.reading import Reading, as_day
from salesnb.sources.map.scope import Faulty
from salesnb.sources.map.unread import DAY

_YEARS, _RECENT, _FORMER = r"(\d{4})", r"([0-6]\d)", r"([7-9]\d)"  # two digits: 1970 to 2069
_READ = "\x1e"  # in front of a day that was read: no text of an export begins with it
_ISO_DAY = rf"^(\d{{4}}-\d{{2}}-\d{{2}}){TIME}\s*$"


def read_day(reading: Reading, value: ir.Value, written: str = "") -> ir.Value:
    """Read a day: ISO, or as `written` with %Y %y %m %d; a time of day is left off."""
    if not written:
        return as_day(value, reading)
    if is_day(value):
        return as_day(value, reading)
    text = as_text(value)
    return reading.note(text, _day_as(text, written), DAY)


def _day_as(text: ir.StringValue, written: str) -> ir.Value:
    """Return the day of a `text` that is written as the format says; missing where it does not fit.

    ISO text is taken too, as the date cells of a sheet are, unless the format begins as ISO does.
    Each step uses the one before it once: engines are given expressions as text, in which whatever
    is used twice stands twice.
    """
    read = text
    for pattern, iso in _forms(written):
        read = read.re_replace(pattern, _READ + iso)
    day = read.re_extract(rf"^{_READ}({HELD_YEAR}-\d{{1,2}}-\d{{1,2}})$", 1)
    return day.try_cast("date")


def _forms(written: str) -> list[tuple[str, str]]:
    """Return patterns of days in a format, each with the ISO text that it stands for."""
    directives = re.findall(r"%.", written)
    kinds = sorted(one.lower() for one in directives)
    if kinds != ["%d", "%m", "%y"]:
        raise Faulty(t("the date format {found!r}: write %d, %m and %Y once each", found=written))
    place = {one: rf"\{i}" for i, one in enumerate(directives, start=1)}
    behind = f"-{place['%m']}-{place['%d']}"
    years = {_YEARS: place["%Y"]} if "%Y" in place else _in_century(place["%y"])
    forms = [(_pattern(written, digits), year + behind) for digits, year in years.items()]
    return forms if written.startswith("%Y") else [*forms, (_ISO_DAY, r"\1")]


def _in_century(two: str) -> dict[str, str]:
    """Return the digits of years without a century, each with the year that they stand for."""
    return {_RECENT: "20" + two, _FORMER: "19" + two}


def _pattern(written: str, years: str) -> str:
    """Return what a text in a format matches as a whole, its years being those digits."""
    digits = {"%Y": years, "%y": years, "%m": r"(\d{1,2})", "%d": r"(\d{1,2})"}
    parts = [digits.get(one) or re.escape(one) for one in re.split(r"(%.)", written) if one]
    return rf"^\s*{''.join(parts)}{TIME}\s*$"


def interval(unit: str) -> Callable[..., ir.Value]:
    def build(reading: Reading, n: object) -> ir.Value:
        if not isinstance(n, int) or isinstance(n, bool):
            raise Faulty(t("{unit}(n): n is a whole number, not {found!r}", unit=unit, found=n))
        return ibis.interval(n, unit={"days": "D", "months": "M"}[unit])

    return build


def part_of_day(unit: str) -> Callable[..., ir.Value]:
    def build(reading: Reading, value: ir.Value) -> ir.Value:
        return getattr(as_day(value, reading), unit)().cast("int64")

    return build


def month_start(reading: Reading, value: ir.Value) -> ir.Value:
    return as_day(value, reading).truncate("M").cast("timestamp").cast("date")


def month_end(reading: Reading, value: ir.Value) -> ir.Value:
    first = as_day(value, reading).truncate("M").cast("timestamp")
    return (first + ibis.interval(months=1) - ibis.interval(days=1)).cast("date")


def following(reading: Reading, value: ir.Value, *by: ir.Value) -> ir.Value:
    """The next later day among the rows that agree in `by`; missing on the last one."""
    day = as_day(value, reading)
    return day.lead().over(ibis.window(group_by=list(by), order_by=day))
