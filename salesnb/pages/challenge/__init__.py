"""The room of 09_challenge: is the plan reasonable, challenging and fair? Section by section.

Each section is a module with its frames (in capitals), its sentences and its pictures (`draw`).
"""

from salesnb.contracts.frames import declared
from salesnb.contracts.page import Results, Section
from salesnb.findings import Finding
from salesnb.i18n import N_
from salesnb.pages.challenge import bets, exceptions, fair, hard, reasonable, trust

FRAMES = declared(reasonable, trust, bets, hard, fair, exceptions)
DECISIONS = exceptions.DECISIONS
TARGETS = N_("targets of months to come")
SECTIONS = (
    Section("Is it reasonable?", "attainability", TARGETS),
    Section("Can finer cells be judged?", "finer", TARGETS),
    Section(
        "Can stated probabilities be trusted?",
        "verdicts reliability",
        N_("two years of months of sales and some more"),
    ),
    Section(
        "How far do misses offset?",
        "bets",
        N_("targets of several regions, product groups or reps"),
    ),
    Section("Is it challenging?", "rates room hours", TARGETS),
    Section("Is it fair?", "fairness", N_("targets of reps")),
    Section("What should be looked at?", "exceptions", TARGETS),
)


def answer(page: Results) -> list[Finding]:
    """Say how likely the plan is, which total is safe, whether it is fair, what to look at first.

    Four sentences at most; the sections say the rest.
    """
    every = (reasonable.total, bets.safe, fair.verdict, exceptions.found)
    return [one for said in every for one in said(page)[:1]]
