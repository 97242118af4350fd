"""The room of 01_intake: what came in, whether it can be trusted, and what is unmanaged."""

from salesnb.contracts.frames import declared
from salesnb.pages.intake import frames

FRAMES = declared(frames)
