"""The room of 04_prospects: where will the next customers come from? Section by section.

Each section is a module with its frames (in capitals), its sentences and its pictures (`draw`).
"""

from salesnb.contracts.frames import declared
from salesnb.contracts.page import Results, Section
from salesnb.findings import Decision, Finding
from salesnb.i18n import N_
from salesnb.pages.prospects import calls, listed, steps, types, where, yields

FRAMES = declared(listed, yields, steps, calls, where, types)
LEADS = N_("leads")
SECTIONS = (
    Section("Whom do we know, and is each firm there once?", "directory", N_("leads or listings")),
    Section("What does each source bring?", "sources", N_("leads or listings with a source")),
    Section("How far do leads come, and how long does it take?", "funnel", LEADS),
    Section("Whom to call next?", "lift calls", LEADS),
    Section("Where are they?", "regions gaps alike", N_("leads or listings with a region")),
    Section("Is a new type of user emerging?", "types", N_("leads with a segment")),
)
DECISIONS: tuple[Decision, ...] = (
    *yields.DECISIONS,
    *calls.DECISIONS,
    *steps.DECISIONS,
    *listed.DECISIONS,
    *where.DECISIONS,
    *types.DECISIONS,
)


def answer(page: Results) -> list[Finding]:
    """Say how many firms are known, which source pays, whom to call, what type emerges."""
    said = [listed.known(page)[:1], yields.answer(page)[:1], calls.answer(page)[:1]]
    return [one for part in (*said, types.answer(page)[:1]) for one in part]
