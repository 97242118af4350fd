"""What the year will not reach where, why, and the control that would repair the plan."""

from __future__ import annotations

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.page import Results
from salesnb.contracts.results import Row
from salesnb.findings import Decision, Finding, say
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN
from salesnb.pages.review import columns as c

STATE = {
    "both": N_("missed so far, and will be"),
    "will_miss": N_("will be missed"),
    "missed": N_("missed so far, may be reached"),
}
BALANCE_STATE = {
    "kept": N_("the others carry it"),
    "released": N_("nobody carries all of it"),
}
SAID = 3

EXCEPTIONS = Frame(
    title=N_("Targets of the year that will not be reached"),
    key="dimension node",
    order="dimension -release",
    shows="node state year_target so_far landing release cause cause_amount line",
    groups="dimension",
    rows=15,
    nothing="",
    fields=(
        c.DIMENSIONS,
        c.NODE,
        col.code("state", N_("State"), STATE),
        col.money("year_target", N_("Target of the year"), shown=COLUMN),
        col.money("so_far", N_("Came in so far"), shown=COLUMN),
        col.money("ahead", N_("Expected of the rest"), shown=COLUMN),
        *c.SPREAD,
        col.money("release", N_("Will be missing"), shown=COLUMN),
        c.CAUSES,
        col.money("cause_amount", N_("What the cause took"), shown="money_change"),
        col.text("line", N_("Control that holds it there")),
    ),
)

BALANCE = Frame(
    title=N_("Whether the total stands where these are released"),
    key="dimension",
    nothing="",
    fields=(
        c.DIMENSIONS,
        col.whole("n_nodes", N_("With a target and a forecast")),
        col.whole("n_exceptions", N_("Will not reach it")),
        col.money("release", N_("Will be missing"), shown=COLUMN),
        col.money("spare", N_("Expected beyond target of the others"), shown=COLUMN),
        col.money("left", N_("Carried by nobody"), shown=COLUMN),
        col.code("state", N_("State"), BALANCE_STATE),
    ),
)

DECISIONS = (
    Decision(
        "exception",
        N_(
            "Say what will close it, or hold the target at what is expected: the control stands in"
            " the list and goes into plan/controls.toml."
        ),
        N_("head of sales"),
        "exceptions.release",
        N_("will be missing at the year's end"),
        lever="close_gap",
        asks="manager",
    ),
)


def found(page: Results) -> list[Finding]:
    """Say which targets of the year will not be reached and why, then whether the total stands."""
    rows = page.exceptions.by("-release")
    if page.balance.is_empty:
        text = N_(
            "What the year will not reach cannot be told: it takes targets of the year and a"
            " forecast of the rest."
        )
        return [say("no_balance", "info", text)]
    if rows.is_empty:
        text = N_(
            "No region, product group or rep misses its year beyond chance, of those that have a"
            " target and a forecast."
        )
        return [say("no_exception", "good", text)]
    said = []
    for row in rows.take(slice(SAID)):
        texts = _CAUSED if row.is_known("cause") else _UNCAUSED
        said.append(say("exception", "act", texts[row.is_known("high")], row))
    return [*said, *(_balanced(row) for row in page.balance if row["n_exceptions"])]


def _balanced(row: Row) -> Finding:
    """Say whether the total stands where the exceptions of a dimension are released."""
    return say("balance", "info", _BALANCE[row["state"]], row)


_CAUSED = {
    True: N_(
        "{node} ({dimension}), {state}: {landing} expected at the year's end ({low} to {high})"
        " against a target of {year_target}. Most was taken by {cause}: {cause_amount} so far."
    ),
    False: N_(
        "{node} ({dimension}), {state}: {landing} expected at the year's end against a target of"
        " {year_target}. Most was taken by {cause}: {cause_amount} so far."
    ),
}
_UNCAUSED = {
    True: N_(
        "{node} ({dimension}), {state}: {landing} expected at the year's end ({low} to {high})"
        " against a target of {year_target}."
    ),
    False: N_(
        "{node} ({dimension}), {state}: {landing} expected at the year's end against a target of"
        " {year_target}."
    ),
}
_BALANCE = {
    "kept": N_(
        "By {dimension} the total stands where these {release} are released: the others are"
        " expected {spare} beyond their targets."
    ),
    "released": N_(
        "By {dimension} {left} would be carried by nobody where these {release} are released: the"
        " others are expected {spare} beyond their targets. The total has to come down by it, or"
        " somebody has to take it over."
    ),
}
