"""What 05_customers adds to the card of a customer."""

from __future__ import annotations

from salesnb.contracts.cards import CardPart
from salesnb.contracts.results import Result
from salesnb.findings import Finding, say
from salesnb.i18n import N_


def said(rows: Result) -> list[Finding]:
    """Say the class of a customer, its chance, and what decides it."""
    text = N_(
        "Class {customer_class} (chances: A {p_a}, B {p_b}, C {p_c}), decided by {deciding}; worth"
        " {worth} a year."
    )
    return [say("class", "info", text, row) for row in rows]


CARDS = (
    CardPart(
        "customer",
        "customer_classes",
        title=N_("Class"),
        says=said,
        columns=(
            "credit loyalty dependence influence expected_sales ease distance visits_per_month"
            " hours"
        ),
    ),
)
