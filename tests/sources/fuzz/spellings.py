"""Values as exports of this world hold them, sound and not: amounts, days, identifiers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from random import Random
from typing import Any

from tests.sources.fuzz.companies import Kind

_SIGNS = ("", "", "", "", "-", "+", "−", "- ", "--", "+-", "–", "－", "(")
_MARKS = ("", "", "", "", "¥", "￥", "CNY ", "cny", "RMB", "元", "€", "$", "US$", "£", "Rs.", "CN¥")
_WHOLES = (
    *("0", "7", "10", "007", "1234", "12345678", "1,234", "1.234", "1 234", "1'234", "1’234"),
    *("1,23", "12,34,567", "1,234,567", "1.234.567", "1 234 567", "1,234.567", "0,500", "0.500"),
    *("1\u00a0234", "1\u202f234", "１２３", "１，２３４", "1_000", "1e3", "1E-2", "1e15", "1.5e3"),
    *(
        "999999999999999",
        "9" * 16,
        "9" * 40,
        "1" * 400,
        "0x1F",
        "٣٤",
        "12 34",
        "1,,234",
        "10²",
        "½",
    ),
    *(
        "",
        "NaN",
        "nan",
        "inf",
        "-Infinity",
        "null",
        "None",
        "N/A",
        "n/a",
        "#N/A",
        "#REF!",
        "-",
        ".",
    ),
    *(
        "=1+1",
        "=SUM(A1:A3)",
        "@x",
        "true",
        "FALSE",
        "2026-10-05",
        "abc",
        "10o",
        "l0",
        "1O",
        "10€50",
    ),
    *(
        "10¥50",
        "10元50",
        "5元5角",
        "1万",
        "1.2万",
        "10K",
        "2M",
        "ten",
        "1/2",
        "1:30",
        "10%",
        "(5",
        "5)",
    ),
)
_ENDS = ("", "", "", "", ".00", ",00", ".5", ",5", ".", ",", ".123456", ".1234567", ".005", "e2")
_BEHIND = (
    "",
    "",
    "",
    "",
    "-",
    " -",
    ")",
    " 元",
    "元",
    " CNY",
    "€",
    "%",
    " ",
    "\n",
    "\u200b",
    "\x00",
)
_DAYS = (
    *("2026-10-05", "2026-10-5", "2026/10/5", "2026.10.05", "20261005", "2026年10月5日", "46300"),
    *("46300.5", "05.10.2026", "5.10.2026", "05/10/2026", "10/05/2026", "13/10/2026", "10/13/2026"),
    *("5 Oct 2026", "05-Oct-26", "Oct 5, 2026", "5. Oktober 2026", "5 mars 2026", "2026 Oct 5"),
    *("2026-10-05 13:45", "2026-10-05T23:59:59Z", "2026-10-05 24:00", "2026-10-05T01:00+08:00"),
    *("2026-02-30", "2026-13-01", "2026-00-10", "2026-10-00", "0000-00-00", "1900-01-01", "1-1-1"),
    *(
        "9999-12-31",
        "3026-10-05",
        "0026-10-05",
        "2026-10",
        "10-2026",
        "2026",
        "Q4 2026",
        "26-10-05",
    ),
    *(
        "２０２６-１０-０５",
        "2026-10-05x",
        "x2026-10-05",
        "yesterday",
        "=TODAY()",
        "#VALUE!",
        "",
        " ",
    ),
    *(
        "-46300",
        "1e5",
        "99999",
        "2147483647",
        "1601-01-01",
        "2199-12-31",
        "2200-01-01",
        "1700-01-01",
    ),
    *("2026-10-05 1:45 PM", "2026--10-05", "2026-10/05", "2026 - 10 - 05", "05.10.26", "Mon 5 Oct"),
)
_QUANTITIES = (
    "0",
    "-1",
    "1.5",
    "1,5",
    "0,500",
    "1e2",
    "10%",
    "5 pcs",
    "¥5",
    "",
    "999999999999",
    "1e12",
)
_IDENTS = (
    *("0001", "1.0", "1e5", "00", " 007 ", "７", "true", "NULL", "#N/A", "=A1", "", " ", "O'Brien"),
    *(
        'a"b',
        "a,b",
        "a;b",
        "a\tb",
        "a\nb",
        "\ufeff1",
        "1\u200b",
        "\x00",
        "\x01",
        "é",
        "é",
        "💰",
        "x" * 300,
    ),
    *(
        "Total",
        "合计",
        "Sum",
        "DROP TABLE x",
        "../../etc",
        "%s",
        "{0}",
        "{name}",
        "[1]",
        "\u202eabc",
    ),
)


def amount(kind: Kind, random: Random) -> Any:
    """Return an amount: a text, or what a cell of a sheet can hold beside."""
    if kind.form == "xlsx" and random.random() < 0.4:
        return random.choice(_CELLS)
    parts = (random.choice(one) for one in (_SIGNS, _MARKS, _WHOLES, _ENDS, _BEHIND))
    if random.random() < 0.3:
        return _in_sheet(kind, random.choice(_WHOLES))
    return _in_sheet(kind, "".join(parts))


def day(kind: Kind, random: Random) -> Any:
    """Return a day, or what stands where one is expected."""
    if kind.form == "xlsx" and random.random() < 0.3:
        return random.choice(_CELLS)
    return _in_sheet(kind, random.choice(_DAYS))


def quantity(kind: Kind, random: Random) -> Any:
    """Return a quantity."""
    return _in_sheet(kind, random.choice((*_QUANTITIES, *_WHOLES)))


def ident(kind: Kind, random: Random) -> Any:
    """Return an identifier of an order, a line or a customer."""
    if kind.form == "xlsx" and random.random() < 0.2:
        return random.choice(_CELLS)
    return _in_sheet(kind, random.choice(_IDENTS))


def _in_sheet(kind: Kind, text: str) -> str:
    """Return a text without what no sheet's XML can hold."""
    return text.replace("\x00", "").replace("\x01", "") if kind.form == "xlsx" else text


