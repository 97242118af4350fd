"""Which characters pages and pictures can show: the shipped fonts and what they hold.

The regular font has the 8,105 hanzi of the national standard list, GB 2312 and Latin-1; the wide
one the rest of Latin, Greek and Cyrillic. A font of the user's own (`SALESNB_FONT`) stands first.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import cache
from pathlib import Path

FONTS = Path(__file__).resolve().parent / "fonts"
REGULAR, BOLD = FONTS / "salesnbSansSC-Regular.otf", FONTS / "salesnbSansSC-Bold.otf"
WIDE, WIDE_BOLD = FONTS / "salesnbSansWide-Regular.ttf", FONTS / "salesnbSansWide-Bold.ttf"


def font_file() -> Path:
    """Return the first font of pages and pictures: the shipped one, or `SALESNB_FONT`."""
    return Path(os.environ.get("SALESNB_FONT", "") or REGULAR)


def lacking(characters: Iterable[str]) -> set[str]:
    """Return the characters that none of the fonts has; such that are never seen are left out."""
    seen = {c for c in characters if c.isprintable() and not 0xFE00 <= ord(c) <= 0xFE0F}
    return seen - held(font_file()) - held(WIDE)


def named(characters: Iterable[str]) -> str:
    """Return characters as a message names them: each with its code point."""
    return ", ".join(f"{c} (U+{ord(c):04X})" for c in sorted(characters))


@cache
def held(file: Path) -> frozenset[str]:
    """Return the characters that a font file has."""
    from fontTools.ttLib import TTFont

    with TTFont(str(file), fontNumber=0) as font:
        return frozenset(map(chr, font.getBestCmap()))
