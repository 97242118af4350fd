"""Rounds of several people as small maps side by side: lines by day, a colour for each weekday."""

from __future__ import annotations

from typing import Unpack

import numpy as np
from matplotlib.axes import Axes

from salesnb.contracts.results import Result, Row
from salesnb.plots.looks import Look, looks
from salesnb.plots.style import SOFT, empty_panel, figure, styled
from salesnb.plots.titles import Words, named, why_empty

ACROSS = 3  # maps in a row
GAP = 0.18  # between maps, of a map's side


def _in_order(visits: Result) -> dict[str, Look]:
    """Return the look of each weekday that occurs, in the order of the week."""
    found = looks(visits, "weekday")
    return {code: found[code] for code in visits.field("weekday").words if code in found}


@styled
def round_maps(
    visits: Result, people: Result, *, ax: Axes | None = None, **words: Unpack[Words]
) -> Axes:
    """Draw the rounds of each person of `people` (`rep_id`, base) from their `visits`.

    Each map has its own scale; north is up. Lines begin and end at the base (a square).
    """
    ax = figure(7.2, 5.4)[1] if ax is None else ax
    known = people.known("base_latitude base_longitude")
    if visits.is_empty or known.is_empty:
        return empty_panel(ax, named(visits, **words), why_empty(visits))
    colours = _in_order(visits)
    for place, person in enumerate(known):
        row, column = divmod(place, ACROSS)
        corner = np.array([column * (1 + GAP), -row * (1 + 1.6 * GAP)])
        _one_map(ax, visits.where(rep_id=person["rep_id"]), person, corner, colours)
    for code, look in colours.items():
        label = str(next(iter(visits.where(weekday=code))).words("weekday"))
        ax.plot([], [], color=look.colour, label=label)
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, 0.0), ncols=len(colours))
    ax.set_aspect("equal")
    ax.set_axis_off()
    ax.set_title(named(visits, **words))
    return ax


def _one_map(
    ax: Axes, visits: Result, person: Row, corner: np.ndarray, colours: dict[str, Look]
) -> None:
    """Draw one person's rounds into a square of side 1 whose lower left is `corner`."""
    table = visits.frame.sort_values(["visit_date", "sequence"])
    base = np.array([[person["base_longitude"], person["base_latitude"]]], dtype=float)
    spots = np.vstack([base, table[["longitude", "latitude"]].to_numpy(float)])
    shrink = np.array([np.cos(np.radians(float(base[0, 1]))), 1.0])
    flat = spots * shrink
    middle = (flat.min(axis=0) + flat.max(axis=0)) / 2
    side = float((flat.max(axis=0) - flat.min(axis=0)).max()) or 1.0
    drawn = (flat - middle) / side * 0.92 + 0.5 + corner
    for (_, weekday), rows in table.groupby(["visit_date", "weekday"], sort=False):
        at = table.index.get_indexer(rows.index) + 1
        line = np.vstack([drawn[0], drawn[at], drawn[0]])
        ax.plot(*line.T, color=colours[str(weekday)].colour, lw=0.9, alpha=0.75)
    ax.plot(*drawn[1:].T, "o", color=SOFT, ms=2.2)
    ax.plot(*drawn[0], "s", color=SOFT, ms=5)
    name = str(person.words("rep_id"))
    ax.text(corner[0], corner[1] + 1.03, name, ha="left", va="bottom", fontsize=8.5)
