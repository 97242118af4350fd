"""The room of 07_forecast: where sales land if nothing changes, section by section.

Each section is a module with its frames (in capitals), its sentences and its pictures (`draw_...`).
"""

from salesnb.contracts.frames import declared
from salesnb.contracts.page import Results, Section
from salesnb.findings import Finding
from salesnb.i18n import N_
from salesnb.pages.forecast import accuracy, cash, decided, payers, products, sales, weeks

DECISIONS = decided.DECISIONS
FRAMES = declared(sales, decided, accuracy, products, weeks, cash, payers)
MONTHS = N_("three whole months of sales")
NODES = N_("three whole months of sales, by region, product group or rep for instance")
SECTIONS = (
    Section("Where do sales land?", "landing", MONTHS),
    Section("How good is it?", "accuracy", N_("a year of whole months of sales and some more")),
    Section("Who carries it?", "nodes", NODES),
    Section("Which products move?", "products", MONTHS),
    Section("What do the next weeks bring?", "weeks", MONTHS),
    Section("What cash comes in?", "cash_basis", N_("instalments and receipts")),
    Section("Who pays when?", "cash_weeks payment_times", N_("instalments and receipts")),
)


def answer(page: Results) -> list[Finding]:
    """Say the months ahead, the year, the history, orders, decided totals and next month's cash.

    That a forecast lay on one side of what came stands beside its amount.
    """
    return [*sales.answer(page), *decided.against(page.decided), *cash.answer(page)]
