"""Numbers, money, shares, days and months as people write them: the one place that rounds.

A format has a name; pages carry it beside each number, so that a checker can write the number
anew from its cell and compare.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

from babel import Locale
from babel.numbers import get_currency_name, get_currency_symbol

from salesnb.i18n import language, t

DASH = "–"
_STEPS = [Decimal(1).scaleb(-digits) for digits in range(7)]
LARGE_COLUMN = "money_column_large"
COLUMN = "money_column"  # one unit for the amounts of a table that are read against each other
FOR_TYPE = {
    "money": "money",
    "price": "price",
    "quantity": "number",
    "number": "number",
    "integer": "integer",
    "share": "share",
}


@cache
def _locale(lang: str) -> Locale:
    return Locale.parse("zh_Hans_CN" if lang == "zh" else "en")


def write(value: float | None, fmt: str, *, currency: str = "") -> str:
    """Return a number in the language in use; missing is a dash. `FORMATS` names the ways."""
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return DASH
    return _FORMATS[fmt](float(value), currency)


def usual(kind: str, shown: str) -> str:
    """Return how a number is written outside a table: as its column says, else by its type."""
    return FOR_TYPE[kind] if shown in {"", COLUMN} else shown


def _fixed(value: float, digits: int, *, signed: bool = False) -> str:
    rounded = Decimal(repr(value)).quantize(_STEPS[digits], rounding=ROUND_HALF_UP)
    rounded = abs(rounded) if rounded == 0 else rounded
    text = f"{rounded:,f}"  # digits, points and commas are the same in both languages
    return ("+" + text if signed and rounded > 0 else text).replace("-", "−")


def _digits_of_count(value: float) -> int:
    """Return the decimals of what is counted: one where it is small and not whole."""
    return 0 if abs(value) >= 100 or value == round(value) else 1


def _is_whole_cents(value: float) -> bool:
    """Return whether an amount has no part of a cent, down to a millionth of the currency."""
    return not Decimal(repr(value)).quantize(Decimal("1e-6"), rounding=ROUND_HALF_UP) % Decimal(
        "0.01"
    )


def _money(value: float, currency: str) -> str:
    symbol = symbol_of(currency)
    size = abs(value)
    steps: tuple[tuple[float, str], ...] = ((1e9, "B"), (1e6, "M"), (1e3, "k"))
    if language() == "zh":
        steps = ((1e8, "亿"), (1e4, "万"))
    sign = "−" if value < 0 else ""
    for step, word in steps:
        if size >= step:
            shown = size / step
            digits = 2 if step >= 1e8 else 0 if shown >= 1000 else 1
            return f"{sign}{symbol}{_fixed(shown, digits)}{word}"
    return f"{sign}{symbol}{_fixed(size, 0 if size == int(size) or size >= 100 else 2)}"


def _money_column(value: float, currency: str) -> str:
    """Return money in one unit for a whole column: thousands, in Chinese ten thousands."""
    return _in_unit(value, currency, *((1e4, "万", 1) if language() == "zh" else (1e3, "k", 0)))


def _money_column_large(value: float, currency: str) -> str:
    """Return money in one unit for a column of very large amounts: millions, in Chinese 亿."""
    return _in_unit(value, currency, *((1e8, "亿", 2) if language() == "zh" else (1e6, "M", 1)))


def _in_unit(value: float, currency: str, step: float, word: str, digits: int) -> str:
    """Return money in a unit; what is too small for it, but not nought, is said to be so."""
    if value == 0:
        return f"{symbol_of(currency)}0"
    shown = _fixed(abs(value) / step, digits)
    if not shown.strip("0."):
        least = _fixed(10.0**-digits, digits)
        return f"{'> −' if value < 0 else '< '}{symbol_of(currency)}{least}{word}"
    return f"{'−' if value < 0 else ''}{symbol_of(currency)}{shown}{word}"


def _scaled(scale: str, *, signed: bool = False) -> Callable[[float, str], str]:
    """Return what writes money as a bare number in the unit that a table states once."""

    def written(value: float, currency: str) -> str:
        step, digits = _SCALES[scale][language() == "zh"]
        return _fixed(value / step, digits + (signed and step > 1e4), signed=signed)

    return written


def scale_of(largest: float) -> str:
    """Return the unit in which a table with this largest amount is read, as `money_in_...`."""
    for scale, least in (("billions", 2e10), ("millions", 2e7), ("thousands", 1e5)):
        if abs(largest) >= least:
            return scale
    return "units"


def scale_words(scale: str, currency: str) -> str:
    """Return how the heading of a table names the unit of its amounts: million CNY, 万元."""
    if language() == "zh":
        unit = _chinese_unit(currency)
        return {"units": unit.strip(), "billions": f"亿{unit}"}.get(scale, f"万{unit}")
    return {
        "units": currency,
        "thousands": t("thousand {currency}", currency=currency),
        "millions": t("million {currency}", currency=currency),
        "billions": t("billion {currency}", currency=currency),
    }[scale]


@cache
def _chinese_unit(currency: str) -> str:
    """Return what stands behind 万 and 亿: 元, 美元; a blank and the code where it has no name."""
    if currency in {"CNY", ""}:
        return "元" if currency else ""
    name = get_currency_name(currency, locale=_locale("zh"))
    return f" {currency}" if name == currency else name


def axis_money(largest: float, currency: str) -> tuple[float, str]:
    """Return what to divide the amounts of an axis by, and its unit, for a largest amount."""
    names: tuple[tuple[float, str], ...]
    if language() == "zh":
        unit = _chinese_unit(currency)
        names = ((1e8, f"亿{unit}"), (1e4, f"万{unit}"))
    else:
        names = (
            (1e9, t("billion {currency}", currency=currency)),
            (1e6, t("million {currency}", currency=currency)),
            (1e3, t("thousand {currency}", currency=currency)),
        )
    fits = [one for one in names if abs(largest) >= 2 * one[0]]
    return fits[0] if fits else (1.0, currency)


@cache
def symbol_of(currency: str) -> str:
    """Return the sign of a currency ('¥' for CNY in both languages), '' for none."""
    if not currency:
        return ""
    return "¥" if currency == "CNY" else get_currency_symbol(currency, locale=_locale("en"))


def _share(value: float, digits: int = 1, *, signed: bool = False) -> str:
    return _fixed(value * 100, digits, signed=signed) + "%"


def _part(value: float) -> str:
    """Return a share; one that is not nought is never written as if it were."""
    shown = _share(value)
    if value and shown == _share(0.0):
        return f"> −{_share(0.001)}" if value < 0 else f"< {_share(0.001)}"
    return shown


def _chance(value: float) -> str:
    """Return a probability; what is less than one in a thousand is said to be so."""
    return "< 0.1%" if value < 0.001 else _share(value)


_SCALES = {  # unit of a table: what amounts are divided by and their digits, English and Chinese
    "units": ((1.0, 0), (1.0, 0)),
    "thousands": ((1e3, 0), (1e4, 1)),
    "millions": ((1e6, 1), (1e4, 0)),
    "billions": ((1e9, 1), (1e8, 1)),
}
_FORMATS: dict[str, Callable[[float, str], str]] = {
    "money": _money,
    "money_change": lambda v, c: ("+" if v > 0 else "") + _money(v, c),
    "money_column": _money_column,
    "money_column_large": _money_column_large,
    "money_full": lambda v, c: _fixed(v, 2),
    "change_full": lambda v, c: _fixed(v, 2, signed=True),
    "money_exact": lambda v, c: _fixed(v, 2 if _is_whole_cents(v) else 6),
    "price": lambda v, c: symbol_of(c) + _fixed(v, 2),
    "number": lambda v, c: _fixed(v, 0 if abs(v) >= 100 else 1),
    "counted": lambda v, c: _fixed(v, _digits_of_count(v)),
    "counted_change": lambda v, c: _fixed(v, _digits_of_count(v), signed=True),
    "tenths": lambda v, c: _fixed(v, 1),
    "decimal": lambda v, c: _fixed(v, 2),
    "integer": lambda v, c: _fixed(v, 0),
    "share": lambda v, c: _part(v),
    "growth": lambda v, c: _share(v, signed=True),
    "chance": lambda v, c: _chance(v),
    "points": lambda v, c: _fixed(v * 100, 1, signed=True),
    "days": lambda v, c: _fixed(v, 0),
    "hours": lambda v, c: _fixed(v, 0),
    "factor": lambda v, c: _fixed(v, 2),
    "month_name": lambda v, c: month_name(int(v)),
    **{f"money_in_{s}": _scaled(s) for s in _SCALES},
    **{f"change_in_{s}": _scaled(s, signed=True) for s in _SCALES},
}
FORMATS = frozenset(_FORMATS)


def month(text: str) -> str:
    """Return a month as people write it: `Oct 2026`, `2026年10月`."""
    year, number = text.split("-")[:2]
    if language() == "zh":
        return f"{int(year)}年{int(number)}月"
    return f"{_locale('en').months['format']['abbreviated'][int(number)]} {year}"


def month_name(number: int) -> str:
    """Return the name of a month of the year (1 to 12): `Oct`, `10月`."""
    return str(_locale(language()).months["format"]["abbreviated"][number])


def status_word(status: str) -> str:
    """Return the word for a finding's status."""
    return {"good": t("good"), "watch": t("watch"), "act": t("act"), "info": t("note")}[status]
