"""Where sales and orders land: the whole, month by month, and every node."""

from __future__ import annotations

from matplotlib.axes import Axes

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Chart, Frame
from salesnb.contracts.page import Results
from salesnb.contracts.results import Result, Row
from salesnb.findings import Finding, Status, say
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN
from salesnb.pages.forecast import accuracy, seasons
from salesnb.pages.forecast import columns as c
from salesnb.plots import kinds
from salesnb.plots.places import over_rows

SPAN = {"ahead": N_("months ahead"), "year": N_("the company's year")}
STATE = {
    "known": N_("known"),
    "short": N_("too few whole months"),
    "stopped": N_("no sales of late"),
}
DRAWN = 48  # months, those ahead with them

BASIS = Frame(
    name="basis",
    title=N_("What the forecast rests on"),
    grain=N_("one row"),
    key="scope",
    fields=(
        col.SCOPE,
        col.month("first", N_("First whole month")),
        col.month("last", N_("Last whole month")),
        col.whole("n_whole", N_("Whole months")),
        col.whole("n_sold", N_("Months with sales")),
        col.day("last_on", N_("Newest line of sales")),
        col.whole("n_measures", N_("Measures forecast")),
        col.whole("n_nodes", N_("Nodes")),
        col.whole("n_cells", N_("Cells")),
        col.code("state", N_("State"), STATE),
    ),
)

UNCUT = Frame(
    name="uncut",
    title=N_("Dimensions with too many cells to be forecast"),
    grain=N_("one row per dimension"),
    key="dimension",
    nothing="",
    fields=(c.DIMENSIONS, col.whole("n_members", N_("Members"))),
)

LANDING = Frame(
    name="landing",
    title=N_("Where sales and orders land if nothing changes"),
    grain=N_("one row per measure and span"),
    key="measure span",
    shows="measure span first last so_far expected low high growth",
    nothing="",
    fields=(
        c.MEASURES,
        col.code("span", N_("Span"), SPAN),
        col.month("first", N_("From")),
        col.month("last", N_("To")),
        col.whole("n_ahead", N_("Months expected")),
        col.money("so_far", N_("Came in so far"), shown=COLUMN),
        col.money("ahead", N_("Still expected"), shown=COLUMN),
        *c.EXPECTED,
        col.money("before", N_("The same months a year earlier"), shown=COLUMN),
        c.GROWTH,
        c.N_MONTHS,
        c.RUNGS,
        c.CONFIDENCE,
    ),
)

MONTHS = Frame(
    name="months",
    title=N_("Months past and ahead"),
    grain=N_("one row per measure and month"),
    key="measure month",
    nothing="",
    chart=Chart("line", "month", "actual=actual expected=plan", only={"measure": "sales"}),
    fields=(
        c.MEASURES,
        c.MONTH,
        col.money("actual", N_("Actual"), shown=COLUMN),
        *c.EXPECTED,
        col.whole("working_days", N_("Working days")),
    ),
)

NODES = Frame(
    name="nodes",
    title=N_("What is expected of each node"),
    grain=N_("one row per measure, dimension and node"),
    key="measure dimension node",
    order="measure dimension -expected",
    shows="node before expected low high growth rung",
    nothing="",
    fields=(
        c.MEASURES,
        c.DIMENSIONS,
        c.NODES,
        c.BEFORE,
        *c.EXPECTED,
        col.money("year", N_("Expected, as a year"), shown=COLUMN),
        c.GROWTH,
        c.N_MONTHS,
        c.SOLD_SHARE,
        c.RUNGS,
    ),
)

FORECAST = Frame(
    name="forecast",
    title=N_("Forecast of every node by month and quantile"),
    grain=N_("one row per measure, dimension, node, month and quantile"),
    key="measure dimension node month quantile",
    shows="measure dimension node month quantile amount expected",
    nothing="",
    fields=(
        c.MEASURES,
        c.DIMENSIONS,
        c.NODES,
        *c.QUANTILES,
        col.money("expected", N_("Expected")),
        c.RUNGS,
    ),
)


def unknown(basis: Result) -> Finding:
    """Say why nothing can be expected."""
    row = basis.first
    if row["state"] == "stopped":
        text = N_(
            "What comes next cannot be told: the last whole month with sales is {last}. Close the"
            " month again when its lines are in."
        )
        return say("ahead", "watch", text, row)
    if not row.is_known("last_on"):
        text = N_("What comes next cannot be told: no sales are known yet.")
        return say("ahead", "info", text, row)
    text = N_(
        "What comes next cannot be told: it takes three whole months of sales. Of those with sales"
        " ({n_sold}, closed or not; the newest line is of {last_on}), {n_whole} can be taken as"
        " whole: a month whose lines begin late or end early cannot."
    )
    return say("ahead", "info", text, row)


def ahead(landing: Result, measure: str = "sales") -> list[Finding]:
    """Say what the months ahead bring, and against the year before."""
    return [_ahead(one) for one in landing.where(measure=measure, span="ahead")]


