"""The kinds of pictures: each takes a result and column names, and returns its axes.

Each takes its `Words` and the axes `ax` in which to draw: a kind draws only inside them, so that
pictures can be put side by side.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Unpack

import numpy as np
from matplotlib.axes import Axes

from salesnb.contracts.results import Result
from salesnb.errors import UsageError
from salesnb.i18n import t
from salesnb.plots.looks import HATCHES, Look, looks
from salesnb.plots.panel import MONTHS, ROW, over_columns, over_months, over_rows
from salesnb.plots.style import COLOURS, empty_panel, figure, styled
from salesnb.plots.titles import Words, named
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
    band_label: str = "",
    last: int = MONTHS,
    ax: Axes | None = None,
    **words: Unpack[Words],
) -> Axes:
    """Draw columns over months: column -> look; `band` are the two columns of a range."""
    panel = over_months(result, " ".join(lines), last=last, ax=ax)
    if band:
        panel.band(*_ends(band), label=band_label)
    for column, look in lines.items():
        panel.line(column, look)
    panel.ax.set_ylim(bottom=min(0.0, panel.ax.dataLim.y0))
    return panel.finish(**words)


def intervals(
    result: Result,
    row: str,
    value: str,
    colour: str,
    *,
    band: str = "low high",
    at: float | None = None,
    ax: Axes | None = None,
    **words: Unpack[Words],
) -> Axes:
    """Draw a dot with its range for each member of `colour`, in each row of a list."""
    drawn, (low, high) = result.known(value), _ends(band)
    members = looks(drawn, colour)
    panel = over_rows(drawn, row, value, ax=ax, high=ROW + 0.12 * max(len(members) - 1, 0))
    for i, (member, look) in enumerate(members.items()):
        is_own = (drawn.frame[colour] == member).to_numpy()
        place = panel.at[is_own] + 0.16 * ((len(members) - 1) / 2 - i)
        own = panel.of(drawn.keep(is_own), place)
        own.ranges(low, high, look)
        own.dots(value, look, label=str(own.result.first.words(colour)))
    if at is not None and not drawn.is_empty:
        panel.level(at)
    return panel.finish(**words)


def estimates(
    result: Result,
    row: str,
    value: str,
    *,
    band: str = "low high",
    at: float | None = None,
    look: str = "actual",
    ax: Axes | None = None,
    **words: Unpack[Words],
) -> Axes:
    """Draw a dot with its range for each row side by side, against the level `at`."""
    drawn, (low, high) = result.known(value), _ends(band)
    panel = over_columns(drawn, row, value, ax=ax)
    panel.ranges(low, high, look)
    panel.dots(value, look)
    if at is not None and not drawn.is_empty:
        panel.level(at)
    return panel.finish(**words, legend=False)


@styled
def bars(
    result: Result,
    row: str,
    value: str,
    *,
    look: str = "actual",
    ax: Axes | None = None,
    **words: Unpack[Words],
) -> Axes:
    """Draw a labelled bar for each row of a list, the first MOST, which its title then says.

    Look `variance` colours them by their sign.
    """
    known = result.known(value)
    drawn = known.keep(slice(MOST))
    panel = over_rows(drawn, row, value, ax=ax)
    if not drawn.is_empty:
        panel.bars(value, look)
        panel.cite(value, side=True)
        panel.ax.margins(x=0.15)
    drawn_on = panel.finish(**words)
    if len(known.frame) > MOST:
        named_alike = drawn_on.get_title("left")
        drawn_on.set_title(t("{title} (only the first)", title=named_alike), loc="left")
    return drawn_on


def columns(
    result: Result,
    row: str,
    value: str,
    *,
    look: str = "actual",
    first: str = "",
    ax: Axes | None = None,
    **words: Unpack[Words],
) -> Axes:
    """Draw a labelled column for each row side by side, the first one in the look `first`."""
    drawn = result.known(value)
    if not drawn.is_empty and not drawn.frame[value].any():
        return noughts(result, ax, **words)
    panel = over_columns(drawn, row, value, ax=ax)
    if not drawn.is_empty:
        colours = [COLOURS[first or look], *[COLOURS[look]] * (len(drawn.frame) - 1)]
        panel.bars(value, look, color=colours)
        panel.cite(value)
        panel.ax.margins(y=0.15)
    return panel.finish(**words, legend=False)


def stacked(
    result: Result,
    row: str,
    value: str,
    by: str,
    *,
    ax: Axes | None = None,
    **words: Unpack[Words],
) -> Axes:
    """Draw a bar per member of `row`, the largest at the top, made of parts by `by`."""
    sums = result.frame.groupby(row)[value].sum()
    largest_first = np.argsort(-result.frame[row].map(sums).to_numpy(float), kind="stable")
    drawn = result.take(largest_first)
    panel = over_rows(drawn, row, value, ax=ax, high=0.45)
    if not drawn.is_empty:
        panel = panel.scaled_to(float(sums.abs().max()))
    reached = dict.fromkeys(panel.at, 0.0)
    for member, look in looks(drawn, by).items():
        is_own = (drawn.frame[by] == member).to_numpy()
        own = panel.of(drawn.keep(is_own), panel.at[is_own])
        start = np.array([reached[a] for a in own.at])
        own.bars(value, look, label=str(own.result.first.words(by)), start=start)
        reached |= {a: reached[a] + v for a, v in zip(own.at, own.values(value), strict=True)}
    return panel.finish(**words)


def parts(
    result: Result,
    row: str,
    columns: Mapping[str, str],
    *,
    ax: Axes | None = None,
    **words: Unpack[Words],
) -> Axes:
    """Draw a bar for each row of a list, made of columns (column -> look), each part labelled."""
    panel = over_rows(result, row, " ".join(columns), ax=ax)
    panel = panel.scaled_to(float(result.frame[list(columns)].sum(axis=1).abs().max()))
    reached = np.zeros(len(result.frame))
    for place, (column, name) in enumerate(columns.items()):
        look = Look(COLOURS[name], "o", HATCHES[place % len(HATCHES)])
        panel.bars(column, look, start=reached)
        size = panel.values(column)
        patch = {"fc": look.colour, "ec": "none", "pad": 1}
        inside: dict[str, Any] = {"ha": "center", "offset": (0, 0), "color": "black", "bbox": patch}
        for part, at, middle in zip(result, panel.at, reached + size / 2, strict=True):
            if part.is_known(column) and part[column]:
                panel.note(part, column, at, middle, **inside)
        reached = reached + np.nan_to_num(size)
    return panel.finish(**words)


@styled
def steps(
    months: Result,
    levels: Result,
    value: str,
    *,
    weight: str,
    ax: Axes | None = None,
    **words: Unpack[Words],
) -> Axes:
    """Draw the months of the series whose level changed last, with the levels before and since.

    `levels` has the key of a series, and month, earliest, latest, before and after of each step:
    where it may lie is shaded. The area of a dot is by the column `weight`.
    """
    if levels.is_empty:
        return empty_panel(figure()[1] if ax is None else ax, named(levels, **words))
    step = levels.by("-month").first
    of = {key: step[key] for key in levels.contract.keys if key != "month"}
    panel = over_months(months.where(**of), value, last=len(months.frame), ax=ax)
    frame, ax = panel.result.frame, panel.ax
    label = t("mean of the month (larger: more prices)")
    ax.scatter(panel.at, frame[value], s=10 * frame[weight], color=COLOURS["actual"], label=label)
    span = (panel.places[step["earliest"]] - 0.5, panel.places[step["latest"]] + 0.5)
    ax.axvspan(*span, color=COLOURS["neutral"], alpha=0.25, lw=0, label=t("where the step may lie"))
    turn = panel.places[step["month"]] - 0.5
    for column, start, stop in (("before", 0.0, turn), ("after", turn, max(panel.at))):
        ax.plot([start, stop], [step[column]] * 2, color=COLOURS["plan"], lw=1.8, ls="--")
        panel.note(step, column, (start + stop) / 2, step[column])
    return panel.finish(**words)


def _ends(band: str) -> tuple[str, str]:
    """Return the two columns that a range is named by; raise `UsageError` for other than two."""
    match band.split():
        case [low, high]:
            return low, high
    raise UsageError(
        t("band = {band!r}: not two columns", band=band),
        fix=t('name the lower and the upper column, as in "low high"'),
    )


@styled
def small_map(
    result: Result,
    place: str,
    value: str,
    *,
    latitude: str = "latitude",
    longitude: str = "longitude",
    ax: Axes | None = None,
    **words: Unpack[Words],
) -> Axes:
    """Draw members where they lie, the area of each dot by its value, the largest named.

    Negative values are dots of another colour; the axes say what the area means.
    """
    drawn = result.known(f"{value} {latitude} {longitude}").by(f"-{value}")
    ax = figure(5.2, 4.2)[1] if ax is None else ax
    if drawn.is_empty:
        return empty_panel(ax, named(result, **words))
    frame = drawn.frame
    largest = float(frame[value].abs().max()) or 1.0
    size = 4 + 360 * frame[value].abs() / largest
    colours = [COLOURS["actual"] if v >= 0 else COLOURS["bad"] for v in frame[value]]
    ax.scatter(frame[longitude], frame[latitude], s=size, color=colours, alpha=0.6, lw=0)
    for row in list(drawn)[:6]:
        ax.annotate(str(row.words(place)), (row[longitude], row[latitude]), fontsize=8, ha="center")
    ax.set_aspect(1 / np.cos(np.radians(float(frame[latitude].mean()))))
    area = result.heading(value, with_unit=False)
    ax.set_xlabel(t("longitude (°); area of a dot: {value}", value=area))
    ax.set_ylabel(t("latitude (°)"))
    ax.set_title(named(result, **words))
    return ax
