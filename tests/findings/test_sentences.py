"""Sentences: slots are cells of the rows that they speak of, cited, escaped, said once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from salesnb.contracts.results import Row
from salesnb.errors import CitationError
from salesnb.findings import Finding, as_record, from_record, once, say, say_first
from salesnb.i18n import use
from salesnb.i18n.words import Words
from tests.contracts.small import nodes

SCRIPT = "<script>alert(1)</script>"


def row(node: str = "1") -> Row:
    return nodes().row(dimension="region", node=node)


def test_slots_are_filled_from_the_columns_of_the_row() -> None:
    said = say("sales", "good", "{node} sold {amount} in {month}, {growth}: {state}.", row())
    assert said.plain() == "Shore sold ¥300 in Oct 2026, +25.0%: good."
    with use("zh"):
        assert said.plain() == "海岸 sold ¥300 in 2026年10月, +25.0%: 良好."


def test_a_named_row_fills_its_own_slots() -> None:
    text = "{node} sold {amount}, {other.node} {other.amount:money_full}."
    said = say("sales", "info", text, row(), other=row("2"))
    assert said.plain() == "Shore sold ¥300, 2 200.00."
    assert str(said.slots["other.amount:money_full"].ref).endswith("node=2")  # type: ignore[union-attr]


def test_a_sentence_may_speak_of_named_rows_alone() -> None:
    assert say("a", "info", "{one.amount}", one=row()).plain() == "¥300"


def test_a_slot_may_be_written_in_another_way() -> None:
    said = say("a", "info", "{amount:money_full}, {month:month_name}, {growth:share}", row())
    assert said.plain() == "300.00, Oct, 25.0%"


@pytest.mark.parametrize("brace", ["{}", "{1}", "{ amount }", "{a-b}"])
def test_braces_that_name_nothing_are_text(brace: str) -> None:
    assert say("a", "info", f"{brace} of {{amount}}", row()).plain() == f"{brace} of ¥300"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{amont}", "has no column 'amont'; did you mean 'amount'"),
        ("{other.amont}", "has no column 'amont'; did you mean 'amount'"),
        ("{othr.amount}", "{othr.amount}.*did you mean 'other'"),
    ],
)
def test_a_slot_that_no_row_has_is_told_with_the_nearest_one(text: str, message: str) -> None:
    with pytest.raises(CitationError, match=message):
        say("a", "info", text, row(), other=row("2"))


def test_a_slot_without_any_row_is_refused() -> None:
    with pytest.raises(CitationError, match="speaks of no such row"):
        say("a", "info", "{amount}")


def test_numbers_carry_their_citation_and_texts_are_escaped() -> None:
    shore = Words(SCRIPT, "", kind="name")
    result = nodes()
    context = replace(result.context, names={"regions": {"1": shore}})
    hostile = replace(result, context=context).row(node="1", dimension="region")
    shown = say("a", "info", "a < b & {node}: {amount} ({state})", hostile).html()
    assert SCRIPT not in shown
    assert shown.startswith('a &lt; b &amp; <span class="text">&lt;script&gt;')
    ref = "02_small_nodes@draft/amount?dimension=region&amp;node=1"
    assert (
        f'<data class="n" value="300.0" data-fmt="money" data-unit="CNY" data-ref="{ref}"' in shown
    )
    assert shown.endswith(">¥300</data> (good)")


def test_text_of_the_data_is_marked_and_words_of_ours_are_not() -> None:
    shown = say("a", "info", "{note} {state} {month} {month:month_name}", row()).html()
    assert shown == '<span class="text">high</span> good Oct 2026 <span class="text">Oct</span>'


def test_a_sentence_is_said_once() -> None:
    one, again = (say(key, "info", "{amount}", row()) for key in "ab")
    other = say("c", "info", "{amount}", row("2"))
    assert [said.key for said in once([one, other, again])] == ["a", "c"]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_is_said_once_does_not_depend_on_the_language(lang: str) -> None:
    """One name in English, two in Chinese: both pages keep both sentences."""
    found = [Finding("a", "info", "{n}", {"n": Words("Shore", zh, kind="name")}) for zh in "甲乙"]
    with use(lang):
        assert len(once(found)) == 2


def record(said: Finding) -> dict[str, object]:
    return as_record(said, 3)


def test_a_sentence_is_kept_and_read_again() -> None:
    said = say("sales", "act", "{node}: {amount}, {growth}, {month:month_name}", row())
    again = from_record(record(said), version="draft")
    assert again == said
    assert (record(said)["place"], record(said)["key"]) == (3, "sales")


def test_a_sentence_read_from_a_version_cites_that_version() -> None:
    said = from_record(record(say("a", "info", "{amount}", row())), version="v2")
    assert "02_small_nodes@v2/amount" in said.html()


def test_what_is_kept_is_the_same_in_every_language() -> None:
    said = say("a", "info", "{node} {month} {amount} {state}", row())
    with use("zh"):
        in_chinese = record(said)
    assert in_chinese == record(said)


@pytest.mark.parametrize(
    ("flag", "shown"),
    [
        ("is_month", "Oct 2026"),
        ("is_month_name", "Oct"),
        ("is_name", '<span class="text">2026-10</span>'),
        ("", "2026-10"),
    ],
)
def test_a_sentence_that_version_0_1_0_saved_is_read_as_it_was(flag: str, shown: str) -> None:
    flags = {name: str(name == flag).lower() for name in ("is_month", "is_month_name", "is_name")}
    stated = ", ".join(f'"{name}": {value}' for name, value in flags.items())
    slots = f'{{"n": {{"en": "2026-10", "zh": "", {stated}}}}}'
    kept = {"place": 1, "key": "a", "status": "info", "text": "{n}", "slots": slots}
    assert shown in from_record(kept, version="draft").html()


def test_a_missing_number_is_a_dash_and_survives_being_kept() -> None:
    said = say("a", "info", "{age_days}", row())
    assert said.plain() == "–"
    assert from_record(record(said), version="draft").plain() == "–"


def test_the_first_case_with_rows_is_said_and_without_any_that_it_cannot_be_told() -> None:
    regions, none = nodes().where(dimension="region"), nodes().where(dimension="segment")
    low, all_rows = "{node} is low.", "{node} sold {amount}; {other.node} too."
    other = {"other": row("2")}
    said = say_first("x", (none, "act", low), (regions, "good", all_rows), otherwise="-", **other)
    assert (said.status, said.plain()) == ("good", "Total sold ¥500; 2 too.")
    said = say_first("x", (none, "act", low), otherwise="Nobody is known.")
    assert (said.key, said.status, said.plain()) == ("x", "info", "Nobody is known.")
