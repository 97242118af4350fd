"""Numbers as people and systems write them, read whole or not at all; as engine expressions.

Read are full-width digits, groups of three (by `,` or `.`, whichever is not the decimal mark, by
a blank of any kind or an apostrophe), a sign before or behind, brackets for negative numbers, and
an exponent; signs and codes of the company's currency around amounts; percent where a share or a
plain number is expected. Any other character makes the text no number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

import ibis
import ibis.expr.types as ir

from salesnb.money import CURRENCY_SIGNS

DECIMAL = "decimal(38, 6)"
NARROW = "decimal(18, 6)"  # below 10^12: read and computed by engines some 50 to 200 times faster
DIGITS = {"quantity": 12, "integer": 12}  # in front of the decimal mark, at most: sums of whole
MOST_DIGITS = 15  # units must stay within int64
WITH_PERCENT = frozenset({"share", "number"})
WITH_CURRENCY = frozenset({"money", "price", "number"})
FULL_WIDTH = "０１２３４５６７８９．，－＋（）％／：−￥＄￡￦’ʼ\u3000\u00a0\u2007\u2009\u202f"
ASCII = "0123456789.,-+()%/:-¥$£₩''     "
SHORT_NAMES = {  # also at amounts of their own currency, and else too often another word
    "Rs.": ("INR", "LKR", "PKR"),
    "Rs": ("INR", "LKR", "PKR"),
    "Rp": ("IDR",),
    "RM": ("MYR",),
    "zł": ("PLN",),
    "Kč": ("CZK",),
    "Ft": ("HUF",),
    "kr.": ("DKK", "ISK", "NOK", "SEK"),
    "kr": ("DKK", "ISK", "NOK", "SEK"),
    "Fr.": ("CHF",),
}
SIGNS = {  # how amounts are marked beside the code -> the currencies that it may stand for
    **{sign: codes for sign, codes in CURRENCY_SIGNS.items() if sign not in codes},
    **SHORT_NAMES,
}


@dataclass(frozen=True)
class NumberForm:
    """How the numbers of a column are written: their decimal mark, and what may stand at them."""

    decimal_mark: str
    currency: str  # '' where no sign or code of a currency may stand
    has_percent: bool
    most_digits: int


def limit(kind: str) -> int:
    """Return the number that values of a field's type must stay below."""
    return 10 ** DIGITS.get(kind, MOST_DIGITS)


def form(kind: str, *, decimal_mark: str, currency: str) -> NumberForm:
    """Return how the numbers of a field's type are written in such a file."""
    own = currency if kind in WITH_CURRENCY else ""
    return NumberForm(decimal_mark, own, kind in WITH_PERCENT, DIGITS.get(kind, MOST_DIGITS))


def number(text: ir.StringValue, how: NumberForm) -> ir.Value:
    """Return the decimal that a trimmed text writes; missing where it is none, or too large."""
    plain = text.translate(FULL_WIDTH, ASCII).strip()
    is_number = plain.re_search(pattern(how))
    other = is_number.ifelse(_value(plain, how), ibis.null(DECIMAL))
    if how.decimal_mark == ",":
        return other
    is_plain = text.re_search(r"^[-+]?\d{1,11}(\.\d*)?$")
    quick = is_plain.ifelse(text.try_cast(NARROW), ibis.null(NARROW))
    return ibis.coalesce(quick.cast(DECIMAL), other)


def _value(text: ir.StringValue, how: NumberForm) -> ir.Value:
    """Return the value of a text that is a number: what is left is its sign, digits and point."""
    bare = text.re_replace(_own_marks(how.currency), "") if how.currency else text
    bare = bare.replace("(", "-").re_replace(rf"[^-0-9eE{re.escape(how.decimal_mark)}]", "")
    bare = bare.replace(how.decimal_mark, ".").re_replace(r"^(.*\d\.?)-$", r"-\1")
    amount = ibis.coalesce(bare.try_cast(NARROW).cast(DECIMAL), bare.try_cast(DECIMAL))
    if not how.has_percent:
        return amount
    share = (amount.cast("decimal(38, 10)") / 100).cast(DECIMAL)
    return text.contains("%").ifelse(share, amount)


@cache
def pattern(how: NumberForm) -> str:
    """Return the pattern that a number below the limit matches as a whole."""
    group, most = "," if how.decimal_mark == "." else r"\.", how.most_digits
    groups = rf"{{1,{most // 3 - 1}}}"
    grouped = "|".join(rf"[1-9]\d{{0,2}}(?:{by}\d{{3}}){groups}" for by in (group, " ", "'"))
    mark = re.escape(how.decimal_mark)
    bare = rf"(?:(?:\d{{1,{most}}}|{grouped})(?:{mark}\d*)?|{mark}\d+)"
    power = rf"(?:\+?(?:0?\d|1[0-{most - 11}])|-\d{{1,2}})"
    forms = [rf"[-+]? *{bare}", rf"{bare} *-", rf"\( *{bare} *\)"]
    forms.append(rf"[-+]?\d(?:{mark}\d+)?[eE]{power}")
    if how.has_percent:
        forms += [rf"[-+]? *{bare} *%", rf"\( *{bare} *%\)"]
    if how.currency:
        forms += _with_currency(bare, _own_marks(how.currency))
    return rf"^(?:{'|'.join(forms)})$"


def _with_currency(bare: str, mark: str) -> list[str]:
    """Return the forms of an amount with a sign or code of the company's currency."""
    amount = rf"(?:{mark} *{bare}|{bare} *{mark}|{mark} *{bare} *{mark})"
    return [
        rf"[-+]? *{amount}",
        rf"{mark} *[-+] *{bare}(?: *{mark})?",
        rf"{amount} *-",
        rf"{bare} *- *{mark}",
        rf"\( *{amount} *\)",
        rf"(?:{mark} *)?\( *{bare} *\)(?: *{mark})?",
    ]


def _own_marks(currency: str) -> str:
    own = [sign for sign, codes in SIGNS.items() if currency in codes]
    return rf"(?i:{'|'.join(re.escape(one) for one in (*own, currency))})"
