"""The room of 03_market: where the market is going, and how much of it is ours."""

from __future__ import annotations

from salesnb.contracts.frames import declared
from salesnb.pages.market import frames

FRAMES = declared(frames)
