"""The room of 01_intake: what came in, whether it can be trusted, and what is unmanaged."""

from salesnb.contracts.frames import declared
from salesnb.contracts.page import Section
from salesnb.i18n import N_
from salesnb.pages.intake import frames

FRAMES = declared(frames)
SECTIONS = (
    Section(
        "What became of last month's decisions?",
        "taken_up",
        N_("a run of the month before, with decisions that it asked for"),
    ),
)
