"""The kinds of pictures: each takes a result and column names, and returns its axes.

Each takes its `Words` and the axes `ax` in which to draw: a kind draws only inside them, so that
pictures can be put side by side. Rows without a value are not drawn, and the title names them.
Raises `UsageError` for what is no result, columns without numbers, rows that would cover each other
and unknown looks or keywords, `CitationError` for unknown columns.
Bridges, changed levels and maps have modules of their own (`waterfalls`, `steps`, `maps`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Unpack

import numpy as np
from matplotlib.axes import Axes

from salesnb.contracts.results import Result
from salesnb.errors import ArtefactError, UsageError
from salesnb.i18n import t
from salesnb.plots.checks import require_columns, with_values
from salesnb.plots.looks import HATCHES, Look, colour_of, looks
from salesnb.plots.maps import small_map
from salesnb.plots.panel import Panel
from salesnb.plots.places import MONTHS, ROW, over_columns, over_months, over_rows
from salesnb.plots.steps import steps
from salesnb.plots.titles import Words
from salesnb.plots.waterfalls import noughts, waterfall

__all__ = [
    "bars",
    "columns",
    "estimates",
    "intervals",
    "parts",
    "series",
    "small_map",
    "stacked",
    "steps",
    "waterfall",
]

MOST = 15  # rows of a list that can be read


def series(
    result: Result,
    lines: Mapping[str, str],
    *,
    band: str = "",
    last: int = MONTHS,
    ax: Axes | None = None,
    **words: Unpack[Words],
) -> Axes:
    """Draw columns over months: column -> look; `band` are the two columns of a range.

    Lines and the band break at missing months. The `last` months are drawn; the title says it.
    """
    label = words.pop("shaded", "")
    panel = over_months(result, " ".join(lines), last=last, ax=ax)
    if band:
        low, high = _names(band, "low high")
        panel.band(low, high, label=label)
    for column, look in lines.items():
        panel.line(column, look)
    panel.ax.set_ylim(bottom=min(0.0, panel.ax.dataLim.y0))
    return panel.finish(**words)


def intervals(
    result: Result,
    by: str,
    estimate: str,
    *,
    at: float | None = None,
    ax: Axes | None = None,
    **words: Unpack[Words],
) -> Axes:
    """Draw dots with their ranges: of `by`, two columns, a list's row and a dot in it.

    `estimate` is the column of values, and those of their ranges unless they are `low high`; `at`
    is the level that they are held against.
    """
    (row, member), (value, low, high) = _names(by, "node source"), _estimate(estimate)
    drawn = with_values(result, value)
    require_columns(result, f"{row} {member}")
    members = looks(drawn, member)
    panel = over_rows(drawn, row, value, ax=ax, high=ROW + 0.12 * max(len(members) - 1, 0))
    for i, (one, look) in enumerate(members.items()):
        is_own = (drawn.frame[member] == one).to_numpy()
        place = panel.at[is_own] + 0.16 * ((len(members) - 1) / 2 - i)
        own = panel.of(drawn.keep(is_own), place)
        own.ranges(low, high, look)
        own.dots(value, look, label=str(own.result.first.words(member)))
    return _against(at, panel).finish(of=result, **words)


def estimates(
    result: Result,
    row: str,
    estimate: str,
    *,
    at: float | None = None,
    ax: Axes | None = None,
    **words: Unpack[Words],
) -> Axes:
    """Draw a dot with its range for each row side by side, against the level `at`.

    `estimate` is as in `intervals`.
    """
    value, low, high = _estimate(estimate)
    panel = over_columns(with_values(result, value), row, value, ax=ax)
    panel.ranges(low, high, "actual")
    panel.dots(value, "actual")
    return _against(at, panel).finish(of=result, **words)


def bars(
    result: Result,
    row: str,
    value: str,
    *,
    look: str = "actual",
    ax: Axes | None = None,
    **words: Unpack[Words],
) -> Axes:
    """Draw a labelled bar for each row of a list, the first MOST; the title says which.

    Look `variance` colours them by their sign.
    """
    drawn = with_values(result, value).take(slice(MOST))
    panel = over_rows(drawn, row, value, ax=ax)
    if not drawn.is_empty:
        panel.bars(value, look)
        panel.cite(value, side=True)
        panel.ax.margins(x=0.15)
    return panel.finish(of=result, **words)


def columns(
    result: Result,
    row: str,
    value: str,
    *,
    look: str = "actual",
    ax: Axes | None = None,
    **words: Unpack[Words],
) -> Axes:
    """Draw a labelled column for each row side by side.

    Two looks are that of the first column and that of the others: "before actual".
    """
    drawn = with_values(result, value)
    if not drawn.is_empty and not drawn.frame[value].any():
        return noughts(result, ax, **words)
    panel = over_columns(drawn, row, value, ax=ax)
    if not drawn.is_empty:
        first, _, others = look.partition(" ")
        panel.bars(value, first, **_coloured(first, others, len(drawn.frame)))
        panel.cite(value, side=True)
        panel.ax.margins(y=0.15)
    return panel.finish(of=result, **words)


def stacked(
    result: Result,
    by: str,
    value: str,
    *,
    wholes: Result,
    ax: Axes | None = None,
    **words: Unpack[Words],
) -> Axes:
    """Draw bars made of parts: of `by`, two columns, what has a bar and what is a part of it.

    `wholes` has a row for each bar, in the order in which they are drawn, and its whole value,
    which stands at its end. Raises `ArtefactError` where a part has no whole.
    """
    row, part = _names(by, "node source")
    drawn, known = with_values(result, value), with_values(wholes, value)
    require_columns(result, f"{row} {part}")
    require_columns(wholes, row)
    bars_of = known.keep(known.frame[row].isin(drawn.frame[row]))
    if set(drawn.frame[row]) - set(bars_of.frame[row]):
        raise ArtefactError(wholes.name, fix=t("it needs a row for each {row}", row=row))
    whole = over_rows(bars_of, row, value, ax=ax, high=0.45)
    panel = whole.of(drawn, drawn.frame[row].map(whole.places).to_numpy(float))
    reached = dict.fromkeys(whole.at, 0.0)
    for member, look in looks(drawn, part).items():
        is_own = (drawn.frame[part] == member).to_numpy()
        own = panel.of(drawn.keep(is_own), panel.at[is_own])
        start = np.array([reached[a] for a in own.at])
        own.bars(value, look, label=str(own.result.first.words(part)), start=start)
        reached |= {a: reached[a] + v for a, v in zip(own.at, own.values(value), strict=True)}
    if not drawn.is_empty:
        whole.cite(value, side=True)
        whole.ax.margins(x=0.15)
    return panel.finish(of=result, **words)


def parts(
    result: Result,
    row: str,
    pieces: Mapping[str, str],
    *,
    ax: Axes | None = None,
    **words: Unpack[Words],
) -> Axes:
    """Draw a bar for each row of a list, made of pieces (column -> look), each one labelled.

    A row of which a piece is not known has no bar, and the title names it.
    """
    drawn = with_values(result, " ".join(pieces))
    panel = over_rows(drawn, row, " ".join(pieces), ax=ax)
    ends = drawn.frame[list(pieces)].cumsum(axis=1)
    panel = panel.scaled_to(float(ends.abs().to_numpy(float).max(initial=0.0)))
    for place, (column, name) in enumerate(pieces.items()):
        look = Look(colour_of(name), "o", HATCHES[place % len(HATCHES)])
        size = panel.values(column)
        start = ends[column].to_numpy(float) / panel.scale - size
        panel.bars(column, look, start=start)
        _label_inside(panel, column, start + size / 2, look.colour)
    return panel.finish(of=result, **words)


def _label_inside(panel: Panel, column: str, middles: np.ndarray, colour: str) -> None:
    """Write the numbers of a column into the middle of their bars, but for noughts."""
    patch = {"fc": colour, "ec": "none", "pad": 1}
    inside: dict[str, Any] = {"ha": "center", "offset": (0, 0), "color": "black", "bbox": patch}
    for row, at, middle in zip(panel.result, panel.at, middles, strict=True):
        if row.is_known(column) and row[column]:
            panel.note(row, column, at, middle, **inside)


def _coloured(first: str, others: str, n: int) -> dict[str, Any]:
    """Return the colours of columns of which the first has a look of its own."""
    return {"color": [colour_of(first), *[colour_of(others)] * (n - 1)]} if others else {}


def _against(at: float | None, panel: Panel) -> Panel:
    """Return a panel with the level that its values are held against, if any."""
    if at is not None and not panel.result.is_empty:
        panel.level(at)
    return panel


def _estimate(text: str) -> tuple[str, str, str]:
    """Return the columns of values and of the ends of their ranges, which are `low high` unless
    they are named."""
    value, *band = text.split()
    low, high = _names(" ".join(band) or "low high", "low high")
    return value, low, high


def _names(text: str, example: str) -> tuple[str, str]:
    """Return the two columns that a text names; raise `UsageError` for other than two."""
    match text.split():
        case [first, second]:
            return first, second
    raise UsageError(
        t("{columns!r}: not two columns", columns=text),
        fix=t('name two columns with a blank between them, as in "{example}"', example=example),
    )
