"""Fonts of pages: what is cut down draws the same signs as the font that was shipped."""

from __future__ import annotations

import base64
import io
import re
from pathlib import Path

import pytest
from fontTools.pens.recordingPen import RecordingPen
from fontTools.ttLib import TTFont

from salesnb.glyphs import BOLD, REGULAR
from salesnb.pack import fonts
from salesnb.pack.fonts import font_face

TEXT = "Sales 销售额 ¥1,234.5 赵敏"


def drawn(font: TTFont, sign: str) -> tuple[object, float]:
    """Return the outline of a character, and its width."""
    pen, glyph = RecordingPen(), font.getGlyphSet()[font.getBestCmap()[ord(sign)]]
    glyph.draw(pen)
    return pen.value, glyph.width


@pytest.mark.parametrize(("weight", "file"), [(400, REGULAR), (700, BOLD)])
def test_a_font_that_was_cut_down_draws_the_same(weight: int, file: Path) -> None:
    (data,) = re.findall(rf"font-weight: {weight};[^)]*base64,([^)]+)", font_face(TEXT))
    with TTFont(io.BytesIO(base64.b64decode(data))) as cut, TTFont(str(file)) as whole:
        assert len(cut.getGlyphOrder()) < 200
        assert all(drawn(cut, sign) == drawn(whole, sign) for sign in set(TEXT))


@pytest.mark.parametrize("file", [REGULAR, BOLD])
def test_outlines_that_are_copied_unread_have_no_subroutines(file: Path) -> None:
    """`fonts` copies outlines as they stand, which needs fonts that were made this way."""
    with TTFont(str(file)) as font:
        cff = font["CFF "].cff
        assert len(cff.GlobalSubrs) == 0
        assert all(len(getattr(one.Private, "Subrs", [])) == 0 for one in cff[0].FDArray)


@pytest.mark.parametrize("file", [REGULAR, BOLD])
def test_a_font_is_the_same_whatever_was_cut_before(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "".join(sorted(set(TEXT)))
    given = []
    for before in ([], ["x 月"], [TEXT + "更多的字", "y"]):
        monkeypatch.setattr(fonts, "_seen", {})
        fonts._subset.cache_clear()
        for other in before:
            font_face(other)
        given.append(fonts._subset(file, text))
    assert given[0] == given[1] == given[2] == fonts._cut(str(file), text, is_plain=True)
