"""Who carries which part of the plan: dimension by dimension, to the cent."""

from __future__ import annotations

from matplotlib.axes import Axes

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.page import Results
from salesnb.contracts.results import Result, TableView
from salesnb.findings import Finding, Status, say
from salesnb.i18n import N_
from salesnb.pages.targets import basis
from salesnb.pages.targets import columns as c
from salesnb.plots import kinds
from salesnb.plots.places import over_rows

TABLES = ("level_1", "region", "product_group", "rep", "customer", "settlement", "sales_method")
OPEN = {"region", "product_group", "rep"}  # tables that stand open on the page
STEEP = 1.15  # of what is expected, from which a part is to be watched

PARTS = Frame(
    name="parts",
    title=N_("Who carries which part of the plan"),
    grain=N_("one row per dimension and member"),
    key="dimension node",
    order="dimension -target",
    shows="node before expected target asked growth share",
    rows=12,
    nothing="",
    fields=(
        c.WAY,
        c.NODE,
        c.BEFORE,
        c.EXPECTED,
        col.money("reference", N_("Near to it, without controls")),
        col.money("from_history", N_("Of it by last year")),
        col.money("from_forecast", N_("Of it by the forecast and the gap")),
        col.money("from_potential", N_("Of it by potential")),
        c.TARGET,
        c.ASKED,
        c.GROWTH,
        col.share("share", N_("Share of the plan")),
        col.factor("stretch", N_("Target over forecast")),
    ),
)

TARGETS = Frame(
    name="targets",
    title=N_("Targets of every cell"),
    grain=N_("one row per cell and month"),
    key=" ".join(one.name for one in c.DIMENSIONS),
    nothing=N_("Nothing is targeted."),
    fields=(
        *c.DIMENSIONS,
        col.money("sales", N_("Sales")),
        col.quantity("quantity", N_("Quantity")),
        col.money("margin", N_("Margin")),
        col.money("collections", N_("Collections")),
    ),
)


def most_asked(parts: Result, dimension: str = "") -> list[Finding]:
    """Say which member is asked for most above what is expected of it: of reps, else of regions."""
    there = set(parts.frame["dimension"])
    wanted = dimension or next((one for one in ("rep", "region") if one in there), "")
    rows = parts.where(dimension=wanted).members("node").known("stretch").by("-asked")
    if len(rows.frame) < 2 or not rows.first["asked"] > 0:
        return []
    row = rows.first
    status: Status = "watch" if row["stretch"] > STEEP else "info"
    text = N_(
        "By {dimension}, {node} is asked for most above the forecast, {asked}: {target} in the"
        " year, where {expected} is to be expected."
    )
    return [say("most_asked", status, text, row)]


def steepest(parts: Result) -> list[Finding]:
    """Say how many reps have to grow steeply beyond their forecast, and who most."""
    rows = parts.where(dimension="rep").members("node").known("stretch").by("-stretch")
    if len(rows.frame) < 2 or rows.first["stretch"] <= STEEP:
        return []
    text = N_(
        "{node} has to reach {stretch} of what is expected of its customers: {target} against"
        " {expected}. How likely that is stands in 09_challenge."
    )
    return [say("steep", "watch", text, rows.first)]


def answer(page: Results) -> list[Finding]:
    """Say what is committed to, against last year and the forecast, and how likely it is."""
    return basis.promised(page.basis, page.odds) or basis.committed(page.basis)


def found(page: Results) -> list[Finding]:
    """Say all that the section has to say."""
    said = [
        *basis.who_decided(page.basis),
        *basis.adds_up(page.basis),
        *most_asked(page.parts),
        *steepest(page.parts),
        *basis.left_over(page.basis),
    ]
    return said or basis.committed(page.basis)


def tables(parts: Result) -> list[TableView]:
    """Return a table per dimension; all but those of regions, groups and reps are folded."""
    there = set(parts.frame["dimension"])
    return [
        parts.where(dimension=one).table(folded=one not in OPEN) for one in TABLES if one in there
    ]


def drawn_dimension(parts: Result) -> str:
    """Return the dimension that is drawn: regions, or reps where there is one region."""
    counts = parts.frame["dimension"].value_counts()
    return next((one for one in ("region", "rep") if counts.get(one, 0) > 1), "region")


def headline(page: Results) -> Finding:
    """Say what is committed to, as the picture's text."""
    text = N_("Nothing is targeted.")
    return next(iter(basis.committed(page.basis)), say("plan", "info", text))


def draw_parts(parts: Result, ax: Axes | None = None) -> Axes:
    """Draw the target of each region beside its last twelve months and its forecast."""
    every = parts.where(dimension=drawn_dimension(parts))
    drawn = every.keep(slice(kinds.MOST))
    panel = over_rows(drawn, "node", "target expected before", ax=ax)
    if not drawn.is_empty:
        panel.dots("before", "before", marker="s")
        panel.dots("expected", "actual")
        panel.dots("target", "plan", marker="D")
        panel.cite("target")
        panel.ax.margins(x=0.15)
        panel.ax.set_xlim(left=0)
    title = N_("Targets, beside the forecast and the last twelve months")
    return panel.finish(of=every, title=title)
