"""Did we do what we said: what came in against the targets in force, with what chance explains."""

from __future__ import annotations

from matplotlib.axes import Axes

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.page import Results
from salesnb.contracts.results import Result, Row
from salesnb.findings import Decision, Finding, say
from salesnb.i18n import N_
from salesnb.members import TOTAL
from salesnb.pages.review import amounts
from salesnb.pages.review import columns as c
from salesnb.pages.review.held import held
from salesnb.plots import kinds

KEY = "measure dimension node span"
SHOWS = "measure span held target attainment gap seen_miss verdict band"
LINE = {
    "planned": N_("with a target"),
    "unplanned": N_("without a target"),
    "unassigned": N_("with nobody"),
    "returns": N_("returns and credit notes"),
    TOTAL: N_("total"),
}
DRAWN = ("region", "product_group", "rep", "settlement", "sales_method")  # the first that has nodes

ATTAINED = Frame(
    title=N_("Sales, margin and collections against the targets in force"),
    key=KEY,
    order="measure dimension span gap",
    shows=SHOWS,
    rows=12,
    fields=amounts.held(amounts.money),
)

COUNTED = Frame(
    title=N_("Quantity, new customers and visits against the targets in force"),
    key=KEY,
    order="measure dimension span gap",
    shows=SHOWS,
    rows=12,
    nothing="",
    fields=amounts.held(amounts.count),
)

REACHED = Frame(
    title=N_("How many reached their targets"),
    key="measure span dimension",
    order="span measure dimension",
    shows="measure span dimension n_targets n_met n_noise n_missed n_open by_chance",
    rows=24,
    nothing="",
    fields=(
        c.MEASURES,
        c.SPANS,
        c.DIMENSIONS,
        c.SINCE,
        col.whole("n_months", N_("Months")),
        col.whole("n_planned", N_("Months with a target, at most")),
        col.whole("n_targets", N_("With a target")),
        col.whole("n_met", N_("Met it")),
        col.whole("n_noise", N_("Missed it, within chance")),
        col.whole("n_missed", N_("Missed it beyond chance")),
        col.whole("n_open", N_("Cannot be told")),
        col.number(
            "by_chance", N_("Beyond chance if all were on target"), digits=3, shown="tenths"
        ),
        col.number("shortfall", N_("Missing, all together"), digits=3),
        col.number("surplus", N_("Beyond target, all together"), digits=3),
        col.number("beyond", N_("Missing where missed beyond chance"), digits=3),
        col.whole("n_hard_met", N_("Hard targets met")),
        col.whole("n_hard_missed", N_("Hard targets missed")),
        col.whole("n_easy_met", N_("Easy targets met")),
        col.whole("n_easy_missed", N_("Easy targets missed")),
    ),
)

TIED_LINES = Frame(
    title=N_("Where each part of the total lies, and that it adds up"),
    key="measure span dimension line",
    order="measure span dimension line",
    shows="measure span dimension line n_nodes actual target ledger difference",
    rows=24,
    fields=(
        c.MEASURES,
        c.SPANS,
        c.DIMENSIONS,
        col.code("line", N_("Line"), LINE),
        col.whole("n_nodes", N_("Nodes")),
        col.number("actual", N_("Came in"), digits=6, shown="money_full"),
        col.number("target", N_("Target"), digits=6, shown="money_full"),
        col.number("ledger", N_("Ledger"), digits=6, shown="money_full"),
        col.number("difference", N_("Difference"), digits=6, shown="money_full"),
    ),
)

RENAMED = Frame(
    title=N_("Regions that go on under another name"),
    key="old_id",
    nothing="",
    fields=(
        col.ident("old_id", N_("Before"), of="regions"),
        col.ident("new_id", N_("Now"), of="regions"),
    ),
)


_BY_PARTS = " ".join(f"13_review.missed_{one}" for one in DRAWN)
DECISIONS = (
    Decision(
        "held_sales_month held_sales_quarter held_sales_year_to_date",
        N_("Ask for the cause and what will close it before the year ends."),
        N_("head of sales"),
        "attained.gap",
        N_("missing against target"),
        unless=_BY_PARTS,
        lever="close_gap",
    ),
    Decision(
        "held_collections_month held_collections_quarter held_collections_year_to_date",
        N_("Agree which customers are asked for payment first, and by whom."),
        N_("finance and the head of sales"),
        "attained.gap",
        N_("missing against target"),
        lever="collect",
    ),
)


