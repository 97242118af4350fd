"""What several sections of 13b_performance share: codes with their words, columns, sentences."""

from __future__ import annotations

from salesnb import members
from salesnb.contracts import shorthand as col
from salesnb.contracts.page import Results
from salesnb.contracts.results import Result, TableView
from salesnb.contracts.verdicts import STANDING
from salesnb.findings import Finding, say
from salesnb.i18n import N_

DIMENSION = {
    members.TOTAL: N_("total"),
    "rep": N_("rep"),
    "region": N_("region"),
}
HEAD = {
    "sales": N_("sales and collections"),
    "reporting": N_("reporting discipline"),
    "expenses": N_("expense control"),
    "compliance": N_("compliance"),
    "market": N_("market plan progress"),
}
PART = {
    "attainment": N_("attainment of sales"),
    "cash_attainment": N_("attainment of collections"),
    "growth": N_("growth"),
    "potential": N_("share of the potential"),
    "cei": N_("collection effectiveness"),
    "not_overdue": N_("receivables not overdue"),
    "reports": N_("reports in time and plausible"),
    "rate": N_("unit costs held"),
    "price": N_("price rules kept"),
    "credit": N_("credit limits kept"),
    "territory": N_("territories kept"),
    "approval": N_("refusals respected"),
    "milestones": N_("milestones earned of those planned"),
    "visited": N_("buyers visited"),
    "numeric": N_("numeric distribution"),
    "weighted": N_("weighted distribution"),
}
REPS, REGIONS = "rep", "region"
SAID = 3  # below the firm, of a section

DIMENSIONS = col.code("dimension", N_("Dimension"), DIMENSION)
NODE = col.member("node", N_("Node"), within="dimension", words={members.TOTAL: N_("the firm")})
HEADS = col.code("head", N_("Head"), HEAD)
VERDICTS = col.code("verdict", N_("Verdict"), STANDING)


def points(name: str, label: str) -> col.Field:
    """Return a column of points: 100 are what is asked."""
    return col.number(name, label, digits=3, shown="tenths")


POINTS = (
    points("points", N_("Points")),
    points("low", N_("Points, low")),
    points("high", N_("Points, high")),
)
AGAINST = (
    points("firm", N_("The firm's points on the same")),
    points("difference", N_("Difference from the firm")),
)


def of(rows: Result, dimension: str) -> Result:
    """Return the rows of reps, of regions, or of the firm."""
    return rows.where(dimension=dimension)


def first_with_rows(rows: Result) -> Result:
    """Return the rows of reps; of regions where there are none."""
    reps = of(rows, REPS)
    return of(rows, REGIONS) if reps.is_empty else reps


def by_dimension(rows: Result) -> list[TableView]:
    """Return the rows of reps, then of regions, as tables of which the first stands open."""
    there = [one for one in (of(rows, REPS), of(rows, REGIONS)) if not one.is_empty]
    return [one.table(folded=place > 0) for place, one in enumerate(there)]


def differing(page: Results, head: str) -> list[Finding]:
    """Say who lies below the firm beyond chance in a part of a head, and who above it most."""
    rows = page.parts.where(head=head)
    below = rows.where(verdict="below").by("difference")
    above = rows.where(verdict="above").by("-difference")
    low = N_(
        "{node} ({dimension}) lies below the firm in {part}: {points} points ({low} to {high}),"
        " where the firm has {firm}."
    )
    high = N_(
        "{node} ({dimension}) lies above the firm in {part}: {points} points ({low} to {high}),"
        " where the firm has {firm}."
    )
    said = [say(f"{head}_below", "watch", low, row) for row in below.take(slice(SAID))]
    said += [say(f"{head}_above", "good", high, row) for row in above.take(slice(1))]
    return said or _none_differs(page, head)


def _none_differs(page: Results, head: str) -> list[Finding]:
    """Say that nobody differs beyond chance, and what would have been seen."""
    rows = page.heads.where(head=head).known("smallest")
    text = N_(
        "Nobody differs from the firm beyond chance in {head}; in half of those judged a difference"
        " of {smallest} points would have been seen."
    )
    return [say(f"{head}_alike", "info", text, row) for row in rows]
