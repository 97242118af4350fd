"""One room per page: what it shows (frames), says (sentences) and draws (pictures).

A room's package holds `FRAMES`, `DECISIONS` where its findings ask for some, `SECTIONS` where some
may have nothing to show, and `CARDS`: what it adds to the cards of reps, customers and others.
`notebooks/index.toml` names the room of each workbook.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping

from salesnb.contracts.cards import CardPart
from salesnb.contracts.frames import Frame
from salesnb.contracts.page import Section
from salesnb.findings import Decision


def frames_of(room: str) -> Mapping[str, Frame]:
    """Return the frames that a room declares, by name; none for a workbook without a room."""
    return dict(importlib.import_module(room).FRAMES) if room else {}


def decisions_of(room: str) -> tuple[Decision, ...]:
    """Return the decisions that a room's findings may ask for."""
    return tuple(getattr(importlib.import_module(room), "DECISIONS", ())) if room else ()


def sections_of(room: str) -> tuple[Section, ...]:
    """Return the sections of a room that may have nothing to show."""
    return tuple(getattr(importlib.import_module(room), "SECTIONS", ())) if room else ()


def cards_of(room: str) -> tuple[CardPart, ...]:
    """Return what a room adds to the cards of reps, customers and other subjects."""
    return tuple(getattr(importlib.import_module(room), "CARDS", ())) if room else ()