def answer(page: Results) -> list[Finding]:
    """Say whether the month, and the year so far, met their targets of sales; and cash, if not."""
    sales = page.attained.where(measure="sales", dimension=TOTAL)
    month, year = (sales.where(span=span).first for span in ("month", "year_to_date"))
    said = [held(month)]
    if _is_told(year) or (year["n_months"] > 1 and not year.is_known("target")):
        said.append(held(year))
    cash = page.attained.where(measure="collections", dimension=TOTAL, verdict="missed")
    return [*said, *(held(row) for row in cash.take(slice(1)))]


def found(page: Results) -> list[Finding]:
    """Say of each measure how month and year stand, the challenge it was, who missed what."""
    said = []
    for rows in (page.attained, page.counted):
        firm = rows.where(dimension=TOTAL)
        said += [held(row) for row in firm if _is_told(row)]
        said += [_apart(row) for row in firm if row.is_known("apart") and row["apart"]]
        said += [_changed(row) for row in firm if row["later_version"] > row["version"] > 0]
    return [*said, *_challenge(page), *_renamed(page)]


def _is_told(row: Row) -> bool:
    """Return whether a total is told: every month, and longer spans with more of them planned."""
    return row.is_known("target") and (row["span"] == "month" or row["n_planned"] > 1)


def _apart(row: Row) -> Finding:
    text = N_(
        "{apart} of {measure} ({span}) is not held against the target: it is the sum of targets of"
        " parts, and these rows name none of them."
    )
    return say("apart", "info", text, row)


def _changed(row: Row) -> Finding:
    text = N_(
        "The target of {measure} ({span}) was changed afterwards, from {target} to {later}; judged"
        " is what was in force before each month began."
    )
    return say("changed", "info", text, row)


def _challenge(page: Results) -> list[Finding]:
    """Say how hard the target of the month's sales was when it was issued."""
    rows = page.attained.where(measure="sales", dimension=TOTAL, span="month").known("probability")
    text = N_(
        "The target of {since} was {band} when it was issued: by what {judged_in} foresaw, the"
        " chance to reach it was {probability}."
    )
    return [say("challenge", "info", text, row) for row in rows]


def _renamed(page: Results) -> list[Finding]:
    text = N_("{old_id} goes on as {new_id}: sales and targets of both stand under {new_id}.")
    return [say("renamed", "info", text, row) for row in page.renamed]


def tables(page: Results) -> tuple[Result, Result]:
    """Return the totals of all measures, month and longer spans."""
    return (page.attained.where(dimension=TOTAL), page.counted.where(dimension=TOTAL))


def drawn(page: Results) -> Result:
    """Return the regions, else the first parts that have targets, of the year so far."""
    rows = page.attained.where(measure="sales", span="year_to_date").known("attainment")
    rows = rows.keep((rows.frame["n_planned"] > 1) | (rows.frame["n_months"] == 1))
    for dimension in DRAWN:
        own = rows.where(dimension=dimension).members("node")
        if not own.is_empty:
            return own.by("attainment").take(slice(15))
    return rows.where(dimension=TOTAL)


def draw(page: Results, ax: Axes | None = None) -> Axes:
    """Draw attainment of the year so far, with what chance makes of a node at its target."""
    estimate = "attainment least_share most_share"
    title = N_("Attainment of the year so far, with the range of chance about the target")
    return kinds.intervals(drawn(page), "node span", estimate, at=1.0, ax=ax, title=title)


def alt(page: Results) -> Finding:
    """Say what the picture shows."""
    rows = drawn(page)
    if rows.is_empty:
        return say("alt", "info", N_("No part of the year so far has a target of sales."))
    least, most = rows.by("attainment").first, rows.by("-attainment").first
    text = N_(
        "Attainment of the year so far lies between {least.attainment} ({least.node}) and"
        " {most.attainment} ({most.node})."
    )
    return say("alt", "info", text, least=least, most=most)
