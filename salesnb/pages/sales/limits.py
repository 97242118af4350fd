"""What limits sales: the reps' hours, what customers owe, the room for credit."""

from __future__ import annotations

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Chart, Frame
from salesnb.contracts.results import Result
from salesnb.findings import Finding, Status, say
from salesnb.i18n import N_
from salesnb.pages.sales.columns import DAYS, REP, TOTAL

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

AGEING = Frame(
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
    title=N_("What limits sales"),
    key="scope",
    fields=(
        col.SCOPE,
        col.money("open_amount", N_("Receivables")),
        col.money("overdue_amount", N_("Overdue")),
        col.kpi("overdue_share", "overdue_ratio", label=N_("Overdue share")),
        col.kpi("dso_days", "dso", digits=1),
        col.money("headroom_amount", N_("Room below credit limits")),
        col.whole("blocked_customers", N_("Customers beyond their limit")),
        col.money("excess_amount", N_("Owed beyond credit limits")),
        col.number("available_hours", N_("Reps' hours"), unit=N_("h"), digits=1, shown="hours"),
        col.number("visit_hours", N_("Hours in visits"), unit=N_("h"), digits=1, shown="hours"),
        col.share("used_share", N_("Share of hours in visits")),
        col.whole("n_matched", N_("Receipts without an allocation")),
        col.money("matched_amount", N_("Receipts without an allocation, money")),
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


def cash(limits: Result, ageing: Result) -> Finding:
    """Say what of the money that customers owe is overdue, and for how long."""
    row = limits.first
    if row.is_known("open_amount") and row["open_amount"] <= 0:
        return say("cash", "good", SETTLED, row)
    if not row.is_known("overdue_share"):
        text = N_("""What customers owe is unknown: export instalments, and receipts or their
            allocations.""")
        return say("cash", "info", text)
    late = row["overdue_share"]
    status: Status = "good" if late < LATE else "watch" if late < VERY_LATE else "act"
    if row["overdue_amount"] <= 0:
        text = N_("Customers owe {open_amount} ({dso_days} days of sales), none of it overdue.")
        return say("cash", status, text, row)
    _, _, *older = ageing.without_total().known("from_days").by("from_days")
    if not older:
        text = N_("""{overdue_amount} of the {open_amount} that customers owe is overdue
            ({overdue_share}).""")
        return say("cash", status, text, row)
    if older[-1]["open_amount"] <= 0:
        text = N_("""{overdue_amount} of the {open_amount} that customers owe is overdue
            ({overdue_share}), none of it for {old.from_days:integer} days or more.""")
        return say("cash", status, text, row, old=older[-1])
    text = N_("""{overdue_amount} of the {open_amount} that customers owe is overdue
        ({overdue_share}), {old.open_amount} of it for {old.from_days:integer} days or more.""")
    return say("cash", status, text, row, old=older[-1])


def matched(limits: Result) -> list[Finding]:
    """Say what was assumed of receipts that came without an allocation; nothing without any."""
    row = limits.first
    if not (row.is_known("open_amount") and row.is_known("n_matched") and row["n_matched"] > 0):
        return []
    text = N_("""What customers owe rests on an assumption: receipts without an allocation
        ({n_matched}, {matched_amount} together) pay the open instalment of exactly their amount,
        else those due first.""")
    return [say("matched", "info", text, row)]


def credit(limits: Result) -> Finding:
    """Say what the credit limits still allow, and how many customers are beyond theirs."""
    row = limits.first
    if not row.is_known("blocked_customers"):
        text = N_("Room for credit is unknown: it takes credit limits and open instalments.")
        return say("credit", "info", text)
    if not row["blocked_customers"]:
        text = N_("""No customer owes more than its credit limit; there is room for
            {headroom_amount}.""")
        return say("credit", "good", text, row)
    text = N_("""Customers beyond their credit limits: {blocked_customers}, by {excess_amount}
        together; the others have room for {headroom_amount} more.""")
    return say("credit", "watch", text, row)
