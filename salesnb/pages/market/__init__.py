"""The room of 03_market: where the market is going, and how much of it is ours."""

from __future__ import annotations

from salesnb.contracts.frames import declared
from salesnb.contracts.page import Section
from salesnb.i18n import N_
from salesnb.pages.market import frames

FRAMES = declared(frames)
SIZES = N_("market sizes")
SECTIONS = (
    Section("How large is the market, and how much of it is ours?", "size", SIZES),
    Section("Do the sources agree?", "sources set_aside", SIZES),
    Section("Did the market change our sales, or our share of it?", "split", SIZES),
    Section("Where do market and share go?", "outlook.now outlook.share_now turns", SIZES),
    Section(
        "Where is demand, and where are we strong?",
        "strength",
        N_("market sizes, and a potential index of the regions or registered outlets"),
    ),
    Section(
        "Where could we sell more?",
        "openings white_nodes",
        N_("market sizes, or what customers buy of our kind in all"),
    ),
)
