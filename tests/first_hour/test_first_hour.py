"""The documents of the first hour say what happens: each command run, each answer compared."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

import pytest

from tests.first_hour.document import Block, answered, blocks_of, differences, steady
from tests.first_hour.exports import HOME, written
from tests.first_hour.reader import DOCS, DOCUMENTS, Reader

ANEW = "run: make first-hour, and read the difference"
MOST_BYTES = 300_000


def document(lang: str) -> str:
    return (DOCS / DOCUMENTS[lang]).read_text(encoding="utf-8")


def untrue(reader: Reader, blocks: Iterable[Block]) -> list[str]:
    """Do what blocks say; return the lines of answers that are not what is printed."""
    pairs = [(block, reader.answer(block)) for block in blocks]
    return [line for block, now in pairs if block.is_answer for line in differences(block, now)]


@pytest.mark.parametrize("lang", DOCUMENTS)
def test_from_the_exports_to_a_check_without_errors(lang: str, tmp_path: Path) -> None:
    blocks = blocks_of(document(lang))
    end = next(place for place, one in enumerate(blocks) if one.starts_run)
    assert untrue(Reader(tmp_path, lang), blocks[:end]) == [], ANEW


@pytest.mark.long
@pytest.mark.parametrize("lang", DOCUMENTS)
def test_from_the_exports_to_the_first_decision(lang: str, tmp_path: Path) -> None:
    text, reader = document(lang), Reader(tmp_path, lang)
    assert untrue(reader, blocks_of(text)) == [], ANEW
    sentence, drawn = reader.picture()
    picture = f"pictures/first-hour-{lang}.svg"
    assert f"![{sentence}]({picture})" in text, ANEW
    shapes = re.compile(r"<(path|use|rect|text)\b")
    saved = (DOCS / picture).read_text(encoding="utf-8")
    assert shapes.findall(saved) == shapes.findall(drawn), ANEW


def test_the_two_documents_have_the_same_commands_and_edits() -> None:
    english, chinese = (
        [(one.kind, one.of, "" if one.is_answer else one.text) for one in blocks_of(document(lang))]
        for lang in DOCUMENTS
    )
    assert english == chinese
    assert sum(kind == "sh" for kind, _, _ in english) >= 6


@pytest.mark.parametrize("lang", DOCUMENTS)
def test_every_command_but_the_copy_has_its_answer_behind_it(lang: str) -> None:
    blocks = blocks_of(document(lang))
    for command, behind in pairwise(blocks):
        if command.kind == "sh" and not command.text.startswith("cp "):
            assert behind.is_answer and behind.text.strip(), command.text


@pytest.mark.parametrize("lang", DOCUMENTS)
def test_every_link_leads_to_a_file(lang: str) -> None:
    links = re.findall(r"\]\(([^)#]+)\)", document(lang))
    assert links and [one for one in links if not (DOCS / one).exists()] == []


def test_the_exports_are_a_function_of_the_seed(tmp_path: Path) -> None:
    again = {file.name: file.read_bytes() for file in written(tmp_path / "again").iterdir()}
    assert again == {file.name: file.read_bytes() for file in HOME.iterdir()}, ANEW
    assert sum(map(len, again.values())) < MOST_BYTES


STATED = "Words.\n\n```sh\nsay\n```\n\n```text\none\n│ 1.5 │ pages-0a1b2c3d\n```\n"


def test_an_answer_that_is_not_what_is_printed_is_named_by_its_line() -> None:
    answer = blocks_of(STATED)[1]
    assert differences(answer, "one\n│ 22.0 │ pages-ffffffff\n") == []
    assert differences(answer, "one\n│ 1.5 │ pages-0a1b2c3d\nmore\n") == [
        "line 10: the document says '', printed is 'more'"
    ]
    assert differences(answer, "two\n│ 1.5 │ pages-0a1b2c3d\n") == [
        "line 8: the document says 'one', printed is 'two'"
    ]


def test_a_column_may_be_as_wide_as_its_seconds() -> None:
    narrow, wide = "┏━━━━━┓\n┃ sec ┃\n│ 9.9 │\n", "┏━━━━━━┓\n┃ sec  ┃\n│ 10.2 │\n"
    assert steady(narrow) == steady(wide)


def test_answers_are_written_anew_where_they_differ_and_nowhere_else() -> None:
    seconds = "one\n│ 19.9 │ pages-ffffffff\n"
    assert answered(STATED, lambda block: seconds if block.is_answer else "") == STATED
    anew = answered(STATED, lambda block: "two\n" if block.is_answer else "")
    assert anew == "Words.\n\n```sh\nsay\n```\n\n```text\ntwo\n```\n"


def test_a_name_that_long_seconds_break_over_two_lines_is_the_same() -> None:
    whole = "│ 13b/zh │ 2.3 │ ● 完成 │ zh/pages-5d547caf/13b_performance.html │"
    first = "│ 13b/zh │ 12.3 │ ● 完成 │ zh/pages-5d54 │"
    broken = f"{first}\n│        │      │        │ 7caf/13b_performance.html │"
    assert steady(broken) == steady(whole)
