"""One picture: two axes, over months or over a list of rows, with layers drawn on them.

`over_months(...)` and `over_rows(...)` open a panel for the columns that will be drawn; each layer
(`line`, `band`, `dots`, `ranges`, `bars`, `level`) draws one of them; `finish` gives it a title.
Columns that hold nothing draw nothing. The money scale follows the data and the language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Unpack

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from salesnb.contracts.results import Result, Row
from salesnb.i18n import formats, language, translate
from salesnb.plots.looks import LINES, NARROW, Look
from salesnb.plots.style import COLOURS, annotate, empty_panel, figure, styled
from salesnb.plots.titles import Words, named

ROW = 0.3  # height of a row of a list, inches
MONTHS = 36  # of a picture over months, where nothing else is said


@dataclass
class Panel:
    """A picture being drawn: its result, axes, the unit of its values, where its rows stand."""

    result: Result
    ax: Axes
    scale: float
    unit: str
    heading: str  # what the values are, where one label says it
    at: np.ndarray  # place of each row on the axis of months or rows
    places: Mapping[str, float]  # place of each month, or of each member of a list
    is_list: bool
    is_money: bool = False

    def of(self, result: Result, at: np.ndarray) -> Panel:
        """Return the same panel for some of its rows."""
        return replace(self, result=result, at=at)

    def keep(self, mask: np.ndarray) -> Panel:
        """Return the same panel for the rows that a mask keeps."""
        return self.of(self.result.keep(mask), self.at[mask])

    def scaled_to(self, largest: float) -> Panel:
        """Return the same panel for amounts up to `largest` (sums of what a column holds)."""
        if not self.is_money:
            return self
        scale, unit = formats.axis_money(largest, self.result.context.currency)
        return replace(self, scale=scale, unit=unit)

    def values(self, column: str) -> np.ndarray:
        """Return a column in the panel's unit."""
        return self.result.frame[column].to_numpy(float) / self.scale

    @styled
    def line(self, column: str, look: str, *, label: str = "", **how: Any) -> None:
        """Draw a column as a line over the months in which it is known."""
        known = np.isfinite(self.values(column))
        if known.any():
            how = {"ls": LINES.get(look, "-"), "lw": NARROW.get(look, 1.6), **how}
            text = self._label(column, label)
            x, y = self.at[known], self.values(column)[known]
            self.ax.plot(x, y, color=COLOURS[look], label=text, **how)

    @styled
    def band(self, low: str, high: str, look: str = "neutral", *, label: str) -> None:
        """Shade what lies between two columns, over the months in which both are known."""
        bottom, top = self.values(low), self.values(high)
        known = np.isfinite(bottom) & np.isfinite(top)
        if known.any():
            how: dict[str, Any] = {"color": COLOURS[look], "alpha": 0.28, "lw": 0}
            text = translate(label, language())
            self.ax.fill_between(self.at[known], bottom[known], top[known], label=text, **how)

    @styled
    def dots(self, column: str, look: str | Look, *, label: str = "", **how: Any) -> None:
        """Draw a dot for each value of a column."""
        colour, marker = _drawn(look)
        xy = self._xy(self.at, self.values(column))
        how = {"marker": marker, "ms": 5, "ls": "", **how}
        self.ax.plot(*xy, color=colour, label=self._label(column, label), **how)

    @styled
    def ranges(self, low: str, high: str, look: str | Look, **how: Any) -> None:
        """Draw a line from one column to another in each row."""
        lines = self.ax.hlines if self.is_list else self.ax.vlines
        lines(
            self.at,
            self.values(low),
            self.values(high),
            color=_drawn(look)[0],
            **{"lw": 1.6, **how},
        )

    @styled
    def bars(
        self,
        column: str,
        look: str | Look,
        *,
        label: str = "",
        start: np.ndarray | float = 0.0,
        **how: Any,
    ) -> None:
        """Draw a bar for each value of a column, from `start`; `variance` colours it by sign."""
        values = np.nan_to_num(self.values(column))
        hatch = look.hatch if isinstance(look, Look) else ""
        colour: Any = _drawn(look)[0] if look != "variance" else _by_sign(values)
        how = {"hatch": hatch, "edgecolor": "white", "lw": 0.4 if hatch else 0, "width": 0.6, **how}
        how = {"color": colour, "label": self._label(column, label), **how}
        if self.is_list:
            self.ax.barh(self.at, values, left=start, height=how.pop("width"), **how)
        else:
            self.ax.bar(self.at, values, bottom=start, **how)

    @styled
    def level(self, value: float, look: str = "before", *, label: str = "", **how: Any) -> None:
        """Draw a line across all rows at a value (in the unit of the data)."""
        across = self.ax.axvline if self.is_list else self.ax.axhline
        text = translate(label, language()) if label else None
        how = {"color": COLOURS[look], "lw": 1, "label": text, **how}
        across(value / self.scale, **how)

    @styled
    def cite(
        self, column: str, *, beyond: str = "", side: bool = False, over: float = 0.0, **how: Any
    ) -> None:
        """Write each number of a column beside its mark, or beyond another column's mark.

        `side` puts the number of a value that is not `over` this left of it.
        """
        for row, at in zip(self.result, self.at, strict=True):
            end = row[beyond] if beyond and row.is_known(beyond) else row[column]
            if row.is_known(column):
                flip = side and row[column] < over
                self.note(row, column, float(at), end / self.scale, flip=flip, **how)

    @styled
    def note(
        self, row: Row, column: str, at: float, value: float, *, flip: bool = False, **how: Any
    ) -> None:
        """Write one cited number at a place."""
        text = {"ha": "center", "va": "bottom", "offset": (0, 2)}
        if self.is_list:
            text = {"ha": "left", "va": "center", "offset": (4, 0)}
            text |= {"ha": "right", "offset": (-4, 0)} if flip else {}
        annotate(self.ax, row.cite(column), self._xy(at, value), **{**text, **how})

    @styled
    def finish(self, *, legend: bool = True, **words: Unpack[Words]) -> Axes:
        """Name the picture and its axis of values (msgids), and put the legend below."""
        if self.result.is_empty:
            return empty_panel(self.ax, named(self.result, **words))
        values = words.get("values", "")
        label = translate(values, language()) if values else self.heading
        label = f"{label} ({self.unit})" if label and self.unit else label or self.unit
        (self.ax.set_xlabel if self.is_list else self.ax.set_ylabel)(label)
        self.ax.set_title(named(self.result, **words))
        if legend:
            _legend(self.ax)
        return self.ax

    def _xy(self, at: Any, value: Any) -> tuple[Any, Any]:
        return (value, at) if self.is_list else (at, value)

    def _label(self, column: str, label: str) -> str:
        if label:
            return translate(label, language())
        return self.result.heading(column, with_unit=False)


