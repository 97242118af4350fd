"""What limits sales: the reps' hours, and what customers owe."""

from __future__ import annotations

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.results import Result
from salesnb.findings import Finding, Status, say
from salesnb.i18n import N_
from salesnb.pages.sales.columns import REP

LATE, VERY_LATE = 0.15, 0.30  # share of what customers owe that is past due: watch, act

HOURS = Frame(
    title=N_("The reps' hours this month"),
    key="rep_id",
    order="used_share",
    rows=10,
    fields=(
        REP,
        col.number("available_hours", N_("Hours there are"), unit=N_("h"), digits=1),
        col.whole("n_visits", N_("Visits held")),
        col.number("visit_hours", N_("Hours in visits"), unit=N_("h"), digits=1),
        col.share("used_share", N_("Used")),
    ),
)

LIMITS = Frame(
    title=N_("What limits sales"),
    key="scope",
    fields=(
        col.SCOPE,
        col.money("open_amount", N_("Receivables")),
        col.money("overdue_amount", N_("Overdue")),
        col.kpi("overdue_share", "overdue_ratio", label=N_("Overdue share")),
        col.kpi("dso_days", "dso", digits=1),
        col.number("available_hours", N_("Reps' hours"), unit=N_("h"), digits=1, shown="hours"),
        col.number("visit_hours", N_("Hours in visits"), unit=N_("h"), digits=1, shown="hours"),
        col.share("used_share", N_("Share of hours in visits")),
    ),
)


def hours(limits: Result) -> Finding:
    """Say how many of the reps' selling hours are logged as visits; no more follows from them."""
    row = limits.first
    if not row.is_known("used_share"):
        text = N_("Reps' hours are unknown: they take reps with their monthly hours, and visits.")
        return say("hours", "info", text)
    text = N_("""{visit_hours} of {available_hours} selling hours are logged as visits
        ({used_share}); travel and office work are not recorded, so nothing follows from that
        yet.""")
    return say("hours", "info", text, row)


SETTLED = N_("No instalment is left open: the balance of what customers owe is {open_amount}.")


def cash(limits: Result) -> Finding:
    """Say what of the money that customers owe is overdue; 06_risk says how old it is, and whose.

    Without receipts nobody knows what was paid: then nothing is said of debts.
    """
    row = limits.first
    if not row.is_known("open_amount"):
        text = N_("What customers owe is unknown: it takes instalments and what was paid on them.")
        return say("cash", "info", text)
    if not row.is_known("overdue_share"):
        return say("cash", "good", N_("Customers owe {open_amount}: nothing is left open."), row)
    late = row["overdue_share"]
    status: Status = "act" if late > VERY_LATE else "watch" if late > LATE else "good"
    if row["overdue_amount"] <= 0:
        text = N_("Customers owe {open_amount} ({dso_days} days of sales), none of it overdue.")
        return say("cash", "good", text, row)
    text = N_("""{overdue_amount} of the {open_amount} that customers owe is overdue
        ({overdue_share}); 06_risk has how old it is, with whom, and whom to call first.""")
    return say("cash", status, text, row)
