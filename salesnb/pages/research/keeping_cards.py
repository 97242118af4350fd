"""What the customer's card says of its pace, its enthusiasm and what it can carry."""

from __future__ import annotations

from salesnb.contracts.cards import NOT_ASSESSED, CardPart
from salesnb.contracts.results import Result
from salesnb.findings import Finding, say
from salesnb.i18n import N_


def keeps_pace(rows: Result) -> list[Finding]:
    """Say one customer's rhythm, and what is at stake where that held."""
    row = rows.first
    if not row.is_known("usual_gap_days"):
        text = N_("Its last purchase was {silent_days} days ago; it has no pace of its own yet.")
        return [say("rhythm", "info", text, row)]
    text = N_(
        "Its last purchase was {silent_days} days ago, {overdue_ratio} times its usual pause of"
        " {usual_gap_days} days: {state}."
    )
    said = [say("rhythm", "watch" if row["is_slipping"] else "info", text, row)]
    if row.is_known("at_stake"):
        text = N_("At stake in the next twelve months: {at_stake}.")
        said.append(say("stake", "watch", text, row))
    return said


def engaged(rows: Result) -> list[Finding]:
    """Say one customer's index, and what it earns with our lines."""
    row = rows.first
    said = []
    if row.is_known("engagement"):
        text = N_(
            "Engagement index: {engagement} ({engagement_low} to {engagement_high} by what is not"
            " known; {n_parts} of six parts are)."
        )
        said.append(say("engagement", "watch" if row["level"] == "low" else "info", text, row))
    if row.is_known("profit"):
        text = N_("It earns {profit} a year with our lines, {profit_share} of what it charges.")
        said.append(say("earns", "info", text, row))
    text = N_("Its outlook, from {outlook_basis}: {outlook} ({growth}).")
    return said + ([say("outlook", "info", text, row)] if row.is_known("growth") else [])


def carries(rows: Result) -> list[Finding]:
    """Say what one customer can carry against its target."""
    row = rows.first
    if not row.is_known("capability_ratio"):
        return [say("capability", "info", N_("Nothing is known of what it could carry."), row)]
    text = N_(
        "The plan asks {target_year} a year; it can carry {carried}, {capability_ratio} times that"
        " ({state}), held by {held_by}."
    )
    return [say("capability", "watch" if row["state"] == "short" else "info", text, row)]


CARDS = (
    CardPart(
        "customer",
        "customer_retention",
        N_("Does it keep its pace?"),
        says=keeps_pace,
        columns="last_on p_orders_next year_amount expected_amount at_stake engagement",
    ),
    CardPart(
        "customer",
        "enthusiasm",
        N_("What does it earn with us, and how engaged is it?"),
        says=engaged,
    ),
    CardPart(
        "customer",
        "rebate_steps",
        N_("What would the next rebate threshold bring?"),
        columns="bought expected rebate_expected threshold missing gain net",
        nothing="",
    ),
    CardPart(
        "customer",
        "capability",
        N_("Can it carry what the plan asks of it?"),
        says=carries,
        columns="capacity cash storage team distribution sell_through",
        nothing=NOT_ASSESSED,
    ),
)
