"""What matplotlib works out again and again while it draws a picture, worked out once.

Fonts, the sizes of texts and their outlines, the ticks of an axis. What stands in for functions of
matplotlib gives what they would give; where a release has others, its own are left in place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from matplotlib import font_manager
from matplotlib.axis import Axis
from matplotlib.font_manager import FontProperties
from matplotlib.text import Text
from matplotlib.textpath import TextToPath

Function = Callable[..., Any]

_OF_TEXTS = ("_linespacing", "_multialignment")  # what a size depends on and no method tells


@contextmanager
def texts_once() -> Iterator[None]:
    """Look up a font, and lay a text out, once inside the block."""
    with ExitStack() as stack:
        stack.enter_context(_stood_in(font_manager.fontManager, "_find_fonts_by_props", _looked_up))
        if all(hasattr(Text(), name) for name in _OF_TEXTS):
            stack.enter_context(_stood_in(Text, "_get_layout", _laid_out))
        stack.enter_context(_stood_in(TextToPath, "get_glyphs_with_font", _outlined))
        yield


@contextmanager
def ticks_once() -> Iterator[None]:
    """Work out the ticks of an axis anew inside the block only where it was moved or resized.

    Nothing else of a figure may change there: it is for laying out and saving.
    """
    known: dict[Axis, tuple[object, list[Any]]] = {}
    with (
        _stood_in(Axis, "_update_ticks", lambda own: _updated(own, known)),
        _stood_in(Axis, "_get_ticklabel_bboxes", lambda own: _boxed(own, known)),
    ):
        yield


@contextmanager
def _stood_in(owner: Any, name: str, instead: Callable[[Function], Function]) -> Iterator[None]:
    """Put what `instead` makes of a function in its place, where the owner has it."""
    own = vars(owner).get(name)
    function = own or getattr(owner, name, None)
    if function is None:
        yield
        return
    setattr(owner, name, instead(function))
    try:
        yield
    finally:
        if own is None:
            delattr(owner, name)
        else:
            setattr(owner, name, own)


def _looked_up(look_up: Function) -> Function:
    known: dict[int, Any] = {}

    def found(font: FontProperties, *args: Any, **kwargs: Any) -> Any:
        if args or kwargs:
            return look_up(font, *args, **kwargs)
        key = hash(font)  # of all its properties: fonts of one hash are equal
        if key not in known:
            known[key] = look_up(font)
        return known[key]

    return found


def _laid_out(lay_out: Function) -> Function:
    known: dict[object, Any] = {}

    def found(text: Text, renderer: Any) -> Any:
        if text.get_wrap() or text.get_transform_rotates_text():  # depends on where it stands
            return lay_out(text, renderer)
        key = _all_that_counts(text, renderer)
        if key not in known:
            known[key] = lay_out(text, renderer)
        return known[key]

    return found


def _all_that_counts(text: Text, renderer: Any) -> tuple[object, ...]:
    """Return what the size of a text depends on, and where its lines stand in it."""
    figure = text.get_figure(root=True)
    return (
        *_measure(renderer),
        figure and figure.dpi,
        text.get_text(),
        hash(text.get_fontproperties()),
        text.get_rotation(),
        text.get_rotation_mode(),
        text.get_horizontalalignment(),
        text.get_verticalalignment(),
        text.get_usetex(),
        text.get_parse_math(),
        *[getattr(text, name) for name in _OF_TEXTS],
    )


def _measure(renderer: Any) -> tuple[object, ...]:
    """Return what measures a text (a renderer may leave it to another one), and how finely."""
    measuring = renderer.get_text_width_height_descent
    return type(getattr(measuring, "__self__", renderer)), getattr(renderer, "dpi", None)


def _outlined(outline: Function) -> Function:
    """Return what gives a text's letters, with the outlines of those that a drawing lacks."""
    known: dict[object, Any] = {}

    def found(
        maker: TextToPath,
        font: Any,
        s: str,
        glyph_map: Any = None,
        return_new_glyphs_only: bool = False,
        **kwargs: Any,
    ) -> Any:
        if not return_new_glyphs_only or any(kwargs.values()):
            return outline(maker, font, s, glyph_map, return_new_glyphs_only, **kwargs)
        if (font, s) not in known:
            known[font, s] = outline(maker, font, s)
        letters, outlines, boxes = known[font, s]
        there = glyph_map or ()
        return letters, {k: v for k, v in outlines.items() if k not in there}, boxes

    return found


def _updated(update: Function, known: dict[Axis, tuple[object, list[Any]]]) -> Function:
    def found(axis: Axis) -> Any:
        state = _place(axis)
        if axis not in known or known[axis][0] != state:
            known[axis] = (state, [update(axis)])
        return known[axis][1][0]

    return found


def _boxed(box: Function, known: dict[Axis, tuple[object, list[Any]]]) -> Function:
    def found(axis: Axis, ticks: Any, renderer: Any) -> Any:
        state, parts = known.get(axis, (None, [None]))
        if ticks is not parts[0] or state != _place(axis):
            return box(axis, ticks, renderer)
        measure = _measure(renderer)
        if measure not in parts[1:2]:
            parts[1:] = [measure, box(axis, ticks, renderer)]
        return parts[2]

    return found


def _place(axis: Axis) -> tuple[object, ...]:
    """Return what the ticks of an axis, and where their labels stand, depend on."""
    figure = axis.get_figure(root=True)
    size = (*axis.axes.bbox.bounds, *axis.get_view_interval())
    return (*(float(one) for one in size), figure and figure.dpi)
