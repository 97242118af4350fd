"""What 02_sales says of limits: the reps' hours, what customers owe, the room for credit."""

from __future__ import annotations

import math

from salesnb.contracts.results import Result
from salesnb.findings import Finding, Slot, Status, cite
from salesnb.findings.sales_judging import number
from salesnb.i18n import N_

LITTLE_USED = 0.30  # share of selling hours with customers below which hours are no limit


def cash(limits: Result, *, currency: str) -> Finding:
    """Say what customers owe and how much of it is late."""
    late = number(limits, "overdue_share", scope="total")
    if math.isnan(late):
        return Finding("cash", "info", N_("What customers owe is unknown: export instalments and receipt_allocations to see it."))  # fmt: skip
    slots: dict[str, Slot] = {
        "open": cite(limits, "open_amount", currency=currency, scope="total"),
        "share": cite(limits, "overdue_share", scope="total"),
        "dso": cite(limits, "dso_days", fmt="days", scope="total"),
    }
    status: Status = "good" if late < 0.15 else "watch" if late < 0.30 else "act"
    return Finding("cash", status, N_("Customers owe {open}, {share} of it past due; that is {dso} days of sales."), slots)  # fmt: skip


def credit(limits: Result, *, currency: str) -> Finding:
    """Say what the credit limits still allow, and how many customers are beyond theirs."""
    beyond = number(limits, "blocked_customers", scope="total")
    if math.isnan(beyond):
        return Finding("credit", "info", N_("What credit limits still allow is unknown: export them with the customers, and what is open."))  # fmt: skip
    slots: dict[str, Slot] = {
        "room": cite(limits, "headroom_amount", currency=currency, scope="total"),
        "n": cite(limits, "blocked_customers", scope="total"),
    }
    if not beyond:
        return Finding("credit", "good", N_("Credit limits leave room for {room} more; no customer is beyond its own."), slots)  # fmt: skip
    return Finding("credit", "watch", N_("Credit limits leave room for {room} more; customers who owe more than their limit: {n}."), slots)  # fmt: skip


def hours(limits: Result) -> Finding:
    """Say how many of the reps' hours are spent with customers, and whether they limit sales."""
    used = number(limits, "used_share", scope="total")
    if math.isnan(used):
        return Finding("hours", "info", N_("How the reps' hours are used is unknown: export reps and visits to see it."))  # fmt: skip
    slots: dict[str, Slot] = {
        "used": cite(limits, "used_share", scope="total"),
        "hours": cite(limits, "available_hours", fmt="hours", scope="total"),
    }
    if used < LITTLE_USED:
        return Finding("hours", "watch", N_("Reps spend {used} of their {hours} selling hours with customers: it is not hours that limit sales, but what they are used for."), slots)  # fmt: skip
    return Finding("hours", "good", N_("Reps spend {used} of their {hours} selling hours with customers."), slots)  # fmt: skip
