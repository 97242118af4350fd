"""The room of 12c_visits: what do we want from each visit, and what works? Section by section.

Each section is a module with its frames (in capitals), its sentences and its tables.
"""

from salesnb.contracts.frames import declared
from salesnb.contracts.page import Results, Section
from salesnb.findings import Finding
from salesnb.i18n import N_
from salesnb.pages.visits import (
    aims,
    cards,
    done,
    effect_frames,
    effects,
    ready,
    reports,
    seen,
)

FRAMES = declared(aims, ready, effect_frames, done, seen, reports)
CARDS = cards.CARDS
DECISIONS = (*effects.DECISIONS, *ready.DECISIONS, *done.DECISIONS)
PLANNED = N_("visits planned for the month to come, or a plan of routes")
SECTIONS = (
    Section("What is each visit of the planned month for?", "visit_sheets", PLANNED),
    Section("With what is each visit prepared?", "visit_sheets", PLANNED),
    Section(
        "Does preparation tell, and which action pays?",
        "visits_told prepared_told collected",
        N_("visits over some months, with orders, aims or instalments"),
    ),
    Section("What was done of the plan?", "done", N_("visits of the month")),
    Section(
        "What was seen in the market, and what is registered?",
        "inspected registered",
        N_("the tables inspections and outlets"),
    ),
    Section(
        "Which reports came, and can they be believed?",
        "received",
        N_("the table reports"),
    ),
)


def answer(page: Results) -> list[Finding]:
    """Say what is planned, what a visit brings, whether preparation tells, what was done."""
    return [*aims.answer(page), *effects.answer(page), *done.answer(page)][:6]
