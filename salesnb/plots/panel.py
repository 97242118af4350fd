"""A panel: a picture being drawn, and the layers on it, each one column of its result.

`places` opens one over months, a list of rows, or rows side by side. `line`, `band`, `dots`,
`ranges`, `areas`, `bars` and `level` draw, `cite` and `note` write numbers, `finish` gives title,
axis of values and legend. Columns that hold nothing draw nothing; rows that would cover each other
are refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Unpack

import numpy as np
from matplotlib.axes import Axes

from salesnb.contracts.results import Result, Row
from salesnb.i18n import formats, language, translate
from salesnb.plots.checks import require_apart, require_numbers
from salesnb.plots.looks import LINES, NARROW, Look, colour_of
from salesnb.plots.marks import by_sign, dot_areas, lone, put_legend, with_breaks, with_width
from salesnb.plots.style import annotate, empty_panel, styled
from salesnb.plots.titles import Words, axis_of, named, why_empty, with_omissions

VARIANCE = "variance"  # a look of bars: coloured by the sign of their value


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
    columns: list[str]  # the values that it is opened for
    is_list: bool = False
    is_money: bool = False
    is_alone: bool = False  # whether the figure is the picture's own: its legend stands below
    since: str = ""  # the first month that is drawn, where those before it are left out

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
        """Return a column in the panel's unit.

        Raises `CitationError` where there is none, `UsageError` where it holds no numbers.
        """
        require_numbers(self.result, column)
        return self.result.frame[column].to_numpy(float) / self.scale

    @styled
    def line(self, column: str, look: str, *, label: str = "", **how: Any) -> None:
        """Draw a column as a line over the months in which it is known, broken at gaps.

        A gap is longer than the usual step between these months; a month between two gaps is a
        dot. Raises `UsageError` for two rows of one month, as all layers do.
        """
        require_apart(self.result, self.at)
        known = np.isfinite(self.values(column))
        if known.any():
            at, values = self.at[known], self.values(column)[known]
            how = {"ls": LINES.get(look, "-"), "lw": NARROW.get(look, 1.6), **how}
            if alone := lone(at):
                how = {"marker": "o", "ms": 3, "markevery": alone, **how}
            text = self._label(column, label)
            self.ax.plot(*with_breaks(at, values), color=colour_of(look), label=text, **how)

    @styled
    def band(self, low: str, high: str, look: str = "neutral", *, label: str) -> None:
        """Shade what lies between two columns, over the months in which both are known.

        It breaks at gaps as a line does.
        """
        require_apart(self.result, self.at)
        bottom, top = self.values(low), self.values(high)
        known = np.isfinite(bottom) & np.isfinite(top)
        if known.any():
            how: dict[str, Any] = {"color": colour_of(look), "alpha": 0.28, "lw": 0}
            text = translate(label, language())
            at, lows, highs = with_width(self.at[known], bottom[known], top[known])
            self.ax.fill_between(at, lows, highs, label=text, **how)

    @styled
    def dots(self, column: str, look: str | Look, *, label: str = "", **how: Any) -> None:
        """Draw a dot for each value of a column."""
        require_apart(self.result, self.at)
        colour, marker = _drawn(look)
        xy = self._xy(self.at, self.values(column))
        how = {"marker": marker, "ms": 5, "ls": "", **how}
        self.ax.plot(*xy, color=colour, label=self._label(column, label), **how)

    @styled
    def ranges(self, low: str, high: str, look: str | Look, **how: Any) -> None:
        """Draw a line from one column to another in each row."""
        require_apart(self.result, self.at)
        lines = self.ax.hlines if self.is_list else self.ax.vlines
        lines(
            self.at,
            self.values(low),
            self.values(high),
            color=_drawn(look)[0],
            **{"lw": 1.6, **how},
        )

    @styled
    def areas(self, column: str, weight: str, look: str, *, label: str = "") -> None:
        """Draw a dot for each value of a column, its area by the column `weight`."""
        require_apart(self.result, self.at)
        sizes = dot_areas(self.result.frame[weight].to_numpy(float), largest=70)
        text = self._label(column, label)
        xy = self._xy(self.at, self.values(column))
        self.ax.scatter(*xy, s=sizes, color=colour_of(look), lw=0, label=text)

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
        """Draw a bar for each value of a column, from `start`.

        The look `variance` colours them by their sign, and the legend has an entry for either.
        """
        require_apart(self.result, self.at)
        values = np.nan_to_num(self.values(column))
        text = self._label(column, label)
        if look != VARIANCE:
            self._bars(values, start, look, label=text, **how)
            return
        begins = np.broadcast_to(start, values.shape)
        for kept, meaning, said in by_sign(values, text):
            own = self.keep(kept)
            own._bars(values[kept], begins[kept], meaning, label=said, **how)

    def _bars(self, values: np.ndarray, start: Any, look: str | Look, **how: Any) -> None:
        hatch = look.hatch if isinstance(look, Look) else ""
        how = {"hatch": hatch, "edgecolor": "white", "lw": 0.4 if hatch else 0, "width": 0.6, **how}
        how = {"color": _drawn(look)[0], **how}
        if self.is_list:
            self.ax.barh(self.at, values, left=start, height=how.pop("width"), **how)
        else:
            self.ax.bar(self.at, values, bottom=start, **how)

    @styled
    def level(self, value: float, look: str = "before", *, label: str = "", **how: Any) -> None:
        """Draw a line across all rows at a value (in the unit of the data)."""
        across = self.ax.axvline if self.is_list else self.ax.axhline
        text = translate(label, language()) if label else None
        how = {"color": colour_of(look), "lw": 1, "label": text, **how}
        across(value / self.scale, **how)

    @styled
    def cite(
        self, column: str, *, beyond: str = "", side: bool = False, over: float = 0.0, **how: Any
    ) -> None:
        """Write each number of a column beside its mark, or beyond another column's mark.

        `side` puts the number of a value that is not `over` this on its other side: left of it in
        a list, else below it.
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
        elif flip:
            text |= {"va": "top", "offset": (0, -2)}
        annotate(self.ax, row.cite(column), self._xy(at, value), **{**text, **how})

    @styled
    def finish(self, *, of: Result | None = None, **words: Unpack[Words]) -> Axes:
        """Name the picture and its axis of values (msgids), and put the legend.

        The title says which rows of the result `of` are not drawn, and which months.
        """
        title = named(self.result, **words)
        if self.result.is_empty:
            return empty_panel(self.ax, title, why_empty(of))
        label = axis_of(self.heading, self.unit, **words)
        (self.ax.set_xlabel if self.is_list else self.ax.set_ylabel)(label)
        said = with_omissions(title, self.result, of, self.columns, since=self.since)
        self.ax.set_title(said, linespacing=1.5)
        put_legend(self.ax, is_alone=self.is_alone)
        return self.ax

    def _xy(self, at: Any, value: Any) -> tuple[Any, Any]:
        return (value, at) if self.is_list else (at, value)

    def _label(self, column: str, label: str) -> str:
        if label:
            return translate(label, language())
        return self.result.heading(column, with_unit=False)


def _drawn(look: str | Look) -> tuple[str, str]:
    return (look.colour, look.marker) if isinstance(look, Look) else (colour_of(look), "o")
