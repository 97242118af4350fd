"""The scorecard: points of each rep and region under five heads, with ranges, and who differs."""

from __future__ import annotations

from matplotlib.axes import Axes

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.page import Results
from salesnb.contracts.results import Result, Row, TableView
from salesnb.findings import Decision, Finding, say
from salesnb.i18n import N_
from salesnb.members import TOTAL
from salesnb.pages.performance import columns as c
from salesnb.plots import kinds

STATE = {
    "shown": N_("shown"),
    "no_data": N_("nothing to judge it by"),
    "no_reports": N_("no reports exported"),
    "none_due": N_("no report was due"),
    "no_expenses": N_("no expenses exported"),
    "no_budget": N_("no budget of expenses"),
    "no_rules": N_("no rule that could be checked"),
    "no_plan": N_("no milestones, visits or outlets"),
}
LISTED = 15

SCORECARDS = Frame(
    title=N_("Scorecard of reps and regions"),
    key="dimension node",
    order="dimension difference",
    shows="node points low high sales reporting expenses compliance market",
    optional="sales reporting expenses compliance market",
    rows=LISTED,
    nothing="",
    fields=(
        c.DIMENSIONS,
        c.NODE,
        *c.POINTS,
        *c.AGAINST,
        c.points("sales", N_("Sales and collections")),
        c.points("reporting", N_("Reporting")),
        c.points("expenses", N_("Expenses")),
        c.points("compliance", N_("Compliance")),
        c.points("market", N_("Market plan")),
        col.whole("n_heads", N_("Heads judged")),
        col.share("known_weight", N_("Stated weight of these heads")),
        c.VERDICTS,
    ),
)
HEAD_SCORES = Frame(
    title=N_("Points by head"),
    key="dimension node head",
    nothing="",
    fields=(
        c.DIMENSIONS,
        c.NODE,
        c.HEADS,
        *c.POINTS,
        *c.AGAINST,
        col.share("weight", N_("Weight")),
        col.whole("n_parts", N_("Parts")),
        c.VERDICTS,
    ),
)
PARTS = Frame(
    title=N_("Parts of the heads"),
    key="head part dimension node",
    nothing="",
    fields=(
        c.HEADS,
        col.code("part", N_("Part"), c.PART),
        c.DIMENSIONS,
        c.NODE,
        col.number("value", N_("Value"), digits=6, shown="decimal"),
        col.number("reference", N_("Held against"), digits=6, shown="decimal"),
        col.number("n_units", N_("Months, customers or cases behind it"), digits=1),
        *c.POINTS,
        col.number("weight", N_("Weight in the head"), digits=3, shown="decimal"),
        *c.AGAINST,
        c.VERDICTS,
    ),
)
HEADS = Frame(
    title=N_("The five heads"),
    key="head",
    shows="head weight firm n_reps n_below n_above smallest state",
    fields=(
        c.HEADS,
        col.share("stated_weight", N_("Weight as stated")),
        col.share("weight", N_("Weight")),
        col.code("state", N_("Judged"), STATE),
        c.points("firm", N_("The firm's points")),
        col.whole("n_reps", N_("Reps")),
        col.whole("n_judged", N_("Reps judged against the firm")),
        col.whole("n_below", N_("Reps below")),
        col.whole("n_above", N_("Reps above")),
        c.points("smallest", N_("Smallest difference that half would show")),
        col.whole("n_regions", N_("Regions")),
        col.whole("n_regions_below", N_("Regions below")),
        col.whole("n_regions_above", N_("Regions above")),
    ),
)
COUNTS = Frame(
    title=N_("How reps and regions stand"),
    key="scope",
    nothing="",
    fields=(
        col.SCOPE,
        col.MONTH,
        col.month("first", N_("First month")),
        col.whole("n_months", N_("Months judged")),
        col.whole("n_reps", N_("Reps")),
        col.whole("n_regions", N_("Regions")),
        col.whole("n_gone", N_("Reps who left")),
        col.whole("n_judged", N_("Reps judged against the firm")),
        col.whole("n_below", N_("Reps below")),
        col.whole("n_above", N_("Reps above")),
        col.whole("n_regions_below", N_("Regions below")),
        col.whole("n_regions_above", N_("Regions above")),
        c.points("smallest", N_("Smallest difference that half would show")),
        col.share("rate", N_("Expected to be chance, of those named")),
        col.share("confidence", N_("Confidence of ranges")),
        col.whole("n_heads", N_("Heads judged")),
        col.share("known_weight", N_("Stated weight of these heads")),
    ),
)
DECISIONS = (
    Decision(
        "rep_below",
        N_("Go through the head that weighs most with the rep, and agree what changes by when."),
        N_("the rep's manager"),
        lever="close_gap",
        asks="manager",
    ),
)


def answer(page: Results) -> list[Finding]:
    """Say how many reps differ from the firm beyond chance, and who lies lowest of them."""
    return [_fleet(page), *_lowest(page)[:1]]


