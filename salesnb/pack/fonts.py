"""The shipped font inside a page, cut down to its characters, so that it reads alike everywhere.

A page must not depend on what a machine has installed: without this a server prints boxes for
Chinese. The rest of the family (system fonts) stands behind it in the style sheet.
"""

from __future__ import annotations

import base64
import html
import io
import re
from functools import cache
from pathlib import Path
from typing import Any

from salesnb.errors import GlyphError
from salesnb.i18n import t
from salesnb.plots.style import BOLD, FONTS, font_file

FAMILY = "salesnb"
ALWAYS = "".join(map(chr, range(0x20, 0x7F))) + "–−…·•→"  # scripts of the page may write them
_NOT_SHOWN = re.compile(r"<(style|script)\b.*?</\1>|<!--.*?-->", re.S)


def font_face(page: str) -> str:
    """Return the style rules that bring the font for a page's characters.

    Raises `GlyphError` naming the characters that the font lacks and the setting for another one.
    """
    shown = shown_characters(page)
    _require_glyphs(shown)
    text = "".join(sorted(shown))
    shipped = (
        font_file().parent == FONTS
    )  # a font of the user's own has its bold made by the browser
    faces = {400: font_file(), 700: BOLD} if shipped else {400: font_file()}
    return "".join(_face(file, weight, text) for weight, file in faces.items())


def shown_characters(page: str) -> set[str]:
    """Return the characters of a page that can be seen: text, and what attributes say."""
    plain = html.unescape(_NOT_SHOWN.sub(" ", page))
    return {c for c in plain if c.isprintable() and not 0xFE00 <= ord(c) <= 0xFE0F} | set(ALWAYS)


def missing_glyphs(page: str) -> set[str]:
    """Return the characters that a page shows and the configured font lacks."""
    return shown_characters(page) - _characters(font_file())


def _require_glyphs(shown: set[str]) -> None:
    missing = sorted(shown - _characters(font_file()))
    if missing:
        named = ", ".join(f"{c} (U+{ord(c):04X})" for c in missing[:5])
        raise GlyphError(
            t("the font {file} has no {characters}", file=font_file().name, characters=named),
            fix=t("name a font file that has it in the environment variable SALESNB_FONT"),
        )


def _face(file: Path, weight: int, text: str) -> str:
    data = base64.b64encode(_subset(file, text)).decode("ascii")
    source = f'url(data:font/woff;base64,{data}) format("woff")'
    return f'@font-face {{ font-family: "{FAMILY}"; font-weight: {weight}; src: {source}; }}\n'


@cache
def _subset(file: Path, text: str) -> bytes:
    """Return a web font with the glyphs of `text` alone; the same text gives the same bytes."""
    from fontTools import subset

    buffer = io.BytesIO()
    with subset.load_font(str(file), _options()) as font:
        keep = subset.Subsetter(_options())
        keep.populate(text=text)
        keep.subset(font)
        subset.save_font(font, buffer, _options())
    return buffer.getvalue()


def _options() -> Any:
    from fontTools import subset

    options = subset.Options()
    options.flavor = "woff"
    options.font_number = 0
    options.layout_features = ["kern"]
    options.hinting = False
    options.notdef_outline = True
    options.drop_tables += ["vhea", "vmtx", "VORG", "BASE"]
    return options


@cache
def _characters(file: Path) -> frozenset[str]:
    from fontTools.ttLib import TTFont

    with TTFont(str(file), fontNumber=0) as font:
        return frozenset(map(chr, font.getBestCmap()))
