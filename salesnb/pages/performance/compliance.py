"""Compliance: rules of price, credit, territory and approval, by severity."""

from __future__ import annotations

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.page import Results
from salesnb.contracts.results import Row, TableView
from salesnb.findings import Decision, Finding, Status, say
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN
from salesnb.members import TOTAL, UNASSIGNED
from salesnb.pages.performance import columns as c

ALL = "all"
KIND = {
    "price": N_("price"),
    "credit": N_("credit"),
    "territory": N_("territory"),
    "approval": N_("approval"),
    "all": N_("all kinds"),
}
NOBODY = {UNASSIGNED: N_("unassigned"), "": N_("not stated")}
COMPLIANCE = Frame(
    title=N_("Rules kept, by kind"),
    key="dimension node kind",
    order="dimension kind kept",
    shows="node kind n_cases n_breaches amount severity kept low high",
    optional="severity",
    nothing="",
    fields=(
        c.DIMENSIONS,
        c.NODE,
        col.code("kind", N_("Kind of rule"), KIND),
        col.whole("n_cases", N_("Cases checked")),
        col.whole("n_breaches", N_("Breaches")),
        col.money("amount", N_("At stake"), shown=COLUMN),
        col.number("severity", N_("Severity"), digits=2, shown="tenths"),
        col.share("kept", N_("Kept, of the cases")),
        col.share("low", N_("Kept, low")),
        col.share("high", N_("Kept, high")),
    ),
)
BREACHES = Frame(
    title=N_("Breaches"),
    key="kind customer_id product_id month reference rep_id region_id",
    order="kind -amount",
    shows="kind rep_id customer_id product_id month reference amount",
    optional="product_id reference",
    nothing="",
    fields=(
        col.code("kind", N_("Kind of rule"), KIND),
        col.ident("customer_id", N_("Customer"), of="customers", words=NOBODY),
        col.ident("product_id", N_("Product"), of="products", words=NOBODY),
        col.month("month", N_("Month")),
        col.text("reference", N_("Document")),
        col.ident("rep_id", N_("Rep"), of="reps", words=NOBODY),
        col.ident("region_id", N_("Region"), of="regions", words=NOBODY),
        col.money("amount", N_("At stake"), shown=COLUMN),
        col.flag("is_breach", N_("Breach")),
    ),
)
DECISIONS = (
    Decision(
        "refused_done",
        N_(
            "Ask who carried out what was refused, and settle it: grant it after all with a reason,"
            " or take it back."
        ),
        N_("head of sales"),
        "compliance.amount",
        N_("done against a refusal"),
        lever="stop_giving",
    ),
)
_TEXTS = {
    "price": N_(
        "Price: {n_breaches} of {n_cases} prices that customers paid for a product in a month were"
        " below the floor or lower than a discount that nobody explained; {amount} was given away."
        " Kept: {kept} ({low} to {high})."
    ),
    "credit": N_(
        "Credit: {n_breaches} of {n_cases} customers with a limit owe more than it at the month's"
        " end, {amount} in all, and nobody granted it. Kept: {kept} ({low} to {high})."
    ),
    "territory": N_(
        "Territory: goods of {n_breaches} of {n_cases} buyers were seen elsewhere without an"
        " explanation, {amount} in all. Kept: {kept} ({low} to {high})."
    ),
    "approval": N_(
        "Approval: of {n_cases} decided requests that can be checked {n_breaches} were refused and"
        " carried out all the same, {amount} in all. Kept: {kept} ({low} to {high})."
    ),
}
_CLEAN = N_(
    "{kind}: none of {n_cases} cases checked was a breach; kept in at least {low} of cases like"
    " these."
)
_MISSING = {
    "price": N_("Price rules are not judged: no price could be assessed."),
    "credit": N_("Credit rules are not judged: no customer has a credit limit with an exposure."),
    "territory": N_("Territories are not judged: no goods were seen elsewhere, or nobody looked."),
    "approval": N_("Approvals are not judged: no decided request can be checked."),
}


def found(page: Results) -> list[Finding]:
    """Say of each kind how many cases were breaches, or why it is not judged; then who differs."""
    rows = page.compliance.where(dimension=TOTAL)
    there = {row["kind"]: row for row in rows}
    said = []
    for kind in _TEXTS:
        one = there.get(kind)
        said.append(_kind(one) if one else say(f"no_{kind}", "info", _MISSING[kind]))
    return [*said, *c.differing(page, "compliance")]


def _kind(row: Row) -> Finding:
    if not row["n_breaches"]:
        return say(f"{row['kind']}_kept", "good", _CLEAN, row)
    is_refused = row["kind"] == "approval"
    status: Status = "act" if is_refused else "watch"
    return say("refused_done" if is_refused else row["kind"], status, _TEXTS[row["kind"]], row)


def tables(page: Results) -> list[TableView]:
    """Return the kinds of the firm, reps over all kinds, and the largest breaches (folded)."""
    kinds = page.compliance.where(dimension=TOTAL)
    if kinds.is_empty:
        return []
    reps = c.first_with_rows(page.compliance.where(kind=ALL))
    columns = "node n_cases n_breaches kept low high"
    return [
        kinds.table("kind n_cases n_breaches amount severity kept low high"),
        reps.table(columns, folded=True),
        page.breaches.by("-amount").table(folded=True),
    ]
