"""What limits sales: the reps' hours, what customers owe, the room for credit."""

from __future__ import annotations

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Chart, Frame
from salesnb.contracts.results import Result
from salesnb.findings import Finding, say
from salesnb.i18n import N_
from salesnb.pages.sales.columns import DAYS, REP, SCOPE, TOTAL

LITTLE_USED = 0.30  # share of selling hours with customers below which hours are no limit
LATE, VERY_LATE = 0.15, 0.30  # share of what customers owe that is past due: watch, act

HOURS = Frame(
    name="hours",
    title=N_("The reps' hours this month"),
    grain=N_("one row per rep"),
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

AGEING = Frame(
    name="ageing",
    title=N_("What customers owe, by days past due"),
    grain=N_("one row per bucket"),
    key="bucket",
    order="from_days",
    total="bucket",
    chart=Chart("column", "bucket", "open_amount=bad", but={"bucket": ("total",)}),
    fields=(
        col.code("bucket", N_("Days past due"), {"not due": N_("not due"), **TOTAL}),
        col.whole("from_days", N_("Days past due, from"), unit=DAYS),
        col.whole("n_instalments", N_("Instalments")),
        col.money("open_amount", N_("Open")),
        col.share("open_share", N_("Share")),
    ),
)

LIMITS = Frame(
    name="limits",
    title=N_("What limits sales"),
    grain=N_("one row"),
    key="scope",
    fields=(
        SCOPE,
        col.money("open_amount", N_("Receivables")),
        col.money("overdue_amount", N_("Overdue")),
        col.kpi("overdue_share", "overdue_ratio", label=N_("Overdue share")),
        col.kpi("dso_days", "dso", digits=1),
        col.money("headroom_amount", N_("Room below credit limits")),
        col.whole("blocked_customers", N_("Customers beyond their limit")),
        col.number("available_hours", N_("Reps' hours"), unit=N_("h"), digits=1, shown="hours"),
        col.number("visit_hours", N_("Hours in visits"), unit=N_("h"), digits=1),
        col.share("used_share", N_("Share of hours in visits")),
        col.whole("n_matched", N_("Receipts without an allocation")),
        col.money("matched_amount", N_("Receipts without an allocation, money")),
    ),
)


def hours(limits: Result) -> Finding:
    """Say how many of the reps' hours are spent with customers, and whether they limit sales."""
    row = limits.first
    if not row.is_known("used_share"):
        return say("hours", "info", N_("Reps' hours are unknown: export reps and visits."))
    if row["used_share"] >= LITTLE_USED:
        text = N_(
            "Reps spend {used_share} of their {available_hours} selling hours with customers."
        )
        return say("hours", "good", text, row)
    text = N_(
        "Reps spend {used_share} of their {available_hours} selling hours with customers: it is not"
        " hours that limit sales, but what they are used for."
    )
    return say("hours", "watch", text, row)


_OWED = N_("Customers owe {open_amount} ({dso_days} days of sales), {overdue_share} of it late.")
_OWED_BY_RULE = N_(
    "Customers owe {open_amount} ({dso_days} days of sales), {overdue_share} of it late. This rests"
    " on an assumption: {n_matched} receipts without an allocation ({matched_amount}) pay the open"
    " instalment of exactly their amount, else those due first."
)
_SETTLED = N_("No instalment is left open: the balance of what customers owe is {open_amount}.")
_SETTLED_BY_RULE = N_(
    "No instalment is left open: the balance of what customers owe is {open_amount}. This rests on"
    " an assumption: {n_matched} receipts without an allocation ({matched_amount}) pay the open"
    " instalment of exactly their amount, else those due first."
)


def cash(limits: Result) -> Finding:
    """Say what customers owe, how much of it is late, and what was assumed of receipts."""
    row = limits.first
    if not row.is_known("open_amount"):
        text = N_(
            "What customers owe is unknown: export instalments, and receipts or their allocations."
        )
        return say("cash", "info", text)
    is_matched = row.is_known("n_matched") and row["n_matched"] > 0
    if row["open_amount"] <= 0:
        return say("cash", "good", _SETTLED_BY_RULE if is_matched else _SETTLED, row)
    text = _OWED_BY_RULE if is_matched else _OWED
    late = row["overdue_share"]
    return say("cash", "good" if late < LATE else "watch" if late < VERY_LATE else "act", text, row)


def credit(limits: Result) -> Finding:
    """Say what the credit limits still allow, and how many customers are beyond theirs."""
    row = limits.first
    if not row.is_known("blocked_customers"):
        return say("credit", "info", N_("Room for credit is unknown: export credit limits."))
    text = N_(
        "Credit limits leave room for {headroom_amount} more; customers who owe more than their"
        " limit: {blocked_customers}."
    )
    return say("credit", "watch" if row["blocked_customers"] else "good", text, row)
