"""Last month's points: taken up or not, done or past due, and what is still at stake."""

from __future__ import annotations

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.page import Results
from salesnb.contracts.results import Result, Row
from salesnb.findings import Finding, say
from salesnb.i18n import N_
from salesnb.pages.summary.points import KIND, SHARE

STATE = {
    "open": N_("Not taken up"),
    "late": N_("Past due"),
    "unknown": N_("Answers no decision of the report"),
    "accepted": N_("Taken up"),
    "done": N_("Done"),
}
OUTCOME = {
    "gone": N_("No longer raised"),
    "less": N_("Less at stake"),
    "more": N_("As much or more at stake"),
    "no_amount": N_("Raised again, amount unknown"),
    "not_judged": N_("Not judged this month"),
}
LATE = 3  # entries past due that are named
FEW = 6  # cases of a lever below which their mean says nothing
BEFORE = col.money("before", N_("At stake then"))
NOW = col.money("now", N_("At stake now"))
CHANGE = col.money("change", N_("Change"), shown="money_change")

CHECKED = Frame(
    title=N_("Last month's points"),
    grain=N_("one row per point that was asked for, or entry that answers none"),
    key="decision",
    order="place",
    optional="due_on now change",
    nothing=N_("The month before asked for nothing, or was not run."),
    fields=(
        col.whole("place", N_("Place")),
        col.key("decision", N_("Decision")),
        col.message("action", N_("What to do")),
        BEFORE,
        NOW,
        CHANGE,
        col.code("outcome", N_("What became of it"), OUTCOME),
        col.code("state", N_("State"), STATE),
        col.text("owner", N_("Who does it")),
        col.day("due_on", N_("Due on")),
    ),
)

CHECKED_COUNTS = Frame(
    title=N_("How many of last month's points were taken up"),
    grain=N_("one row where the month before asked for something, else none"),
    key="month",
    fields=(
        col.MONTH,
        col.whole("n_asked", N_("Points asked for")),
        *(col.whole(f"n_{state}", word) for state, word in STATE.items()),
        *(col.whole(f"n_{outcome}", word) for outcome, word in OUTCOME.items()),
        col.whole("n_not_compared", N_("Not to be compared")),
    ),
)

OLDER = Frame(
    title=N_("Taken up earlier, and not done"),
    grain=N_("one row per entry of an earlier month that is not done"),
    key="month decision",
    order="due_on month decision",
    nothing="",
    fields=(
        col.MONTH,
        col.key("decision", N_("Decision")),
        col.code("state", N_("State"), STATE),
        col.text("owner", N_("Who does it")),
        col.day("due_on", N_("Due on")),
    ),
)

MOVED = Frame(
    title=N_("How much was gone a month later"),
    grain=N_("one row per kind of lever with a case"),
    key="lever",
    optional="gone_taken gone_left",
    nothing="",
    fields=(
        KIND,
        SHARE,
        col.whole("n_taken", N_("Cases taken up")),
        col.share("gone_taken", N_("Gone a month later, taken up")),
        col.whole("n_left", N_("Cases not taken up")),
        col.share("gone_left", N_("Gone a month later, not taken up")),
    ),
)

BOOKS = Frame(
    title=N_("Which workbooks this summary rests on"),
    grain=N_("one row per workbook of the pack"),
    key="book",
    order="book",
    nothing="",
    rows=40,
    fields=(
        col.key("book", N_("Workbook")),
        col.whole("n_said", N_("Sentences")),
        col.whole("n_raised", N_("Of them ask for a decision")),
        col.flag("is_judged", N_("Could judge the month")),
    ),
)


def found(page: Results) -> list[Finding]:
    """Say how many points were taken up, what became of them, and what is long past due."""
    said = [one for row in page.checked_counts for one in _of_month(row)]
    late = page.older.where(state="late")
    text = N_(
        "Taken up in an earlier month and past due: {decision} of the report of {month}, which"
        " {owner} does, was due on {due_on}."
    )
    return [*said, *(say("older_late", "watch", text, row) for row in late.take(slice(LATE)))]


def _of_month(row: Row) -> list[Finding]:
    said = [_taken(row), _outcome(row)] if row["n_asked"] else []
    if row["n_unknown"]:
        text = N_(
            "Entries of plan/accepted.toml for {month} that answer no decision of its report:"
            " {n_unknown}. Correct their names, or take them out."
        )
        said.append(say("taken_up_unknown", "act", text, row))
    return said


def _taken(row: Row) -> Finding:
    text = N_("Of the points that the report of {month} asked for ({n_asked}) none was taken up.")
    if row["n_open"] < row["n_asked"]:
        text = N_(
            "Of the points that the report of {month} asked for ({n_asked}) {n_done} are done,"
            " {n_accepted} are taken up, {n_late} are past due and {n_open} were not taken up."
        )
    return say("taken_up", "watch" if row["n_late"] or row["n_open"] else "good", text, row)


def _outcome(row: Row) -> Finding:
    text = N_(
        "A month later, no longer raised: {n_gone}; less at stake: {n_less}; as much or more:"
        " {n_more}; not to be compared: {n_not_compared}."
    )
    return say("outcome", "info", text, row)


def evidence(moved: Result) -> list[Finding]:
    """Say under which lever most was gone a month later where it was taken up, of enough cases."""
    rows = moved.known("gone_taken gone_left")
    enough = (rows.frame["n_taken"] >= FEW) & (rows.frame["n_left"] >= FEW)
    text = N_(
        "Of what was at stake under “{lever}” {gone_taken} was gone a month later where it was"
        " taken up ({n_taken} cases), {gone_left} where it was not ({n_left}); {share} is stated."
    )
    return [say("evidence", "info", text, row) for row in rows.keep(enough.to_numpy())]
