"""Against plan and last year: the firm, its regions and reps; what totals hide; the year's end."""

from __future__ import annotations

from salesnb.contracts import shorthand as col
from salesnb.contracts.fields import Field
from salesnb.contracts.frames import Frame
from salesnb.contracts.page import Results
from salesnb.contracts.results import Result, Row
from salesnb.findings import Finding, Status, say
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN
from salesnb.pages.sales.columns import DIMENSIONS, NODES, SPANS

LANDING_STATE = {
    "over": N_("the year is over"),
    "met": N_("the plan will be met"),
    "missed": N_("the plan will be missed"),
    "open": N_("within what can still be expected"),
    "no_plan": N_("no plan for the whole year"),
    "partial": N_("the month's data end early"),
    "stopped": N_("nothing was sold in the month"),
    "short": N_("too few months of history"),
}
LANDING_STATUS: dict[str, Status] = {"met": "good", "missed": "act", "open": "watch"}
SINCE = col.month("since", N_("Since"))
_HELD: tuple[Field, ...] = (
    SINCE,
    col.whole("n_months", N_("Months")),
    col.whole("n_planned", N_("Months with targets")),
    col.whole("n_members", N_("Members")),
    col.money("actual", N_("Actual"), shown=COLUMN),
    col.money("plan", N_("Plan"), shown=COLUMN),
    col.money("before", N_("Last year"), shown=COLUMN),
    col.money("gap", N_("Against plan"), shown="money_change"),
    col.share("gap_share", N_("Against plan, in per cent"), shown="growth"),
    col.money("change", N_("Against last year"), shown="money_change"),
    col.share("growth", N_("Against last year, in per cent"), shown="growth"),
)
_SHOWN = "node actual plan before gap gap_share growth"

VARIANCES = Frame(
    title=N_("Sales of the firm, its regions and reps against plan and last year"),
    key="dimension node span",
    order="dimension span gap change",
    shows=_SHOWN,
    fields=(DIMENSIONS, NODES, SPANS, *_HELD),
)

STANDING = Frame(
    title=N_("Farthest below and above plan, and all others"),
    grain=N_("one row per dimension, node and span; the rows of a dimension add up"),
    key="dimension node span",
    order="dimension span place",
    shows=_SHOWN,
    fields=(DIMENSIONS, NODES, SPANS, col.number("place", N_("Place"), digits=1), *_HELD),
)

SHORTFALLS = Frame(
    title=N_("What the total hides: those below plan and those above it"),
    grain=N_("one row per dimension and span that has a plan"),
    key="dimension span",
    nothing="",
    fields=(
        DIMENSIONS,
        SPANS,
        SINCE,
        col.whole("n_nodes", N_("With a plan")),
        col.whole("n_short", N_("Below plan")),
        col.whole("n_far", N_("Below nine tenths of it")),
        col.money("shortfall", N_("Shortfalls"), shown="money_change"),
        col.money("surplus", N_("Surpluses"), shown="money_change"),
        col.money("unplanned", N_("Sales without a plan")),
        col.money("gap", N_("Against plan"), shown="money_change"),
    ),
)

LANDING = Frame(
    title=N_("Where the year will land"),
    key="scope",
    fields=(
        col.SCOPE,
        col.month("first", N_("First month")),
        col.month("last", N_("Last month")),
        col.whole("n_ahead", N_("Months to come")),
        col.money("so_far", N_("Year so far")),
        col.money("ahead", N_("Expected of the months to come")),
        col.money("expected", N_("Year, expected")),
        col.money("low", N_("Year, low")),
        col.money("high", N_("Year, high")),
        col.money("plan", N_("Plan of the year")),
        col.whole("n_planned", N_("Months with targets")),
        col.money("gap", N_("Against plan"), shown="money_change"),
        col.money("before", N_("Last year")),
        col.money("change", N_("Against last year"), shown="money_change"),
        col.code("state", N_("State"), LANDING_STATE),
    ),
)


def said(page: Results) -> list[Finding]:
    """Say what totals hide among regions and reps, and where the year will land."""
    regions, reps = (hidden(page.shortfalls, page.variances, by) for by in ("region", "rep"))
    return [*regions, *reps, lands(page.landing)]


def hidden(shortfalls: Result, variances: Result, dimension: str) -> list[Finding]:
    """Say what the total of the year to date hides among regions or reps, in money, by name."""
    found = shortfalls.where(dimension=dimension, span="year_to_date")
    rows = variances.where(dimension=dimension, span="year_to_date").known("gap")
    worst = list(rows.keep(rows.frame["gap"] < 0).by("gap"))
    without = say("unplanned", "info", UNPLANNED[dimension], found.first) if _extra(found) else None
    return [*(_hidden(row, worst, dimension) for row in found), *([without] if without else [])]


