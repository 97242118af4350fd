"""Days and moments as people and systems write them, read whole or not at all.

All are engine expressions. A day is written as ISO, in Chinese, as an Excel serial, in the
stated order of day and month, or with the name of its month; a time of day may stand behind it.
"""

from __future__ import annotations

import datetime
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from functools import cache

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir
from babel import Locale

from salesnb.sources.amounts import ASCII, FULL_WIDTH

FIRST_YEAR, LAST_YEAR = 1700, 2199  # the years that a day can lie in
HELD_YEAR = r"(?:1[7-9]|2[01])\d{2}"  # one of them, as text
NAMED_IN = ("en", "de", "fr", "es", "it", "pt", "nl")  # languages whose month names are read
_UTC = dt.Timestamp(timezone="UTC")
_EXCEL_EPOCHS = {1900: datetime.date(1899, 12, 30), 1904: datetime.date(1904, 1, 1)}
_ZONE = r"(?:Z|UTC|[+-]\d{2}(?::?\d{2})?)"
_CLOCK = r"(?:[01]?\d|2[0-3]):[0-5]?\d(?::[0-5]?\d(?:[.,]\d+)?)?"
TIME = rf"(?:(?: +|T){_CLOCK}(?: ?[AaPp][Mm])?(?: ?{_ZONE})?)?"
_ISO = r"\1-\2-\3"
_WRITTEN = {  # date order -> patterns, each with the ISO text that it stands for
    "ymd": (
        (rf"^({HELD_YEAR}) ?[-/.年] ?(\d{{1,2}}) ?[-/.月] ?(\d{{1,2}}) ?日?{TIME}$", _ISO),
        (rf"^({HELD_YEAR})(\d{{2}})(\d{{2}})$", _ISO),
    ),
    "dmy": ((rf"^(\d{{1,2}})[-/.](\d{{1,2}})[-/.]({HELD_YEAR}){TIME}$", r"\3-\2-\1"),),
    "mdy": ((rf"^(\d{{1,2}})[-/.](\d{{1,2}})[-/.]({HELD_YEAR}){TIME}$", r"\3-\1-\2"),),
}
_GAP = r"[-/., ]*(?:de )?"
_BEHIND = rf"(?i:{TIME})$"
_NAMED = (  # with the month's number between two #
    (rf"^(\d{{1,2}})(?:st|nd|rd|th|er|º)?{_GAP}#(\d+)#{_GAP}({HELD_YEAR}){_BEHIND}", r"\3-\2-\1"),
    (rf"^#(\d+)#{_GAP}(\d{{1,2}})(?:st|nd|rd|th)?{_GAP}({HELD_YEAR}){_BEHIND}", r"\3-\1-\2"),
    (rf"^({HELD_YEAR}){_GAP}#(\d+)#{_GAP}(\d{{1,2}}){_BEHIND}", _ISO),
)
_NAMED_SHORT = (rf"^(\d{{1,2}})[- ]#(\d+)#[- ](\d{{2}}){_BEHIND}", r"20\3-\2-\1")
_HAS_NAME = r"[a-zºà-ÿ]{3}"  # letters that stand in days, small
_BESIDE = r"[-/., \d]"  # a name of a month
_FULL = rf"^{HELD_YEAR}-\d{{2}}-\d{{2}}$"


def day(
    text: ir.StringValue, date_order: str, time_zone: str = "", excel_epoch: int = 1900
) -> ir.Value:
    """Return the day that a trimmed text writes, else missing.

    A moment with `Z` or an offset is the day that it falls on in `time_zone`, where one is
    given; any other moment is the day that is written.
    """
    plain = text.translate(FULL_WIDTH, ASCII).strip()
    straight = text.re_search(_FULL).ifelse(text.try_cast("date"), ibis.null("date"))
    written = ibis.coalesce(straight, _day_written(plain, date_order, excel_epoch))
    if not time_zone:
        return written
    return has_zone(plain).ifelse(_moment_of(plain, written, time_zone).cast("date"), written)


def moment(
    text: ir.StringValue, date_order: str, time_zone: str = "", excel_epoch: int = 1900
) -> ir.Value:
    """Return the day and time that a trimmed text writes; `day` says what an offset does."""
    plain = text.translate(FULL_WIDTH, ASCII).strip()
    written = _day_written(plain, date_order, excel_epoch)
    is_half_day = plain.re_search(r"[AaPp][Mm]")
    return is_half_day.ifelse(ibis.null("timestamp"), _moment_of(plain, written, time_zone))


def has_zone(text: ir.StringValue) -> ir.BooleanValue:
    """Return whether a text is a moment with `Z` or an offset from UTC behind it."""
    return text.re_search(rf":[0-5]?\d(?:[.,]\d+)? ?{_ZONE}$")


