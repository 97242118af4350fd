"""When the money is spent, and what plan/budget.toml decides of it."""

from __future__ import annotations

from matplotlib.axes import Axes

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.page import Results
from salesnb.findings import Finding, say
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN
from salesnb.pages.budget import columns as c
from salesnb.plots import kinds

HOW = {
    "solved": N_("where it brings most"),
    "even": N_("evenly"),
    "as_last_year": N_("as last year"),
}
STATE = {
    "locked": N_("locked"),
    "at_floor": N_("at its floor"),
    "at_cap": N_("at its cap"),
    "between": N_("between its bounds"),
}

SPEND_MONTHS = Frame(
    name="spend_months",
    title=N_("Marketing money by channel and month"),
    key="marketing_channel_id month",
    nothing="",
    fields=(
        c.CHANNEL,
        col.MONTH,
        col.money("before", N_("In the month of last year"), shown=COLUMN),
        c.PROPOSED,
        col.code("how", N_("Spread"), HOW),
    ),
)

MONTH_TOTALS = Frame(
    name="month_totals",
    title=N_("Marketing money by month"),
    key="month",
    rows=12,
    nothing="",
    fields=(
        col.MONTH,
        col.money("before", N_("In the month of last year"), shown=COLUMN),
        c.PROPOSED,
        col.money("even", N_("If spread evenly"), shown=COLUMN),
    ),
)

MONEY_LINES = Frame(
    name="money_lines",
    title=N_("What plan/budget.toml decides of marketing money"),
    grain=N_("one row per budget line of a marketing channel"),
    key="line_id",
    shows="line_id marketing_channel_id before floor cap is_locked proposed state reason",
    nothing="",
    fields=(
        col.text("line_id", N_("Budget line")),
        c.CHANNEL,
        c.REGION,
        c.BEFORE,
        col.money("floor", N_("At least"), shown=COLUMN),
        col.money("cap", N_("At most"), shown=COLUMN),
        col.flag("is_locked", N_("Locked")),
        c.PROPOSED,
        col.code("state", N_("State"), STATE),
        col.text("reason", N_("Reason")),
    ),
)


def found(page: Results) -> list[Finding]:
    """Say which month takes most money, against last year."""
    rows = page.month_totals.by("-proposed")
    if rows.is_empty:
        return []
    text = N_(
        "Most marketing money goes out in {month}: {proposed}, after {before} a year earlier."
    )
    return [say("months", "info", text, rows.first)]


def lines(page: Results) -> list[Finding]:
    """Say which lines are locked, with their reason."""
    text = N_(
        "{marketing_channel_id} is locked at {proposed} by {line_id} of plan/budget.toml: {reason}."
    )
    bare = N_("{marketing_channel_id} is locked at {proposed} by {line_id} of plan/budget.toml.")
    rows = page.money_lines.where(is_locked=True)
    return [say("locked", "info", text if row["reason"] else bare, row) for row in rows]


def alt(page: Results) -> Finding:
    """Say what the picture of the months shows."""
    nothing = say("months", "info", N_("No months of marketing money can be drawn."))
    return next(iter(found(page)), nothing)


def draw(page: Results, ax: Axes | None = None) -> Axes:
    """Draw the money by month: proposed, a year earlier."""
    return kinds.series(page.month_totals, {"proposed": "plan", "before": "before"}, ax=ax)
