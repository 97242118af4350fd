"""What people read for a text is said by its column, never by the text itself."""

from __future__ import annotations

from dataclasses import replace

import pytest

from salesnb.contracts import shorthand as col
from salesnb.i18n import use
from salesnb.i18n.words import Words
from tests.contracts.small import nodes


def read(column: str, node: str, dimension: str = "region") -> str:
    return str(nodes().row(node=node, dimension=dimension).words(column))


def test_two_members_with_one_identifier_keep_their_own_names() -> None:
    assert read("node", "1") == "Shore"
    assert read("competitor_id", "1") == "Rival One"
    with use("zh"):
        assert (read("node", "1"), read("competitor_id", "1")) == ("海岸", "对手一")


def test_a_code_is_read_by_the_words_of_its_column() -> None:
    assert read("state", "1") == "good"
    with use("zh"):
        assert read("state", "1") == "良好"


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_text_that_is_a_word_elsewhere_stays_as_the_data_have_it(lang: str) -> None:
    """`low` is a text of the display and a code of another column; here it is a product group."""
    with use(lang):
        assert read("node", "low", "product_group") == "low"
        assert read("note", "1") == "high"


def test_an_exception_among_members_has_its_own_word() -> None:
    assert read("node", "total") == "Total"


def test_a_member_without_a_name_is_called_by_its_identifier() -> None:
    assert read("node", "2") == "2"
    assert read("competitor_id", "2") == "9"


def test_a_member_of_a_dimension_has_no_name_where_its_row_does_not_say_which() -> None:
    assert str(nodes().words("node", "1", {})) == "1"


def test_a_month_is_read_as_one_and_a_missing_one_as_nothing() -> None:
    assert read("month", "1") == "Oct 2026"
    assert read("month", "total") == ""
    with use("zh"):
        assert read("month", "1") == "2026年10月"


def test_a_number_is_read_as_it_is_shown_and_a_flag_as_yes_or_no() -> None:
    row = nodes().row(node="1")
    assert (str(row.words("growth")), str(row.words("age_days"))) == ("+25.0%", "–")
    assert (str(row.words("amount")), str(row.words("is_new"))) == ("¥300", "no")


def test_a_message_is_a_text_of_ours() -> None:
    field = col.message("note", "Note")
    result = nodes()
    fields = tuple(field if one.name == "note" else one for one in result.contract.fields)
    in_words = nodes(replace(result.contract, fields=fields))
    with use("zh"):
        assert str(in_words.words("note", "Net sales", {})) == "净销售额"
        assert str(result.words("note", "Net sales", {})) == "Net sales"


@pytest.mark.parametrize(
    ("former", "kind"),
    [
        ({"is_month": True, "is_month_name": False, "is_name": False}, "month"),
        ({"is_month": False, "is_month_name": True, "is_name": False}, "month_name"),
        ({"is_month": False, "is_month_name": False, "is_name": True}, "name"),
        ({"is_month": False, "is_month_name": False, "is_name": False}, "label"),
        ({"kind": "text"}, "text"),
    ],
)
def test_words_saved_by_any_version_are_read(former: dict, kind: str) -> None:
    result = Words.from_record({"en": "2026-10", "zh": "", **former})
    assert result == Words("2026-10", kind=kind)  # type: ignore[arg-type]
    assert Words.from_record(result.record()) == result
