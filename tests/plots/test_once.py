"""What is worked out once is what matplotlib works out anew, and its functions come back."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator

import matplotlib as mpl
import pytest
from matplotlib.axis import Axis
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.textpath import TextToPath

from salesnb.plots.once import texts_once, ticks_once

INTERNALS = [
    (Text, "_get_layout"),
    (TextToPath, "get_glyphs_with_font"),
    (Axis, "_update_ticks"),
    (Axis, "_get_ticklabel_bboxes"),
]


@pytest.fixture(autouse=True)
def _same_ids() -> Iterator[None]:
    with mpl.rc_context({"svg.hashsalt": "test", "svg.fonttype": "path"}):
        yield


def picture() -> Figure:
    figure = Figure(figsize=(5, 3), layout="constrained")
    axes = figure.add_subplot()
    axes.plot([0, 1, 2], [0, 1234, 5], label="a")
    axes.set_title("two\nlines", loc="left", linespacing=1.5)
    axes.set_ylabel("amount")
    axes.annotate("12.3", (1, 1234), xytext=(0, 4), textcoords="offset points")
    axes.legend()
    return figure


def drawn(figure: Figure) -> str:
    written = io.StringIO()
    FigureCanvasSVG(figure).print_svg(written, metadata={"Date": None})
    return written.getvalue()


def test_a_picture_is_the_same_to_the_byte() -> None:
    plain = drawn(picture())
    with texts_once(), ticks_once():
        assert drawn(picture()) == plain
        assert drawn(picture()) == plain, "where everything is known already"


def test_functions_come_back_at_the_end_of_the_block() -> None:
    before = [vars(owner).get(name) for owner, name in INTERNALS]
    with texts_once(), ticks_once():
        inside = [vars(owner).get(name) for owner, name in INTERNALS]
        assert not any(one is own for one, own in zip(inside, before, strict=True))
    assert [vars(owner).get(name) for owner, name in INTERNALS] == before


CHANGES = {
    "text": "another",
    "fontsize": 20,
    "fontweight": "bold",
    "rotation": 30,
    "linespacing": 3,
    "multialignment": "right",
    "horizontalalignment": "right",
    "verticalalignment": "top",
    "rotation_mode": "anchor",
    "parse_math": False,
    "transform_rotates_text": True,
    "wrap": True,
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_text_that_changed_is_measured_anew(change: str) -> None:
    figure = Figure(figsize=(2, 2))
    text = figure.text(0.6, 0.5, "one line that is long\nand $x^2$", rotation=10)
    with texts_once():
        text.get_window_extent()
        text.set(**{change: CHANGES[change]})  # type: ignore[arg-type]
        known = text.get_window_extent().bounds
    assert known == text.get_window_extent().bounds


def test_a_text_of_another_resolution_is_measured_anew() -> None:
    figure = Figure()
    text = figure.text(0, 0, "a")
    with texts_once():
        width = text.get_window_extent(FigureCanvasAgg(figure).get_renderer()).width
        figure.dpi = 3 * figure.dpi
        assert text.get_window_extent(FigureCanvasAgg(figure).get_renderer()).width > 2 * width


def sizes_of_ticks() -> list[tuple[float, ...]]:
    """Return where the labels of an axis stand, before and after each of some changes."""
    figure = picture()
    (axes,) = figure.axes
    renderer = FigureCanvasAgg(figure).get_renderer()
    changes: list[Callable[[], object]] = [
        lambda: None,
        lambda: axes.set_position((0.3, 0.3, 0.2, 0.1)),
        lambda: axes.set_ylim(0, 9),
        lambda: figure.set_size_inches(9, 9),
        lambda: axes.set_position((0.1, 0.1, 0.9, 0.9)),
        lambda: figure.set_size_inches(5, 3),
        lambda: figure.set_dpi(200),
    ]
    found = []
    for change in changes:
        change()
        for _ in range(2):
            box = axes.yaxis.get_tightbbox(renderer)
            assert box is not None
            found.append(tuple(box.bounds))
    return found


def test_ticks_follow_axes_that_are_moved_resized_or_show_other_values() -> None:
    plain = sizes_of_ticks()
    assert len(set(plain)) == len(plain) // 2
    with ticks_once():
        assert sizes_of_ticks() == plain


@pytest.mark.parametrize(("owner", "name"), INTERNALS)
def test_what_a_release_does_not_have_is_left_alone(
    owner: type, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.delattr(owner, name)
        with texts_once(), ticks_once():
            assert not hasattr(owner, name)
    assert hasattr(owner, name)


def test_texts_that_say_less_of_themselves_are_measured_as_ever(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lay_out = vars(Text)["_get_layout"]
    monkeypatch.setattr("salesnb.plots.once._OF_TEXTS", ("_no_such_name",))
    with texts_once():
        assert vars(Text)["_get_layout"] is lay_out


def test_a_missing_letter_is_warned_of_each_time_it_is_drawn() -> None:
    for _ in range(2):
        with texts_once(), pytest.warns(UserWarning, match="missing"):
            figure = Figure()
            figure.text(0, 0, "\U0001f9ff")
            drawn(figure)
