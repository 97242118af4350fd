"""Everything that a person reads exists in both languages, with the same slots."""

from __future__ import annotations

from itertools import pairwise

from babel.messages.pofile import read_po

from salesnb import translations
from salesnb.i18n import LOCALE, N_, t, tn, translate, use
from salesnb.index import read_index
from salesnb.pages import frames_of


def test_no_text_lacks_its_chinese() -> None:
    lacking = [
        f"{one.domain}.po: {one.msgid!r} ({one.place})" for one in translations.missing("zh")
    ]
    assert not lacking, f"{len(lacking)} texts lack Chinese:\n" + "\n".join(lacking[:40])


def test_both_languages_have_the_same_slots() -> None:
    faults = [f"{one.msgid!r}: {sorted(slots)}" for one, slots in translations.wrong_slots("zh")]
    assert not faults, "\n".join(faults)


def test_code_notebooks_and_index_are_all_read() -> None:
    found = {one.msgid: one for one in translations.messages()}
    assert found["Net sales"].domain == "contracts"
    assert found["Where do we stand?"].domain == "sales"
    assert any(m.startswith("# Where do we stand?") for m in found)


def test_texts_inside_f_strings_are_read() -> None:
    line = "a = f\"{t('Contents')}: {tn('{n} line', '{n} lines', n)}\""
    source = f'{line}\nN_("Net" " sales")\nt(name)'
    marked = list(translations.marked(source))
    assert marked == [(1, ("Contents",)), (1, ("{n} line", "{n} lines")), (2, ("Net sales",))]


def test_a_text_of_several_lines_is_one_line_to_readers_and_to_the_catalogue() -> None:
    source = 'text = N_("""One line,\n        and another.""")'
    assert translations.marked(source) == [(1, ("One line, and another.",))]
    assert N_("One line,\n        and another.") == "One line, and another."
    assert N_(" (a blank in front stays)") == " (a blank in front stays)"


def test_the_language_holds_inside_its_block_only() -> None:
    with use("zh"):
        assert t("draft") == "草稿"
    assert t("draft") == "draft"


def test_counting_uses_the_form_of_the_language() -> None:
    assert tn("{n} line", "{n} lines", 1) == "1 line"
    assert tn("{n} line", "{n} lines", 3) == "3 lines"


def test_an_unknown_text_stays_as_it_is() -> None:
    assert translate("no such text", "zh") == "no such text"


def test_one_english_text_has_one_chinese_text() -> None:
    known: dict[str, dict[str, list[str]]] = {}
    for file in sorted((LOCALE / "zh").glob("*.po")):
        with file.open("rb") as source:
            for one in read_po(source, locale="zh"):
                if one.id:
                    known.setdefault(str(one.id), {}).setdefault(str(one.string), []).append(
                        file.name
                    )
    twice = {english: found for english, found in known.items() if len(found) > 1}
    assert not twice, twice
    again = {
        english: files
        for english, found in known.items()
        for files in found.values()
        if len(files) > 1
    }
    assert not again, f"each text stands in one catalogue, that of two rooms in shared.po: {again}"


def test_neighbouring_headings_share_their_head_in_both_languages() -> None:
    """A label "head: rest" is split in tables: in Chinese at its own colon."""
    for entry in read_index().values():
        for frame in frames_of(entry.page).values():
            for one, following in pairwise(frame.fields):
                heads = {"en": (one.label, following.label)}
                heads["zh"] = tuple(translate(label, "zh") for label in heads["en"])
                shared = [
                    a.split(mark)[0] == b.split(mark)[0]
                    for mark, (a, b) in zip((": ", "："), heads.values(), strict=True)
                ]
                assert shared[0] == shared[1], f"{frame.name}: {heads}"
