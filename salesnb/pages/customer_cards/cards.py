"""The three cards of a customer: information, strategy, the month's review."""

from __future__ import annotations

from salesnb.contracts.cards import INFORMATION, NOT_ASSESSED, REVIEW, STRATEGY, CardPart
from salesnb.contracts.results import Result
from salesnb.findings import Finding, say
from salesnb.i18n import N_

MASTER = """kind segment region_id city group_id rep_id settlement_id sales_method_id onboarded_on
    credit_limit security_amount risk_rating n_employees purchase_potential contact_name phone
    opening_hours first_month last_month"""
STANDING = """customer_class class_share earlier_class our_share gap_amount target target_growth
    main_rival rival_advantage n_known_by value_in_use worth advice lever"""


def opening(rows: Result) -> list[Finding]:
    """Say what the customer bought, and where the month points."""
    row = rows.first
    grown = N_("""Bought {year_amount} in twelve months, {growth} on the twelve before; of
        {n_graded} criteria that could be graded this month {n_good} are good and {n_weak} weak.""")
    bare = N_("""Bought {year_amount} in twelve months; of {n_graded} criteria that could be graded
        this month {n_good} are good and {n_weak} weak.""")
    return [say("opening", "info", grown if row.is_known("growth") else bare, row)]


def kept(rows: Result) -> list[Finding]:
    """Say how complete and how fresh the card is."""
    row, found = rows.first, []
    filled = N_("{completeness} of what a card asks for is filled in.")
    fresh = N_("The customer was last seen, or its data changed, {days_old} days ago.")
    stale = N_("Stale: nobody saw the customer or changed its data for {days_old} days.")
    if row.is_known("completeness"):
        found.append(say("filled", "info", filled, row))
    if row.is_known("days_old"):
        found.append(say("fresh", "info", stale if row["is_stale"] else fresh, row))
    return found


def wanted(rows: Result) -> list[Finding]:
    """Say objective, offer and the next review."""
    row = rows.first
    aim = N_("Objective: {objective} ({objective_amount}).")
    bare = N_("Objective: {objective}.")
    offer = N_("""Offer: {offer_group}, which {offer_share} of the customers of its segment buy and
        it does not.""")
    review = N_("Next review: by {next_review_on}.")
    found = [say("objective", "info", aim if row["objective_amount"] else bare, row)]
    if row["offer_group"]:
        found.append(say("offer", "info", offer, row))
    return [*found, say("next_review", "info", review, row)]


def verdict(rows: Result) -> list[Finding]:
    """Say what is proposed, and why."""
    row = rows.first
    moved = N_("Proposal: {proposal}. Why: {reason}.")
    running = N_("The month points {direction}, for {months_same} months running.")
    once = N_("The month points {direction}, for the first time.")
    found = [say("proposal", "info", moved, row)]
    if row["direction"] == "none":
        return found
    return [*found, say("direction", "info", running if row["months_same"] > 1 else once, row)]


def _part(frame: str, sheet: str, title: str, **other: object) -> CardPart:
    return CardPart("customer", frame, title, sheet=sheet, **other)  # type: ignore[arg-type]


CARDS = (
    CardPart(
        "customer",
        "customer_cards",
        says=opening,
        columns="customer_class year_amount growth n_good n_weak proposal next_review_on",
        opens=True,
        sheet=INFORMATION,
        only="is_carded",
    ),
    _part("information", INFORMATION, N_("Master data"), says=kept, columns=MASTER, shape="facts"),
    _part("history", INFORMATION, N_("Sales so far"), columns="until amount growth margin_share"),
    _part("bought", INFORMATION, N_("What it buys"), columns="product_group amount before share"),
    _part(
        "missing_fields",
        INFORMATION,
        N_("What the card lacks"),
        columns="field",
        shape="list",
        nothing=N_("Nothing that is kept for others."),
    ),
    _part(
        "strategy",
        STRATEGY,
        N_("Where it stands, and what is wanted"),
        says=wanted,
        columns=STANDING,
        shape="facts",
        only="is_carded",
    ),
    _part(
        "actions",
        STRATEGY,
        N_("What is to be done"),
        columns="action n amount rep_id due_on",
        nothing=N_("Nothing is open."),
    ),
    _part(
        "risks",
        STRATEGY,
        N_("What may go wrong"),
        columns="risk amount n share",
        nothing=N_("No risk is known."),
    ),
    _part(
        "agreements",
        STRATEGY,
        N_("Standing agreements of three months"),
        columns="product_id agreed_quantity delivered_quantity agreed_amount short_amount",
        nothing="",
    ),
    _part(
        "review",
        REVIEW,
        N_("The month by the rubric"),
        columns="criterion grade figure good_from weak_from basis",
    ),
    _part("customer_cards", REVIEW, N_("Proposal"), says=verdict, only="is_carded"),
    _part("verdicts", REVIEW, N_("Trend"), nothing=NOT_ASSESSED),
)