def _ahead(row: Row) -> Finding:
    if not seasons.is_known(row):
        return say("ahead", "info", seasons.AHEAD, row)
    if not row.is_known("growth"):
        text = N_(
            "{measure}, {first} to {last}: {expected} is to be expected if nothing changes ({low}"
            " to {high}, with {confidence} confidence). The same months of the year before are not"
            " all known."
        )
        return say("ahead", "info", text, row)
    status: Status = "good" if row["low"] > row["before"] else "info"
    status = "act" if row["high"] < row["before"] else status
    text = N_(
        "{measure}, {first} to {last}: {expected} is to be expected if nothing changes ({low} to"
        " {high}, with {confidence} confidence), {growth} on the same months a year earlier."
    )
    return say("ahead", status, text, row)


def year(landing: Result) -> list[Finding]:
    """Say where the company's year lands."""
    text = N_(
        "The year from {first} to {last} lands at sales of {expected} if nothing changes ({low} to"
        " {high}, with {confidence} confidence): {so_far} came in, {ahead} is still expected."
    )
    whole = N_(
        "The year from {first} to {last} would bring sales of {expected} if nothing changes ({low}"
        " to {high}, with {confidence} confidence)."
    )
    rows = landing.where(measure="sales", span="year")
    return [
        say("year", "info", (text if row["so_far"] else whole) if known else seasons.YEAR, row)
        for row, known in ((row, seasons.is_known(row)) for row in rows)
    ]


def first_dimension(nodes: Result) -> str:
    """Return the dimension that is drawn: regions, else the first that there is."""
    there = [one for one in c.DIMENSION if one in set(nodes.frame["dimension"])]
    return "region" if "region" in there or not there else there[0]


def moves(nodes: Result) -> list[Finding]:
    """Say which member of the dimension drawn is expected to move least, and which most."""
    dimension = first_dimension(nodes)
    rows = nodes.where(measure="sales", dimension=dimension).known("growth")
    rows = rows.keep(rows.frame["n_months"] > seasons.TOO_SHORT)
    found = []
    if len(rows.frame) > 1:
        by_growth = list(rows.by("growth"))
        text = N_(
            "By {worst.dimension}, the growth that is expected of a year reaches from"
            " {worst.growth} ({worst.node}: {worst.year} after {worst.before}) to {best.growth}"
            " ({best.node}: {best.year} after {best.before})."
        )
        found.append(say("moves", "info", text, worst=by_growth[0], best=by_growth[-1]))
    return found


def uncut(uncut: Result) -> list[Finding]:
    """Say which dimensions were left out for their many cells."""
    text = N_(
        "Not forecast by {dimension}, which has {n_members} members: there would be too many cells"
        " of sales. The total and all other nodes are complete."
    )
    return [say("uncut", "watch", text, row) for row in uncut]


def answer(page: Results) -> list[Finding]:
    """Say what the months ahead bring, where the year lands, on how long a history; and orders."""
    if page.landing.is_empty:
        return [unknown(page.basis)]
    return [
        *ahead(page.landing),
        *accuracy.one_sided(page.accuracy, "sales"),
        *year(page.landing),
        *seasons.history(page.landing),
        *ahead(page.landing, "orders"),
        *accuracy.one_sided(page.accuracy, "orders"),
    ]


def headline(page: Results) -> Finding:
    """Say the months ahead, as the picture's text: or why nothing can be expected."""
    return answer(page)[0]


def tables(nodes: Result, measure: str = "sales") -> list[Result]:
    """Return a table per dimension that there is."""
    own = nodes.where(measure=measure)
    there = set(own.frame["dimension"])
    return [nodes.where(measure=measure, dimension=one) for one in c.DIMENSION if one in there]


def draw_months(months: Result, ax: Axes | None = None) -> Axes:
    """Draw sales by month, and what is expected with its range."""
    return kinds.series(
        months.where(measure="sales"),
        {"actual": "actual", "expected": "plan"},
        band="low high",
        last=DRAWN,
        ax=ax,
        title=N_("Sales by month, and what is expected"),
    )


def draw_nodes(nodes: Result, ax: Axes | None = None) -> Axes:
    """Draw what is expected of each region, beside the twelve months before.

    Without regions it is the first dimension that there is.
    """
    dimension = first_dimension(nodes)
    every = nodes.where(measure="sales", dimension=dimension)
    drawn = every.keep(slice(kinds.MOST))
    panel = over_rows(drawn, "node", "expected high before", ax=ax)
    if not drawn.is_empty:
        panel.ranges("low", "high", "plan", lw=2)
        panel.dots("before", "before", marker="s")
        panel.dots("expected", "plan", marker="D")
        panel.cite("expected", beyond="high")
        panel.ax.margins(x=0.15)
        panel.ax.set_xlim(left=0)
    return panel.finish(of=every, title=N_("What is expected, beside the twelve months before"))
