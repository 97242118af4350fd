"""The room of 04b_groundwork: what do we build for the years ahead? Section by section.

Each section is a module with its frames (in capitals), its sentences and its pictures (`draw`).
"""

from salesnb.contracts.frames import declared
from salesnb.contracts.page import Results, Section
from salesnb.findings import Finding
from salesnb.i18n import N_
from salesnb.pages.groundwork import (
    buildup,
    influence,
    needs,
    reserves,
    speaking,
    stages,
    stopping,
)

FRAMES = declared(buildup, stopping, stages, reserves, influence, speaking, needs)
DECISIONS = (
    *needs.DECISIONS,
    *stopping.DECISIONS,
    *influence.DECISIONS,
    *speaking.DECISIONS,
    *stages.DECISIONS,
    *reserves.DECISIONS,
)
UNKNOWN = ("no_needs", "no_build", "no_network", "no_stages", "speaks_none")
SECTIONS = (
    Section(
        "What does long work build up, and what would stopping cost?",
        "channels",
        N_("spend and leads by marketing channel, region and month"),
    ),
    Section(
        "At what stage do the markets stand?",
        "stages_now",
        N_("sales of a year, and leads over two years"),
    ),
    Section("What is held back for later growth?", "reserves", N_("reserves in plan/budget.toml")),
    Section(
        "Who influences whom, and whom do we cultivate?",
        "people",
        N_("the table contact_edges with influence"),
    ),
    Section(
        "Does it help to have somebody speak for us?",
        "effects",
        N_("contact_edges, and deals won or lost"),
    ),
    Section(
        "Which tenders are decided next, and who works on them?",
        "tenders bodies results",
        N_("the table needs"),
    ),
)


def answer(page: Results) -> list[Finding]:
    """Say which tenders wait, which long work pays, and whom to cultivate; four at most.

    What the company has no data for is left out, unless nothing else can be said.
    """
    said = [*needs.answer(page), *buildup.answer(page), *influence.answer(page)]
    said += stages.answer(page)
    there = [one for one in said if one.key not in UNKNOWN]
    return there[:4] or _lacking(page)


def _lacking(page: Results) -> list[Finding]:
    """Say what lacks where the company has something: ties, or spending; else needs."""
    if not page.channels.is_empty:
        return buildup.answer(page)
    return (influence if page.network.first["n_loops"] else needs).answer(page)[:1]
