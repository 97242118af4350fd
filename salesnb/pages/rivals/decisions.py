"""What the findings of 03b_rivals ask for: how much is at stake, what to do, who does it."""

from __future__ import annotations

from salesnb.findings import Decision
from salesnb.i18n import N_

DECISIONS = (
    Decision(
        "steps price",
        N_("Match the price where our margin bears it, or let the business go."),
        N_("product management"),
        "lost_reasons.amount",
        N_("lost to it by price in twelve months"),
        {"reason": "price"},
    ),
    Decision(
        "reason lost",
        N_("Ask the reps of the largest deals lost what would have won them."),
        N_("head of sales"),
        "rivals.amount_lost",
        N_("lost to it in twelve months"),
    ),
)
