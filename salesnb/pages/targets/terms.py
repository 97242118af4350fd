"""What is asked of collections beyond the plan of sales, and what other terms would bring."""

from __future__ import annotations

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.results import Result, Row
from salesnb.findings import Decision, Finding, say
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN

KIND = {
    "total": N_("total"),
    "hold": N_("hold"),
    "floor": N_("floor"),
    "cap": N_("cap"),
}
HELD = {
    "held": N_("held"),
    "conflict": N_("in conflict"),
    "beyond": N_("not looked at: others are in conflict"),
}

WHATIF = Frame(
    name="cash_whatif",
    title=N_("What shorter terms would bring"),
    grain=N_("one row"),
    key="scope",
    nothing="",
    fields=(
        col.SCOPE,
        col.ident("from_id", N_("From"), of="settlement_terms"),
        col.ident("to_id", N_("To"), of="settlement_terms"),
        col.share("moved_share", N_("Part moved")),
        col.money("moved_amount", N_("Invoices moved"), shown=COLUMN),
        col.money("gain_amount", N_("More cash in the plan's months"), shown=COLUMN),
        col.share("gain_share", N_("Of what is moved")),
        col.money("discount_amount", N_("Discount given"), shown=COLUMN),
    ),
)


ASKED = Frame(
    name="cash_asked",
    title=N_("Decisions on collections, and what follows from sales"),
    key="place",
    shows="kind period about amount derived reached gap state author",
    nothing="",
    fields=(
        col.whole("place", N_("Number")),
        col.code("kind", N_("Kind"), KIND),
        col.text("period", N_("Period")),
        col.text("about", N_("For")),
        col.money("amount", N_("Asked"), shown=COLUMN),
        col.money("derived", N_("Follows from sales"), shown=COLUMN),
        col.money("reached", N_("Reached"), shown=COLUMN),
        col.money("gap", N_("Asked beyond that"), shown="money_change"),
        col.code("state", N_("State"), HELD),
        col.text("author", N_("Author")),
        col.text("reason", N_("Reason")),
        col.text("conflict", N_("Conflict")),
    ),
)
DECISIONS = (
    Decision(
        "cash_short",
        N_("Agree with whom the rest is to be collected, or lower what is asked."),
        N_("finance and the head of sales"),
        "cash_asked.gap",
        N_("asked beyond what follows from sales"),
        lever="collect",
    ),
    Decision(
        "cash_conflict",
        N_("Change or drop one of the controls that contradict each other."),
        N_("who decided them"),
        "cash_asked.amount",
        N_("asked by one of them"),
        lever="set_right",
    ),
)


def asked(rows: Result) -> list[Finding]:
    """Say what decisions on collections ask beyond the plan of sales, or that they conflict."""
    found: list[Finding] = []
    for row in rows:
        if row["state"] == "conflict":
            found.append(_in_conflict(row))
        elif row["state"] == "held" and row["gap"] > 0:
            text = N_(
                "{author} asks for collections of {amount} in {period} ({kind}); {derived} follows"
                " from the plan of sales by how customers pay. The other {gap:money} has to be"
                " collected faster than they pay today."
            )
            found.append(say("cash_short", "act", text, row))
        elif row["state"] == "held":
            text = N_(
                "The decision of {author} on collections of {period} ({kind} of {amount}) holds:"
                " {reached} is planned."
            )
            held = N_(
                "The decision of {author} on collections of {period} ({kind}) holds: {reached} is"
                " planned."
            )
            found.append(say("cash_held", "good", text if row.is_known("amount") else held, row))
    return found


def _in_conflict(row: Row) -> Finding:
    text = N_(
        "Decisions on collections contradict each other, so that none of them is met: one is that"
        " of {author} for {period} ({kind} of {amount})."
    )
    bare = N_(
        "Decisions on collections contradict each other, so that none of them is met: one is that"
        " of {author} for {period} ({kind})."
    )
    return say("cash_conflict", "act", text if row.is_known("amount") else bare, row)


def whatif(rows: Result) -> list[Finding]:
    """Say what moving a part of sales to the shortest term would bring."""
    free = N_(
        "If {moved_share} of what is invoiced on {from_id} were sold on {to_id} instead"
        " ({moved_amount}), {gain_amount} more would come in within the plan's months."
    )
    dear = N_(
        "If {moved_share} of what is invoiced on {from_id} were sold on {to_id} instead"
        " ({moved_amount}), {gain_amount} more would come in within the plan's months, for"
        " {discount_amount} of discount."
    )
    return [
        say("cash_terms", "info", dear if row["discount_amount"] > 0 else free, row) for row in rows
    ]
