"""The room of 15_summary: what must we decide for next month? Section by section.

Each section is a module with its frames (in capitals) and its sentences.
"""

from salesnb.contracts.frames import declared
from salesnb.contracts.page import Results, Section
from salesnb.findings import Finding
from salesnb.i18n import N_
from salesnb.pages.summary import cards, checked, people, points, told

FRAMES = declared(told, points, people, checked)
CARDS = cards.CARDS
SECTIONS = (
    Section("What happened?", "happened", N_("sales of the month")),
    Section("Why?", "causes", N_("sales of two years, or a plan")),
    Section(
        "What does it mean for the year?", "ahead", N_("enough sales for a forecast, or targets")
    ),
    Section("How did each rep and team do?", "reps", N_("sales by rep, with targets")),
    Section("What became of last month's points?", "checked", N_("a run of the month before")),
)


def answer(page: Results) -> list[Finding]:
    """Say the first thing to do, what the month was, what moved it, and where the year lands."""
    return [*points.answer(page), *told.answer(page)]
