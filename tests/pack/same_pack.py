"""Compare two packs of one company-month, made by two versions of the code.

`python -m tests.pack.same_pack OLD NEW [BOOK ...]`, each a month's folder (`months/2026-10`), says
what differs: results matched by key, without hand-numbered places; every cited number of every page
by its reference, format and text; sentences by status and cited cells. It says nothing where all is
the same.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd

PLACES = {"place", "position"}
SHOWN = 12  # differences of one kind that are printed


class Page(HTMLParser):
    """Collects a page's cited numbers, and its sentences with what they cite."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.cited: list[tuple[str, str, str]] = []  # reference, format, text
        self.sentences: list[tuple[str, frozenset[str]]] = []  # status, references
        self._attributes: dict[str, str] | None = None
        self._said: tuple[str, set[str]] | None = None
        self._text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "g" and "data-ref" in given:
            self._cite(given, given["data-text"])
        if tag == "data":
            self._attributes, self._text = given, ""
        if tag == "li" and "finding" in given.get("class", "").split():
            self._said = given["class"].split()[-1], set()

    def handle_data(self, data: str) -> None:
        self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "data" and self._attributes is not None:
            self._cite(self._attributes, self._text)
            self._attributes = None
        if tag == "li" and self._said is not None:
            self.sentences.append((self._said[0], frozenset(self._said[1])))
            self._said = None

    def _cite(self, given: dict[str, str], text: str) -> None:
        self.cited.append((given["data-ref"], given["data-fmt"], text.strip()))
        if self._said is not None:
            self._said[1].add(given["data-ref"])


def differences(old: Path, new: Path, books: list[str]) -> Iterator[str]:
    """Yield a line for each difference between two months' folders."""
    yield from _of_results(old / "artefacts" / "draft", new / "artefacts" / "draft", books)
    for lang in ("en", "zh"):
        for name, text in sorted(_pages(old, lang).items()):
            if not books or name.removesuffix(".html") in books:
                yield from _of_pages(f"{lang}/{name}", text, _pages(new, lang).get(name, ""))


def _of_results(old: Path, new: Path, books: list[str]) -> Iterator[str]:
    names = [{p.stem for p in folder.glob("*.parquet")} for folder in (old, new)]
    for name in sorted(names[0] | names[1]):
        if name.endswith("_findings") or (books and not name.startswith(tuple(books))):
            continue
        if name not in names[0] & names[1]:
            yield f"{name}: only in {'old' if name in names[0] else 'new'}"
            continue
        key = json.loads((new / f"{name}.json").read_text(encoding="utf-8"))["key"]
        frames = [pd.read_parquet(folder / f"{name}.parquet") for folder in (old, new)]
        yield from (f"{name}: {fault}" for fault in _of_frames(*frames, key))


def _of_frames(old: pd.DataFrame, new: pd.DataFrame, key: list[str]) -> Iterator[str]:
    gone, come = set(old) - set(new) - PLACES, set(new) - set(old)
    if gone or come:
        yield f"columns gone {sorted(gone)}, new {sorted(come)}"
    both = [c for c in new if c in old]
    if not set(key) <= set(both):
        yield f"the key {key} is new"
        return
    left, right = (f[both].set_index(key).sort_index() for f in (old, new))
    if not left.index.equals(right.index):
        yield f"rows differ: {len(left)} and {len(right)}"
        return
    for column in left:
        same = (left[column] == right[column]) | (left[column].isna() & right[column].isna())
        if not same.all():
            first = [one[column][~same].iloc[0] for one in (left, right)]
            yield f"{column}: {(~same).sum()} cells differ, first {first[0]!r} and {first[1]!r}"


def _pages(folder: Path, lang: str) -> dict[str, str]:
    found = (folder / "report" / lang).glob("*/*.html")
    return {page.name: page.read_text(encoding="utf-8") for page in found}


def _of_pages(name: str, old: str, new: str) -> Iterator[str]:
    before, after = Page(re.sub(r"@v\d+/", "@draft/", old)), Page(re.sub(r"@v\d+/", "@draft/", new))
    cells = [set(one.cited) for one in (before, after)]
    for word, found in (("lost", cells[0] - cells[1]), ("new", cells[1] - cells[0])):
        rest = sorted(one for one in found if not re.search(r"/(place|position)\?", one[0]))
        if rest:
            yield f"{name}: {len(rest)} cited cells {word}: {rest[:SHOWN]}"
    said = [Counter(one.sentences) for one in (before, after)]
    for word, rest_said in (("lost", said[0] - said[1]), ("new", said[1] - said[0])):
        for status, refs in rest_said:
            yield f"{name}: sentence {word}: {status} {sorted(refs)[:4]}"


if __name__ == "__main__":
    found = list(differences(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:]))
    print("\n".join(found))
    raise SystemExit(bool(found))