def is_open_end(value: ir.Value) -> ir.BooleanValue:
    """Return whether a text or day lies in the year 9999, which systems write for no end."""
    if isinstance(value, ir.StringValue):
        return value.re_search(r"^\s*(9999[-/.年]?12[-/.月]?31|(31[-/.]12|12[-/.]31)[-/.]9999)")
    return value.year() == 9999


def is_held(value: ir.DateValue | ir.TimestampValue) -> ir.BooleanValue:
    """Return whether a day lies in a year that can be counted with."""
    first, after = (datetime.date(year, 1, 1) for year in (FIRST_YEAR, LAST_YEAR + 1))
    return (value >= ibis.literal(first)) & (value < ibis.literal(after))


def _day_written(plain: ir.StringValue, date_order: str, excel_epoch: int) -> ir.Value:
    """Return the day as it is written, whatever time or offset stands behind it."""
    forms = [one for order in dict.fromkeys(("ymd", date_order)) for one in _WRITTEN[order]]
    named = _NAMED if date_order != "dmy" else (*_NAMED, _NAMED_SHORT)
    low = plain.lower()
    with_numbers = low.re_search(_HAS_NAME).ifelse(_without_names(low), ibis.null("string"))
    return ibis.coalesce(
        _iso(plain, forms), _excel_day(plain, excel_epoch), _iso(with_numbers, named)
    )


def _iso(text: ir.StringValue, forms: Sequence[tuple[str, str]]) -> ir.Value:
    """Return the day of a text that has one of the forms: each turns it into ISO."""
    iso = text
    for wanted, parts in forms:
        iso = iso.re_replace(wanted, parts)
    return iso.re_extract(rf"^{HELD_YEAR}-\d{{1,2}}-\d{{1,2}}$", 0).try_cast("date")


def _excel_day(plain: ir.StringValue, epoch: int) -> ir.Value:
    n_days = plain.re_extract(r"^([2-7]\d{4})([.,]\d+)?$", 1).try_cast("int64")  # 1954 to 2119
    found = ibis.literal(_EXCEL_EPOCHS[epoch]).cast("timestamp") + n_days.as_interval("D")
    return found.cast("date")


def _without_names(low: ir.StringValue) -> ir.Value:
    """Return a text, which is in small letters, with months as numbers between two `#`.

    Around a name only what a day may have there is looked for: engines take long to prepare a
    pattern with all letters of the world.
    """
    for number, names in month_names().items():
        low = low.re_replace(
            rf"(^|{_BESIDE})(?:{'|'.join(names)})\.?({_BESIDE}|$)", rf"\1#{number}#\2"
        )
    return low


@cache
def month_names() -> dict[int, tuple[str, ...]]:
    """Return each month's names in small letters, with and without accents.

    A name that stands for different months in two languages is left out.
    """
    meant: dict[str, set[int]] = defaultdict(set, {"mrz": {3}, "sept": {9}})
    for language in NAMED_IN:
        for widths in Locale.parse(language).months.values():
            for number, name in [*widths["wide"].items(), *widths["abbreviated"].items()]:
                for spelling in _spellings(name):
                    meant[spelling].add(number)
    clear = {name: min(numbers) for name, numbers in meant.items() if len(numbers) == 1}
    return {n: tuple(sorted(name for name in clear if clear[name] == n)) for n in range(1, 13)}


def _spellings(name: str) -> set[str]:
    low = name.lower().rstrip(".")
    bare = "".join(c for c in unicodedata.normalize("NFD", low) if not unicodedata.combining(c))
    return {low, bare, low[:3], bare[:3]} if low.isalpha() else set()


def _moment_of(plain: ir.StringValue, written: ir.Value, time_zone: str) -> ir.Value:
    """Return the moment of a text whose day is known, in the time zone where it has an offset."""
    clock = plain.re_extract(rf"({_CLOCK})", 1).replace(",", ".").nullif("").fill_null("00:00")
    padded = clock.re_replace(r"^(\d):", r"0\1:").re_replace(r"^(\d+:\d+)$", r"\1:00")
    local = (written.cast("string") + " " + padded).try_cast("timestamp")
    if not time_zone:
        return local
    utc = local - _offset_minutes(plain).as_interval("m")
    return has_zone(plain).ifelse(in_zone(time_zone, utc.cast(_UTC)), local)


def _offset_minutes(plain: ir.StringValue) -> ir.Value:
    """Return how many minutes the clock of a moment is ahead of UTC."""
    offset = plain.re_extract(r"([+-]\d{2}(?::?\d{2})?)$", 1)
    hours = offset.substr(1, 2).try_cast("int64").fill_null(0)
    minutes = offset.re_extract(r"^.\d{2}:?(\d{2})$", 1).try_cast("int64").fill_null(0)
    sign = offset.startswith("-").ifelse(-1, 1)
    return (sign * (hours * 60 + minutes)).cast("int64")


@ibis.udf.scalar.builtin(name="timezone")
def in_zone(zone: str, moment: _UTC) -> dt.timestamp:  # type: ignore[empty-body,valid-type]
    """Turn a moment into the local time of a zone."""
