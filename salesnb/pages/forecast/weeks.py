"""The next thirteen weeks of sales by working days."""

from __future__ import annotations

from matplotlib.axes import Axes

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.results import Result, Row
from salesnb.findings import Finding, say
from salesnb.i18n import N_
from salesnb.pages.forecast import columns as c
from salesnb.plots import kinds

WEEKS = Frame(
    name="weeks",
    title=N_("The next thirteen weeks"),
    grain=N_("one row per week"),
    key="week",
    shows="week first_day last_day working_days expected low high",
    nothing="",
    fields=(
        c.MEASURES,
        *c.WEEK,
        *c.EXPECTED,
        col.whole("n_weeks", N_("Past weeks that show how weeks differ")),
        c.CONFIDENCE,
    ),
)


def least_and_most(weeks: Result) -> dict[str, Row]:
    """Return the weeks with working days that bring least and most; none where there are none."""
    rows = weeks.keep((weeks.frame["working_days"] > 0).to_numpy())
    by_size = list(rows.by("expected"))
    return {"least": by_size[0], "most": by_size[-1]} if by_size else {}


def quietest(weeks: Result) -> list[Finding]:
    """Say which week with working days brings least, and which most."""
    text = N_(
        "Of the weeks ahead that have working days, the one from {least.first_day} brings least"
        " ({least.expected}, {least.low} to {least.high}; working days: {least.working_days}), the"
        " one from {most.first_day} most ({most.expected})."
    )
    said = least_and_most(weeks)
    return [say("weeks", "info", text, **said)] if said else []


def headline(weeks: Result) -> Finding:
    """Say which weeks bring least and most, or that none can be told."""
    text = N_("What the next weeks bring cannot be told: no month ahead is forecast.")
    return next(iter(quietest(weeks)), say("weeks", "info", text))


def draw_weeks(weeks: Result, ax: Axes | None = None) -> Axes:
    """Draw each week's sales with their range."""
    return kinds.estimates(weeks, "week", "expected", ax=ax)
