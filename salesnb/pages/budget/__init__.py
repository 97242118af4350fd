"""The room of 10_budget: what the plan costs, and where the next unit of money works hardest.

Each section is a module with its frames (in capitals), its sentences and its pictures (`draw`).
"""

from salesnb.contracts.frames import declared
from salesnb.contracts.page import Results, Section
from salesnb.findings import Decision, Finding
from salesnb.i18n import N_
from salesnb.pages.budget import (
    contribution,
    costs,
    credit,
    frontier,
    gain,
    months,
    returns,
    spending,
)

FRAMES = declared(costs, contribution, credit, spending, returns, frontier, gain, months)
SPEND = N_("the table spend: marketing channel, region, month and amount over two years")
COSTS = N_("spend, expenses or `plan/budget.toml`")
SECTIONS = (
    Section("What does the plan cost?", "cost_lines", COSTS),
    Section("What does it leave, and who bears the cost?", "contribution.selling_cost", COSTS),
    Section(
        "What does waiting for money cost, and what is kept back?",
        "credit_methods reserves",
        N_("settlement terms, receivables or reserves in `plan/budget.toml`"),
    ),
    Section("What does each marketing channel bring?", "channel_returns", SPEND),
    Section("Where should the money go, and when?", "channel_plan", SPEND),
    Section("Which moves gain most, and how sure is that?", "money_gain", SPEND),
    Section("What would more or less money bring?", "frontier", SPEND),
)
DECISIONS: tuple[Decision, ...] = (
    *costs.DECISIONS,
    *contribution.DECISIONS,
    *credit.DECISIONS,
    *gain.DECISIONS,
    *spending.DECISIONS,
)


def answer(page: Results) -> list[Finding]:
    """Say what the plan costs and leaves, which moves gain most, and what stays as it is."""
    lacking = [one for one in spending.rests_on(page) if one.key != "money"]
    return [
        *costs.answer(page),
        *lacking,
        *gain.verdict(page),
        *gain.moves(page),
        *gain.stays(page)[:1],
    ]
