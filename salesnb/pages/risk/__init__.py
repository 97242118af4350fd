"""The room of 06_risk: what could be lost to credit.

Each section is a module with its frames (in capitals), its sentences and its pictures (`draw`).
"""

from salesnb.contracts.frames import declared
from salesnb.contracts.page import Results, Section
from salesnb.findings import Finding
from salesnb.i18n import N_
from salesnb.pages.risk import calling, cards, limits, owed

FRAMES = declared(owed, calling, limits)
CARDS = cards.CARDS
DECISIONS = (*calling.DECISIONS, *limits.DECISIONS)
PAID = N_("instalments, and receipts with what they pay")
SECTIONS = (
    Section("What is owed, and how old is it?", "overdue_nodes", PAID),
    Section("How fast do customers pay?", "days_of_sales", PAID),
    Section("Whom to call first?", "collection_worklist late_check", PAID),
    Section("What may be lost, and which limits suit?", "credit_limits", PAID),
    Section("Which orders wait for a word first?", "credit_limits", PAID),
)


def answer(page: Results) -> list[Finding]:
    """Say what is overdue, what will be late, what may be lost, and which orders to look at."""
    unknown = owed.cannot_tell(page)
    if unknown:
        return unknown
    return [
        *owed.owed(page),
        *calling.calls(page),
        *limits.loss(page),
        *limits.orders(page)[:1],
    ]
