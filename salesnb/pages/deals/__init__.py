"""The room of 11_deals: which deals will close, and what moves each one on. Section by section.

Each section is a module with its frames (in capitals), its sentences and its pictures (`draw`).
"""

from salesnb.contracts.frames import declared
from salesnb.contracts.page import Results, Section
from salesnb.findings import Decision, Finding
from salesnb.i18n import N_
from salesnb.pages.deals import chances, listed, open_deals, persistence, plays, together

FRAMES = declared(open_deals, chances, together, persistence, plays)
CARDS = listed.CARDS
DECISIONS: tuple[Decision, ...] = (
    *together.DECISIONS,
    *open_deals.DECISIONS,
    *persistence.DECISIONS,
    *plays.DECISIONS,
)
OPEN = N_("open deals")
SECTIONS = (
    Section("What is open, and is it enough?", "accounted", N_("deals")),
    Section("Which deals will be won, and what is each worth?", "deal_forecast", OPEN),
    Section("What do the open deals bring together?", "brings", OPEN),
    Section("Go on, change the lever, or stop?", "advised late", OPEN),
    Section("What moves a deal on?", "effects plays steps", N_("closed deals with touches")),
)


def answer(page: Results) -> list[Finding]:
    """Say what is open, what may be promised, what is worth most, where to stop, steps lacking."""
    said = [*open_deals.answer(page)[:1], *together.answer(page)]
    return [*said, *chances.answer(page)[:1], *plays.answer(page)[:1]]
