"""The room of 03b_rivals: who else takes the market, and with what."""

from salesnb.contracts.frames import declared
from salesnb.pages.rivals import decisions, frames

DECISIONS = decisions.DECISIONS
FRAMES = declared(frames)
