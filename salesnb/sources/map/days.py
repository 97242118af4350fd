"""The functions of mappings that read, move and cut days."""

from __future__ import annotations

import re
from collections.abc import Callable

import ibis
import ibis.expr.types as ir

from salesnb.i18n import t
from salesnb.sources.days import TIME
from salesnb.sources.map.kinds import as_text, day_from, is_day
from salesnb.sources.map.reading import Reading, as_day
from salesnb.sources.map.scope import Faulty
from salesnb.sources.map.unread import DAY
from salesnb.sources.values import PLAIN

_DIRECTIVES = {"%Y": r"(\d{4})", "%y": r"(\d{2})", "%m": r"(\d{1,2})", "%d": r"(\d{1,2})"}
_ISO_DAY = rf"^(\d{{4}}-\d{{2}}-\d{{2}}){TIME}\s*$"
_CENTURY = 70  # two digits below it are 20xx


def read_day(reading: Reading, value: ir.Value, written: str = "") -> ir.Value:
    """Read a day: ISO, or as `written` with %Y %y %m %d; a time of day is left off."""
    if not written:
        return as_day(value, reading)
    if is_day(value):
        return as_day(value, reading)
    text = as_text(value)
    return reading.note(text, day_from(_iso(text, written), PLAIN), DAY)


def _iso(text: ir.StringValue, written: str) -> ir.StringValue:
    """Return `text`, written as the format says, as ISO text; missing where it does not fit.

    ISO text is taken too, as the date cells of a sheet are, unless the format begins as ISO does.
    """
    directives = re.findall(r"%.", written)
    kinds = sorted(one.lower() for one in directives)
    if kinds != ["%d", "%m", "%y"]:
        raise Faulty(t("the date format {found!r}: write %d, %m and %Y once each", found=written))
    pattern = r"^\s*" + "".join(
        _DIRECTIVES.get(part) or re.escape(part) for part in re.split(r"(%.)", written) if part
    )
    pattern += rf"{TIME}\s*$"
    part = {one: text.re_extract(pattern, i) for i, one in enumerate(directives, start=1)}
    year = part["%Y"] if "%Y" in part else _full_year(part["%y"])
    iso = year + "-" + part["%m"].lpad(2, "0") + "-" + part["%d"].lpad(2, "0")
    read = ibis.ifelse(text.re_search(pattern), iso, ibis.null("string"))
    return read if written.startswith("%Y") else ibis.coalesce(read, text.re_extract(_ISO_DAY, 1))


def _full_year(two: ir.StringValue) -> ir.StringValue:
    recent = two.try_cast("int64") < _CENTURY
    return ibis.ifelse(recent, ibis.literal("20"), ibis.literal("19")) + two


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
