"""The room of 12b_routes: who goes where on which day. Section by section.

Each section is a module with its frames (in capitals), its sentences and its pictures (`draw`).
"""

from salesnb.contracts.frames import declared
from salesnb.contracts.page import Results, Section
from salesnb.findings import Decision, Finding
from salesnb.i18n import N_
from salesnb.pages.routes import kept, loads, unplaced, week

FRAMES = declared(week, loads, unplaced, kept)
CARDS = week.CARDS
DECISIONS: tuple[Decision, ...] = (*week.DECISIONS, *unplaced.DECISIONS)
VISITS = N_("visits of the month ahead")
SECTIONS = (
    Section("What does the week look like?", "visit_plan", VISITS),
    Section("Where do the hours go?", "rep_routes rep_weeks", VISITS),
    Section("What could not be placed, and why?", "routed", VISITS),
    Section("What stays on its day?", "visit_plan", VISITS),
)


def answer(page: Results) -> list[Finding]:
    """Say what is planned and saved, whether A customers are served, what is left, what stays."""
    return [*week.answer(page), *unplaced.answer(page), *kept.answer(page)]
