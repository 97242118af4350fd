"""How often to visit whom: the best use against what is done now and against two rules."""

from __future__ import annotations

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.page import Results
from salesnb.contracts.results import TableView
from salesnb.findings import Finding, say
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN
from salesnb.pages.actions import columns as c

WAY = {
    "best": N_("best use of hours"),
    "now": N_("as in the last three months"),
    "own": N_("by the rule of company.toml"),
    "familiar": N_("four visits for A, two for B, one for C"),
}
VISITS = col.whole("visits", N_("Visits in the month"))

WAYS_COMPARED = Frame(
    title=N_("Ways to spend hours on visits"),
    key="way",
    order="way",
    shows="way visits hours gain cost net behind behind_share least",
    nothing="",
    fields=(
        col.code("way", N_("Visits"), WAY),
        col.number("visits", N_("Visits a month"), digits=2, shown="tenths"),
        col.number("hours", N_("Hours"), digits=2, shown="tenths"),
        col.money("gain", N_("What they secure"), shown=COLUMN),
        col.money("cost", N_("Cost of their hours"), shown=COLUMN),
        c.NET,
        col.money("behind", N_("Below the best"), shown=COLUMN),
        col.share("behind_share", N_("Below the best, share")),
        col.money("least", N_("After the cost, at the low end"), shown=COLUMN),
        col.money("behind_low", N_("Below it, at the low end"), shown=COLUMN),
    ),
)

VISIT_NEEDS = Frame(
    title=N_("Visits of the month ahead, by customer"),
    key="customer_id",
    order="-value",
    shows="customer_id rep_id customer_class visits now asked value net per_hour",
    nothing=N_("No visit of a customer is weighed."),
    fields=(
        c.REP,
        c.CUSTOMER,
        c.CLASS,
        VISITS,
        col.whole("visit_minutes", N_("Minutes of a visit"), unit="min"),
        col.money("value", N_("What they secure"), shown=COLUMN),
        col.flag("must_visit", N_("Visited in any case")),
        col.code("basis", N_("Response to visits"), c.BASIS),
        col.number("now", N_("Visits a month now"), digits=2, shown="tenths"),
        col.number("asked", N_("By the rule"), digits=2, shown="decimal"),
        col.whole("n_carried", N_("Left over from the month before")),
        col.flag("is_short", N_("No hours left")),
        c.HOURS,
        c.NET,
        c.PER_HOUR,
    ),
)

CLASS_VISITS = Frame(
    title=N_("Visits by class"),
    key="customer_class",
    order="customer_class",
    nothing="",
    fields=(
        c.CLASS,
        col.whole("n_customers", N_("Customers")),
        VISITS,
        col.number("each", N_("Visits a customer"), digits=2, shown="decimal"),
        col.number("now_each", N_("Visits a customer now"), digits=2, shown="decimal"),
        col.whole("n_more", N_("Customers to visit more")),
        col.whole("n_less", N_("Customers to visit less")),
        col.whole("n_none", N_("Customers without a visit")),
        col.money("value", N_("What they secure"), shown=COLUMN),
    ),
)


def found(page: Results) -> list[Finding]:
    """Say what the familiar rule would lose, what changes by class, and whom to visit instead."""
    if page.visit_needs.is_empty:
        text = N_(
            "How often to visit whom cannot be told: no visit was held in a year, and nobody judged"
            " what visits bring (topic visits of plan/judgements.toml)."
        )
        return [say("unknown", "info", text)]
    return [*_rules(page), *_classes(page), *_moved(page)]


def _rules(page: Results) -> list[Finding]:
    rows, said = page.ways_compared, []
    texts = {
        "familiar": N_(
            "The familiar rule (four visits a month for A, two for B, one for C, the largest"
            " first) would take {hours} hours and stay {behind} a month below the best"
            " ({behind_share})."
        ),
        "own": N_(
            "The rule of company.toml would take {hours} hours and stay {behind} a month below the"
            " best ({behind_share})."
        ),
    }
    for way, text in texts.items():
        found = rows.where(way=way).known("behind behind_share")
        said += [say(f"rule_{way}", "info", text, row) for row in found]
    return said


def _classes(page: Results) -> list[Finding]:
    rows = page.class_visits.by("-visits")
    text = N_(
        "Most visits go to class {customer_class}: {visits}, {each} a customer where it is"
        " {now_each} now; to be visited at least once more: {n_more}, at least once less: {n_less}."
    )
    bare = N_("Most visits go to class {customer_class}: {visits}, {each} a customer.")
    first = [row for row in rows.take(slice(1)) if row["visits"]]
    return [say("classes", "info", text if r.is_known("now_each") else bare, r) for r in first]


def _moved(page: Results) -> list[Finding]:
    """Say which customer is to get the most visits more, and which the most fewer."""
    rows = page.visit_needs
    if rows.is_empty:
        return []
    change = (rows.frame["visits"] - rows.frame["now"]).to_numpy(float)
    more = rows.keep(change >= 1).by("-value")
    less = rows.keep(change <= -1).by("value")
    text = N_(
        "To visit more: {customer_id} ({customer_class}, {rep_id}), {visits} in the month where it"
        " was {now}; that secures {value}."
    )
    fewer = N_(
        "To visit less: {customer_id} ({customer_class}, {rep_id}), {visits} in the month where it"
        " was {now}; that secures {value}."
    )
    said = [say("more", "info", text, row) for row in more.take(slice(2))]
    return [*said, *[say("less", "info", fewer, row) for row in less.take(slice(1))]]


def tables(page: Results) -> list[TableView]:
    """Return the ways side by side, visits by class, and those of each customer."""
    return [page.ways_compared.table(), page.class_visits.table(), page.visit_needs.table()]


def answer(page: Results) -> list[Finding]:
    """Say where most visits go."""
    return _classes(page)
