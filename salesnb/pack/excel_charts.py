"""The sheet of native charts in pack.xlsx: they draw the cells of the tables, so readers can change them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from salesnb.contracts.results import Result
from salesnb.display import label_of
from salesnb.i18n import language, translate
from salesnb.plots.style import COLOURS

WIDE, HIGH = 620, 320  # pixels of a chart
ROWS_HIGH, COLUMNS_WIDE = 17, 10  # cells that a chart covers
SLANTED = -45
A4 = 9  # Excel's number of the paper


@dataclass(frozen=True)
class Chart:
    """What is drawn of a result: columns over a category, of the rows that `only` and `but` leave.

    `only` keeps rows with these values, `but` leaves rows with these values out; what is left
    must stand together.
    """

    result: str
    kind: str  # as XlsxWriter calls it
    category: str
    columns: tuple[tuple[str, str], ...]  # column and meaning of its colour
    only: Mapping[str, str] | None = None
    but: Mapping[str, tuple[str, ...]] | None = None
    subtype: str = ""


CHARTS = (
    Chart("02_sales_monthly", "line", "month", (("sales", "actual"), ("order_intake", "plan"), ("collections", "good"))),
    Chart("02_sales_trend", "line", "month", (("actual", "before"), ("adjusted", "actual"), ("trend", "plan"))),
    Chart("02_sales_bridge", "column", "part", (("amount", "actual"),), only={"dimension": "total", "node": "total"}, but={"part": ("before", "now")}),
    Chart("02_sales_season", "column", "number", (("change", "actual"),)),
    Chart("02_sales_ageing", "column", "bucket", (("open_amount", "bad"),), but={"bucket": ("total",)}),
    Chart("01_intake_coverage_groups", "bar", "label", (("n_managed", "good"), ("n_stale", "plan"), ("n_unmanaged", "before")), but={"group": ("total",)}, subtype="stacked"),
)  # fmt: skip


def add_charts(book: Any, sheet: Any, tables: Mapping[str, tuple[Result, str, int]], currency: str) -> None:  # fmt: skip
    """Place a chart of each result that is there, two beside each other.

    `tables` holds by result name the result, its sheet, and the row of its heading.
    """
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    drawn = [c for c in CHARTS if c.result in tables and _rows(c, tables[c.result][0])]
    for place, chart in enumerate(drawn):
        row, column = divmod(place, 2)
        made = _made(book, chart, *tables[chart.result], currency=currency)
        sheet.insert_chart(2 + row * ROWS_HIGH, column * COLUMNS_WIDE, made, {"description": _title(tables[chart.result][0])})  # fmt: skip


def _made(book: Any, chart: Chart, result: Result, sheet: str, head: int, *, currency: str) -> Any:
    made = book.add_chart({"type": chart.kind, **({"subtype": chart.subtype} if chart.subtype else {})})  # fmt: skip
    rows = _rows(chart, result)
    first, last = head + 1 + rows[0], head + 1 + rows[-1]
    names = result.contract.columns
    category = names.index(chart.category)
    for column, colour in chart.columns:
        place = names.index(column)
        made.add_series({
            "name": label_of(result.field(column), currency=currency),
            "categories": [sheet, first, category, last, category],
            "values": [sheet, first, place, last, place],
            **_look(chart.kind, COLOURS[colour]),
        })  # fmt: skip
    _set_axes(made, chart, result)
    made.set_size({"width": WIDE, "height": HIGH})
    return made


def _look(kind: str, colour: str) -> dict[str, Any]:
    if kind == "line":
        return {"line": {"color": colour, "width": 1.75}}
    return {"fill": {"color": colour}, "gap": 60}


def _set_axes(made: Any, chart: Chart, result: Result) -> None:
    """Title, quiet grid, money in millions (in Chinese in ten thousands), bars from the top."""
    first = result.field(chart.columns[0][0])
    values: dict[str, Any] = {"major_gridlines": {"visible": True, "line": {"color": "#D9DFE5", "width": 0.75}}, "line": {"none": True}}  # fmt: skip
    if first.type == "money":
        unit = "ten_thousands" if language() == "zh" else "millions"
        values |= {"display_units": unit, "num_format": "#,##0"}
    if first.type == "share":
        values |= {"num_format": "0%"}
    made.set_title({"name": _title(result), "overlay": False, "name_font": {"size": 12, "bold": True}})  # fmt: skip
    made.set_y_axis({"reverse": True} if chart.kind == "bar" else values)
    made.set_x_axis(values if chart.kind == "bar" else {"label_position": "low", "num_font": {"rotation": SLANTED if chart.category == "month" else 0}})  # fmt: skip
    made.set_legend({"none": True} if len(chart.columns) == 1 else {"position": "bottom"})


def _rows(chart: Chart, result: Result) -> list[int]:
    """Return the positions of the rows that a chart draws."""
    frame = result.frame
    kept = frame.index >= 0
    for column, value in (chart.only or {}).items():
        kept &= frame[column] == value
    for column, values in (chart.but or {}).items():
        kept &= ~frame[column].isin(values)
    return [int(i) for i in frame.index[kept]]


def _title(result: Result) -> str:
    return translate(result.contract.label, language())
