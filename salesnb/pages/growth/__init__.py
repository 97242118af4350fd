"""The room of 14_growth: is this a trend, or just a month? Section by section.

Each section is a module with its frames (in capitals), its sentences and its pictures (`draw`).
"""

from salesnb.contracts.frames import declared
from salesnb.contracts.page import Results, Section
from salesnb.findings import Decision, Finding
from salesnb.i18n import N_
from salesnb.pages.growth import boards, rates, steady

FRAMES = declared(boards, rates, steady)
YEAR = N_("a year of whole months, and the months that are compared")
SECTIONS = (
    Section("What grows?", "boards", YEAR),
    Section("Who grows, beyond what a small base makes of it?", "growth_rates", YEAR),
    Section("Can these rates be trusted?", "held_out", YEAR),
)
DECISIONS: tuple[Decision, ...] = ()


def answer(page: Results) -> list[Finding]:
    """Say what grew."""
    return boards.answer(page)
