"""The room of 14_growth: is this a trend, or just a month? Section by section.

Each section is a module with its frames (in capitals), its sentences and its pictures (`draw`).
"""

from salesnb.contracts.frames import declared
from salesnb.contracts.page import Results, Section
from salesnb.findings import Finding
from salesnb.i18n import N_
from salesnb.pages.growth import boards, kpis, offsets, rates, steady, trends

FRAMES = declared(boards, rates, steady, trends, kpis, offsets)
DECISIONS = (*trends.DECISIONS, *kpis.DECISIONS)
YEAR = N_("a year of whole months, and the months that are compared")
SECTIONS = (
    Section("Is it a trend, or just a month?", "verdicts", N_("eighteen whole months of sales")),
    Section("What grows?", "growth_rates", YEAR),
    Section("Who grows, beyond what a small base makes of it?", "growth_rates", YEAR),
    Section("Can these rates be trusted?", "held_out", N_("two spans with a year before them")),
    Section("Do the key figures of the year hold?", "kpis", N_("key figures in plan/kpis.toml")),
    Section(
        "How much of misses and windfalls cancelled?",
        "offsets",
        N_("the forecast of the month before"),
    ),
)


def answer(page: Results) -> list[Finding]:
    """Say what is a trend, what grew, and whether the key figures hold; four sentences at most."""
    return [*trends.answer(page)[:2], *boards.answer(page)[:1], *kpis.answer(page)[:1]]
