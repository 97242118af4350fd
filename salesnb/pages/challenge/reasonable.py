"""Is the plan reasonable? The chance of each node, with a probability where the past bears it."""

from __future__ import annotations

from matplotlib.axes import Axes

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.page import Results
from salesnb.contracts.results import Result, Row, TableView
from salesnb.findings import Finding, Status, say
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN
from salesnb.pages.challenge import columns as c
from salesnb.plots import kinds
from salesnb.plots.places import over_rows

ORDER = ("level_1", "level_2", "level_3", "region", "product_group", "rep")
STATUS: dict[str, Status] = {
    "out_of_reach": "act",
    "very_hard": "watch",
    "challenging": "good",
    "easy": "watch",
}
OF_YEAR = "node target expected low high probability band state"
OF_CELL = "grain target expected probability band state"
WHO = {"region_group": "region product_group", "customer": "customer region"}

ATTAINABILITY = Frame(
    name="attainability",
    title=N_("How likely each node reaches its target"),
    grain=N_("one row per dimension, node and period"),
    key="dimension node period",
    order="dimension period -target",
    shows="node period target expected low high probability band state",
    nothing="",
    fields=(
        c.DIMENSIONS,
        c.NODE,
        c.PERIOD,
        c.KINDS,
        col.code("grain", N_("Judged by"), c.GRAIN),
        c.TARGET,
        col.money("so_far", N_("Came in so far"), shown=COLUMN),
        c.EXPECTED,
        *c.RANGE,
        c.GAP,
        c.PROBABILITY,
        c.BANDS,
        c.STATES,
        c.CONFIDENCE,
    ),
)

FINER = Frame(
    name="finer",
    title=N_("Customers, and product groups in regions"),
    grain=N_("one row per cell and period"),
    key="dimension node period",
    order="dimension -target",
    shows="node period grain target expected probability band state",
    nothing=N_("No finer cell has a target."),
    fields=(
        c.DIMENSIONS,
        c.NODE,
        col.ident("region", N_("Region"), of="regions", words=c.UNASSIGNED),
        col.PRODUCT_GROUP,
        col.ident("customer", N_("Customer"), of="customers"),
        c.PERIOD,
        col.code("grain", N_("Finest period"), c.GRAIN),
        c.TARGET,
        c.EXPECTED,
        *c.RANGE,
        c.GAP,
        c.PROBABILITY,
        c.BANDS,
        c.STATES,
        col.text("parent", N_("Whose band")),
    ),
)

GRAINS = Frame(
    name="grains",
    title=N_("How finely cells can be judged"),
    grain=N_("one row per dimension and finest period"),
    key="dimension grain",
    nothing="",
    fields=(
        c.DIMENSIONS,
        col.code("grain", N_("Finest period"), c.GRAIN),
        col.whole("n_cells", N_("Cells")),
        c.TARGET,
        col.share("target_share", N_("Share of the target")),
    ),
)


def year_of(page: Results, dimension: str = "total") -> Result:
    """Return the rows of the year of a dimension, those that are over left out."""
    rows = page.attainability.where(dimension=dimension, kind="year")
    return rows.keep(rows.frame["state"] != "over")


def total(page: Results) -> list[Finding]:
    """Say what the year's plan asks for, what is expected, and how likely it is."""
    rows = year_of(page)
    if rows.is_empty:
        text = N_("There is no target of months to come: nothing can be tested.")
        return [say("plan", "info", text)]
    return [_total(rows.first)]


def _total(row: Row) -> Finding:
    if row["state"] == "not_expected":
        text = N_(
            "The plan of {period} asks for {target}. How likely that is cannot be told: not all of"
            " its months are forecast."
        )
        return say("plan", "info", text, row)
    if row["state"] == "no_range":
        text = N_(
            "The plan of {period} asks for {target}; {expected} is to be expected if nothing"
            " changes. Neither a probability nor a range is stated: too few earlier forecasts of as"
            " many months can be held against what came."
        )
        return say("plan", "info", text, row)
    texts = {
        "shown": N_(
            "The plan of {period} asks for {target}; {expected} is to be expected if nothing"
            " changes ({low} to {high}, with {confidence} confidence). Verdict: {band}, with a"
            " probability of {probability}."
        ),
        "unproven": N_(
            "The plan of {period} asks for {target}; {expected} is to be expected if nothing"
            " changes ({low} to {high}, with {confidence} confidence). Verdict: {band}. No"
            " probability is stated: our own past is too short to test those of a {kind}."
        ),
        "fails": N_(
            "The plan of {period} asks for {target}; {expected} is to be expected if nothing"
            " changes ({low} to {high}, with {confidence} confidence). Verdict: {band}. No"
            " probability is stated: those of a {kind} did not come true in our own past."
        ),
    }
    return say("plan", STATUS.get(row["band"], "info"), texts[row["state"]], row)


