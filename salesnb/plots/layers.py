"""What is drawn on a panel: lines, bands, dots, ranges, bars, levels, numbers, title and legend."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Unpack

import numpy as np
from matplotlib.axes import Axes

from salesnb.contracts.results import Result, Row
from salesnb.i18n import formats, language, t, translate
from salesnb.plots.looks import LINES, NARROW, Look, colour_of
from salesnb.plots.style import annotate, empty_panel, styled
from salesnb.plots.titles import Words, named, with_omissions

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
        """Return a column in the panel's unit; raise `CitationError` where there is none."""
        self.result.field(column)
        return self.result.frame[column].to_numpy(float) / self.scale

    @styled
    def line(self, column: str, look: str, *, label: str = "", **how: Any) -> None:
        """Draw a column as a line over the months in which it is known."""
        known = np.isfinite(self.values(column))
        if known.any():
            how = {"ls": LINES.get(look, "-"), "lw": NARROW.get(look, 1.6), **how}
            text = self._label(column, label)
            x, y = self.at[known], self.values(column)[known]
            self.ax.plot(x, y, color=colour_of(look), label=text, **how)

    @styled
    def band(self, low: str, high: str, look: str = "neutral", *, label: str) -> None:
        """Shade what lies between two columns, over the months in which both are known."""
        bottom, top = self.values(low), self.values(high)
        known = np.isfinite(bottom) & np.isfinite(top)
        if known.any():
            how: dict[str, Any] = {"color": colour_of(look), "alpha": 0.28, "lw": 0}
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
    def areas(self, column: str, weight: str, look: str, *, label: str = "") -> None:
        """Draw a dot for each value of a column, its area by the column `weight`."""
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
    def finish(self, *, of: Result | None = None, **words: Unpack[Words]) -> Axes:
        """Name the picture and its axis of values (msgids), and put the legend below.

        The title says which rows of the result `of` are not drawn.
        """
        if self.result.is_empty:
            why = t("no row has a value") if of is not None and not of.is_empty else ""
            return empty_panel(self.ax, named(self.result, **words), why)
        values = words.get("values", "")
        label = translate(values, language()) if values else self.heading
        label = f"{label} ({self.unit})" if label and self.unit else label or self.unit
        (self.ax.set_xlabel if self.is_list else self.ax.set_ylabel)(label)
        title = named(self.result, **words)
        said = with_omissions(title, self.result, of, self.columns)
        self.ax.set_title(said, linespacing=1.5)
        put_legend(self.ax)
        return self.ax

    def _xy(self, at: Any, value: Any) -> tuple[Any, Any]:
        return (value, at) if self.is_list else (at, value)

    def _label(self, column: str, label: str) -> str:
        if label:
            return translate(label, language())
        return self.result.heading(column, with_unit=False)


def dot_areas(weights: np.ndarray, *, largest: float) -> np.ndarray:
    """Return areas of dots that are in proportion to weights, but for the smallest: it is seen."""
    whole = float(np.nanmax(np.abs(weights), initial=0.0)) or 1.0
    return np.maximum(4.0, largest * np.abs(weights) / whole)


def by_sign(values: np.ndarray, heading: str) -> list[tuple[np.ndarray, str, str]]:
    """Return, for each sign that values have, which have it, its look and its words."""
    signs = [
        (values >= 0, "good", t("{value}, positive", value=heading)),
        (values < 0, "bad", t("{value}, negative", value=heading)),
    ]
    return [one for one in signs if one[0].any()]


def put_legend(ax: Axes) -> None:
    """Put the legend below the picture; beside other pictures, where it covers least."""
    handles, labels = ax.get_legend_handles_labels()
    if len(labels) < 2:
        return
    root = ax.get_figure(root=True)
    if root is not None and len(root.axes) == 1:
        root.legend(handles, labels, loc="outside lower left", ncols=4, fontsize=8)
    else:
        ax.legend(handles, labels, loc="best", fontsize=7)


def _drawn(look: str | Look) -> tuple[str, str]:
    return (look.colour, look.marker) if isinstance(look, Look) else (colour_of(look), "o")
