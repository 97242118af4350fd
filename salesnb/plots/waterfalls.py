"""The picture of a bridge: how steps lead from one amount to another."""

from __future__ import annotations

from textwrap import fill
from typing import Unpack

import numpy as np
from matplotlib.axes import Axes

from salesnb.contracts.results import Result, Row
from salesnb.errors import ArtefactError
from salesnb.i18n import formats, t
from salesnb.plots.checks import require_apart, require_columns, with_values
from salesnb.plots.colours import COLOURS
from salesnb.plots.ground import ENDS, zoom
from salesnb.plots.style import annotate, empty_panel, figure, styled
from salesnb.plots.titles import Words, axis_of, named, why_empty, with_omissions

NAME = 12  # letters of a step's name in a line: longer ones would run into the next


@styled
def waterfall(
    result: Result,
    step: str,
    amount: str,
    *,
    ends: tuple[str, str] = ENDS,
    ax: Axes | None = None,
    **words: Unpack[Words],
) -> Axes:
    """Draw how steps lead from one amount to another, each labelled.

    The two steps `ends` stand on the ground; those between go from the largest gain to the largest
    loss. The axis is cut off below where small steps would not be seen. Without the amount of an
    end nothing is drawn. Raises `ArtefactError` where an end has no row.
    """
    drawn = with_values(result, amount)
    require_columns(result, step)
    require_apart(drawn, drawn.frame[step])
    if not drawn.is_empty and not drawn.frame[amount].any():
        return noughts(result, ax, **words)
    if not result.is_empty and not set(ends) <= set(result.frame[step]):
        why = t("a waterfall goes from `{first}` to `{last}`", first=ends[0], last=ends[1])
        raise ArtefactError(result.name, fix=why)
    ax = figure()[1] if ax is None else ax
    rows = {row[step]: row for row in drawn}
    title = with_omissions(named(result, **words), drawn, result, [amount])
    if not set(ends) <= set(rows):
        why = t("the amount at its start or its end is not known") if rows else why_empty(result)
        return empty_panel(ax, title, why)
    between = sorted((r for s, r in rows.items() if s not in ends), key=lambda r: -r[amount])
    first, last = (rows[one] for one in ends)
    word = _draw([first, *between, last], step, amount, ax)
    ax.set_ylabel(axis_of("", word, **words))
    ax.set_title(title)
    return ax


def _draw(order: list[Row], step: str, amount: str, ax: Axes) -> str:
    """Draw steps in this order with their names and numbers; return the unit of the axis."""
    largest = max(abs(row[amount]) for row in order)
    unit, word = formats.axis_money(largest, order[0].result.context.currency)
    levels = [0.0, *np.cumsum([row[amount] for row in order[:-1]]).tolist()]
    for place, (row, level) in enumerate(zip(order, levels, strict=True)):
        is_end = place in (0, len(order) - 1)
        start, value = (0.0 if is_end else level), row[amount]
        colour = _step_colour(place, len(order), value)
        ax.bar(place, value / unit, bottom=start / unit, color=colour, width=0.6)
        annotate(ax, row.cite(amount), (place, max(start, start + value) / unit))
    names = [fill(str(row.words(step)), NAME, break_long_words=False) for row in order]
    ax.set_xticks(range(len(order)), names)
    bottom, top = zoom(levels[1:])
    ax.set_ylim(bottom / unit, top / unit)
    return t("{unit}, axis cut off below", unit=word) if bottom > 0 else word


def _step_colour(place: int, n: int, amount: float) -> str:
    look = {0: "before", n - 1: "actual"}.get(place, "good" if amount >= 0 else "bad")
    return COLOURS[look]


def noughts(result: Result, ax: Axes | None, **words: Unpack[Words]) -> Axes:
    """Return a picture that says that there is nothing but noughts to draw."""
    ax = figure()[1] if ax is None else ax
    return empty_panel(ax, named(result, **words), t("all values are nought"))
