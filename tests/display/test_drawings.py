"""A picture as it stands in a page: cited numbers, the page's colours, no id of another picture."""

from __future__ import annotations

import re

import pytest
from matplotlib.figure import Figure

from salesnb.display.drawings import as_svg
from salesnb.plots.style import FAINT, INK, PAPER, SOFT, annotate, figure
from tests.contracts.small import nodes
from tests.display.cells import Cells


def picture(title: str = "", *, cited: bool = False) -> Figure:
    fig, ax = figure()
    ax.bar(["a"], [1])
    ax.set_title(title)
    if cited:
        annotate(ax, nodes().cite("amount", node="1"), (0, 1))
    return fig


def test_a_number_carries_its_citation_value_and_text() -> None:
    drawn = [g for g in Cells(as_svg(picture(cited=True))).of("g") if "data-ref" in g]
    assert drawn == [
        {
            "class": "n",
            "data-ref": "02_small_nodes@draft/amount?dimension=region&node=1",
            "data-fmt": "money",
            "data-unit": "CNY",
            "data-value": "300.0",
            "data-text": "¥300",
        }
    ]


def test_the_ticks_of_an_axis_are_marked_as_such() -> None:
    drawn = picture("A")
    drawn.axes[0].set_yticks([0, 1])
    groups = Cells(as_svg(drawn)).of("g")
    assert len([one for one in groups if one == {"class": "tick"}]) == 1 + 2


def test_a_drawing_has_the_colours_and_the_width_of_its_page() -> None:
    text = as_svg(picture("A", cited=True))
    assert "currentColor" in text and "var(--soft)" in text and "var(--paper," in text
    assert not any(sentinel in text for sentinel in (INK, FAINT, SOFT, PAPER))
    assert not re.search(r'<svg[^>]* (width|height)="', text)
    (whole,) = Cells(text).of("svg")
    assert whole["aria-hidden"] == "true" and "viewbox" in whole


def test_two_drawings_share_no_id_and_refer_to_their_own() -> None:
    texts = [as_svg(picture(title)) for title in ("one", "two")]
    ids = [re.findall(r'\bid="([^"]+)"', text) for text in texts]
    assert ids[0] and ids[1] and not set(ids[0]) & set(ids[1])
    for text, own in zip(texts, ids, strict=True):
        named = {a or b for a, b in re.findall(r'href="#([^"]+)"|url\(#([^)]+)\)', text)}
        assert named and named <= set(own)


def test_the_same_picture_gives_the_same_bytes() -> None:
    assert as_svg(picture("销售")) == as_svg(picture("销售"))


def test_a_missing_glyph_is_a_box_and_a_warning_that_names_it() -> None:
    with pytest.warns(UserWarning, match=r"no font has . \(U\+12000\): the picture shows a box"):
        drawn = as_svg(picture("\U00012000"))
    assert drawn.startswith("<svg")


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(
    "name", ["囍堃镕", "Škoda Łódź Ğ", "Αθήνα", "Київ", "Pay $5 or $6", "a\u200bb"]
)
def test_names_of_the_world_are_drawn_as_they_are(name: str) -> None:
    assert as_svg(picture(name)) != as_svg(picture("?" * len(name)))
