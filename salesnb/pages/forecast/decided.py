"""What people decided for the periods ahead, and what the page asks them to decide."""

from __future__ import annotations

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.results import Result
from salesnb.findings import Decision, Finding, Status, say
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN
from salesnb.pages.forecast import columns as c

DECIDED = Frame(
    name="decided",
    title=N_("What is expected against the totals that were decided"),
    grain=N_("one row per measure and period with a decided total"),
    key="measure period",
    nothing="",
    fields=(
        c.MEASURES,
        col.text("period", N_("Period")),
        col.month("first", N_("From")),
        col.month("last", N_("To")),
        col.money("so_far", N_("Came in so far"), shown=COLUMN),
        *c.EXPECTED,
        col.money("total", N_("Total decided"), shown=COLUMN),
        col.money("gap", N_("Expected, less the total"), shown="money_change"),
        c.CONFIDENCE,
    ),
)

DECISIONS = (
    Decision(
        "below_decided",
        N_("Agree by what and by whom the gap is closed, or decide another total."),
        N_("head of sales"),
        "decided.gap",
        N_("expected, less the total decided"),
        lever="close_gap",
    ),
    Decision(
        "ahead",
        N_("Decide what is done against the fall before targets are set."),
        N_("head of sales"),
        "landing.expected",
        N_("expected of the months ahead"),
        lever="close_gap",
    ),
    Decision(
        "cash_falls",
        N_("Bring forward what is due, and agree on credit or on payments that can wait."),
        N_("finance"),
        "cash_next.change",
        N_("cash against the year before"),
        lever="collect",
    ),
)


def against(decided: Result) -> list[Finding]:
    """Say where a decided total lies above what is expected if nothing changes."""
    beyond = N_(
        "For {period} sales of {total} were decided; {expected} is to be expected if nothing"
        " changes ({low} to {high}, with {confidence} confidence). The total lies beyond the"
        " range: it takes more than luck."
    )
    above = N_(
        "For {period} sales of {total} were decided; {expected} is to be expected if nothing"
        " changes ({low} to {high}, with {confidence} confidence). The total lies above"
        " what is expected, within the range."
    )
    within = N_(
        "For {period} sales of {total} were decided; {expected} is to be expected if nothing"
        " changes ({low} to {high}, with {confidence} confidence)."
    )
    found = []
    for row in decided:
        if row["gap"] >= 0:
            found.append(say("above_decided", "good", within, row))
            continue
        is_beyond = row["high"] < row["total"]
        status: Status = "act" if is_beyond else "watch"
        found.append(say("below_decided", status, beyond if is_beyond else above, row))
    return found
