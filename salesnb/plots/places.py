"""Where things stand in a picture: over months, over a list of rows, or over rows side by side.

`over_months(...)`, `over_rows(...)` and `over_columns(...)` open a `Panel` for the columns that
will be drawn. The money scale follows the data and the language. Raises `UsageError` for what is
no result and for columns without numbers, `CitationError` for an unknown column.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from salesnb.contracts.results import Result, Row
from salesnb.i18n import formats, language, translate
from salesnb.plots.checks import require_columns, require_months, require_numbers
from salesnb.plots.panel import Panel
from salesnb.plots.style import figure, styled

ROW = 0.3  # height of a row of a list, inches
MONTHS = 36  # of a picture over months, where nothing else is said


@styled
def over_rows(
    result: Result, row: str, values: str, *, ax: Axes | None = None, high: float = ROW
) -> Panel:
    """Open a picture over a list of rows, the first at the top; values go to the right."""
    require_columns(result, row)
    n, is_alone = result.frame[row].nunique(), ax is None
    ax = figure(7.2, max(1.6, 0.9 + high * n))[1] if ax is None else ax
    names = dict.fromkeys(result.frame[row])
    labels = [str(result.words(row, one[row], one.values)) for one in _firsts(result, row)]
    place = {name: len(names) - 1.0 - i for i, name in enumerate(names)}
    at = result.frame[row].map(place).to_numpy(float)
    ax.set_yticks(list(place.values()), labels)
    ax.set_ylim(-0.7, max(n, 1) - 0.3)
    ax.grid(axis="x")
    ax.grid(axis="y", visible=False)
    return replace(_panel(result, ax, values, at, place), is_list=True, is_alone=is_alone)


@styled
def over_columns(result: Result, row: str, values: str, *, ax: Axes | None = None) -> Panel:
    """Open a picture with a place for each row side by side; values go upwards."""
    require_columns(result, row)
    is_alone = ax is None
    ax = figure()[1] if ax is None else ax
    firsts = _firsts(result, row)
    place = {str(one[row]): float(i) for i, one in enumerate(firsts)}
    ax.set_xticks(list(place.values()), [str(one.words(row)) for one in firsts])
    at = result.frame[row].astype("str").map(place).to_numpy(float)
    return replace(_panel(result, ax, values, at, place), is_alone=is_alone)


@styled
def over_months(
    result: Result,
    values: str,
    *,
    month: str = "month",
    last: int = MONTHS,
    ahead: int = 0,
    ax: Axes | None = None,
) -> Panel:
    """Open a picture over the last months, one place a month, with room for `ahead` more.

    Where months before them have rows, the title says from which month on it is drawn.
    """
    require_months(result, month)
    is_alone = ax is None
    ax = figure()[1] if ax is None else ax
    every = _months(result, month)[-last:]
    kept = result.keep(result.frame[month].isin(every))
    shown = [*every, *_after(every[-1], ahead)] if every else []
    place = {one: float(i) for i, one in enumerate(shown)}
    at = kept.frame[month].map(place).to_numpy(float)
    label_months(ax, shown)
    since = every[0] if len(kept.frame) < len(result.frame) else ""
    return replace(_panel(kept, ax, values, at, place), is_alone=is_alone, since=since)


def label_months(ax: Axes, months: list[str]) -> None:
    """Label every half year (every year of a long series), or every month of a short one."""
    n = len(months)
    step = 12 if n > 60 else 6 if n > 15 else 1 if n <= 6 else 3
    places = list(range(n - 1, -1, -step))[::-1]
    ax.set_xticks(places, [formats.month(months[p]) for p in places])


def _panel(
    result: Result,
    ax: Axes,
    values: str,
    at: np.ndarray,
    places: Mapping[str, float],
) -> Panel:
    require_numbers(result, values)
    columns = values.split()
    first = result.field(columns[0])
    heading = result.heading(first.name, with_unit=False) if len(columns) == 1 else ""
    if first.type in {"money", "price"}:
        largest = result.frame[columns].abs().max().max()
        largest = 0.0 if largest != largest else float(largest)
        scale, unit = formats.axis_money(largest, result.context.currency)
        return Panel(result, ax, scale, unit, "", at, places, columns, is_money=True)
    if first.type == "share":
        return Panel(result, ax, 0.01, "%", heading, at, places, columns)
    unit = translate(first.unit, language())
    return Panel(result, ax, 1.0, unit, heading, at, places, columns)


def _firsts(result: Result, column: str) -> list[Row]:
    """Return the first row of each value of a column, in order."""
    return list(result.keep(~result.frame[column].duplicated()))


def _months(result: Result, column: str) -> list[str]:
    """Return every month from the first to the last of a column."""
    known = result.frame[column]
    if known.empty:
        return []
    return [str(m) for m in pd.period_range(known.min(), known.max(), freq="M")]


def _after(last: str, n: int) -> list[str]:
    return [str(m) for m in pd.period_range(last, periods=n + 1, freq="M")[1:]]