@styled
def over_rows(
    result: Result, row: str, values: str, *, ax: Axes | None = None, high: float = ROW
) -> Panel:
    """Open a picture over a list of rows, the first at the top; values go to the right."""
    n = result.frame[row].nunique()
    ax = figure(7.2, max(1.6, 0.9 + high * n))[1] if ax is None else ax
    names = dict.fromkeys(result.frame[row])
    labels = [str(result.words(row, one[row], one.values)) for one in _firsts(result, row)]
    place = {name: len(names) - 1.0 - i for i, name in enumerate(names)}
    at = result.frame[row].map(place).to_numpy(float)
    ax.set_yticks(list(place.values()), labels)
    ax.set_ylim(-0.7, max(n, 1) - 0.3)
    ax.grid(axis="x")
    ax.grid(axis="y", visible=False)
    return _panel(result, ax, values, at, place, is_list=True)


@styled
def over_columns(result: Result, row: str, values: str, *, ax: Axes | None = None) -> Panel:
    """Open a picture with a place for each row side by side; values go upwards."""
    ax = figure()[1] if ax is None else ax
    place = {str(one[row]): float(i) for i, one in enumerate(result)}
    ax.set_xticks(list(place.values()), [str(one.words(row)) for one in result])
    at = result.frame[row].astype("str").map(place).to_numpy(float)
    return _panel(result, ax, values, at, place)


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
    """Open a picture over the last months, one place a month, with room for `ahead` more."""
    ax = figure()[1] if ax is None else ax
    every = _months(result, month)[-last:]
    kept = result.keep(result.frame[month].isin(every))
    shown = [*every, *_after(every[-1], ahead)] if every else []
    place = {one: float(i) for i, one in enumerate(shown)}
    at = kept.frame[month].map(place).to_numpy(float)
    label_months(ax, shown)
    return _panel(kept, ax, values, at, place)


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
    *,
    is_list: bool = False,
) -> Panel:
    columns = values.split()
    first = result.field(columns[0])
    heading = result.heading(first.name, with_unit=False) if len(columns) == 1 else ""
    if first.type in {"money", "price"}:
        largest = result.frame[columns].abs().max().max()
        largest = 0.0 if largest != largest else float(largest)
        scale, unit = formats.axis_money(largest, result.context.currency)
        return Panel(result, ax, scale, unit, "", at, places, is_list, is_money=True)
    if first.type == "share":
        return Panel(result, ax, 0.01, "%", heading, at, places, is_list)
    unit = translate(first.unit, language())
    return Panel(result, ax, 1.0, unit, heading, at, places, is_list)


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


def _drawn(look: str | Look) -> tuple[str, str]:
    return (look.colour, look.marker) if isinstance(look, Look) else (COLOURS[look], "o")


def _by_sign(values: np.ndarray) -> list[str]:
    return [COLOURS["good"] if v >= 0 else COLOURS["bad"] for v in values]


def _legend(ax: Axes) -> None:
    """Put the legend below the picture; beside other pictures, where it covers least."""
    handles, labels = ax.get_legend_handles_labels()
    if len(labels) < 2:
        return
    root = ax.get_figure(root=True)
    if root is not None and len(root.axes) == 1:
        root.legend(handles, labels, loc="outside lower left", ncols=4, fontsize=8)
    else:
        ax.legend(handles, labels, loc="best", fontsize=7)
