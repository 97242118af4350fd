"""The room of ID: QUESTION"""

from salesnb.contracts.frames import declared
from salesnb.pages.ROOM import frames

FRAMES = declared(frames)