def _extra(found: Result) -> bool:
    return not found.is_empty and bool(found.first["unplanned"])


def _hidden(row: Row, worst: list[Row], dimension: str) -> Finding:
    key = f"hidden_{dimension}"
    if not worst:
        return say(key, "good", ALL_REACHED[dimension], row)
    named = dict(zip(("a", "b", "c"), worst, strict=False))
    if row["n_short"] == row["n_nodes"]:
        return say(key, "info", ALL_BELOW[dimension], row, **named)
    return say(key, "info", BELOW[dimension][len(named) - 1], row, **named)


UNPLANNED = {
    "region": N_("Sold so far in regions without a plan: {unplanned}."),
    "rep": N_("Sold so far by reps without a plan: {unplanned}."),
}
ALL_BELOW = {
    "region": N_("""Regions with a plan: {n_nodes}, all below it, {shortfall} in all: {a.node}
        {a.gap} farthest."""),
    "rep": N_("""Reps with a plan: {n_nodes}, all below it, {shortfall} in all: {a.node} {a.gap}
        farthest."""),
}
ALL_REACHED = {
    "region": N_("Regions with a plan: {n_nodes}, and all have reached it so far."),
    "rep": N_("Reps with a plan: {n_nodes}, and all have reached it so far."),
}
BELOW = {
    "region": (
        N_("""One of {n_nodes} regions is below its plan: {a.node} by {a.gap}; the others are
            {surplus} above theirs."""),
        N_("""{n_short} of {n_nodes} regions are below their plans, {shortfall} in all: {a.node}
            {a.gap}, {b.node} {b.gap}; the others are {surplus} above theirs."""),
        N_("""{n_short} of {n_nodes} regions are below their plans, {shortfall} in all: {a.node}
            {a.gap}, {b.node} {b.gap}, {c.node} {c.gap} farthest; the others are {surplus} above
            theirs."""),
    ),
    "rep": (
        N_("""One of {n_nodes} reps is below plan: {a.node} by {a.gap}; the others are {surplus}
            above theirs."""),
        N_("""{n_short} of {n_nodes} reps are below their plans, {shortfall} in all: {a.node}
            {a.gap}, {b.node} {b.gap}; the others are {surplus} above theirs."""),
        N_("""{n_short} of {n_nodes} reps are below their plans, {shortfall} in all, {n_far} of them
            by more than a tenth: {a.node} {a.gap}, {b.node} {b.gap}, {c.node} {c.gap} farthest; the
            others are {surplus} above theirs."""),
    ),
}


def lands(landing: Result) -> Finding:
    """Say where the year will land against its plan, or why that cannot be told."""
    row = landing.first
    if row["state"] == "over":
        return _over(row)
    is_unplanned = row["state"] == "no_plan" and not row["n_planned"]
    text = LANDS["never_planned" if is_unplanned else row["state"]]
    return say("lands", LANDING_STATUS.get(row["state"], "info"), text, row)


def _over(row: Row) -> Finding:
    if not row.is_known("plan"):
        return say("lands", "info", N_("The year ended in {last} at {expected}."), row)
    text = N_("The year ended in {last} at {expected}: {gap} against its plan of {plan}.")
    return say("lands", "good" if row["gap"] >= 0 else "act", text, row)


LANDS = {
    "partial": N_("""Where the year up to {last} will land cannot be told: the data of the month end
        early."""),
    "stopped": N_("""Where the year up to {last} will land cannot be told: nothing was sold in the
        month."""),
    "short": N_("""Where the year up to {last} will land cannot be told: there are too few months of
        sales to know the season."""),
    "never_planned": N_("""The year up to {last} is expected at {expected} ({low} to {high}
        in nineteen of twenty cases). Without a plan for the year nothing can be said
        against it."""),
    "no_plan": N_("""The year up to {last} is expected at {expected} ({low} to {high}
        in nineteen of twenty cases). Whether it meets its plan cannot be told:
        targets are set for {n_planned} of its months only."""),
    "met": N_("""The year up to {last} is expected at {expected} ({low} to {high}
        in nineteen of twenty cases), {gap} against its plan of {plan}: even the low end
        meets it."""),
    "missed": N_("""The year up to {last} is expected at {expected} ({low} to {high}
        in nineteen of twenty cases), {gap} against its plan of {plan}: even the high end
        falls short of it."""),
    "open": N_("""The year up to {last} is expected at {expected} ({low} to {high}
        in nineteen of twenty cases), {gap} against its plan of {plan}: whether it is met
        cannot be told yet."""),
}
