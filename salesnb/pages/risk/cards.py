"""What the card of a customer says of its credit."""

from __future__ import annotations

from salesnb.contracts.cards import CardPart
from salesnb.contracts.results import Result
from salesnb.findings import Finding, Status, say
from salesnb.i18n import N_

NOTHING = N_("Nothing is owed or ordered, and nothing was bought of late.")


def credit(rows: Result) -> list[Finding]:
    """Say a customer's exposure, limit, habits of paying, and what may be lost."""
    row = rows.first
    status: Status = "act" if row["warning"] else "watch" if row["overdue"] > 0 else "info"
    if row.is_known("credit_limit"):
        text = N_(
            "At risk is {exposure}, {overdue} of it overdue; the credit limit is {credit_limit},"
            " suggested is {suggested_limit}. Expected loss: {expected_loss}."
        )
    else:
        text = N_(
            "At risk is {exposure}, {overdue} of it overdue; there is no credit limit, suggested is"
            " {suggested_limit}. Expected loss: {expected_loss}."
        )
    habits = N_(
        "It pays {late_days} days after the due day on average; the chance that the next"
        " instalment is late is {p_late}."
    )
    said = [say("credit", status, text, row)]
    known = rows.known("late_days p_late")
    return [*said, *(say("habits", "info", habits, one) for one in known)]


CARDS = (
    CardPart("customer", "credit_limits", N_("Credit and limit"), says=credit, nothing=NOTHING),
    CardPart(
        "customer",
        "collection_worklist",
        N_("Open instalments, those to collect first on top"),
        columns="instalment_id due_on open_amount days_past_due expected_on expected_late_money",
        nothing="",
    ),
    CardPart(
        "rep",
        "collection_worklist",
        N_("What to collect first"),
        columns="instalment_id customer_id open_amount days_past_due expected_late_money",
        nothing="",
    ),
)
