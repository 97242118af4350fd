"""A bridge as a native chart: stacked columns that stand on a base that is not drawn."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from salesnb.contracts.results import Result
from salesnb.i18n import t
from salesnb.plots.colours import COLOURS
from salesnb.plots.ground import ENDS, zoom

PARTS = ("base", "before", "now", "gain", "loss")
LOOKS = {"before": "before", "now": "actual", "gain": "good", "loss": "bad"}


@dataclass(frozen=True)
class Step:
    """One column: what it is called, where it stands, and how high it is; all from the ground."""

    label: str
    base: float
    part: str
    height: float

    @property
    def cells(self) -> list[float | None]:
        """The values of the series `PARTS`, each but the base and its own empty."""
        return [self.base, *(self.height if self.part == one else None for one in PARTS[1:])]


def steps_of(result: Result, rows: Sequence[int], category: str, amount: str) -> list[Step]:
    """Return the columns as the page draws them: gains first, between `before` and `now`.

    [] where the amounts cross zero on the way: stacked columns cannot show that.
    """
    by_part = {row[category]: row for row in result.take(list(rows))}
    if not set(ENDS) <= set(by_part):
        return []
    between = sorted((r for p, r in by_part.items() if p not in ENDS), key=lambda r: -r[amount])
    level, found = 0.0, []
    for row in (by_part["before"], *between, by_part["now"]):
        part, value = row[category], row[amount]
        start = 0.0 if part in ENDS else level
        level = start + value
        kind = part if part in ENDS else "gain" if value >= 0 else "loss"
        found.append(Step(str(row.words(category)), min(start, level), kind, abs(value)))
    return found if all(one.base >= 0 for one in found) and level >= 0 else []


def draw_steps(book: Any, sheet: Any, steps: Sequence[Step], corner: tuple[int, int]) -> Any:
    """Write the columns' values beside the charts, and return the chart of them."""
    top, left = corner
    heads = (t("Step"), t("Base, not drawn"), t("Before"), t("Now"), t("More"), t("Less"))
    sheet.write_row(top, left, heads)
    for place, one in enumerate(steps, start=top + 1):
        sheet.write_string(place, left, one.label)
        for column, value in enumerate(one.cells, start=left + 1):
            if value is not None:
                sheet.write_number(place, column, value)
    chart = book.add_chart({"type": "column", "subtype": "stacked"})
    first, last = top + 1, top + len(steps)
    for column, part in enumerate(PARTS, start=left + 1):
        fill = (
            {"fill": {"color": COLOURS[LOOKS[part]]}} if part in LOOKS else {"fill": {"none": True}}
        )
        chart.add_series(
            {
                "name": heads[column - left],
                "categories": [sheet.get_name(), first, left, last, left],
                "values": [sheet.get_name(), first, column, last, column],
                "gap": 60,
                **fill,
            }
        )
    return chart


def bottom_of(steps: Sequence[Step]) -> float:
    """Return where the axis begins, so that small steps are seen beside large totals."""
    ends = [one.base + one.height for one in steps]
    bottom, top = zoom([*ends, *(one.base for one in steps if one.base)])
    step = 10.0 ** math.floor(math.log10(top - bottom))
    return math.floor(bottom / step) * step