def found(page: Results) -> list[Finding]:
    """Say who differs, what weighs most, and which heads cannot be judged."""
    return [_fleet(page), *_lowest(page), *_highest(page), *lacking(page), *_gone(page)]


def _fleet(page: Results) -> Finding:
    row = page.counts.first
    if not row["n_reps"] and not row["n_regions"]:
        text = N_("No rep or region can be reviewed up to {month}: nothing names one.")
        return say("fleet", "info", text, row)
    if not row.is_known("smallest"):
        text = N_(
            "Over {n_months} months to {month} points of {n_reps} reps and {n_regions} regions"
            " under {n_heads} heads are shown; none can be told from chance."
        )
        return say("fleet", "info", text, row)
    reps = N_(
        "Below the firm beyond chance: {n_below} of {n_reps} reps, {n_regions_below} of"
        " {n_regions} regions. Above it: {n_above} of the reps, {n_regions_above} of the regions"
        " ({n_months} months to {month}, {n_heads} heads); {rate} of those named are expected to be"
        " chance. In half of the reps a difference of {smallest} points would have been seen."
    )
    regions = N_(
        "Below the firm beyond chance: {n_regions_below} of {n_regions} regions. Above it:"
        " {n_regions_above} ({n_months} months to {month}, {n_heads} heads); {rate} of those named"
        " are expected to be chance. In half of them a difference of {smallest} points would have"
        " been seen."
    )
    return say("fleet", "info", reps if row["n_reps"] else regions, row)


def _lowest(page: Results) -> list[Finding]:
    """Say who lies below the firm beyond chance, the lowest first, and what weighs most in it."""
    text = N_(
        "{node} ({dimension}) has {points} points ({low} to {high}) where the firm has {firm} in"
        " the same parts; what weighs most is {head.head}: {head.points} points against"
        " {head.firm}."
    )
    below = page.scorecards.where(verdict="below").by("difference")
    rows = [*c.of(below, c.REPS).take(slice(c.SAID)), *c.of(below, c.REGIONS).take(slice(2))]
    said = []
    for row in rows:
        urgent = "act" if row["dimension"] == c.REPS else "watch"
        key = "rep_below" if row["dimension"] == c.REPS else "region_below"
        head = _weightiest(page, row)
        said.append(say(key, urgent, text, row, head=head))  # type: ignore[arg-type]
    return said


def _weightiest(page: Results, row: Row) -> Row:
    """Return the head that takes most points from a node against the firm."""
    heads = page.head_scores.where(dimension=row["dimension"], node=row["node"])
    lost = heads.frame["difference"] * heads.frame["weight"]
    return heads.take([int(lost.to_numpy().argmin())]).first


def _highest(page: Results) -> list[Finding]:
    text = N_(
        "{node} ({dimension}) has {points} points ({low} to {high}), beyond chance more than the"
        " firm's {firm} in the same parts."
    )
    above = page.scorecards.where(verdict="above").by("-difference")
    return [say("above", "good", text, row) for row in above.take(slice(2))]


def lacking(page: Results) -> list[Finding]:
    """Say which heads cannot be judged, why, and that the weights of the others were raised."""
    rows = page.heads.keep((page.heads.frame["state"] != "shown").to_numpy())
    text = N_(
        "Not judged is {head}: {state}. Its stated weight of {stated_weight} is shared out among"
        " the other heads."
    )
    if len(rows.frame) == len(page.heads.frame):
        text = N_("Not judged is {head}: {state}.")
    return [say(f"no_{row['head']}", "info", text, row) for row in rows]


def _gone(page: Results) -> list[Finding]:
    row, text = page.counts.first, N_("Reps who left are not reviewed: {n_gone}.")
    return [say("gone", "info", text, row)] if row["n_gone"] else []


def tables(page: Results) -> list[TableView]:
    """Return the scorecards of reps and of regions; the later ones are folded."""
    found = c.by_dimension(page.scorecards)
    return [*found, page.heads.table(folded=bool(found))]


def drawn(page: Results) -> Result:
    """Return the scorecards drawn: those of reps, lowest first; of regions where there are none."""
    return c.first_with_rows(page.scorecards).known("points").by("difference").take(slice(LISTED))


def draw(page: Results, ax: Axes | None = None) -> Axes:
    """Draw points with their ranges against the firm's."""
    whole = page.scorecards.where(dimension=TOTAL).known("points")
    level = None if whole.is_empty else float(whole.first["points"])
    title = N_("Points of the scorecard, those farthest below the firm first")
    return kinds.intervals(drawn(page), "node verdict", "points", at=level, ax=ax, title=title)


def alt(page: Results) -> Finding:
    """Say what the picture shows."""
    rows = drawn(page).known("low")
    if rows.is_empty:
        return say("drawn", "info", N_("No points with a range can be shown."))
    text = N_(
        "Points of the scorecard with their ranges: {node} lies farthest below the firm with"
        " {points} ({low} to {high}); the firm has {firm} in the same parts."
    )
    return say("drawn", "info", text, rows.first)
