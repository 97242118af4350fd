"""The list of results: every frame that a page declares, with its columns, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from salesnb.contracts.dictionary import WORDS as TYPES
from salesnb.contracts.fields import Field
from salesnb.contracts.frames import Frame, grain_of
from salesnb.contracts.shorthand import NAMED
from salesnb.i18n import formats, language, t, translate, use
from salesnb.index import Entry, read_index
from salesnb.measures import measure
from salesnb.pages import frames_of
from salesnb.paths import resource

FILES = {"en": "results.md", "zh": "results.zh.md"}
EXAMPLES = {"month_name": 10.0}  # of a way of writing that does not suit every number
OTHERS = {"en": "[中文](results.zh.md)", "zh": "[English](results.md)"}


def pages() -> dict[str, str]:
    """Return the text of each language's page by file name."""
    found = {}
    for lang, file in FILES.items():
        with use(lang):
            found[file] = "\n".join(_page(lang)) + "\n"
    return found


def _page(lang: str) -> Iterator[str]:
    yield f"# {t('Results')}"
    yield ""
    yield f"{OTHERS[lang]} · {t('written by `make docs` from the rooms of the pages')}"
    yield ""
    yield t(
        "What each workbook saves, and what its page, its pictures and pack.xlsx show. A citation"
        " names the result, its version, the column and the key: `{example}`.",
        example="02_sales_bridge@v1/amount?dimension=total&node=total&part=price",
    )
    for entry in read_index().values():
        if frames := frames_of(entry.page):
            yield from ("", f"## {entry.id}: {translate(entry.question, language())}")
            for frame in frames.values():
                yield from _frame(entry, frame)


def _frame(entry: Entry, frame: Frame) -> Iterator[str]:
    name = entry.result_name(frame.name)
    yield from ("", f"### {translate(frame.title, language())} (`{name}`)", "")
    key = ", ".join(f"`{one}`" for one in frame.keys)
    yield t("{grain}; key: {key}", grain=grain_of(frame), key=key)
    yield ""
    yield f"| {t('column')} | {t('label')} | {t('type')} | {t('what stands there')} |"
    yield "|---|---|---|---|"
    yield from (_column(one) for one in frame.fields)


def _column(one: Field) -> str:
    kind = translate(TYPES[one.type], language())
    unit = translate(one.unit, language())
    label = translate(one.label, language())
    return f"| `{one.name}` | {label} | {kind}{f' ({unit})' if unit else ''} | {_meaning(one)} |"


def _meaning(one: Field) -> str:
    """Return what a column's values are: codes with their words, or members of a table."""
    words = [f"`{code}` {translate(msgid, language())}" for code, msgid in one.words.items()]
    if one.master in NAMED:
        column = ".".join(NAMED[one.master])
        words.append(t("texts as in `{column}`; in Chinese `{column}_zh`", column=column))
    elif one.master:
        words.append(t("identifiers of `{table}`", table=one.master))
    if one.within:
        words.append(t("members of the dimension in `{column}`", column=one.within))
    if one.measure:
        words.append(translate(measure(one.measure).formula, language()))
    if one.shown and one.type in formats.FOR_TYPE:
        example = formats.write(EXAMPLES.get(one.shown, 0.125), one.shown)
        words.append(t("written as {example}", example=example))
    return "; ".join(words)


def main() -> None:
    """Write the pages of both languages into `docs/`."""
    docs = resource("docs")
    for name, text in pages().items():
        Path(docs, name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
