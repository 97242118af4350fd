"""How each number came about: steps from last year, comparisons, replies, changes, decisions."""

from __future__ import annotations

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.page import Results
from salesnb.contracts.results import Result
from salesnb.findings import Finding, say
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN
from salesnb.pages.targets import columns as c

DIMENSION = {"total": N_("total"), "rep": N_("rep"), "customer": N_("customer")}
PART = {
    "product_group": N_("product group"),
    "quarter": N_("quarter"),
    "customer": N_("customer"),
}
KIND = {
    "total": N_("total"),
    "hold": N_("hold"),
    "floor": N_("floor"),
    "cap": N_("cap"),
}
CHANGE = {"added": N_("added"), "changed": N_("changed"), "dropped": N_("dropped")}
REST = {
    "(others)": N_("all others"),
    "(earlier)": N_("invoices before the plan"),
    "": N_("none"),
}
NODES = (
    col.code("dimension", N_("Dimension"), DIMENSION),
    col.member(
        "node",
        N_("Node"),
        within="dimension",
        words={**c.UNASSIGNED, **c.NEW_CUSTOMER, "total": N_("total")},
    ),
)
YEAR = col.text("year", N_("Year planned"))
BEFORE = col.money("before", N_("Last year, same customers"), shown=COLUMN)
TARGET = col.money("target", N_("Target"), shown=COLUMN)
GROWTH = col.kpi("growth", "growth", label=N_("Asked above last year"))
ABOUT = (
    col.ident("region_id", N_("Region"), of="regions"),
    col.PRODUCT_GROUP,
    col.ident("product_id", N_("Product"), of="products"),
    col.ident("customer_id", N_("Customer"), of="customers"),
    col.ident("rep_id", N_("Rep"), of="reps"),
    col.ident("settlement_id", N_("Settlement method"), of="settlement_terms"),
    col.ident("sales_method_id", N_("Sales method"), of="sales_methods"),
)

EVIDENCE = Frame(
    title=N_("How each target came about"),
    grain=N_("one row per rep and large customer, and the total"),
    key="dimension node",
    order="dimension -target",
    shows="node last_year moved expected new_customers ambition pulled decided target",
    optional="moved pulled new_customers decided",
    nothing="",
    fields=(
        *NODES,
        YEAR,
        col.money("last_year", N_("Last year, as credited then"), shown=COLUMN),
        col.money("moved", N_("Customers that moved"), shown=COLUMN),
        col.money("expected", N_("What the forecast expects"), shown=COLUMN),
        col.money("new_customers", N_("New customers"), shown=COLUMN),
        col.money("ambition", N_("Ambition of the firm"), shown=COLUMN),
        col.money("pulled", N_("Pull of potential and history"), shown=COLUMN),
        col.money("decided", N_("Decisions on parts"), shown=COLUMN),
        col.money("rounding", N_("Rounding")),
        TARGET,
        BEFORE,
        GROWTH,
    ),
)

EVIDENCE_PARTS = Frame(
    title=N_("What each target is made of"),
    grain=N_("one row per rep or large customer, kind of part and member"),
    key="dimension node part member",
    order="dimension node part place",
    shows="node member before target growth collections",
    nothing="",
    fields=(
        *NODES,
        col.code("part", N_("By"), PART),
        col.whole("place", N_("Place")),
        col.member(
            "member", N_("Part"), within="part", words={**REST, **c.UNASSIGNED, **c.NEW_CUSTOMER}
        ),
        col.money("before", N_("Last year"), shown=COLUMN),
        TARGET,
        col.kpi("growth", "growth"),
        col.money("collections", N_("Collections"), shown=COLUMN),
    ),
)

