"""Cash week by week, and when each open instalment is paid."""

from __future__ import annotations

from matplotlib.axes import Axes

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.page import Results
from salesnb.contracts.results import Result
from salesnb.findings import Finding, say
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN
from salesnb.pages.forecast import columns as c
from salesnb.pages.forecast.cash import NODES, SOURCES
from salesnb.pages.forecast.weeks import least_and_most
from salesnb.plots import kinds

WEEKS = Frame(
    name="cash_weeks",
    title=N_("Cash of the next thirteen weeks"),
    grain=N_("one row per week"),
    key="week",
    shows="week first_day last_day working_days expected low high from_open from_new",
    nothing="",
    fields=(
        *c.WEEK,
        *c.EXPECTED,
        *SOURCES,
        c.CONFIDENCE,
    ),
)

TIMES = Frame(
    name="payment_times",
    title=N_("When open instalments are paid"),
    grain=N_("one row per open instalment"),
    key="instalment_id",
    order="-open_amount",
    shows="instalment_id customer_id due_on open_amount expected_on one_month_share unpaid_share",
    rows=12,
    nothing=N_("No instalment is open."),
    fields=(
        col.text("instalment_id", N_("Instalment")),
        col.CUSTOMER,
        col.SETTLEMENT,
        col.day("due_on", N_("Due on")),
        col.number("days_past_due", N_("Days past due"), digits=0, shown="days"),
        col.money("open_amount", N_("Left to pay"), shown=COLUMN),
        col.day("expected_on", N_("Half expected by")),
        col.day("earliest_on", N_("A tenth expected by")),
        col.day("latest_on", N_("Nine tenths expected by")),
        col.share("late_share", N_("Chance of being late")),
        col.share("one_month_share", N_("Paid within a month")),
        col.share("two_months_share", N_("Paid within two months")),
        col.share("three_months_share", N_("Paid within three months")),
        col.share("unpaid_share", N_("Unpaid after twelve months")),
        col.money("expected_amount", N_("Expected within three months"), shown=COLUMN),
        col.flag("is_moved", N_("Moved by what is known of the case")),
    ),
)

AHEAD = Frame(
    name="collections_ahead",
    title=N_("What a plan's cash begins with, month by month"),
    grain=N_("one row per settlement method and month"),
    key="dimension node month",
    nothing="",
    fields=(
        *NODES,
        c.MONTH,
        col.money("opening", N_("Owed at the start")),
        col.money("invoiced", N_("Invoiced, less credit notes")),
        col.money("received", N_("Received")),
        col.money("in_bills", N_("Of it in bills")),
        col.money("matured", N_("Bills maturing")),
    ),
)

OPEN = Frame(
    name="collections_open",
    title=N_("What open instalments bring, month by month"),
    grain=N_("one row per customer, settlement method and month"),
    key="customer_id settlement_id month",
    nothing="",
    fields=(
        col.CUSTOMER,
        col.SETTLEMENT,
        c.MONTH,
        col.money("amount", N_("Expected")),
    ),
)


def weeks(rows: Result) -> list[Finding]:
    """Say which week with working days brings least cash, and which most."""
    text = N_(
        "Of the next thirteen weeks that have working days, the one from {least.first_day} brings"
        " least cash ({least.expected}), the one from {most.first_day} most ({most.expected})."
    )
    said = least_and_most(rows)
    return [say("cash_weeks", "info", text, **said)] if said else []


def largest(times: Result) -> list[Finding]:
    """Say when the largest open instalment is expected, or that it is likelier not paid."""
    if times.is_empty:
        return []
    row = times.first
    if row.is_known("expected_on"):
        text = N_(
            "The largest open instalment, {instalment_id} of {customer_id} over {open_amount}, is"
            " as likely as not paid by {expected_on}; within a month with a chance of"
            " {one_month_share}."
        )
        return [say("largest", "info", text, row)]
    text = N_(
        "The largest open instalment, {instalment_id} of {customer_id} over {open_amount}, is"
        " likelier than not still unpaid after twelve months."
    )
    return [say("largest", "watch", text, row)]


def found(page: Results) -> list[Finding]:
    """Say all that the section on weeks and instalments has to say."""
    return [*weeks(page.cash_weeks), *largest(page.payment_times)]


def headline(page: Results) -> Finding:
    """Say which weeks bring least and most, or that none can be told."""
    text = N_("What cash the next weeks bring cannot be told: too few payments are known.")
    return next(iter(weeks(page.cash_weeks)), say("cash_weeks", "info", text))


def draw_weeks(rows: Result, ax: Axes | None = None) -> Axes:
    """Draw each week's cash with its range."""
    return kinds.estimates(rows, "week", "expected", ax=ax)