_CELLS: tuple[Any, ...] = (
    *(
        0,
        7,
        -3,
        10**14,
        10**15,
        10**22,
        1.5,
        0.1,
        1e-9,
        123456789.123456,
        1e300,
        -1e15,
        True,
        False,
    ),
    *(dt.date(2026, 10, 5), dt.datetime(2026, 10, 5, 13, 45), dt.time(1, 30), dt.date(1900, 1, 1)),
    *("=1+1", "=1/0", "#REF!", "#N/A", dt.timedelta(hours=30), 46300, 46300.75, 60, 2958465, 0.5),
)
VALUES: dict[int, Callable[[Kind, Random], Any]] = {
    0: ident,
    1: ident,
    2: day,
    3: ident,
    4: quantity,
    5: amount,
}
_KINDS: tuple[Callable[[Random], Any], ...] = (
    lambda random: random.choice(
        (1.5, -2.25, float("nan"), float("inf"), -float("inf"), 1e300, 0.1)
    ),
    lambda random: random.choice((1, -5, 2**31, 2**62, 10**12, 10**15, 0)),
    lambda random: random.choice((Decimal("1.005"), Decimal("-99.9999"), Decimal(10) ** 14)),
    lambda random: random.choice((True, False, None)),
    lambda random: dt.date(random.choice((1, 1900, 2026, 2200, 9999)), 10, random.randrange(1, 29)),
    lambda random: dt.datetime(random.choice((1970, 2026)), 10, 5, random.randrange(24), 30),
    lambda random: dt.datetime(2026, 10, 5, random.randrange(24), tzinfo=dt.UTC),
    lambda random: dt.time(random.randrange(24), 30),
    lambda random: dt.timedelta(days=random.randrange(3)),
    lambda random: bytes([random.randrange(256)] * 3),
    lambda random: [random.randrange(9)],
    lambda random: {"a": random.randrange(9)},
    lambda random: None,
)


def typed_values(n: int, random: Random) -> list[Any]:
    """Return the values of a typed column, all of one kind."""
    one = random.choice(_KINDS)
    return [one(random) for _ in range(n)]