def hardest(page: Results) -> list[Finding]:
    """Say which node of a dimension asks for most beyond what is expected."""
    found = []
    for dimension in ("region", "product_group", "rep"):
        rows = year_of(page, dimension).members("node").known("gap")
        rows = rows.keep((rows.frame["gap"] > 0) & (rows.frame["state"] != "not_asked"))
        if not rows.is_empty and len(year_of(page, dimension).frame) > 1:
            row = rows.by("-gap").first
            found.append(say(f"hardest_{dimension}", "info", _how_hard(row), row))
    return found


def _how_hard(row: Row) -> str:
    """Return what is said of the node that asks for most, as far as it can be judged."""
    if row.is_known("probability"):
        return N_(
            "By {dimension}, {node} asks for most beyond what is expected: {gap}, a target of"
            " {target} where {expected} is expected ({low} to {high}): {band}, with a"
            " probability of {probability}."
        )
    if row.is_known("low"):
        return N_(
            "By {dimension}, {node} asks for most beyond what is expected: {gap}, a target of"
            " {target} where {expected} is expected ({low} to {high}): {band}."
        )
    return N_(
        "By {dimension}, {node} asks for most beyond what is expected: {gap}, a target of"
        " {target} where {expected} is expected. How hard that is cannot be told."
    )


def finer(page: Results) -> list[Finding]:
    """Say what share of a finer dimension's target lies in cells with a chance of their own."""
    found = []
    for dimension in ("region_group", "customer"):
        rows = page.grains.where(dimension=dimension)
        sparse = rows.where(grain="too_sparse")
        if not sparse.is_empty:
            text = N_(
                "By {dimension}, cells that sell in too few months, quarters and years to be"
                " judged: {n_cells}, with {target_share} of the target. They show their region's"
                " band."
            )
            found.append(say(f"finer_{dimension}", "info", text, sparse.first))
        elif not rows.is_empty:
            text = N_(
                "By {dimension} no cell is too sparse to be judged; {n_cells} cells, with"
                " {target_share} of the target, are judged by the {grain}."
            )
            found.append(say(f"finer_{dimension}", "info", text, rows.by("-target").first))
    return found


def unjudged(page: Results) -> list[Finding]:
    """Say which reps, regions and groups have a target but nothing that is expected."""
    rows = page.attainability.where(kind="year", state="not_expected")
    rows = rows.keep(rows.frame["dimension"].isin(ORDER))
    text = N_(
        "{node} ({dimension}) has a target of {target} for {period} and no forecast: whether it is"
        " reasonable cannot be judged from the past."
    )
    return [say("unjudged", "watch", text, rows.by("-target").first)] if len(rows.frame) else []


def tables(page: Results) -> list[Result | TableView]:
    """Return a table of the total by period, and one of the year per dimension that there is.

    Nodes of which nothing is asked stand in the spreadsheet alone.
    """
    whole = page.attainability.where(dimension="total")
    by = [year_of(page, one) for one in ORDER]
    asked = [rows.keep((rows.frame["state"] != "not_asked").to_numpy()) for rows in by]
    shown: list[Result | TableView] = [] if whole.is_empty else [whole]
    return [*shown, *(rows.table(OF_YEAR) for rows in asked if not rows.is_empty)]


def finest(page: Results) -> list[TableView]:
    """Return the finer cells of the year, a folded table per kind of cell."""
    year = set(year_of(page).frame["period"])
    rows = page.finer.keep(page.finer.frame["period"].isin(year))
    by = {one: rows.where(dimension=one) for one in WHO}
    return [
        some.table(f"{WHO[one]} {OF_CELL}", folded=True)
        for one, some in by.items()
        if not some.is_empty
    ]


def first_dimension(page: Results) -> str:
    """Return the dimension that is drawn: regions, else the first with several nodes."""
    several = [one for one in ORDER if len(year_of(page, one).frame) > 1]
    return "region" if "region" in several else several[0] if several else "total"


def draw(page: Results, ax: Axes | None = None) -> Axes:
    """Draw the year's target of each region inside what is expected."""
    every = year_of(page, first_dimension(page))
    drawn = every.keep(slice(kinds.MOST))
    panel = over_rows(drawn, "node", "expected high target", ax=ax)
    if not drawn.is_empty:
        panel.ranges("low", "high", "actual", lw=2)
        panel.dots("expected", "actual", marker="D")
        panel.dots("target", "plan", marker="s")
        panel.cite("target", beyond="high")
        panel.ax.margins(x=0.15)
        panel.ax.set_xlim(left=min(0.0, panel.ax.get_xlim()[0]))
    return panel.finish(of=every, title=N_("Targets of the year, and what is to be expected"))
