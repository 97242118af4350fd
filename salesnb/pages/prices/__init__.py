"""The room of 06b_prices: are our prices kept, and do our goods stay where they are sold.

Each section is a module with its frames (in capitals), its sentences and its pictures (`draw`).
"""

from salesnb.contracts.frames import declared
from salesnb.contracts.page import Results, Section
from salesnb.findings import Decision, Finding
from salesnb.i18n import N_
from salesnb.pages.prices import apart, away, kept, leaks, listed

FRAMES = declared(kept, leaks, away, apart, listed)
CARDS = listed.CARDS
LISTED = N_("list prices: list_amount on the lines, or product_prices")
SECTIONS = (
    Section("What of the list is realised, and what lies below its floor?", "realisation", LISTED),
    Section("Who gives more discount than before?", "leaks", LISTED),
    Section(
        "Do goods stay where they are sold?",
        "diversions pulls",
        N_("sell_out, inspections or price_observations with customer and region"),
    ),
    Section("How far do prices lie apart?", "dispersion", N_("lines with quantities")),
)
DECISIONS: tuple[Decision, ...] = (*leaks.DECISIONS, *away.DECISIONS, *kept.DECISIONS)


def answer(page: Results) -> list[Finding]:
    """Say who gives prices away, whose goods were seen elsewhere, what is realised and kept."""
    return [*leaks.answer(page)[:1], *away.answer(page)[:1], *kept.found(page)]
