"""Hours on the way and with customers, by rep and week, and the routes as small maps."""

from __future__ import annotations

from matplotlib.axes import Axes

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.page import Results
from salesnb.contracts.results import TableView
from salesnb.findings import Finding, say
from salesnb.i18n import N_
from salesnb.pages.routes import columns as c
from salesnb.plots.round_maps import round_maps

MAPS = 6

REP_ROUTES = Frame(
    title=N_("Hours of the month ahead, by rep"),
    key="rep_id",
    order="-travel_hours",
    shows="rep_id n_visits n_days_out travel_hours visit_hours free_hours sector_hours saved_hours",
    nothing=N_("No rep has visits to plan."),
    fields=(
        c.REP,
        col.whole("n_days", N_("Days at work")),
        col.whole("n_days_out", N_("Days with visits")),
        col.whole("n_customers", N_("Customers")),
        c.N_VISITS,
        col.whole("n_left", N_("Visits left out")),
        *c.HOURS,
        col.share("travel_share", N_("On the way, of hours out")),
        c.hours("sector_hours", N_("Hours on the way, a sector a weekday")),
        c.hours("saved_hours", N_("Hours saved")),
        col.number("base_latitude", N_("Latitude of the base"), unit="°", digits=4),
        col.number("base_longitude", N_("Longitude of the base"), unit="°", digits=4),
    ),
)

REP_WEEKS = Frame(
    title=N_("Hours by rep and week"),
    key="rep_id week",
    order="rep_id week",
    shows="rep_id week n_visits n_days travel_hours visit_hours free_hours",
    nothing="",
    fields=(
        c.REP,
        col.day("week", N_("Week from")),
        col.whole("n_days", N_("Days at work")),
        col.whole("n_days_out", N_("Days with visits")),
        c.N_VISITS,
        *c.HOURS,
        col.share("travel_share", N_("On the way, of hours out")),
    ),
)


def found(page: Results) -> list[Finding]:
    """Say who is on the way longest, and who has no hours left."""
    rows = page.rep_routes
    if page.visit_plan.is_empty:
        return []
    text = N_(
        "{rep_id} is on the way longest: {travel_hours} hours for {n_visits} visits, {travel_share}"
        " of the hours out."
    )
    saved = N_(
        "Most is saved for {rep_id}: {saved_hours} hours on the way against one sector for each"
        " weekday ({sector_hours})."
    )
    said = [say("longest", "info", text, row) for row in rows.known("travel_share").take(slice(1))]
    most = rows.known("saved_hours").by("-saved_hours").take(slice(1))
    return [*said, *(say("most", "info", saved, row) for row in most if row["saved_hours"] > 0)]


def draw(page: Results, ax: Axes | None = None) -> Axes:
    """Draw the rounds of the reps who are on the way longest, a small map for each."""
    reps = page.rep_routes.by("-travel_hours").take(slice(MAPS))
    return round_maps(page.visit_plan, reps, ax=ax, title=N_("Rounds of the month ahead"))


def alt(page: Results) -> Finding:
    """Say what the maps show."""
    if page.visit_plan.is_empty:
        return say("drawn", "info", N_("There are no rounds to draw."))
    text = N_(
        "Small maps, one for each of the reps who are on the way longest: lines join the visits of"
        " each day from the base and back, a colour for each weekday. {rep_id} comes first, with"
        " {n_visits} visits."
    )
    return say("drawn", "info", text, page.rep_routes.by("-travel_hours").first)


def tables(page: Results) -> list[TableView]:
    """Return hours by rep, and by week."""
    return [page.rep_routes.table(), page.rep_weeks.table(folded=True)]
