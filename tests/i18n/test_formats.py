"""Numbers as people write them: what is not nought is never written as nought."""

from __future__ import annotations

import pytest

from salesnb.i18n import formats, use
from salesnb.i18n.formats import write


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0.0, "0.0%"), (0.0004, "< 0.1%"), (-0.0004, "> −0.1%"), (0.0005, "0.1%"), (0.123, "12.3%")],
)
def test_a_share_that_is_not_nought_is_not_written_as_nought(value: float, shown: str) -> None:
    assert write(value, "share") == shown


@pytest.mark.parametrize(
    ("value", "english", "chinese"),
    [
        (0.0, "¥0", "¥0"),
        (300.0, "< ¥1k", "< ¥0.1万"),
        (-300.0, "> −¥1k", "> −¥0.1万"),
        (-3000.0, "−¥3k", "−¥0.3万"),
    ],
)
def test_an_amount_too_small_for_its_column_is_said_to_be_so(
    value: float, english: str, chinese: str
) -> None:
    assert write(value, "money_column", currency="CNY") == english
    with use("zh"):
        assert write(value, "money_column", currency="CNY") == chinese


@pytest.mark.parametrize(
    ("currency", "chinese", "english"),
    [
        ("CNY", "万元", "million CNY"),
        ("USD", "万美元", "million USD"),
        ("HKD", "万港元", "million HKD"),
        ("XXQ", "万 XXQ", "million XXQ"),  # a code that has no name
    ],
)
def test_large_amounts_are_counted_in_the_chinese_name_of_their_currency(
    currency: str, chinese: str, english: str
) -> None:
    assert formats.axis_money(5e6, currency) == (1e6, english)
    assert formats.scale_words("millions", currency) == english
    with use("zh"):
        assert formats.axis_money(5e6, currency) == (1e4, chinese)
        assert formats.scale_words("millions", currency) == chinese
        assert formats.scale_words("units", currency) == chinese.removeprefix("万").strip()


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        (591750493.07, "591,750,493.07"),
        (0.1 + 0.2, "0.30"),
        (591750493.0705, "591,750,493.070500"),
        (-0.004, "−0.004000"),
    ],
)
def test_an_exact_amount_has_more_than_two_digits_only_for_parts_of_a_cent(
    amount: float, shown: str
) -> None:
    assert write(amount, "money_exact", currency="CNY") == shown
