"""The room of 03b_rivals: who else takes the market, and with what."""

from salesnb.contracts.frames import declared
from salesnb.pages.rivals import frames, sentences

DECISIONS = sentences.DECISIONS
FRAMES = declared(frames)
