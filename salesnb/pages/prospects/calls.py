"""Whom to call next? The ranking, how it held against later calls, and the list."""

from __future__ import annotations

from matplotlib.axes import Axes

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.page import Results
from salesnb.findings import Decision, Finding, say
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN
from salesnb.pages.prospects import columns as c
from salesnb.plots import kinds

TODO = {
    "call": N_("call"),
    "find_number": N_("find the telephone first"),
    "consent": N_("ask for consent first"),
    "seen": N_("the firm was judged before"),
    "customer": N_("is a customer of ours"),
}

LIFT = Frame(
    title=N_("Later leads by tenths of the ranking"),
    key="part",
    order="calls_share",
    shows="part n n_good share low high expected caught_share",
    nothing="",
    fields=(
        col.text("part", N_("Tenth, best first")),
        col.whole("n", N_("Leads")),
        col.whole("n_good", N_("Good ones")),
        col.share("share", N_("Share of good ones")),
        *col.interval("share"),
        col.share("expected", N_("As stated before")),
        col.share("caught_share", N_("Of all good ones, up to here")),
        col.share("calls_share", N_("Of all leads, up to here")),
    ),
)

CALLS = Frame(
    title=N_("Leads that wait, the most promising first"),
    key="lead_id",
    order="place",
    shows="place lead_id lead_source_id region_id segment wait_days chance amount todo",
    rows=12,
    nothing=N_("No lead waits that could be ranked."),
    fields=(
        col.whole("place", N_("Place")),
        c.LEAD,
        c.SOURCE,
        c.REGION,
        c.SEGMENT,
        col.day("created_on", N_("Created on")),
        col.whole("wait_days", N_("Days waiting"), unit=N_("days")),
        c.POTENTIAL,
        c.CHANCE,
        col.money("amount", N_("Expected"), shown=COLUMN),
        col.code("todo", N_("To do"), TODO),
        col.flag("is_next", N_("Next")),
    ),
)

DECISIONS = (
    Decision(
        "calls",
        N_("Have the first fifth of the list called this week, in its order."),
        N_("head of sales"),
        "basis.next_amount",
        N_("expected of these leads within the horizon"),
        lever="close_gap",
        asks="manager",
    ),
)


def answer(page: Results) -> list[Finding]:
    """Say whom to call first, and what such a first fifth caught of later leads."""
    row = page.basis.first
    if page.calls.is_empty or not row["n_next"]:
        return []
    first = page.calls.first
    if not row.is_known("caught"):
        return [say("calls", "info", _UNTESTED, row, first=first)]
    kept = bool(row["auc_low"] > 0.5)
    if not kept:
        return [say("calls", "info", _CHANCE, row)]
    return [say("calls", "watch", _FIRST[row["judged_by"]], row, first=first)]


_FIRST = {
    "valid": N_(
        "Call {n_next} of {n_waiting} waiting leads first, a fifth of those that can be called,"
        " beginning with {first.lead_id} (chance {first.chance}). The first fifth of all later"
        " leads held {caught} of what calls found valid ({caught_low} to {caught_high})."
    ),
    "won": N_(
        "Work on {n_next} of {n_waiting} open leads first, a fifth of those that can be worked on,"
        " beginning with {first.lead_id} (chance {first.chance}). The first fifth of all later"
        " leads held {caught} of those won ({caught_low} to {caught_high})."
    ),
}
_UNTESTED = N_(
    "Leads waiting: {n_waiting}; {first.lead_id} ranks first (chance {first.chance}). Too few later"
    " leads are known to test the ranking."
)
_CHANCE = N_(
    "Leads waiting: {n_waiting}; their order says little: what is known of leads beforehand did not"
    " rank later ones better than chance ({auc} right, {auc_low} to {auc_high})."
)


def found(page: Results) -> list[Finding]:
    """Say whom to call, how well chances held, and what could not be used."""
    row = page.basis.first
    if not row["n_leads"]:
        return []
    if row["judged_by"] == "none":
        text = N_(
            "Leads cannot be ranked: none is said to be valid or not (is_valid), and no deal of a"
            " lead was won."
        )
        return [say("unranked", "info", text)]
    said = answer(page)
    if page.calls.is_empty:
        said.append(_nothing_listed(page))
    if row.is_known("chance_gap"):
        said.append(say("calibrated", "info", _HELD, row))
    elif page.calls.is_empty is False:
        said.append(say("untested", "info", _FEW, row))
    if row["n_late"]:
        said.append(say("late_columns", "watch", _LATE, row))
    elif not row["can_tell"]:
        said.append(say("late_columns", "info", _UNKNOWN))
    return said


def _nothing_listed(page: Results) -> Finding:
    row = page.basis.first
    if not row["n_waiting"]:
        return say("none_waits", "info", N_("No lead waits for a call."))
    text = N_(
        "Leads waiting: {n_waiting}; to rank them it takes at least twenty good and twenty other"
        " leads that were judged."
    )
    return say("unranked", "info", text, row)


_HELD = N_(
    "Chances stated before the call lay {chance_gap} from what came, on average, in {n_tested}"
    " later leads with {n_good} good ones; a good lead ranked above another in {auc} of pairs"
    " ({auc_low} to {auc_high})."
)
_FEW = N_(
    "The ranking is not tested: {n_tested} later leads with {n_good} good ones are too few. It"
    " takes twenty of either kind."
)
_LATE = N_(
    "Columns that only callers fill in, left out of the ranking: {n_late}. What is learnt in the"
    " call cannot tell whom to call."
)
_UNKNOWN = N_(
    "Whether all columns are filled in before the call cannot be told: fewer than ten leads wait."
)


def draw(page: Results, ax: Axes | None = None) -> Axes:
    """Draw the share of good leads by tenths of the ranking, with ranges."""
    title = N_("Good leads by tenths of the ranking, best first")
    return kinds.estimates(page.lift, "part", "share", ax=ax, title=title)


def alt(page: Results) -> Finding:
    """Say what the picture shows."""
    none = say("calls", "info", N_("The ranking could not be held against later leads."))
    return next(iter(found(page)), none)
