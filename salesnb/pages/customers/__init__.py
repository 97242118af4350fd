"""The room of 05_customers: which customers deserve our time and money.

Each section is a module with its frames (in capitals), its sentences and its pictures (`draw`).
"""

from salesnb.contracts.frames import declared
from salesnb.contracts.page import Results, Section
from salesnb.findings import Decision, Finding
from salesnb.i18n import N_
from salesnb.pages.customers import bounds, cards, classes, criteria, foretold, moves

FRAMES = declared(classes, criteria, bounds, moves, foretold)
CARDS = cards.CARDS
NEEDS = N_("the table invoice_lines or order_lines, and reps or the hours for visits")
SECTIONS = (
    Section("Who is A, and how sure is that?", "customer_classes", NEEDS),
    Section("By what are they judged, and what counts how much?", "customer_classes", NEEDS),
    Section("Where do the boundaries come from?", "customer_classes", NEEDS),
    Section("Who moved, and who stands on the edge?", "customer_classes", NEEDS),
    Section("Do the classes foretell who earns?", "customer_classes", NEEDS),
)
DECISIONS: tuple[Decision, ...] = (*bounds.DECISIONS, *moves.DECISIONS)


def answer(page: Results) -> list[Finding]:
    """Say who is A, what bounds the classes, who moved, whether it pays, what is not known."""
    return [
        *classes.answer(page),
        *bounds.answer(page),
        *moves.answer(page),
        *foretold.answer(page),
        *criteria.unknown(page),
    ]
