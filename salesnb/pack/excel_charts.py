"""The sheet of native charts in pack.xlsx: of the tables' cells, so readers can change them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from salesnb.contracts.frames import Chart
from salesnb.contracts.results import Result
from salesnb.display.sheets import SheetColumn, place_of
from salesnb.i18n import language
from salesnb.pack.excel_waterfall import bottom_of, draw_steps, steps_of
from salesnb.plots.colours import COLOURS

WIDE, HIGH = 620, 320  # pixels of a chart
ROWS_HIGH, COLUMNS_WIDE = 17, 10  # cells that a chart covers
ON_A_PAGE = 4  # rows of charts on a sheet of paper
SLANTED = -45
A4 = 9  # Excel's number of the paper
_GRID = {"visible": True, "line": {"color": "#D9DFE5", "width": 0.75}}


@dataclass(frozen=True)
class Drawn:
    """A chart with the result that it draws, its sheet, and the row of its heading."""

    chart: Chart
    result: Result
    sheet: str
    head: int
    columns: list[SheetColumn]

    @property
    def rows(self) -> list[int]:
        """The positions of the rows that are drawn."""
        frame = self.result.frame
        kept = frame.index >= 0
        for column, value in self.chart.only.items():
            kept &= frame[column] == value
        for column, values in self.chart.but.items():
            kept &= ~frame[column].isin(values)
        return [int(i) for i in frame.index[kept]]


def add_charts(book: Any, sheet: Any, drawn: Sequence[Drawn]) -> None:
    """Place a chart of each result that has rows, two beside each other."""
    sheet.hide_gridlines(2)
    sheet.set_portrait()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_h_pagebreaks([2 + n * ROWS_HIGH * ON_A_PAGE for n in range(1, 9)])
    for place, one in enumerate(one for one in drawn if one.rows):
        row, column = divmod(place, 2)
        where = (2 + row * ROWS_HIGH, column * COLUMNS_WIDE)
        drawing = _waterfall(book, sheet, one, where[0]) or _drawing(book, one)
        sheet.insert_chart(*where, drawing, {"description": one.result.title})
        sheet.print_area(0, 0, where[0] + ROWS_HIGH, 2 * COLUMNS_WIDE - 1)


def _waterfall(book: Any, sheet: Any, drawn: Drawn, row: int) -> Any | None:
    """Return the chart of a bridge, its values to the right of the charts; None for no bridge."""
    if drawn.chart.kind != "waterfall":
        return None
    (amount,) = drawn.chart.looks
    steps = steps_of(drawn.result, drawn.rows, drawn.chart.category, amount)
    if not steps:
        return None
    drawing = draw_steps(book, sheet, steps, (row, 2 * COLUMNS_WIDE + 1))
    _set_axes(drawing, drawn)
    values = {**_value_axis(drawn), "min": bottom_of(steps)}
    drawing.set_y_axis(values)
    drawing.set_legend({"none": True})
    drawing.set_size({"width": WIDE, "height": HIGH})
    return drawing


def _drawing(book: Any, drawn: Drawn) -> Any:
    chart, rows = drawn.chart, drawn.rows
    subtype = {"subtype": "stacked"} if chart.is_stacked else {}
    kind = "column" if chart.kind == "waterfall" else chart.kind
    drawing = book.add_chart({"type": kind, **subtype})
    first, last = drawn.head + 1 + rows[0], drawn.head + 1 + rows[-1]
    category = place_of(drawn.columns, chart.category, in_words=True)
    for column, look in chart.looks.items():
        place = place_of(drawn.columns, column)
        drawing.add_series(
            {
                "name": drawn.result.heading(column),
                "categories": [drawn.sheet, first, category, last, category],
                "values": [drawn.sheet, first, place, last, place],
                **_look(chart.kind, COLOURS[look]),
            }
        )
    _set_axes(drawing, drawn)
    drawing.set_size({"width": WIDE, "height": HIGH})
    return drawing


def _look(kind: str, colour: str) -> dict[str, Any]:
    if kind == "line":
        return {"line": {"color": colour, "width": 1.75}}
    return {"fill": {"color": colour}, "gap": 60}


def _value_axis(drawn: Drawn) -> dict[str, Any]:
    """Return the axis of values: money in millions, in Chinese in ten thousands."""
    values: dict[str, Any] = {"major_gridlines": _GRID, "line": {"none": True}}
    kind = drawn.result.field(next(iter(drawn.chart.looks))).type
    if kind == "money":
        unit = "ten_thousands" if language() == "zh" else "millions"
        values |= {"display_units": unit, "num_format": "#,##0"}
    if kind == "share":
        values |= {"num_format": "0%"}
    return values


def _set_axes(drawing: Any, drawn: Drawn) -> None:
    """Title, quiet grid, the axis of values, bars from the top."""
    chart, result, values = drawn.chart, drawn.result, _value_axis(drawn)
    font = {"size": 12, "bold": True}
    drawing.set_title({"name": result.title, "overlay": False, "name_font": font})
    slanted = {"rotation": SLANTED if chart.category == "month" else 0}
    categories = {"label_position": "low", "num_font": slanted}
    drawing.set_y_axis({"reverse": True} if chart.kind == "bar" else values)
    drawing.set_x_axis(values if chart.kind == "bar" else categories)
    drawing.set_legend({"none": True} if len(chart.looks) == 1 else {"position": "bottom"})
