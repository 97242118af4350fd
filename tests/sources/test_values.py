"""Texts are read whole or refused: the engine against a second reader, and days one by one."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import ibis
import pytest

from salesnb.contracts.fields import Field, FieldType
from salesnb.sources.values import Writing, typed, typed_plainly
from tests.sources import spelled

ENGINE = ibis.duckdb.connect()


def values(texts: list[str], kind: FieldType, **writing: str) -> list[Any]:
    """Return what the engine reads of each text as a field of some type."""
    rows = ibis.memtable({"i": range(len(texts)), "text": texts})
    read = rows.select("i", value=typed(rows["text"], Field("f", kind, ""), Writing(**writing)))
    return list(ENGINE.to_pyarrow(read.order_by("i"))["value"].to_pylist())


@pytest.mark.parametrize("mark", [".", ","])
def test_amounts_are_read_as_a_second_reader_reads_them(mark: str) -> None:
    texts = spelled.spellings(1500, seed=7)
    expected = [spelled.read(text, mark=mark) for text in texts]
    read = values(texts, "money", currency="CNY", decimal_mark=mark)
    wrong = [(t, a, b) for t, a, b in zip(texts, read, expected, strict=True) if a != b]
    assert not wrong, wrong[:20]
    assert 300 < sum(one is not None for one in read) < 1200  # both kinds are among them


HALF_AMOUNTS = "10€50|12 34|(5|1%2|(-5)|USD 26718.10|true|0,250|1_000|--5|5-5|1,23|5%|0x10|1e18"


@pytest.mark.parametrize("text", HALF_AMOUNTS.split("|"))
def test_what_is_no_amount_as_a_whole_is_refused(text: str) -> None:
    assert values([text], "money", currency="CNY") == [None]


WAYS = [
    ("1 900,00", ",", "1900"),
    ("1\u202f900,00", ",", "1900"),
    ("1\u00a0900,00", ",", "1900"),
    ("1\u2009900,00", ",", "1900"),
    ("1.900,00", ",", "1900"),
    ("1'234.50", ".", "1234.5"),
    ("1’234’567.50", ".", "1234567.5"),
    ("1,234,567", ".", "1234567"),
    ("１２，３４５．６元", ".", "12345.6"),
    ("1E-05", ".", "0.00001"),
    ("1.5E+12", ".", "1500000000000"),
]


@pytest.mark.parametrize(("text", "mark", "expected"), WAYS)
def test_ways_of_writing_an_amount(text: str, mark: str, expected: str) -> None:
    assert values([text], "money", currency="CNY", decimal_mark=mark) == [Decimal(expected)]


@pytest.mark.parametrize(
    ("currency", "text"),
    [
        ("EUR", "€5"),
        ("USD", "US$5"),
        ("USD", "$ 5"),
        ("HKD", "HK$5"),
        ("GBP", "5£"),
        ("DKK", "kr. 5"),
    ],
)
def test_an_amount_may_carry_the_companys_own_currency(currency: str, text: str) -> None:
    assert values([text], "price", currency=currency) == [5]
    assert values([text], "price", currency="CHF") == [None]


def test_percent_and_currency_stand_only_where_they_mean_something() -> None:
    assert values(["12.5%", "(5%)"], "share") == [Decimal("0.125"), Decimal("-0.05")]
    assert values(["5%", "¥5"], "quantity", currency="CNY") == [None, None]
    assert values(["¥5", "5.0", "5.5"], "integer", currency="CNY") == [None, 5, None]


def test_what_cannot_be_counted_is_refused() -> None:
    assert values(["999999999999.5", "1000000000000"], "quantity")[1] is None
    assert values(["1" + "0" * 14, "1" + "0" * 15], "money") == [Decimal(10**14), None]


DAYS = """
    2026-07-06 | 2026/7/6 | 2026.07.06 | 20260706 | 2026年7月6日 | 2026-07-06 14:30 | 46209
    2026-07-06T14:30:00.000 | 2026-07-06 2:30 PM | 06-Jul-2026 | 6 Jul 2026 | 6-JUL-2026
    July 6th, 2026 | 6. Juli 2026 | 6 juillet 2026 | 6 de julio de 2026 | 2026-Jul-06 | 6.Jul.2026
    46209.5 | Jul 6, 2026 | 6 luglio 2026 | 06 jul. 2026 | 2026年7月6日 14:30
"""


@pytest.mark.parametrize(
    "text", [one.strip() for line in DAYS.split("\n") for one in line.split("|") if one.strip()]
)
def test_ways_of_writing_a_day(text: str) -> None:
    assert values([text], "date") == [dt.date(2026, 7, 6)]


@pytest.mark.parametrize(
    ("text", "day"),
    [("3. März 2026", 3), ("03-Mrz-2026", 3), ("3 mars 2026", 3), ("3 marzo 2026", 3)],
)
def test_months_of_other_languages(text: str, day: int) -> None:
    assert values([text], "date") == [dt.date(2026, 3, day)]


NO_DAYS = (
    "2026-10-05 garbage|0000-00-00|0000-01-01|12026-01-01|9999-12-31|2026-02-30|06.07.2026|"
    "2026-10-05 25:00|Foo 6, 2026|6 jui 2026|06-JUL-26|Jul 2026|2026-13-01|99999"
)


@pytest.mark.parametrize("text", NO_DAYS.split("|"))
def test_what_is_no_day_as_a_whole_is_refused(text: str) -> None:
    assert values([text], "date") == [None]


def test_day_and_month_stand_in_the_stated_order() -> None:
    assert (
        values(["06.07.2026", "06-JUL-26"], "date", date_order="dmy") == [dt.date(2026, 7, 6)] * 2
    )
    assert values(["07/06/2026 2:30 PM"], "date", date_order="mdy") == [dt.date(2026, 7, 6)]
    assert values(["06.07.2026 x", "31.02.2026"], "date", date_order="dmy") == [None, None]


ZONED = [
    "2026-09-30T16:30:00Z",
    "2026-09-30 23:30:00+08:00",
    "2026-09-30T15:59:59.9Z",
    "2026-09-30 12:00",
]


def test_moments_fall_on_the_day_of_the_companys_zone() -> None:
    days = [one.day for one in values(ZONED, "date", time_zone="Asia/Shanghai")]
    assert days == [1, 30, 30, 30]
    moments = values(ZONED, "datetime", time_zone="America/New_York")
    clocks = [str(one)[11:16] for one in moments]
    assert clocks == ["12:30", "11:30", "11:59", "12:00"]


def test_where_the_quick_way_reads_a_text_the_other_reads_the_same() -> None:
    texts = [
        "1",
        "-1.5",
        "12345678901",
        "2026-10-05",
        "1900-01-01",
        "0000-01-01",
        "9999-12-31",
        "5.",
    ]
    for kind in ("money", "date", "integer", "datetime"):
        field = Field("f", kind, "")
        rows = ibis.memtable({"text": texts})
        pair = rows.select(a=typed_plainly(rows["text"], field), b=typed(rows["text"], field))
        for row in ENGINE.to_pyarrow(pair).to_pylist():
            assert row["a"] is None or row["a"] == row["b"], (kind, row)
