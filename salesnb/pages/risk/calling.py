"""Whom to call first, and whether the list of last time was right."""

from __future__ import annotations

from matplotlib.axes import Axes

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.page import Results
from salesnb.contracts.results import Result
from salesnb.findings import Decision, Finding, say
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN
from salesnb.pages.risk.columns import OPEN, REP
from salesnb.pages.risk.owed import cannot_tell
from salesnb.plots import kinds

LATE = col.money("expected_late_money", N_("Expected to be late"), shown=COLUMN)

WORKLIST = Frame(
    name="collection_worklist",
    title=N_("Whom to call first"),
    grain=N_("one row per open instalment"),
    key="instalment_id",
    order="rank",
    shows="rank instalment_id customer_id rep_id open_amount days_past_due expected_on"
    " promised_for expected_late_money",
    optional="promised_for",
    nothing=N_("Not yet assessed: run 07_forecast for the payment times of this month."),
    fields=(
        col.text("instalment_id", N_("Instalment")),
        col.CUSTOMER,
        REP,
        col.day("due_on", N_("Due on")),
        OPEN,
        col.number("days_past_due", N_("Days past due"), digits=0, shown="days"),
        col.share("p_late", N_("Chance of being late")),
        col.day("expected_on", N_("Half expected by")),
        col.day("latest_on", N_("Nine tenths expected by")),
        col.share("unpaid_share", N_("Unpaid after twelve months")),
        col.day("promised_for", N_("Promised for")),
        LATE,
        col.money("call_gain", N_("What a call brings, as judged"), shown=COLUMN),
        col.text("author", N_("Who judged it")),
        col.whole("rank", N_("Rank")),
    ),
)

REPS = Frame(
    name="collection_reps",
    title=N_("What each rep has to collect"),
    key="rep_id",
    order="-expected_late_money",
    rows=12,
    nothing="",
    fields=(REP, col.whole("n_instalments", N_("Instalments")), OPEN, LATE),
)

TOTAL = Frame(
    name="collection_total",
    title=N_("What is likely to be late"),
    key="scope",
    nothing="",
    fields=(
        col.SCOPE,
        col.month("until", N_("At the end of")),
        col.whole("n_late", N_("Instalments that may be late")),
        col.money("open_amount", N_("Open")),
        col.money("late_money", N_("Expected to be late")),
        col.whole("n_first", N_("First on the list")),
        col.money("first_money", N_("Of it: the first on the list")),
        col.money("call_gain", N_("What calls bring, as judged")),
        col.text("author", N_("Who judged it")),
    ),
)

CHECK = Frame(
    name="late_check",
    title=N_("Was the list of last time right?"),
    key="scope",
    shows="month n late_money foretold_money late_share auc brier usual_brier",
    nothing=N_("Too few instalments were late, or on time, to tell."),
    fields=(
        col.SCOPE,
        col.month("month", N_("Foretold at the end of")),
        col.whole("n", N_("Instalments")),
        col.money("late_money", N_("Late now")),
        col.money("foretold_money", N_("Foretold to be late")),
        col.share("late_share", N_("Share of instalments late")),
        col.number("auc", N_("Rank right, of pairs"), digits=4, shown="share"),
        col.number("brier", N_("Mean squared error"), digits=4, shown="decimal"),
        col.number("usual_brier", N_("Of one chance for all"), digits=4, shown="decimal"),
    ),
)

DECISIONS = (
    Decision(
        "call",
        N_("Call the first of the list; write what is promised into the table payment promises."),
        N_("finance and the reps"),
        "collection_total.first_money",
        N_("likely to be late with the first of the list"),
        lever="collect",
    ),
)


def calls(page: Results) -> list[Finding]:
    """Say what is likely to be late, what the first of the list hold of it, and who leads."""
    if page.collection_total.is_empty:
        text = N_(
            "Whom to call first is not yet assessed: the payment times of 07_forecast are not"
            " there for this month."
        )
        return cannot_tell(page) or [say("call", "info", text)]
    row = page.collection_total.first
    if not row["n_late"]:
        text = N_("Nothing that is owed is likely to be late at the end of {until}.")
        return [say("call", "good", text, row)]
    text = N_(
        "{late_money} of the {open_amount} still to pay is likely to be past due and unpaid at the"
        " end of {until}; the first {n_first} instalments of the list hold {first_money} of it."
        " First is {top.customer_id} with {top.expected_late_money}."
    )
    top = page.collection_worklist.by("rank").first
    return [say("call", "act", text, row, top=top)]


def gain(page: Results) -> list[Finding]:
    """Say what a call changes, as judged by whom; else that nobody has judged it."""
    if page.collection_total.is_empty or not page.collection_total.first["n_late"]:
        return []
    row = page.collection_total.first
    if row.is_known("call_gain"):
        text = N_("Calls would bring {call_gain} of it in time, as {author} judges.")
        return [say("call_gain", "info", text, row)]
    text = N_(
        "What a call changes is not known: state it under the topic collection_call in"
        " plan/judgements.toml, as a share of that money and with its author."
    )
    return [say("call_gain", "info", text)]


def check(page: Results) -> list[Finding]:
    """Say how well the chances of last time foretold what is late now."""
    text = N_(
        "At the end of {month} {foretold_money} was foretold to be late by now; {late_money} is."
        " Of an instalment that is late and one that is not, the late one had the higher chance in"
        " {auc} of pairs; the squared error is {brier}, against {usual_brier} of one chance for"
        " all ({n} instalments)."
    )
    return [
        say("check", "good" if row["brier"] < row["usual_brier"] else "watch", text, row)
        for row in page.late_check.known("brier usual_brier auc")
    ]


def draw_calls(listed: Result, ax: Axes | None = None) -> Axes:
    """Draw what is likely to be late by rep."""
    return kinds.bars(listed, "rep_id", "expected_late_money", look="bad", ax=ax)
