"""What a result frame is: declared once, for the page, the spreadsheet, pictures and sentences.

Lists of columns are text with blanks between them, as in a named tuple.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import ModuleType
from typing import Literal

from salesnb.contracts.fields import Field
from salesnb.i18n import listed, t, use

MOST_ROWS, MOST_COLUMNS = 15, 9  # of a table on a page
TOTAL = "total"  # the key of a row of sums
ONE_ROW = "scope"  # the key of a frame that has one row


@dataclass(frozen=True)
class Chart:
    """A native chart of a frame in the spreadsheet: columns over a category.

    `series` are column and look (a meaning of `plots.colours.COLOURS`), blank-separated as
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
    """One result frame: name, title and grain (msgids), key, columns, order, and its table.

    In a room the name is that of the constant, in small letters (`declared`). The grain is told
    by the key (`grain_of`), and stated only where the key does not say it.
    """

    name: str = ""
    title: str = ""
    grain: str = ""
    key: str = ""
    fields: tuple[Field, ...] = ()
    order: str = ""  # before the key; "-amount" puts the largest first, "-|change|" of either sign
    shows: str = ""  # columns of its table on the page; '' means all
    rows: int = MOST_ROWS  # of that table
    groups: str = ""  # the column whose values head groups of its rows; the order begins with it
    total: str = ""  # the column that says `total` in the row of sums
    optional: str = ""  # columns that are left out where they hold nought throughout
    nothing: str | None = None  # msgid for a frame without rows; '' shows nothing at all
    chart: Chart | None = None  # in the spreadsheet

    def __post_init__(self) -> None:
        called = self.name or self.title
        unknown = sorted(set(self._named()) - set(self.columns))
        if unknown:
            raise ValueError(f"{called}: not among its columns: {', '.join(unknown)}")
        if not (self.title and self.keys) or len(set(self.columns)) < len(self.columns):
            raise ValueError(f"{called}: it needs a title, a key, and each column once")
        if self.groups and [*self.ordered_by, *self.keys][0] != self.groups:
            raise ValueError(f"{called}: its order must begin with {self.groups}")

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

    @cached_property
    def by_name(self) -> Mapping[str, Field]:
        """The fields by the names of their columns."""
        return {one.name: one for one in self.fields}

    @cached_property
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

    A frame without a name is called like its constant: `PRICES` is `prices`. Raises `ValueError`
    for two frames of one name.
    """
    found: dict[str, Frame] = {}
    for module in modules:
        for constant, one in vars(module).items():
            if isinstance(one, Frame):
                name = one.name or constant.lower()
                if found.setdefault(name, one) is not one:
                    raise ValueError(f"{module.__name__}: two frames are called {name}")
    return {name: replace(one, name=name) for name, one in found.items()}


def grain_of(frame: Frame) -> str:
    """Return what one row of a frame stands for, in the language in use."""
    if frame.grain:
        return t(frame.grain)
    if frame.key == ONE_ROW:
        return t("one row")
    labels = {one.name: t(one.label) for one in frame.fields}
    *some, last = [labels[name][:1].lower() + labels[name][1:] for name in frame.keys]
    key = t("{some} and {last}", some=listed(some), last=last) if some else last
    if frame.total:
        return t("one row per {key}, and the total", key=key)
    return t("one row per {key}", key=key)


def grain_as_read(frame: Frame) -> str:
    """Return what one row of a saved frame stands for, in the language in use.

    What is saved is English; one that was told from the key is told from it again.
    """
    bare = replace(frame, grain="")
    with use("en"):
        is_of_key = grain_of(bare) == frame.grain
    return grain_of(bare if is_of_key else frame)
