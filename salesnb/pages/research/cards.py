"""What the customer's card says of research: what keeps it, who else is there, what is open."""

from __future__ import annotations

from salesnb.contracts.cards import CardPart
from salesnb.contracts.results import Result
from salesnb.findings import Finding, say
from salesnb.i18n import N_

SHEET = "our_share replaceability main_rival rival_advantage value_in_use win_chance worth advice"


def said(rows: Result) -> list[Finding]:
    """Say our share and the index of one customer, and what is advised."""
    row = rows.first
    found: list[Finding] = []
    share = N_("""Our share of its purchases is {our_share} ({our_share_low} to {our_share_high};
        from {share_basis}).""")
    index = N_("""How replaceable we are: {replaceability} ({replaceability_low} to
        {replaceability_high}), nought being not at all; {n_parts} of four parts are known.""")
    if row.is_known("our_share"):
        found.append(say("share", "info", share, row))
    if row.is_known("replaceability"):
        found.append(say("index", "info", index, row))
    if row.is_known("advice"):
        found.append(say("advice", "info", N_("Advice: {advice} (expected regret {regret})."), row))
    return found


CARDS = (
    CardPart(
        "customer", "customer_research", N_("What keeps it with us"), says=said, columns=SHEET
    ),
    CardPart(
        "customer",
        "rivals_there",
        N_("Who else supplies it"),
        columns="competitor_id purchase_share advantage n_lost price_ratio quality service terms",
        nothing=N_("No rival is known there."),
    ),
    CardPart(
        "customer",
        "values",
        N_("What our products are worth to it"),
        columns="product_group kind amount_a_year size_factor value evidence",
        nothing="",
    ),
    CardPart(
        "customer",
        "bench",
        N_("Who could replace it"),
        columns="place substitute_id distance headroom win_chance brings",
        nothing="",
    ),
    CardPart(
        "customer",
        "changes",
        N_("What changed this month"),
        columns="field old_value new_value changed_on",
        nothing=N_("Nothing changed."),
    ),
    CardPart(
        "customer",
        "questions",
        N_("What we do not know"),
        columns="question owner_id",
        nothing="",
    ),
)
