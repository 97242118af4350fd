"""The room of 13b_performance: how did each rep and region perform? Section by section.

Each section is a module with its frames (in capitals), its sentences and its pictures (`draw`).
"""

from salesnb.contracts.frames import declared
from salesnb.contracts.page import Results, Section
from salesnb.findings import Finding
from salesnb.i18n import N_
from salesnb.pages.performance import (
    compliance,
    efficiency,
    market,
    reporting,
    scorecard,
    spending,
    takings,
)

FRAMES = declared(scorecard, takings, reporting, spending, compliance, market, efficiency)
DECISIONS = (
    *scorecard.DECISIONS,
    *spending.DECISIONS,
    *compliance.DECISIONS,
    *market.DECISIONS,
)
SECTIONS = (
    Section("Who stands where?", "scorecards", N_("sales by rep or region")),
    Section("Sales and collections: what came of what was asked?", "takings", N_("sales")),
    Section(
        "Do reports come, in time and plausible?",
        "reporting",
        N_("the table reports: rep, kind, due and received"),
    ),
    Section(
        "Are expenses under control?",
        "spending",
        N_("the table expenses with a budget, or an issued budget"),
    ),
    Section(
        "Are the rules kept?", "compliance", N_("floor prices, credit limits or requests decided")
    ),
    Section(
        "Where does the market plan stand?", "progress", N_("milestones, visits or outlet_products")
    ),
    Section("What does an hour bring, and is it enough?", "efficiency", N_("visits")),
)


def answer(page: Results) -> list[Finding]:
    """Say who stands below the firm, what cannot be judged, and what is dearest; four at most."""
    said = [*scorecard.answer(page), *spending.found(page)[:1], *market.found(page)[:1]]
    lacking = scorecard.lacking(page)
    return [*said[:2], *(lacking[:1] or said[2:3]), *said[3:4]][:4]
