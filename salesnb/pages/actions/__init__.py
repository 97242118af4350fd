"""The room of 12_actions: who does what next month, and what the hours are best spent on.

Each section is a module with its frames (in capitals), its sentences and its pictures (`draw`).
"""

from salesnb.contracts.frames import declared
from salesnb.contracts.page import Results, Section
from salesnb.findings import Decision, Finding
from salesnb.i18n import N_
from salesnb.pages.actions import best_use, by_week, how_often, owned

FRAMES = declared(owned, best_use, how_often, by_week)
CARDS = by_week.CARDS
DECISIONS: tuple[Decision, ...] = (*owned.DECISIONS, *best_use.DECISIONS, *by_week.DECISIONS)
REPS = N_("reps at work, and customers that they look after")
SECTIONS = (
    Section("Who answers for which target?", "assignments", N_("targets of the month ahead")),
    Section("What are the hours best spent on?", "kinds", REPS),
    Section(
        "How often is each customer visited?", "visit_needs", N_("visits, or a judgement of them")
    ),
    Section("What is done in which week?", "action_plan followed", REPS),
)


def answer(page: Results) -> list[Finding]:
    """Say what better use brings, how many targets are owned, and what a rule would lose."""
    said = [*best_use.answer(page), *owned.answer(page), *how_often.answer(page)]
    return said[:4]
