"""What else the plan asks: quantity and margin."""

from __future__ import annotations

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.page import Results
from salesnb.contracts.results import Result
from salesnb.findings import Finding, Status, say
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN
from salesnb.pages.targets import columns as c
from salesnb.pages.targets.terms import HELD, KIND

DIMENSION = {
    "total": N_("total"),
    "product_group": N_("product group"),
    "region": N_("region"),
    "rep": N_("rep"),
    "sales_method": N_("sales method"),
}
REASON = {
    "no_price": N_("no quantity, so no price"),
    "old_price": N_("not sold lately: an earlier price"),
    "no_cost": N_("cost not known"),
}
PRICED = {
    "recent": N_("of the last twelve months"),
    "earlier": N_("of earlier months"),
    "none": N_("not known"),
}
MEASURE = {
    "quantity": N_("Quantity"),
    "margin": N_("Margin"),
    "new_customers": N_("New customers"),
}
TOTAL = {"total": N_("total")}
ALL_NAMED = 0.995  # of sales: a margin that covers less is said to

DIMENSIONS = col.code("dimension", N_("Dimension"), DIMENSION)
NODES = col.member(
    "node", N_("Node"), within="dimension", words={**c.UNASSIGNED, **c.NEW_CUSTOMER, **TOTAL}
)
SALES = col.money("sales", N_("Sales planned"), shown=COLUMN)

MEASURED = Frame(
    name="measured",
    title=N_("Quantity and margin of the plan"),
    key="dimension node",
    order="dimension -sales",
    shows="node sales quantity unit margin margin_rate costed_share",
    rows=10,
    nothing="",
    fields=(
        DIMENSIONS,
        NODES,
        SALES,
        col.money("priced_sales", N_("Of it priced"), shown=COLUMN),
        col.number("quantity", N_("Quantity"), digits=3, shown="integer"),
        col.text("unit", N_("Unit")),
        col.money("costed_sales", N_("Of it with a known cost"), shown=COLUMN),
        col.money("margin", N_("Margin"), shown=COLUMN),
        col.share("margin_rate", N_("Margin of these sales")),
        col.share("costed_share", N_("Sales with a known cost")),
    ),
)

UNPRICED = Frame(
    name="unpriced",
    title=N_("Products without a recent price or a known cost"),
    key="product_id",
    order="-sales",
    rows=10,
    nothing="",
    fields=(
        col.ident("product_id", N_("Product"), of="products", words=c.UNASSIGNED),
        SALES,
        col.code("price_state", N_("Price"), PRICED),
        col.code("reason", N_("What is missing"), REASON),
    ),
)

ASKED = Frame(
    name="measures_asked",
    title=N_("Decisions on quantity, margin and new customers, and what follows from sales"),
    grain=N_("one row per decision"),
    key="measure place",
    shows="measure kind period about amount derived reached gap state",
    nothing="",
    fields=(
        col.code("measure", N_("Measure"), MEASURE),
        col.whole("place", N_("Number")),
        col.code("kind", N_("Kind"), KIND),
        col.text("period", N_("Period")),
        col.text("about", N_("For")),
        col.number("amount", N_("Asked"), digits=2),
        col.number("derived", N_("Follows from sales"), digits=2),
        col.number("reached", N_("Reached"), digits=2),
        col.number("gap", N_("Beyond what follows"), digits=2),
        col.code("state", N_("State"), HELD),
        col.text("author", N_("Author")),
        col.text("reason", N_("Reason")),
        col.text("conflict", N_("Conflict")),
    ),
)


def quantity(measured: Result) -> list[Finding]:
    """Say the plan's quantity where it has one unit, and its margin with what it covers."""
    found: list[Finding] = []
    for row in measured.where(dimension="total"):
        if row.is_known("quantity") and row["unit"]:
            text = N_(
                "At the prices of the last twelve months the plan's sales of {sales} come to a"
                " quantity of {quantity} ({unit})."
            )
            found.append(say("quantity", "info", text, row))
        if not row.is_known("margin_rate"):
            text = N_("What margin the plan leaves cannot be told: no line states its cost.")
            found.append(say("margin", "info", text))
            continue
        whole = N_("The plan leaves a margin of {margin}, {margin_rate} of its sales.")
        part = N_(
            "Of the plan's sales {costed_share} have a known cost; these leave a margin of"
            " {margin}, {margin_rate} of them. That of the others cannot be told."
        )
        covers = row["costed_share"] >= ALL_NAMED
        status: Status = "watch" if row["margin"] < 0 else "info"
        found.append(say("margin", status, whole if covers else part, row))
    return found


def unpriced(rows: Result) -> list[Finding]:
    """Say which of the products that the plan could not price has most sales."""
    lacking = rows.where(reason="no_price")
    text = N_(
        "No quantity could be planned of {product_id}, the largest product without a price: its"
        " planned sales of {sales} never had a quantity."
    )
    return [] if lacking.is_empty else [say("unpriced", "watch", text, lacking.first)]


def missed(asked: Result) -> list[Finding]:
    """Say which decisions on quantity, margin or new customers cannot be met."""
    text = N_(
        "A decision on {measure} cannot be met and does not count: {kind} for {period} of"
        " {amount} ({about}). {conflict}"
    )
    whole = N_(
        "A decision on {measure} cannot be met and does not count: {kind} for {period} of"
        " {amount}. {conflict}"
    )
    rows = asked.where(state="conflict")
    return [say("asked_missed", "watch", text if row["about"] else whole, row) for row in rows]


def found(page: Results) -> list[Finding]:
    """Say the plan's quantity and margin, and what could not be priced."""
    return [*quantity(page.measured), *unpriced(page.unpriced), *missed(page.measures_asked)]


def tables(page: Results) -> list[Result]:
    """Return quantity and margin by group, what lacks a price, and decisions on them."""
    groups = page.measured.where(dimension="product_group")
    return [one for one in (groups, page.unpriced, page.measures_asked) if not one.is_empty]
