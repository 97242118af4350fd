"""A drawing once more at the width of a phone: less wide, with lines of text that fit.

What is drawn, its numbers and their citations stay the same; so does the height, unless names of
rows take more lines than rows have room for. Sizes are in points, as the drawing's.
"""

from __future__ import annotations

import itertools
import pickle
import warnings
from collections.abc import Sequence
from textwrap import wrap
from unicodedata import east_asian_width

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.text import Annotation, Text
from matplotlib.transforms import Bbox

from salesnb.plots.once import ticks_once
from salesnb.plots.style import styled

WIDTH = 3.8  # inches: letters of nine points come out at twelve pixels where a phone has 358
_TITLE, _HEADING, _ROW = 30, 50, 15  # letters in a line of a title, below the picture, of a row
_LEGEND = 46  # letters of all entries that stand in a line of the legend
_LINE = 11.5  # points that a line of a row's name takes
_GAP = 3.0  # points between two names below the axis
_LETTER, _LEAST_FOLD = 4.4, 5  # points that a letter takes; letters of the shortest line of a name
_BOLD = 5.4  # points that a letter of a title takes
_LEAST = 7.5  # points: numbers that would run into each other are not written smaller, but lifted


@styled
def narrow(figure: Figure) -> Figure | None:
    """Return a copy of a figure at the width of a phone.

    None where pictures stand side by side, or where their names would leave no room for them.
    """
    if len({ax.get_position().x0 for ax in figure.axes}) != 1:
        return None
    copy: Figure = pickle.loads(pickle.dumps(figure))
    copy.set_size_inches(WIDTH, copy.get_size_inches()[1])
    titles = [ax.get_title(loc="left") for ax in copy.axes]
    for ax in copy.axes:
        _fold(ax)
        _lift(copy, ax)
    for legend in list(copy.legends):
        _refolded(copy, legend)
    if not _has_room(copy):
        return None
    for ax, title in zip(copy.axes, titles, strict=True):
        _make_room(ax, copy.dpi)
        _thin_out(ax)
        _part_numbers(ax)
        room = (copy.bbox.width - ax.bbox.x0) * 72 / copy.dpi
        ax.set_title(_folded(title, int(room / _BOLD)), linespacing=1.5)
    return copy


def _fold(ax: Axes) -> None:
    """Break the lines of a title, of what stands at the axis, and of the rows' names."""
    ax.set_title(_folded(ax.get_title(loc="left"), _TITLE), linespacing=1.5)
    ax.set_xlabel(_folded(ax.get_xlabel(), _HEADING))
    names = [one.get_text() for one in ax.get_yticklabels()]
    if any(one.isalpha() for name in names for one in name):
        ax.set_yticks(ax.get_yticks(), [_folded(one, _ROW) for one in names])


def _lift(figure: Figure, ax: Axes) -> None:
    """Make a figure higher where names of rows take more lines than a row has room for."""
    names = [one.get_text() for one in ax.get_yticklabels()]
    lines = max((name.count("\n") + 1 for name in names), default=1)
    lacking = lines * _LINE * len(names) - ax.bbox.height * 72 / figure.dpi
    if lines > 1 and lacking > 0:
        width, height = figure.get_size_inches()
        figure.set_size_inches(width, height + lacking / 72)


def _has_room(figure: Figure) -> bool:
    """Lay a figure out, and return whether its names leave room for what is drawn."""
    with warnings.catch_warnings(record=True) as caught, ticks_once():
        warnings.simplefilter("always")
        if engine := figure.get_layout_engine():
            engine.execute(figure)
    return not any("constrained_layout" in str(one.message) for one in caught)


def letters(text: str) -> int:
    """Return how many letters wide a text is; a Chinese character counts as two."""
    return sum(2 if east_asian_width(one) in "WF" else 1 for one in text)


