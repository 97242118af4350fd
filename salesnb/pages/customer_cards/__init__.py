"""The room of 05c_cards: what is agreed with each customer, and whether the month kept to it."""

from salesnb.contracts.frames import declared
from salesnb.contracts.page import Section
from salesnb.i18n import N_
from salesnb.pages.customer_cards import cards, frames, sentences, sheets

DECISIONS = sentences.DECISIONS
FRAMES = declared(frames, sheets)
CARDS = cards.CARDS
SECTIONS = (
    Section(
        "What was agreed, and was it kept?",
        "agreements",
        N_("the table agreements: customer, product, month and quantity"),
    ),
)
