"""The room of 08_targets: what we commit to, and who carries which part, section by section.

Each section is a module with its frames (in capitals), its sentences and its pictures (`draw_...`).
"""

from salesnb.contracts.frames import declared
from salesnb.contracts.page import Results, Section
from salesnb.findings import Decision, Finding
from salesnb.i18n import N_
from salesnb.pages.targets import (
    basis,
    buying,
    calendar,
    cards,
    cash,
    controls,
    effort,
    evidence,
    measures,
    parts,
    qualitative,
    terms,
    trials,
    versions,
    ways,
    ways_frames,
)

FRAMES = declared(
    *(basis, ways_frames, parts, controls, trials, calendar, cash, terms, measures, effort, buying),
    *(qualitative, versions, evidence),
)
CARDS = cards.CARDS
SALES = N_("whole months of sales")
SECTIONS = (
    Section("What do we commit to?", "ways", SALES),
    Section("Do the decisions hold together?", "controls", N_("`plan/controls.toml`")),
    Section("Who carries which part?", "parts", SALES),
    Section("When?", "due_months", SALES),
    Section("What cash comes of it?", "cash_basis", N_("instalments and receipts")),
    Section("What changed, and how did each number come about?", "evidence", SALES),
)
DECISIONS: tuple[Decision, ...] = (
    *basis.DECISIONS,
    *ways.DECISIONS,
    *controls.DECISIONS,
    *terms.DECISIONS,
    *effort.DECISIONS,
    *buying.DECISIONS,
    *qualitative.DECISIONS,
)


def answer(page: Results) -> list[Finding]:
    """Say what is committed to and how likely it is, what decisions and cash it takes, what first.

    Four sentences at most where the plan stands; the sections say the rest.
    """
    return [*parts.answer(page), *controls.answer(page), *_urgent(page), *cash.answer(page)[:1]]


def _urgent(page: Results) -> list[Finding]:
    """Return the most urgent of what stands in the plan's way: to act on, else to watch."""
    found = [
        *basis.who_decided(page.basis),
        *basis.left_over(page.basis),
        *buying.found(page),
        *effort.answer(page),
        *qualitative.answer(page),
        *calendar.answer(page),
        *ways.bias(page.odds),
    ]
    ranked = [one for status in ("act", "watch") for one in found if one.status == status]
    return ranked[:1]
