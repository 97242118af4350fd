"""Who grows: members of each board, drawn toward their group so that small bases do not lead."""

from __future__ import annotations

from matplotlib.axes import Axes

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.page import Results
from salesnb.contracts.results import Result, TableView
from salesnb.findings import Finding, say
from salesnb.i18n import N_
from salesnb.members import TOTAL
from salesnb.pages.growth import columns as c
from salesnb.plots import kinds

FLAG = {
    "": N_("usual"),
    "low_base": N_("unusually low base"),
    "high_base": N_("unusually high base"),
    "small_base": N_("small base"),
    "zero_base": N_("no base"),
    "gone": N_("nothing now"),
    "left": N_("left the firm"),
    "nobody": N_("nobody's"),
}
MAIN = {  # of each board, the dimension whose members lead its list
    "orders": "region",
    "margin": "product_group",
    "a_customers": "customer",
    "reps": "rep",
    "supply": "customer",
    "visits": "rep",
}
LISTED = 10
COLUMNS = "node now growth like shrunk shrunk_low shrunk_high contribution flag"
VISITS = "node n_now growth like shrunk shrunk_low shrunk_high contribution flag"

GROWTH_RATES = Frame(
    title=N_("Growth of members"),
    key="board dimension node",
    order="board dimension -shrunk",
    shows=COLUMNS,
    rows=LISTED,
    nothing="",
    fields=(
        c.BOARDS,
        c.DIMENSIONS,
        c.NODE,
        c.NOW,
        c.BEFORE,
        *c.COUNTS,
        c.BOOKED,
        *c.LIKE,
        col.share("shrunk", N_("Growth, shrunk"), shown="growth"),
        col.share("shrunk_low", N_("Shrunk, low"), shown="growth"),
        col.share("shrunk_high", N_("Shrunk, high"), shown="growth"),
        col.share("own_weight", N_("Weight of its own rate")),
        *c.RECENT,
        col.kpi("contribution", "growth_contribution"),
        col.share("base_deviation", N_("Base against its neighbours"), shown="growth"),
        col.code("flag", N_("Base"), FLAG),
    ),
)


def members(page: Results, board: str) -> Result:
    """Return the members of a board in its main dimension."""
    return page.growth_rates.where(board=board, dimension=MAIN[board])


def tables(page: Results) -> list[TableView]:
    """Return a list of members for each board that is shown; those after the first are folded."""
    found: list[TableView] = []
    for board in MAIN:
        rows = members(page, board).known("shrunk")
        if not rows.is_empty:
            columns = VISITS if board == "visits" else COLUMNS
            found.append(rows.table(columns, folded=bool(found)))
    return found


def found(page: Results) -> list[Finding]:
    """Say of each board who grew and who fell beyond chance, and whom raw growth would praise."""
    said = []
    for board in MAIN:
        rows = members(page, board).known("shrunk")
        said += [*_clear(rows), *_raw_leader(rows)]
    return [*said, *_bases(page)]


def _clear(rows: Result) -> list[Finding]:
    """Say who contributed most to growth, and who took most from it, beyond chance."""
    up = rows.keep((rows.frame["shrunk_low"] > 0).to_numpy()).by("-contribution")
    down = rows.keep((rows.frame["shrunk_high"] < 0).to_numpy()).by("contribution")
    grew = N_(
        "Of {board}, {node} grew beyond chance: {like} on its own, {shrunk} ({shrunk_low} to"
        " {shrunk_high}) when drawn toward the others; that is {contribution:points} points of"
        " the growth of the whole."
    )
    fell = N_(
        "Of {board}, {node} fell beyond chance: {like} on its own, {shrunk} ({shrunk_low} to"
        " {shrunk_high}) when drawn toward the others; that is {contribution:points} points of"
        " the growth of the whole."
    )
    said = [] if up.is_empty else [say("grew", "good", grew, up.first)]
    return said if down.is_empty else [*said, say("fell", "watch", fell, down.first)]


def _raw_leader(rows: Result) -> list[Finding]:
    """Say who would lead the list by its own growth, on a base that says little."""
    raw = rows.by("-like")
    if raw.is_empty or raw.first["flag"] != "small_base":
        return []
    text = N_(
        "By raw growth {node} would lead the list of {board} with {like} ({low} to {high}), on a"
        " small base; what can be expected of it is {shrunk}."
    )
    return [say("raw_leader", "info", text, raw.first)]


def _bases(page: Results) -> list[Finding]:
    """Say whose base was unusual, so that its growth says more of last year than of this one."""
    low = N_(
        "The year before, {board} of {node} lay unusually low ({base_deviation} against the months"
        " around); part of the growth of {like} is that of the base."
    )
    high = N_(
        "The year before, {board} of {node} lay unusually high ({base_deviation} against the months"
        " around); part of the change of {like} is that of the base."
    )
    rows = page.growth_rates.keep((page.growth_rates.frame["dimension"] != "customer").to_numpy())
    said = [say("low_base", "info", low, one) for one in rows.where(flag="low_base").known("like")]
    more = rows.where(flag="high_base").known("like")
    return [*said[:2], *[say("high_base", "info", high, one) for one in more][:2]]


def drawn(page: Results) -> Result:
    """Return regions' growth of orders and margin; of the first board where there are none."""
    rows = page.growth_rates.known("shrunk")
    of_regions = rows.where(dimension="region")
    kept = of_regions.keep(of_regions.frame["board"].isin(["orders", "margin"]).to_numpy())
    if not kept.is_empty:
        return kept
    others = rows.keep((rows.frame["dimension"] != TOTAL).to_numpy())
    if others.is_empty:
        return others
    first = others.first
    return others.where(board=first["board"], dimension=first["dimension"]).take(slice(LISTED))


def draw(page: Results, ax: Axes | None = None) -> Axes:
    """Draw growth drawn toward the group, with ranges."""
    estimate = "shrunk shrunk_low shrunk_high"
    title = N_("Growth, shrunk toward the group")
    return kinds.intervals(drawn(page), "node board", estimate, at=0, ax=ax, title=title)


def alt(page: Results) -> Finding:
    """Say what the picture shows."""
    rows = drawn(page)
    if rows.is_empty:
        return say("drawn", "info", N_("No member's growth can be shown."))
    text = N_(
        "Growth of {board}, drawn toward the group: {node} leads with {shrunk} ({shrunk_low} to"
        " {shrunk_high}); {last.node} comes last with {last.shrunk}."
    )
    ordered = rows.by("-shrunk")
    return say("drawn", "info", text, ordered.first, last=rows.by("shrunk").first)
