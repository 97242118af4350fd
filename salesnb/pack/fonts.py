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

from salesnb.glyphs import BOLD, REGULAR, WIDE, WIDE_BOLD, font_file, held, lacking

FAMILY = "salesnb"
ALWAYS = "".join(map(chr, range(0x20, 0x7F))) + "–−…·•→"  # scripts of the page may write them
_PLAIN = (REGULAR, BOLD)  # fonts whose outlines need not be read to be cut down
_seen: dict[Path, tuple[frozenset[str], bytes]] = {}  # of each, what pages asked for so far
_NOT_SHOWN = re.compile(r"<style\b[^>]*>[^<]*</style>|<(style|script)\b.*?</\1>|<!--.*?-->", re.S)


def font_face(page: str) -> str:
    """Return the style rules that bring the fonts for a page's characters.

    What no font of ours has is left to the reader's machine; the gate warned of it.
    """
    shown, rules = shown_characters(page), []
    for faces in _families():
        own = shown & held(faces[400])
        shown -= own
        rules += [
            _face(file, weight, "".join(sorted(own))) for weight, file in faces.items() if own
        ]
    return "".join(rules)


def _families() -> list[dict[int, Path]]:
    """Return the fonts by weight; the browser makes the bold of a font of the user's own."""
    first = font_file()
    return [
        {400: first, 700: BOLD} if first == REGULAR else {400: first},
        {400: WIDE, 700: WIDE_BOLD},
    ]


def shown_characters(page: str) -> set[str]:
    """Return the characters of a page that can be seen: text, and what attributes say."""
    plain = set(html.unescape(_NOT_SHOWN.sub(" ", page)))
    return {c for c in plain if c.isprintable() and not 0xFE00 <= ord(c) <= 0xFE0F} | set(ALWAYS)


def missing_glyphs(page: str) -> set[str]:
    """Return the characters that a page shows and no font of ours has."""
    return lacking(shown_characters(page))


def _face(file: Path, weight: int, text: str) -> str:
    data = base64.b64encode(_subset(file, text)).decode("ascii")
    source = f'url(data:font/woff;base64,{data}) format("woff")'
    return f'@font-face {{ font-family: "{FAMILY}"; font-weight: {weight}; src: {source}; }}\n'


@cache
def _subset(file: Path, text: str) -> bytes:
    """Return a web font with the glyphs of `text` alone; the same text gives the same bytes."""
    if file not in _PLAIN:
        return _cut(str(file), text, is_plain=False)
    return _cut(io.BytesIO(_reduced(file, set(text))), text, is_plain=True)


def _reduced(file: Path, wanted: set[str]) -> bytes:
    """Return a shipped font with what pages asked for so far: to read it whole takes four times.

    What is cut from it is the same to the byte as what is cut from the whole (a test says so).
    """
    have, font = _seen.get(file, (frozenset(), b""))
    if not wanted <= have:
        have |= wanted
        font = _cut(str(file), "".join(sorted(have)), is_plain=True, flavor=None)
        _seen[file] = (have, font)
    return font


def _cut(
    font: str | io.BytesIO, text: str, *, is_plain: bool, flavor: str | None = "woff"
) -> bytes:
    """Return a font with the glyphs of `text` alone."""
    from fontTools import subset

    buffer, options = io.BytesIO(), _options()
    options.flavor = flavor
    with subset.load_font(font, options) as whole:
        if is_plain:
            _as_it_stands(whole["CFF "])
        keep = subset.Subsetter(options)
        keep.populate(text=text)
        keep.subset(whole)
        subset.save_font(whole, buffer, options)
    return buffer.getvalue()


def _as_it_stands(outlines: Any) -> None:
    """Let outlines be copied unread: those of the shipped fonts have no hints and no subroutines.

    Reading and writing each of them anew takes six times what all the rest of a subset does.
    """
    outlines.closure_glyphs = lambda keep: None
    outlines.prune_post_subset = lambda font, options: True


def _options() -> Any:
    from fontTools import subset

    options = subset.Options()
    options.font_number = 0
    options.layout_features = ["kern"]
    options.hinting = False
    options.notdef_outline = True
    options.drop_tables += ["vhea", "vmtx", "VORG", "BASE"]
    return options
