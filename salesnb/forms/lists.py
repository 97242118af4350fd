"""The lists that a form's values are chosen from: options as people read them, and their codes."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

from salesnb.forms.words import CODES, both, defused
from salesnb.i18n import N_

YES_OR_NO: Mapping[str, str] = {"yes": N_("Yes"), "no": N_("No")}
_NEAR = 60  # likeness, of 100, from which on an option may be what was meant
_LEAST_WORD = 2  # letters of a part of an option by which it may be meant


@dataclass(frozen=True)
class Option:
    """One option of a list: its code, and how it is written."""

    code: str
    text: str


@dataclass(frozen=True)
class Options:
    """The options of one list, and what else is read as one of them."""

    options: tuple[Option, ...]
    _read: dict[str, str] = field(default_factory=dict, compare=False)

    def __post_init__(self) -> None:
        for one in self.options:
            for way in (one.text, one.code):
                self._read.setdefault(normal(way), one.code)
        parts: dict[str, set[str]] = {}
        for one in self.options:
            for part in _parts(one.text):
                parts.setdefault(part, set()).add(one.code)
        for part, codes in parts.items():
            if len(codes) == 1:
                self._read.setdefault(part, min(codes))

    def code(self, text: str) -> str:
        """Return the code that a text means (its option, its code, a part of one), else ''."""
        return self._read.get(normal(text), "")

    def near(self, text: str) -> str:
        """Return the option that is nearest to a text, '' when none is near."""
        wanted = normal(text)
        known = {one.text: normal(one.text) for one in self.options}
        inside = [one for one, plain in known.items() if len(wanted) > 1 and wanted in plain]
        if inside:
            return min(inside, key=len)
        best = process.extractOne(wanted, known, scorer=fuzz.WRatio, score_cutoff=_NEAR)
        return str(best[2]) if best else ""


Lists = Mapping[str, Options]


def normal(text: str) -> str:
    """Return a text as texts are compared: full-width signs, blanks and capitals do not count."""
    plain = unicodedata.normalize("NFKC", text).strip().lstrip("'")
    return " ".join(plain.split()).casefold()


def _parts(text: str) -> Iterable[str]:
    """Yield the words of an option in one script each: `回访 Follow-up` has two such parts."""
    chinese: list[str] = []
    other: list[str] = []
    for word in text.split():
        (chinese if any("\u3400" <= c <= "\u9fff" for c in word) else other).append(word)
    for words in (chinese, other):
        if words and len(" ".join(words)) >= _LEAST_WORD:
            yield normal(" ".join(words))


def of_codes(words: Mapping[str, str], langs: Sequence[str]) -> Options:
    """Return codes with their words as a list."""
    return Options(tuple(Option(code, both(word, langs)) for code, word in words.items()))


def of_texts(texts: Iterable[str]) -> Options:
    """Return texts from data as a list: each stands for itself."""
    return Options(tuple(Option(one, defused(one)) for one in dict.fromkeys(texts) if one))


def fixed_lists(langs: Sequence[str]) -> dict[str, Options]:
    """Return the lists that do not depend on data."""
    return {name: of_codes(words, langs) for name, words in CODES.items()} | {
        "yes_or_no": of_codes(YES_OR_NO, langs)
    }
