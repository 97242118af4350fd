"""Who moved since last month, and who stands on the edge of a class."""

from __future__ import annotations

from salesnb.contracts.frames import Frame
from salesnb.contracts.page import Results
from salesnb.findings import Decision, Finding, say
from salesnb.i18n import N_
from salesnb.pages.customers import columns as c

CLASS_MOVES = Frame(
    name="class_moves",
    title=N_("Who moved to another class since last month"),
    key="customer_id",
    order="-worth",
    nothing=N_("Nobody moved, or there was no class before."),
    fields=(
        c.CUSTOMER,
        c.REP,
        c.MOVES,
        c.EARLIER,
        c.CLASSES,
        c.WORTH,
        c.chance("chance", N_("Chance of the most probable class")),
        c.DECIDING,
    ),
)

DECISIONS = (
    Decision(
        "fell",
        N_("Ask its rep what happened before fewer visits are planned."),
        N_("head of sales"),
        "class_moves.worth",
        N_("worth of a year left to this customer"),
        lever="find_out",
        asks="rep",
    ),
)


def answer(page: Results) -> list[Finding]:
    """Say who fell out of A, else who rose into it; that there was no class before."""
    rows = page.class_moves
    first = N_("Moves cannot be told: no classes were saved for the month before.")
    had = page.customer_classes.keep(page.customer_classes.frame["earlier_class"] != "")
    if had.is_empty:
        return [] if page.customer_classes.is_empty else [say("moves", "info", first)]
    fell = rows.where(moved="down", earlier_class="A")
    rose = rows.where(moved="up", customer_class="A")
    down = N_(
        "The largest customer that fell out of A is {customer_id}, now {customer_class}: its worth"
        " is {worth} a year, decided by {deciding}."
    )
    up = N_(
        "The largest customer that rose to A is {customer_id}, before {earlier_class}: its worth is"
        " {worth} a year, decided by {deciding}."
    )
    none = N_("Nobody rose to A or fell out of it since last month.")
    said = [say("fell", "act", down, row) for row in list(fell)[:1]]
    said += [say("rose", "info", up, row) for row in list(rose)[:1]]
    return said or [say("moves", "good", none)]


def found(page: Results) -> list[Finding]:
    """Say who moved, and who stands nearest to the boundary of A."""
    return [*answer(page), *_edge(page)]


def _edge(page: Results) -> list[Finding]:
    rows = page.customer_classes.where(customer_class="B", is_grey=True).by("-p_a")
    text = N_(
        "Nearest to A of all B customers stands {customer_id}: A with a chance of {p_a}; what"
        " decides its class is {deciding}."
    )
    return [say("edge", "info", text, row) for row in list(rows)[:1]]
