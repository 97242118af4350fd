"""What could not be placed, and why."""

from __future__ import annotations

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.page import Results
from salesnb.contracts.results import TableView
from salesnb.findings import Decision, Finding, say
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN
from salesnb.pages.routes import columns as c

WHY = {
    "hours": N_("more visits due than hours"),
    "few_days": N_("too few days for so many visits"),
    "too_far": N_("too far for a day"),
    "closed": N_("closed whenever the rep works"),
    "no_place": N_("no coordinates"),
    "no_days": N_("the rep has no day or no base to travel from"),
}
WHYS = col.code("why", N_("Why"), WHY)
VISITS = col.whole("visits", N_("Visits left out"))
VALUE = col.money("value", N_("What they would secure"), shown=COLUMN)

UNPLACED = Frame(
    title=N_("Visits that are not in the plan"),
    key="customer_id why",
    order="-value",
    shows="customer_id rep_id customer_class visits value why",
    nothing=N_("Every visit that is due has its day."),
    fields=(
        c.REP,
        c.CUSTOMER,
        c.CLASS,
        WHYS,
        VISITS,
        VALUE,
        col.flag("must_visit", N_("Visited in any case")),
    ),
)

UNPLACED_WHY = Frame(
    title=N_("Why visits are not in the plan"),
    key="why",
    order="-visits",
    nothing="",
    fields=(WHYS, col.whole("n_customers", N_("Customers")), VISITS, VALUE),
)

DECISIONS = (
    Decision(
        "left",
        N_("Find hours for the visits left out, or accept that they are not made."),
        N_("head of sales"),
        "unplaced.value",
        N_("that the visit left out which is worth most would secure"),
        asks="rep",
    ),
)


def answer(page: Results) -> list[Finding]:
    """Say how many visits could not be placed."""
    return found(page)[:1]


def found(page: Results) -> list[Finding]:
    """Say what could not be placed, by reason, and which customer loses most."""
    if page.unplaced.is_empty:
        text = N_("Every visit that is due has its day.")
        return [] if page.visit_plan.is_empty else [say("placed", "good", text)]
    texts = {
        "hours": N_(
            "More visits are due than the days hold. Left out: {visits}, customers concerned:"
            " {n_customers}. What is due in any case is placed first, then what secures most for an"
            " hour."
        ),
        "few_days": N_(
            "Visits that find no day: {visits}, customers concerned: {n_customers}. Fewer of the"
            " rep's days suit them than visits are due, evenly spaced."
        ),
        "too_far": N_("Customers too far to be visited within a day: {n_customers}."),
        "closed": N_("Customers who are closed whenever their rep works: {n_customers}."),
        "no_place": N_(
            "Customers to whom no way is known, as they lack coordinates: {n_customers}."
        ),
        "no_days": N_(
            "Customers whose rep has no day in the month, or no base with coordinates:"
            " {n_customers}."
        ),
    }
    said = [
        say(f"left_{row['why']}", "watch", texts[str(row["why"])], row) for row in page.unplaced_why
    ]
    text = N_(
        "Left out and worth most: {customer_id} ({customer_class}, {rep_id}), visits: {visits},"
        " securing {value}: {why}."
    )
    return [*said, say("left", "watch", text, page.unplaced.by("-value").first)]


def tables(page: Results) -> list[TableView]:
    """Return the visits left out, and their reasons."""
    return [page.unplaced.table(), page.unplaced_why.table()]