EVIDENCE_PEERS = Frame(
    title=N_("How each target compares with those of others"),
    grain=N_("one row per rep and large customer"),
    key="dimension node",
    order="dimension -growth",
    shows="node before target growth others_growth by_potential of_potential others_of_potential",
    nothing="",
    fields=(
        *NODES,
        BEFORE,
        TARGET,
        GROWTH,
        col.money("by_potential", N_("By potential alone"), shown=COLUMN),
        col.factor("of_potential", N_("Target by potential")),
        col.kpi("others_growth", "growth", label=N_("Middle of the others: asked above last year")),
        col.whole("growth_place", N_("Place by what is asked")),
        col.whole("growth_of", N_("Compared")),
        col.factor("others_of_potential", N_("Middle of the others: target by potential")),
        col.whole("of_potential_place", N_("Place by potential")),
        col.whole("of_potential_of", N_("Compared by potential")),
    ),
)

EVIDENCE_REPLIES = Frame(
    title=N_("What was committed to bottom-up"),
    grain=N_("one row per rep and large customer that something was committed for"),
    key="dimension node",
    shows="node first last committed before offered_growth target difference covered_share",
    nothing="",
    fields=(
        *NODES,
        col.month("first", N_("From")),
        col.month("last", N_("To")),
        col.money("committed", N_("Committed"), shown=COLUMN),
        col.money("committed_cash", N_("Collections committed"), shown=COLUMN),
        col.money("outside", N_("Committed for months not planned"), shown=COLUMN),
        col.money("before", N_("The same a year earlier"), shown=COLUMN),
        col.kpi("offered_growth", "growth", label=N_("Offered above last year")),
        col.money("target", N_("Target of the same"), shown=COLUMN),
        col.money("difference", N_("Committed less target"), shown=COLUMN),
        col.kpi("asked_growth", "growth", label=N_("Asked above last year")),
        col.share("covered_share", N_("Share of the target of these months")),
    ),
)

EVIDENCE_CONTROLS = Frame(
    title=N_("Which decisions each target stands under"),
    grain=N_("one row per rep or large customer and entry of controls.toml"),
    key="dimension node number",
    order="dimension node -covered_share",
    shows="node kind period amount covered change reason author decided_on",
    nothing="",
    fields=(
        *NODES,
        col.whole("number", N_("Entry")),
        col.code("kind", N_("Kind"), KIND),
        col.text("period", N_("Period")),
        col.money("amount", N_("Amount"), shown=COLUMN),
        *ABOUT,
        col.money("covered", N_("Of this target"), shown=COLUMN),
        col.share("covered_share", N_("Share of the target")),
        col.code("change", N_("Since the last issue"), CHANGE),
        col.money("amount_before", N_("Amount before"), shown=COLUMN),
        col.text("reason", N_("Reason")),
        col.text("author", N_("Author")),
        col.day("decided_on", N_("Decided on")),
    ),
)


def total(evidence: Result) -> list[Finding]:
    """Say the steps of the whole plan."""
    text = N_(
        "The target of {target} for {year} starts from {last_year} sold in the same months a year"
        " earlier, or the last such months known; what the forecast expects changes it by"
        " {expected:money_change}, what is asked above the forecast by {ambition:money_change}."
    )
    return [say("steps", "info", text, row) for row in evidence.where(dimension="total")]


def spread(evidence: Result) -> list[Finding]:
    """Say which rep is asked for most above last year, and which for least."""
    rows = evidence.where(dimension="rep").known("growth").by("-growth node")
    rows = rows.members("node")
    if len(rows.frame) < 2:
        return []
    text = N_(
        "{most.node} is asked for most above what the same customers bought last year"
        " ({most.growth}), {least.node} for least ({least.growth})."
    )
    most, least = rows.first, rows.take(slice(-1, None)).first
    return [say("spread", "info", text, most=most, least=least)]


def found(page: Results) -> list[Finding]:
    """Say how the whole came about, and who is asked for most and least."""
    return [*total(page.evidence), *spread(page.evidence)]


def table(evidence: Result) -> Result:
    """Return the steps of all reps, for a table."""
    return evidence.where(dimension="rep")
