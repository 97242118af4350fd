"""How all plots look: colours by meaning, the shipped font, numbers that carry their citation."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from salesnb.citations import Cited
from salesnb.glyphs import BOLD, WIDE, WIDE_BOLD, font_file
from salesnb.i18n import formats, t
from salesnb.plots.once import texts_once

P = ParamSpec("P")
R = TypeVar("R")
CITE = "cite:"  # begins the SVG id of a number that carries a citation
_IN_USE: ContextVar[bool] = ContextVar("house style", default=False)
_EMPTY = "no rows"  # label of the axes of a panel that has none
INK = "#010203"  # replaced by the page's own text colour, so that dark mode works
FAINT = "#040506"  # the page's faint line colour
SOFT = "#070809"  # the page's quiet text colour, for axes
PAPER = "#fefdfc"  # the page's ground, behind numbers, so that no line strikes them through


@cache
def _registered(file: Path) -> str:
    """Return the name of a font, registered with matplotlib."""
    font_manager.fontManager.addfont(str(file))
    return font_manager.FontProperties(fname=str(file)).get_name()


def font_families() -> list[str]:
    """Return the fonts of pictures in the order in which they are asked for a character."""
    own = [_registered(one) for one in (BOLD, font_file(), WIDE_BOLD, WIDE)]
    return [own[1], own[3], "DejaVu Sans"]


@contextmanager
def style() -> Iterator[None]:
    """Use the house style inside the block, leaving the global state alone."""
    if _IN_USE.get():  # its settings hold already, and setting them anew takes milliseconds
        yield
        return
    token = _IN_USE.set(True)
    try:
        with mpl.rc_context(_settings()), texts_once():
            yield
    finally:
        _IN_USE.reset(token)


def styled(function: Callable[P, R]) -> Callable[P, R]:
    """Let a function draw in the house style."""

    @wraps(function)
    def drawn(*args: P.args, **kwargs: P.kwargs) -> R:
        with style():
            return function(*args, **kwargs)

    return drawn


def figure(
    width: float = 7.2, height: float = 3.4, *, rows: int = 1, columns: int = 1
) -> tuple[Figure, Any]:
    """Return a new figure in the house style, not known to pyplot, and its axes."""
    with style():
        fig = Figure(figsize=(width, height), layout="constrained")
        axes = fig.subplots(rows, columns)
    return fig, axes


def new_axes(ax: Axes | None) -> Axes:
    """Return `ax`, or the axes of a new figure."""
    return figure()[1] if ax is None else ax


def annotate(ax: Axes, number: Cited, xy: tuple[float, float], **how: Any) -> None:
    """Write a number into a plot; its SVG group carries the citation."""
    text = formats.write(number.value, number.fmt, currency=number.unit)
    ground = {"fc": PAPER, "ec": "none", "pad": 0.6}
    how = {"ha": "center", "va": "bottom", "fontsize": 8.5, "color": INK, "bbox": ground, **how}
    offset = how.pop("offset", (0, 2))
    drawn = ax.annotate(text, xy, xytext=offset, textcoords="offset points", **how)
    drawn.set_gid(CITE + json.dumps([str(number.ref), number.fmt, number.unit, number.value, text]))


def empty_panel(ax: Axes, title: str, why: str = "") -> Axes:
    """Draw a titled panel that says why it is empty: no rows, else `why`; `is_empty` knows it."""
    ax.set_label(_EMPTY)
    ax.set_title(title, loc="left")
    ax.text(0.5, 0.5, why or t("no rows"), ha="center", va="center", transform=ax.transAxes)
    ax.set_axis_off()
    return ax


def is_empty(figure: Figure) -> bool:
    """Return whether a figure has nothing but panels without rows."""
    return bool(figure.axes) and all(ax.get_label() == _EMPTY for ax in figure.axes)


def _settings() -> dict[Any, Any]:
    return {
        "font.family": font_families(),
        "text.parse_math": False,  # a $ in a name is text
        "font.size": 9,
        "axes.titlesize": 9.5,
        "axes.titleweight": "bold",
        "axes.titlelocation": "left",
        "axes.titlepad": 10,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.spines.left": False,
        "axes.edgecolor": SOFT,
        "axes.labelcolor": SOFT,
        "axes.titlecolor": INK,
        "axes.linewidth": 0.7,
        "axes.axisbelow": True,
        "axes.grid": True,
        "axes.grid.axis": "y",
        "grid.color": FAINT,
        "grid.linewidth": 0.7,
        "axes.unicode_minus": True,
        "text.color": INK,
        "xtick.color": SOFT,
        "ytick.color": SOFT,
        "xtick.major.size": 0,
        "ytick.major.size": 0,
        "xtick.major.pad": 5,
        "svg.hashsalt": "salesnb",
        "svg.fonttype": "path",
        "legend.frameon": False,
        "figure.facecolor": "none",
        "axes.facecolor": "none",
    }
