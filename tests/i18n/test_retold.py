"""A message that was stored in English is said in the language of the page."""

from __future__ import annotations

import pytest

from salesnb.i18n import t, use
from salesnb.i18n.retold import retold
from salesnb.sources.exports import repeated_column


def test_a_message_of_the_gate_is_told_in_chinese_with_its_values(tmp_path) -> None:
    stored = repeated_column(tmp_path / "orders.csv", "amount")
    with use("zh"):
        there = repeated_column(tmp_path / "orders.csv", "amount")
    assert retold(stored.message, "zh") == there.message != stored.message
    assert retold(stored.fix, "zh") == there.fix
    assert retold(stored.message, "en") == stored.message


@pytest.mark.parametrize("text", ["", "Shanghai", "no template of salesnb says this: 12"])
def test_a_text_that_is_not_ours_stays_as_it_is(text: str) -> None:
    assert retold(text, "zh") == text


def test_a_value_that_is_a_text_of_salesnb_is_told_too() -> None:
    template = "{title}, {heading}: {value}; rows behind it: {found}"
    given = {"title": "Bridge", "heading": "Amount", "value": "12"}
    stored = t(template, **given, found=t("none can be named"))
    with use("zh"):
        assert retold(stored, "zh").endswith(t("none can be named"))
