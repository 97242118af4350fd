"""The room of 01_intake: what came in, whether it can be trusted, and what is unmanaged."""

from salesnb.contracts.frames import declared
from salesnb.contracts.page import Section
from salesnb.i18n import N_
from salesnb.pages.intake import changed, frames

FRAMES = declared(frames, changed)
SECTIONS = (
    Section(
        "What changed on customers?",
        "customer_change_counts.n_changes",
        N_("dated changes of customers, or the month before closed"),
    ),
)
