"""The year so far by method, distributor, manager and area, as far as the exports name them."""

from __future__ import annotations

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.results import Result
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN
from salesnb.pages.sales.columns import GROWTH, REST, TOTAL, UNASSIGNED

BY = {
    "sales_method": N_("sales method"),
    "settlement": N_("settlement method"),
    "distributor": N_("distributor"),
    "manager": N_("manager"),
    "level_1": N_("area"),
    "level_2": N_("area, second level"),
    "level_3": N_("area, third level"),
}
DIRECT = {"(direct)": N_("customers who are no distributors")}

ROLLUPS = Frame(
    title=N_("Sales of the year so far"),
    grain=N_("one row per dimension and member, and the total of each dimension"),
    key="dimension node",
    order="dimension rank",
    shows="node month now before change growth share",
    total="node",
    nothing="",
    fields=(
        col.code("dimension", N_("Dimension"), BY),
        col.member(
            "node",
            N_("Node"),
            within="dimension",
            words={**UNASSIGNED, **DIRECT, **REST, **TOTAL},
        ),
        col.whole("rank", N_("Rank")),
        col.money("month", N_("This month"), shown=COLUMN),
        col.money("now", N_("Year to date"), shown=COLUMN),
        col.money("before", N_("A year ago"), shown=COLUMN),
        col.money("change", N_("Change"), shown=COLUMN),
        GROWTH,
        col.share("share", N_("Share of sales")),
    ),
)


def tables(rollups: Result) -> list[Result]:
    """Return a table per dimension that there is."""
    there = set(rollups.frame["dimension"])
    return [rollups.where(dimension=one) for one in BY if one in there]
