"""What the findings of 02_sales ask for: how much is at stake, what to do, who does it."""

from __future__ import annotations

from salesnb.findings import Decision
from salesnb.i18n import N_

DECISIONS = (
    Decision(
        "silence",
        N_(
            "Ask the largest of them why they stopped, and lower or move their targets accordingly."
        ),
        N_("their reps"),
        "rhythm.year_amount",
        N_("a year"),
        {"state": "stopped"},
        unless="05b_research.slipping",
        lever="keep_customer",
    ),
    Decision(
        "regions_below",
        N_("Have the month explained."),
        N_("head of the region"),
        "regions.expected",
        N_("expected there this month"),
        lever="close_gap",
        asks="manager",
    ),
)
