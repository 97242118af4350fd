"""The house style holds inside its block alone, and blocks within blocks cost nothing."""

from __future__ import annotations

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.font_manager import FontProperties

from salesnb.plots.style import INK, font_families, style

LOOK_UP = "_find_fonts_by_props"


def test_the_style_holds_inside_the_block_alone() -> None:
    before = mpl.rcParams["text.color"]
    with style():
        with style():
            assert mpl.rcParams["text.color"] == INK
        assert mpl.rcParams["text.color"] == INK, "an inner block leaves it as it was"
    assert mpl.rcParams["text.color"] == before != INK


def test_fonts_are_looked_up_once_in_a_block_and_found_as_before() -> None:
    manager = font_manager.fontManager
    font = FontProperties(family=font_families(), size=9)
    plain = manager._find_fonts_by_props(font)
    with style():
        assert manager._find_fonts_by_props(font) == plain
        font.set_weight("bold")
        bold = manager._find_fonts_by_props(font)
        assert manager._find_fonts_by_props(font) is bold
    assert bold == manager._find_fonts_by_props(font) != plain, "a font that changed is another"
    assert LOOK_UP not in vars(manager)
