"""What a result frame is: declared once, for the page, the spreadsheet, pictures and sentences.

Lists of columns are text with blanks between them, as in a named tuple.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import ModuleType
from typing import Literal

from salesnb.contracts.fields import Field

MOST_ROWS, MOST_COLUMNS = 15, 9  # of a table on a page
TOTAL = "total"  # the key of a row of sums


@dataclass(frozen=True)
class Chart:
    """A native chart of a frame in the spreadsheet: columns over a category.

    `series` are column and look (a meaning of `plots.style.COLOURS`), blank-separated as
    `column=look`. `only` keeps the rows with these values, `but` leaves rows out; what is left
    must stand together. A waterfall has one series and goes from `before` to `now`.
    """

    kind: Literal["line", "column", "bar", "waterfall"]
    category: str
    series: str
    only: Mapping[str, str] = field(default_factory=dict)
    but: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    is_stacked: bool = False

    @property
    def looks(self) -> dict[str, str]:
        """The look of each column that is drawn."""
        return dict(one.split("=") for one in self.series.split())  # type: ignore[misc]

    @property
    def columns(self) -> list[str]:
        """The columns that it needs."""
        return [self.category, *self.looks, *self.only, *self.but]


@dataclass(frozen=True)
class Frame:
    """One result frame: name, title and grain (msgids), key, columns, order, and its table."""

    name: str
    title: str
    grain: str
    key: str
    fields: tuple[Field, ...]
    order: str = ""  # before the key; "-amount" puts the largest first, "-|change|" of either sign
    shows: str = ""  # columns of its table on the page; '' means all
    rows: int = MOST_ROWS  # of that table
    groups: str = ""  # the column whose values head groups of its rows; the order begins with it
    total: str = ""  # the column that says `total` in the row of sums
    optional: str = ""  # columns that are left out where they hold nought throughout
    nothing: str | None = None  # msgid for a frame without rows; '' shows nothing at all
    chart: Chart | None = None  # in the spreadsheet

    def __post_init__(self) -> None:
        unknown = sorted(set(self._named()) - set(self.columns))
        if unknown:
            raise ValueError(f"{self.name}: not among its columns: {', '.join(unknown)}")
        if not self.keys or len(set(self.columns)) < len(self.columns):
            raise ValueError(f"{self.name}: it needs a key, and each column once")
        if self.groups and [*self.ordered_by, *self.keys][0] != self.groups:
            raise ValueError(f"{self.name}: its order must begin with {self.groups}")

    def _named(self) -> list[str]:
        """Return the columns that the declaration names, by any of its parts."""
        ordered = [name.strip("-|") for name in self.ordered_by]
        table = [*self.shown, *self.total.split(), *self.optional.split(), *self.groups.split()]
        within = [one.within for one in self.fields if one.within]
        chart = self.chart.columns if self.chart else []
        return [*self.keys, *ordered, *table, *within, *chart]

    @property
    def columns(self) -> list[str]:
        return [one.name for one in self.fields]

    @property
    def keys(self) -> list[str]:
        return self.key.split()

    @property
    def ordered_by(self) -> list[str]:
        return self.order.split()

    @property
    def shown(self) -> list[str]:
        return self.shows.split() or self.columns[:MOST_COLUMNS]


def declared(*modules: ModuleType) -> Mapping[str, Frame]:
    """Return the frames that the modules of a room declare, by name, in their order.

    Raises `ValueError` for two frames of one name.
    """
    found: dict[str, Frame] = {}
    for module in modules:
        for one in vars(module).values():
            if isinstance(one, Frame) and found.setdefault(one.name, one) is not one:
                raise ValueError(f"{module.__name__}: two frames are called {one.name}")
    return found
