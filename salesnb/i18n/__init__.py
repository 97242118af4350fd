"""Two languages: mark, translate, count. English msgids; Chinese in `locale/zh/<domain>.po`.

The language in use is a context variable, so that two pages can be made at once in threads.
"""

from __future__ import annotations

import gettext
import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

from salesnb.errors import closest
from salesnb.i18n.told import Told, told_again

LANGUAGES = ("en", "zh")
LOCALE = Path(__file__).resolve().parent.parent / "locale"
_language: ContextVar[str] = ContextVar("language", default="en")


def N_(msgid: str) -> str:
    """Mark a string for translation without translating it here.

    A text of several lines (in triple quotes) is one line: breaks and indents become blanks.
    """
    return one_line(msgid)


def one_line(msgid: str) -> str:
    """Return a text without the line breaks, and the indents after them, of its source."""
    return " ".join(line.strip() for line in msgid.splitlines()) if "\n" in msgid else msgid


@cache
def catalogue(lang: str) -> gettext.NullTranslations:
    """Return the merged catalogue of a language ('en' is the msgids themselves)."""
    files = sorted((LOCALE / lang).glob("*.po"))
    if not files:
        return gettext.NullTranslations()
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    merged: gettext.GNUTranslations | None = None
    for file in files:
        compiled = io.BytesIO()
        with file.open("rb") as source:
            write_mo(compiled, read_po(source, locale=lang, domain=file.stem))
        compiled.seek(0)
        one = gettext.GNUTranslations(compiled)
        if merged is None:
            merged = one
        else:
            merged._catalog.update({k: v for k, v in one._catalog.items() if k})  # type: ignore[attr-defined]
    return merged or gettext.NullTranslations()


def language() -> str:
    """Return the language in use."""
    return _language.get()


def set_language(lang: str) -> None:
    """Use `lang` from here on (a notebook's kernel)."""
    _language.set(lang)


@contextmanager
def use(lang: str) -> Iterator[None]:
    """Use `lang` inside the block."""
    token = _language.set(lang)
    try:
        yield
    finally:
        _language.reset(token)


def translate(msgid: str, lang: str) -> str:
    """Return `msgid` in `lang`; '' stays ''."""
    return catalogue(lang).gettext(msgid) if msgid else ""


def t(msgid: str, /, **slots: object) -> str:
    """Return `msgid` in the language in use, its `{slots}` filled."""
    text = translate(msgid, language())
    return Told.of(text.format(**slots) if slots else text, t, msgid, **slots)


def tn(one: str, many: str, n: int, /, **slots: object) -> str:
    """Return the form for `n` things; `{n}` is a slot like any other."""
    text = catalogue(language()).ngettext(one, many, n).format(n=n, **slots)
    return Told.of(text, tn, one, many, n, **slots)


def joined(mark: str, texts: Iterable[str]) -> str:
    """Return texts with a mark between them, which is the same in all languages."""
    return _joined(mark, *texts)


def _joined(mark: str, *texts: str) -> str:
    return Told.of(mark.join(texts), _joined, mark, *texts)


def told_in(text: str, lang: str) -> str:
    """Return a text that `t`, `tn` or `joined` made in another language; any other as it is."""
    with use(lang):
        return str(told_again(text))


def listed(texts: Iterable[str]) -> str:
    """Return texts one after the other, as the language in use lists them."""
    return ("、" if language() == "zh" else ", ").join(texts)


def did_you_mean(name: str, known: Iterable[str], otherwise: str = "") -> str:
    """Return a question with the known name nearest to `name`; `otherwise` when none is near."""
    near = closest(name, known)
    return t("did you mean {near!r}?", near=near) if near else otherwise
