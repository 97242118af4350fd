"""The room of 13c_trust: can the numbers be believed? Section by section.

Each section is a module with its frames (in capitals), its sentences and its pictures (`draw`).
"""

from salesnb.contracts.frames import declared
from salesnb.contracts.page import Results, Section
from salesnb.findings import Finding
from salesnb.i18n import N_
from salesnb.pages.trust import behaviour, forecasters, reps

FRAMES = declared(forecasters, reps, behaviour)
DECISIONS = (*reps.DECISIONS, *behaviour.DECISIONS)
SECTIONS = (
    Section(
        "Whose forecasts hold?",
        "forecast_levels",
        N_("the forecast of an earlier month, or what reps submit"),
    ),
    Section("Whose word runs high or low?", "forecast_records", N_("six months of submissions")),
    Section(
        "Do the results come about as they should?",
        "behaviour_judged",
        N_("days of orders, sell-out, submissions or visits with times"),
    ),
)


def answer(page: Results) -> list[Finding]:
    """Say whether forecasts hold, whose word is biased, and whose results must be asked about."""
    return [*forecasters.answer(page), *reps.answer(page), *behaviour.answer(page)][:4]
