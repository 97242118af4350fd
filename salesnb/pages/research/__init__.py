"""The room of 05b_research: what is known of each customer, and what keeps it with us.

Each section is a module with its frames (in capitals), its sentences (`found`) and its pictures
(`draw`).
"""

from salesnb.contracts.frames import declared
from salesnb.contracts.page import Results
from salesnb.findings import Decision, Finding
from salesnb.pages.research import (
    bench,
    capability,
    cards,
    changed,
    choice,
    enthusiasm,
    keeping_cards,
    retention,
    retention_frames,
    sheet,
)

FRAMES = declared(bench, changed, sheet, choice, retention_frames, enthusiasm, capability)
DECISIONS: tuple[Decision, ...] = (
    *bench.DECISIONS,
    *changed.DECISIONS,
    *choice.DECISIONS,
    *retention.DECISIONS,
    *enthusiasm.DECISIONS,
    *capability.DECISIONS,
)
CARDS = (*cards.CARDS, *keeping_cards.CARDS)


def answer(page: Results) -> list[Finding]:
    """Say whom to pursue, who slips away, who knows the A customers, where we are replaced."""
    return [choice.advice(page), retention.verdict(page), bench.known(page), sheet.easy(page)]
