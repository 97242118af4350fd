"""Numbers as people write them: what is not nought is never written as nought."""

from __future__ import annotations

import pytest

from salesnb.i18n import use
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
