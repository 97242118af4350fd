"""The room of 02_sales: where the firm stands, section by section.

Each section is a module with its frames (in capitals), its sentences and its pictures (`draw_...`).
"""

from salesnb.contracts.frames import declared
from salesnb.contracts.page import Results, Section
from salesnb.findings import Finding
from salesnb.i18n import N_
from salesnb.pages.sales import (
    bridge,
    customers,
    decisions,
    limits,
    position,
    regions,
    rollups,
    trend,
    variances,
    verdict,
)

DECISIONS = decisions.DECISIONS
FRAMES = declared(position, variances, rollups, trend, verdict, regions, bridge, customers, limits)
LONGER = N_("more months of sales")
SECTIONS = (
    Section("Trend or calendar?", "trend", LONGER),
    Section("What does the calendar do?", "season effects.change", LONGER),
    Section("What changed?", "bridge like_for_like.growth", N_("two whole years of sales")),
    Section(
        "What limits sales: hours or money?",
        "hours limits.open_amount",
        N_("instalments with receipts, or visits and the reps' hours"),
    ),
)


def answer(page: Results) -> list[Finding]:
    """Say the level of sales, the month, what changed sales, and who fell silent (else cash)."""
    silent = customers.silence(page.overdue, page.rhythm, page.verdict)
    owed = [limits.cash(page.limits)]
    return [
        position.level(page.headlines, page.verdict, page.data_end),
        verdict.expectation(page.verdict, page.data_end, page.silent_parts),
        *verdict.year_ago(page.verdict),
        bridge.driver(page.bridge, page.headlines, page.monthly),
        *([silent] if silent.status in {"act", "watch"} else owed),
    ]
