"""The room of 13_review: did we do what we said, and what follows? Section by section.

Each section is a module with its frames (in capitals), its sentences and its pictures (`draw`).
"""

from salesnb.contracts.frames import declared
from salesnb.contracts.page import Results, Section
from salesnb.findings import Finding
from salesnb.i18n import N_
from salesnb.pages.review import adjust, ahead, attained, goals, pace, parts, why

FRAMES = declared(attained, pace, why, ahead, adjust, goals)
DECISIONS = (*attained.DECISIONS, *parts.DECISIONS, *ahead.DECISIONS, *adjust.DECISIONS)
SECTIONS = (
    Section("What do the totals hide?", "reached", N_("targets of regions, reps or other parts")),
    Section("What does the rest of the year ask?", "paces count_paces", N_("targets of the year")),
    Section("What threatens, and what was won?", "signals", N_("more months of sales")),
    Section(
        "What will not be reached, and what repairs the plan?",
        "balance",
        N_("targets of the year by region, product group or rep, and a forecast"),
    ),
    Section("What about the targets that no amount states?", "goals", N_("qualitative targets")),
)


def answer(page: Results) -> list[Finding]:
    """Say whether targets were met, what totals hide, why it came otherwise, what is left to do."""
    hidden = parts.answer(page)
    return [*attained.answer(page), *hidden, *why.answer(page), *pace.answer(page)][:5]
