"""What changed on customers since last month: frames and sentences."""

from __future__ import annotations

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.page import Results
from salesnb.findings import Case, Decision, Finding, say, say_first
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN
from salesnb.pages.research import columns as c

CHANGES = Frame(
    title=N_("What changed on customers this month"),
    grain=N_("one row per customer, column and change of it in the month"),
    key="customer_id field nth",
    order="topic -amount",
    shows="customer_id customer_class amount topic field old_value new_value changed_on",
    nothing="",
    fields=(
        c.CUSTOMER,
        c.CUSTOMER_CLASS,
        c.AMOUNT,
        col.code("topic", N_("About"), c.TOPIC),
        col.code("field", N_("What changed"), c.FIELD),
        col.whole("nth", N_("Change of the month")),
        col.text("old_value", N_("Old value")),
        col.text("new_value", N_("New value")),
        col.day("changed_on", N_("On")),
    ),
)
VOLUMES = Frame(
    title=N_("Customers whose purchases moved most"),
    key="customer_id",
    order="-|change|",
    shows="customer_id customer_class before now growth change chance is_told",
    rows=10,
    nothing="",
    fields=(
        c.CUSTOMER,
        c.CUSTOMER_CLASS,
        col.money("before", N_("A month: twelve months before"), shown=COLUMN),
        col.money("now", N_("A month: last three months"), shown=COLUMN),
        col.money("change", N_("Change over a year"), shown=COLUMN),
        col.share("growth", N_("Change"), shown="growth"),
        col.share("chance", N_("Chance of so much without a change")),
        col.flag("is_told", N_("Beyond chance in all together")),
    ),
)
CHANGE_TOTALS = Frame(
    title=N_("Changes on customers in all"),
    key="scope",
    fields=(
        col.SCOPE,
        col.flag("is_known", N_("Changes are known")),
        col.whole("n_changes", N_("Changes")),
        col.whole("n_customers", N_("Customers changed")),
        col.whole("n_owner", N_("Customers with a change of owner")),
        col.whole("n_credit", N_("Customers with a change of credit")),
        col.whole("n_contact", N_("Customers with a change of contact")),
        col.whole("n_judged", N_("Customers whose volume could be judged")),
        col.whole("n_up", N_("Buy more")),
        col.whole("n_down", N_("Buy less")),
        col.money("change_down", N_("Less a year")),
        col.money("change_up", N_("More a year")),
        col.share("least_seen", N_("Smallest fall that would have been seen")),
    ),
)
DECISIONS = (
    Decision(
        "owner",
        N_("Visit the new owner before the next delivery: who decides now, and what stays."),
        N_("rep in charge"),
        "changes.amount",
        N_("a year bought by it"),
        lever="keep_customer",
        asks="rep",
    ),
    Decision(
        "volume",
        N_("Ask the customer what changed before it is planned for again."),
        N_("rep in charge"),
        "volumes.change",
        N_("a year less than before"),
        lever="close_gap",
        asks="rep",
    ),
)


def found(page: Results) -> list[Finding]:
    """Say what changed on customers' data, who has a new owner, and whose volume moved."""
    return [masters(page), *owner(page), volume(page)]


def masters(page: Results) -> Finding:
    """Say how many customers changed, and in what."""
    text = N_("""Entries that changed this month: {n_changes}; customers: {n_customers} (owner
        {n_owner}, credit {n_credit}, contacts {n_contact}).""")
    none = N_("No entry of a customer changed this month.")
    unknown = N_("""What changed on customers since last month cannot be told: export
        customer_changes, or close the month before.""")
    rows = page.change_totals
    known = rows.known("n_changes")
    some = known.keep(known.frame["n_changes"] > 0)
    return say_first("masters", (some, "info", text), (known, "good", none), otherwise=unknown)


def owner(page: Results) -> list[Finding]:
    """Say the largest customer that belongs to somebody else now."""
    text = N_("""{customer_id} has a new owner: its {field} was {old_value} and is {new_value}
        since {changed_on}; it bought {amount} in twelve months.""")
    own = page.changes.where(topic="owner").known("changed_on old_value new_value").by("-amount")
    some = own.keep(own.frame["amount"] > 0).take(slice(1))
    return [say("owner", "watch", text, row) for row in some]


def volume(page: Results) -> Finding:
    """Say whose purchases moved beyond chance, or the largest that may be chance."""
    told = N_("""{customer_id} buys {growth} against the twelve months before: {now} a month after
        {before}, {change} over a year. Of {totals.n_judged} customers judged,
        {totals.n_down} buy less and {totals.n_up} buy more beyond chance.""")
    maybe = N_("""Among {totals.n_judged} customers no change of purchases is more than chance
        makes somewhere. The largest fall is that of {customer_id}: {now} a month after
        {before} (chance by itself {chance}). For the middle A customer, only a fall of
        {totals.least_seen} or more would have been seen.""")
    none = N_("Of {n_judged} customers none buys more or less than chance would make it.")
    unknown = N_("""Whose purchases moved cannot be told: fifteen months of sales are needed, and
        customers who bought in three of twelve.""")
    rows, totals = page.volumes, page.change_totals
    judged = totals.keep(totals.frame["n_judged"] > 0)
    beyond = rows.where(is_told=True)
    less = beyond.keep(beyond.frame["change"] < 0)
    fallen = rows.keep(rows.frame["change"] < 0)
    seen = fallen if not totals.known("least_seen").is_empty else rows.take(slice(0))
    cases: list[Case] = [
        (less, "act", told),
        (beyond, "watch", told),
        (seen, "info", maybe),
        (judged, "good", none),
    ]
    return say_first("volume", *cases, otherwise=unknown, totals=totals.first)
