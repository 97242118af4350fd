"""Efficiency and force: what an hour of visits brings, how many there were, against plan."""

from __future__ import annotations

from matplotlib.axes import Axes

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.page import Results
from salesnb.contracts.results import Result, Row, TableView
from salesnb.findings import Finding, say
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN
from salesnb.members import TOTAL
from salesnb.pages.performance import columns as c
from salesnb.plots import kinds

BASIS = {"margin": N_("margin"), "sales": N_("sales")}
DRAWN = 15
EFFICIENCY = Frame(
    title=N_("What visits bring, and how many there were"),
    key="dimension node",
    order="dimension per_hour",
    shows="node n_held kept_share visits_attained intensity per_hour per_hour_low per_hour_high"
    " against_plan",
    optional="kept_share visits_attained intensity against_plan",
    nothing="",
    fields=(
        c.DIMENSIONS,
        c.NODE,
        col.number("n_held", N_("Visits held"), digits=0, shown="days"),
        col.number("n_planned", N_("Visits planned"), digits=0, shown="days"),
        col.number("n_kept", N_("Planned visits held"), digits=0, shown="days"),
        col.kpi("kept_share", "visit_compliance"),
        col.number("hours", N_("Hours in visits"), digits=2, shown="tenths"),
        col.number("hours_available", N_("Hours available"), digits=2, shown="tenths"),
        col.share("intensity", N_("Hours in visits, of those available")),
        col.money("sales", N_("Sales"), shown=COLUMN),
        col.money("margin", N_("Margin"), shown=COLUMN),
        col.money("per_hour", N_("Brought an hour of visits")),
        col.money("per_hour_low", N_("An hour, low")),
        col.money("per_hour_high", N_("An hour, high")),
        col.money("sales_per_hour", N_("Sales an hour")),
        col.money("margin_per_hour", N_("Margin an hour")),
        col.money("sales_per_visit", N_("Sales a visit")),
        col.money("margin_per_visit", N_("Margin a visit")),
        col.number("visit_target", N_("Target of visits, year so far"), digits=0, shown="days"),
        col.number("visits_to_date", N_("Visits, year so far"), digits=0, shown="days"),
        col.share("visits_attained", N_("Visits against the target")),
        col.money("asked_per_visit", N_("Sales a visit, by the targets")),
        col.money("brought_per_visit", N_("Sales a visit, year so far")),
        col.share("against_plan", N_("Sales a visit, of what targets ask")),
        col.code("basis", N_("Counted in"), BASIS),
        c.VERDICTS,
    ),
)


def found(page: Results) -> list[Finding]:
    """Say what an hour and a visit bring, how many visits there were, and who differs."""
    rows = page.efficiency.where(dimension=TOTAL)
    if rows.is_empty:
        text = N_(
            "What an hour or a visit brings is not shown: no visit was held in the months judged."
            " The table visits would tell."
        )
        return [say("efficiency", "info", text)]
    row = rows.first
    return [_brought(row), *_force(row), *_plan(row), *_differing(page)]


def _brought(row: Row) -> Finding:
    ranged = N_(
        "An hour of visits goes with {per_hour} of {basis} ({per_hour_low} to {per_hour_high} by"
        " the spread of months) and {sales_per_hour} of sales; a visit with {sales_per_visit} of"
        " sales."
    )
    bare = N_(
        "An hour of visits goes with {per_hour} of {basis}, a visit with {sales_per_visit} of"
        " sales; how far chance moves that cannot be told from so few months."
    )
    text = ranged if row.is_known("per_hour_low") else bare
    return say("efficiency", "info", text, row)


def _force(row: Row) -> list[Finding]:
    """Say how many visits were held of those planned, and how many hours of those there were."""
    said = []
    if row.is_known("kept_share"):
        text = N_("Of {n_planned} planned visits {n_kept} were held ({kept_share}).")
        said.append(say("kept", "info", text, row))
    if row.is_known("intensity"):
        text = N_(
            "{hours} hours were spent in visits, {intensity} of the {hours_available} hours that"
            " reps had for visits, ways included and absences taken off."
        )
        said.append(say("intensity", "info", text, row))
    return said


def _plan(row: Row) -> list[Finding]:
    if not row.is_known("visits_attained"):
        text = N_("No target of visits is known for the year so far; force has no plan to meet.")
        return [say("visit_plan", "info", text)]
    text = N_(
        "In the year so far {visits_to_date} visits were held against a target of {visit_target}"
        " ({visits_attained}); a visit went with {brought_per_visit} of sales where the targets ask"
        " {asked_per_visit} ({against_plan})."
    )
    bare = N_(
        "In the year so far {visits_to_date} visits were held against a target of {visit_target}"
        " ({visits_attained})."
    )
    return [say("visit_plan", "info", text if row.is_known("against_plan") else bare, row)]


def _differing(page: Results) -> list[Finding]:
    """Say whose hour brings less than the firm's beyond chance, and whose more."""
    low = N_(
        "An hour of {node} ({dimension}) goes with less than the firm's: {per_hour} of {basis}"
        " ({per_hour_low} to {per_hour_high}), intensity {intensity}."
    )
    high = N_(
        "An hour of {node} ({dimension}) goes with more than the firm's: {per_hour} of {basis}"
        " ({per_hour_low} to {per_hour_high}), intensity {intensity}."
    )
    rows = page.efficiency.known("intensity")
    below = rows.where(verdict="below").by("per_hour").take(slice(2))
    above = rows.where(verdict="above").by("-per_hour").take(slice(2))
    said = [say("hour_below", "watch", low, row) for row in below]
    return [*said, *(say("hour_above", "good", high, row) for row in above)]


def drawn(page: Results) -> Result:
    """Return reps drawn (regions where there are none), those whose hour brings least first."""
    rows = c.first_with_rows(page.efficiency).known("per_hour_low")
    return rows.by("per_hour").take(slice(DRAWN))


def draw(page: Results, ax: Axes | None = None) -> Axes:
    """Draw what an hour brings, with ranges, against the firm's."""
    whole = page.efficiency.where(dimension=TOTAL).known("per_hour")
    level = None if whole.is_empty else float(whole.first["per_hour"])
    title = N_("What an hour of visits goes with, the least first")
    estimate = "per_hour per_hour_low per_hour_high"
    return kinds.intervals(drawn(page), "node verdict", estimate, at=level, ax=ax, title=title)


def alt(page: Results) -> Finding:
    """Say what the picture shows."""
    rows = drawn(page)
    if rows.is_empty:
        return say("hours_drawn", "info", N_("What an hour brings cannot be shown with a range."))
    text = N_(
        "What an hour of visits goes with: {node} comes last with {per_hour} ({per_hour_low} to"
        " {per_hour_high}) of {basis}."
    )
    return say("hours_drawn", "info", text, rows.first)


def tables(page: Results) -> list[TableView]:
    """Return efficiency of reps, and of regions (folded)."""
    return c.by_dimension(page.efficiency)
