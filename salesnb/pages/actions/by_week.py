"""The month's work week by week, and what was left over from the month before."""

from __future__ import annotations

from salesnb.contracts import shorthand as col
from salesnb.contracts.cards import CardPart
from salesnb.contracts.frames import Frame
from salesnb.contracts.page import Results
from salesnb.contracts.results import TableView
from salesnb.findings import Decision, Finding, Status, say
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN
from salesnb.pages.actions import columns as c

STATUS = {"open": N_("to do"), "carried": N_("left over from the month before")}
RESTS = {
    "issued_plan": N_("the month's work as issued"),
    "visits": N_("planned visits of the table"),
}
MEASURE = {
    "sales": N_("sales"),
    "collections": N_("collections"),
    "new_customers": N_("new customers"),
}

ACTION_PLAN = Frame(
    title=N_("Work of the month ahead"),
    key="action_id turn",
    order="place turn",
    shows="kind rep_id customer_id week due_on hours per_hour amount status",
    nothing="",
    fields=(
        col.key("action_id", N_("Work, by kind and subject")),
        col.whole("turn", N_("Turn")),
        c.KINDS,
        col.code("measure", N_("Target it serves"), MEASURE),
        c.REP,
        col.ident("deputy_id", N_("Deputy"), of="reps", words=c.NONE),
        c.CUSTOMER,
        col.text("subject", N_("Subject")),
        col.day("week", N_("Week from")),
        col.day("due_on", N_("Due on")),
        c.HOURS,
        col.money("margin", N_("What it brings"), shown=COLUMN),
        c.NET,
        c.PER_HOUR,
        col.money("amount", N_("Amount"), shown=COLUMN),
        col.code("status", N_("State"), STATUS),
        col.whole("place", N_("Place, by what an hour brings")),
    ),
)

WEEKS = Frame(
    title=N_("Weeks of each rep"),
    key="rep_id week",
    order="rep_id week",
    nothing="",
    fields=(
        c.REP,
        col.day("week", N_("Week from")),
        col.whole("n_visit", N_("Visits")),
        col.whole("n_collect", N_("Calls for money")),
        col.whole("n_deal", N_("Deals")),
        col.whole("n_prospect", N_("Calls to prospects")),
        col.whole("n_carried", N_("Left over from before")),
        c.HOURS,
        col.number("room", N_("Hours left"), unit="h", digits=2, shown="tenths"),
    ),
)

FIRM_WEEKS = Frame(
    title=N_("Weeks of the firm"),
    key="week",
    order="week",
    nothing="",
    fields=(
        col.day("week", N_("Week from")),
        col.whole("n_visit", N_("Visits")),
        col.whole("n_collect", N_("Calls for money")),
        col.whole("n_deal", N_("Deals")),
        col.whole("n_prospect", N_("Calls to prospects")),
        col.whole("n_carried", N_("Left over from before")),
        c.HOURS,
        col.number("room", N_("Hours left"), unit="h", digits=2, shown="tenths"),
        col.whole("n_over", N_("Reps with more work than hours")),
    ),
)

FOLLOWED = Frame(
    title=N_("What became of the work of the month before"),
    key="kind",
    order="kind",
    nothing="",
    fields=(
        c.KINDS,
        col.whole("n_planned", N_("Planned")),
        col.whole("n_done", N_("Done")),
        col.share("done_share", N_("Done, share")),
        col.whole("n_left", N_("Left over")),
        col.number("hours_left", N_("Their hours"), unit="h", digits=2, shown="tenths"),
        col.code("rests_on", N_("Planned by"), RESTS),
    ),
)

CARDS = (
    CardPart(
        subject="customer",
        frame="action_plan",
        title=N_("What is to be done with it next month?"),
        columns="kind rep_id week due_on hours status",
        nothing="",
        rows=6,
    ),
    CardPart(
        subject="rep",
        frame="weeks",
        title=N_("The weeks ahead"),
        columns="week n_visit n_collect n_deal n_prospect n_carried hours room",
        nothing="",
        rows=6,
    ),
)
DECISIONS = (
    Decision(
        "over",
        N_("Move work of reps whose week is over full to a colleague or a later week."),
        N_("head of sales"),
        lever="move_means",
        asks="manager",
    ),
)


def found(page: Results) -> list[Finding]:
    """Say what was left over, what comes when, and whose week holds more work than hours."""
    return [*_followed(page), *_weeks(page)]


def _followed(page: Results) -> list[Finding]:
    rows = page.followed.by("-n_left")
    text = N_(
        "Of the month's planned work of the kind {kind} ({rests_on}) {n_done} of {n_planned} were"
        " done ({done_share}); {n_left} were not, and what is still worth its hours comes first in"
        " the month ahead."
    )
    whole = N_("All planned work of the kind {kind} was done: {n_planned} ({rests_on}).")
    if rows.is_empty:
        text = N_("Nothing was planned for the month that closed; what was left over is not known.")
        return [say("followed", "info", text)]
    return [
        say(f"followed_{row['kind']}", "info", text if row["n_left"] else whole, row)
        for row in rows
    ]


def _weeks(page: Results) -> list[Finding]:
    rows = page.firm_weeks.by("-hours")
    if rows.is_empty or not rows.first["hours"]:
        return []
    text = N_(
        "The fullest week begins on {week}: {hours} hours, visits: {n_visit}, calls for money:"
        " {n_collect}."
    )
    said = [say("fullest", "info", text, rows.first)]
    over = page.firm_weeks.by("-n_over")
    many = N_("In the week from {week} the work of {n_over} reps takes more hours than they have.")
    status: Status = "watch"
    return [*said, *[say("over", status, many, r) for r in over.take(slice(1)) if r["n_over"]]]


def tables(page: Results) -> list[TableView]:
    """Return the firm's weeks, what was left over, each rep's weeks, and all the work."""
    folded = [page.weeks.table(folded=True), page.action_plan.table(folded=True)]
    return [page.firm_weeks.table(), page.followed.table(), *folded]
