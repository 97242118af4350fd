"""Why it came otherwise: from the first plan to what came in, causes in money, rows behind them."""

from __future__ import annotations

from matplotlib.axes import Axes

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.page import Results
from salesnb.contracts.results import Result, Row
from salesnb.findings import Finding, say
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN
from salesnb.members import TOTAL
from salesnb.pages.review import columns as c
from salesnb.plots.waterfalls import waterfall

PART = {**c.START, **c.CAUSE, "actual": N_("came in")}
SAID = 3  # causes that are told

PLAN_BRIDGE = Frame(
    title=N_("From the plan to what came in"),
    key="span dimension node part",
    order="span dimension node step",
    shows="span dimension node part amount",
    fields=(
        c.SPANS,
        c.DIMENSIONS,
        c.NODE,
        col.code("starts_from", N_("Starts from"), c.START),
        col.whole("step", N_("Step")),
        col.code("part", N_("Part"), PART),
        col.money("amount", N_("Amount")),
    ),
)

CAUSES = Frame(
    title=N_("Causes, most money first"),
    key="span cause",
    order="span rank",
    shows="span rank cause amount n_rows",
    nothing="",
    fields=(
        c.SPANS,
        col.whole("rank", N_("Rank")),
        c.CAUSES,
        col.money("amount", N_("Amount"), shown="money_change"),
        col.share("gap_share", N_("Of the whole gap"), shown="growth"),
        col.whole("n_rows", N_("Customers and products behind it")),
    ),
)

CAUSE_NODES = Frame(
    title=N_("Where each cause lies"),
    key="span cause dimension node",
    order="span cause dimension place",
    shows="span cause dimension node amount",
    rows=12,
    nothing="",
    fields=(
        c.SPANS,
        c.CAUSES,
        c.DIMENSIONS,
        c.NODE,
        col.whole("place", N_("Place")),
        col.money("amount", N_("Amount"), shown="money_change"),
    ),
)

CAUSE_ROWS = Frame(
    title=N_("The customers and products behind each cause"),
    key="span cause customer_id product_id",
    order="span cause place",
    shows="span cause customer_id product_id before now quantity_before quantity_now amount",
    rows=12,
    nothing="",
    fields=(
        c.SPANS,
        c.CAUSES,
        col.ident("customer_id", N_("Customer"), of="customers", words=c.OTHERS | c.UNASSIGNED),
        col.ident("product_id", N_("Product"), of="products", words=c.OTHERS | c.UNASSIGNED),
        col.whole("place", N_("Place")),
        col.money("before", N_("A year ago"), shown=COLUMN),
        col.money("now", N_("Now"), shown=COLUMN),
        col.quantity("quantity_before", N_("Quantity a year ago")),
        col.quantity("quantity_now", N_("Quantity now")),
        col.money("amount", N_("Amount"), shown="money_change"),
    ),
)


def answer(page: Results) -> list[Finding]:
    """Say what moved the month most, and what against it."""
    return _most(page, "month")


def found(page: Results) -> list[Finding]:
    """Say what moved month and year most, and where the largest causes of the month lie."""
    spans = list(dict.fromkeys(page.causes.frame["span"])) or ["month"]
    said = [one for span in spans for one in _most(page, span)]
    return [*said, *(one for row in _told(page) for one in _where(page, row))]


def _most(page: Results, span: str) -> list[Finding]:
    """Say from where to where sales of a span went, what moved most, and what against it."""
    whole = page.plan_bridge.where(span=span, dimension=TOTAL)
    causes = page.causes.where(span=span)
    if whole.is_empty:
        text = N_("Why sales came as they did cannot be told: it takes a plan, or two whole years.")
        return [say("why", "info", text)]
    if causes.is_empty:
        return []
    start, end = whole.first, whole.row(part="actual")
    if causes.first["cause"] == "unexplained":
        text = N_(
            "Sales, {end.span}: from {start.amount:money} ({start.part}) to {end.amount:money} that"
            " came in. Causes cannot be told: it takes two whole years of sales."
        )
        return [say(f"why_{span}", "info", text, start=start, end=end)]
    most = causes.first
    against = causes.keep((causes.frame["amount"] * most["amount"] < 0).to_numpy())
    text = _ALONE if against.is_empty else _AGAINST
    more = {} if against.is_empty else {"against": against.first}
    return [say(f"why_{span}", "info", text, start=start, end=end, most=most, **more)]


_AGAINST = N_(
    "Sales, {end.span}: from {start.amount:money} ({start.part}) to {end.amount:money} that came"
    " in. What moved them most is {most.cause}, {most.amount}; against it {against.cause},"
    " {against.amount}."
)
_ALONE = N_(
    "Sales, {end.span}: from {start.amount:money} ({start.part}) to {end.amount:money} that came"
    " in. What moved them most is {most.cause}, {most.amount}; nothing works against it."
)


def _told(page: Results) -> list[Row]:
    return list(page.causes.where(span="month").take(slice(SAID)))


def _where(page: Results, cause: Row) -> list[Finding]:
    """Say in which region and of which product group most of a cause lies."""
    rows = page.cause_nodes.where(span=cause["span"], cause=cause["cause"])
    sign = 1 if cause["amount"] > 0 else -1
    places = {}
    for name, dimension in {"region": "region", "group": "product_group"}.items():
        own = rows.where(dimension=dimension).members("node")
        own = own.keep((own.frame["amount"] * sign > 0).to_numpy())
        if own.is_empty:
            return []
        places[name] = own.first
    text = N_(
        "The largest part of {cause}, {amount}, lies in {region.node} ({region.amount}) and in"
        " {group.node} ({group.amount})."
    )
    return [say(f"where_{cause['cause']}", "info", text, cause, **places)]


def drawn(page: Results) -> Result:
    """Return the steps of the firm's month that moved anything."""
    rows = page.plan_bridge.where(span="month", dimension=TOTAL)
    is_end = rows.frame["part"].isin([*c.START, "actual"])
    return rows.keep((is_end | rows.frame["amount"].ne(0)).to_numpy())


def draw(page: Results, ax: Axes | None = None) -> Axes:
    """Draw the bridge of the month from the plan to what came in."""
    rows = drawn(page)
    start = "plan_v1" if rows.is_empty else rows.first["part"]
    title = N_("From the plan to what came in, the month")
    return waterfall(rows, "part", "amount", ends=(start, "actual"), ax=ax, title=title)


def alt(page: Results) -> Finding:
    """Say what the picture shows."""
    said = answer(page)
    none = N_("Nothing came in, and nothing was asked.")
    return said[0] if said else say("alt", "info", none)