def _folded(text: str, most: int) -> str:
    """Return a text with each of its lines broken where it is wider than `most` letters."""
    lines: list[str] = []
    for line in text.split("\n"):
        lines += _broken(line, most) if letters(line) > most else [line]
    return "\n".join(lines)


def _broken(line: str, most: int) -> list[str]:
    """Return a line in pieces: between words, in Chinese between any two characters."""
    if letters(line) == len(line):
        return wrap(line, most, break_long_words=False)
    pieces = [""]
    for one in line:
        if letters(pieces[-1] + one) > most and one not in "，。；：、）%":
            pieces.append("")
        pieces[-1] += one
    return pieces


def _refolded(figure: Figure, legend: Legend) -> None:
    """Put a legend below the picture again, with as many entries in a line as fit."""
    texts = [one.get_text() for one in legend.get_texts()]
    handles = [one for one in legend.legend_handles if one is not None]
    widest = max((4 + letters(one) for one in texts), default=1)
    legend.remove()
    figure.legend(
        handles,
        [_folded(one, _HEADING) for one in texts],
        loc="outside lower left",
        ncols=max(1, min(len(texts), _LEGEND // widest)),
        fontsize=8,
    )


def _make_room(ax: Axes, dpi: float) -> None:
    """Fold the names below the axis where they run into each other, else turn them.

    Months and numbers are thinned out instead.
    """
    labels = ax.get_xticklabels()
    names = [one.get_text().replace("\n", " ") for one in labels]
    if not _overlap(labels) or any(one.isdigit() for name in names for one in name):
        return
    room = ax.bbox.width / max(len(names), 1) * 72 / dpi
    folded = [_folded(one, max(_LEAST_FOLD, int(room / _LETTER))) for one in names]
    ax.set_xticks(ax.get_xticks(), folded)
    if _overlap(ax.get_xticklabels()):
        ax.set_xticks(ax.get_xticks(), names, rotation=60, ha="right", rotation_mode="anchor")


def _thin_out(ax: Axes) -> None:
    """Keep every second, third, ... name of months or numbers, the last one always."""
    places, labels = list(ax.get_xticks()), ax.get_xticklabels()
    names = [one.get_text() for one in labels]
    if not labels or labels[0].get_rotation() or not _overlap(labels):
        return
    for step in range(2, len(places)):
        kept = range(len(places) - 1, -1, -step)[::-1]
        if not _overlap([labels[i] for i in kept]):
            ax.set_xticks([places[i] for i in kept], [names[i] for i in kept])
            return


def _part_numbers(ax: Axes) -> None:
    """Write numbers that overlap smaller; where that is not enough, lift one above the other."""
    numbers = [one for one in ax.texts if one.get_text()]
    size = min((float(one.get_fontsize()) for one in numbers), default=0.0)
    while size > _LEAST and _any_overlap(numbers):
        size -= 0.5
        for one in numbers:
            one.set_fontsize(min(size, float(one.get_fontsize())))
    noted = [one for one in numbers if isinstance(one, Annotation)]
    noted.sort(key=lambda one: float(one.get_window_extent().x0))
    for one, two in itertools.pairwise(noted):
        if _any_overlap([one, two]):
            two.xyann = (two.xyann[0], two.xyann[1] + size + _GAP)


def _overlap(labels: Sequence[Text]) -> bool:
    """Return whether a name runs into the next one to its right."""
    boxes = sorted((one.get_window_extent() for one in labels if one.get_text()), key=_left)
    return any(
        one.x1 + _GAP > two.x0 and one.y0 < two.y1 and two.y0 < one.y1
        for one, two in itertools.pairwise(boxes)
    )


def _left(box: Bbox) -> float:
    return float(box.x0)


def _any_overlap(texts: Sequence[Text]) -> bool:
    boxes = [one.get_window_extent().padded(_GAP / 2) for one in texts]
    return any(one.overlaps(two) for one, two in itertools.combinations(boxes, 2))
