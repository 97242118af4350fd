"""Where do members lie: a small map, the area of each dot by its value."""

from __future__ import annotations

from typing import Unpack

import numpy as np
from matplotlib.axes import Axes

from salesnb.contracts.results import Result
from salesnb.i18n import t
from salesnb.plots.checks import require_apart, require_columns, with_values
from salesnb.plots.looks import colour_of
from salesnb.plots.marks import by_sign, dot_areas, put_legend
from salesnb.plots.style import annotate, empty_panel, figure, styled
from salesnb.plots.titles import Words, axis_of, named, why_empty, with_omissions

_LARGEST = 360  # points squared: the area of the largest dot
_NAMED = 6  # members whose name and value are written


@styled
def small_map(
    result: Result,
    place: str,
    value: str,
    *,
    where: str = "latitude longitude",
    ax: Axes | None = None,
    **words: Unpack[Words],
) -> Axes:
    """Draw members where they lie, the area of each dot by its value.

    The largest have their names and values beside them. Dots of negative values have another
    colour, which the legend then says. Members without a value or a place stand in the title.
    """
    needed = [value, *where.split()]
    drawn = with_values(result, " ".join(needed)).by(f"-|{value}|")
    require_columns(result, place)
    require_apart(drawn, drawn.frame[place])
    is_alone = ax is None
    ax = figure(5.2, 4.2)[1] if ax is None else ax
    if drawn.is_empty:
        return empty_panel(ax, named(result, **words), why_empty(result))
    values, up, right = (drawn.frame[one].to_numpy(float) for one in needed)
    sizes = dot_areas(values, largest=_LARGEST)
    for own, look, label in by_sign(values, result.heading(value, with_unit=False)):
        colour = colour_of(look if (values < 0).any() else "actual")
        ax.scatter(right[own], up[own], s=sizes[own], color=colour, alpha=0.6, lw=0, label=label)
    _name_the_largest(ax, drawn, place, needed)
    ax.set_aspect(1 / np.cos(np.radians(float(up.mean()))))
    area = axis_of(result.heading(value), "", **words)
    ax.set_xlabel(t("longitude (°); area of a dot: {value}", value=area))
    ax.set_ylabel(t("latitude (°)"))
    title = with_omissions(named(result, **words), drawn, result, needed)
    ax.set_title(title, linespacing=1.5)
    put_legend(ax, is_alone=is_alone)
    return ax


def _name_the_largest(ax: Axes, drawn: Result, place: str, needed: list[str]) -> None:
    """Write the names of the largest members at their dots, and their values below."""
    value, latitude, longitude = needed
    for row in list(drawn)[:_NAMED]:
        at = (row[longitude], row[latitude])
        name = str(row.words(place))
        ax.annotate(name, at, (0, 1), textcoords="offset points", fontsize=8, ha="center")
        annotate(ax, row.cite(value), at, va="top", offset=(0, -1), fontsize=8, bbox=None)
