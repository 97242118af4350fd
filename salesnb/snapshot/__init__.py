"""The month's snapshot: facts as known at its end, with a ledger of all that is not in them.

`facts` reads a snapshot, `close` makes one. Closing loads the engine, so `close` is imported when
one of its names is first used: a workbook's kernel only reads, and a process that forks kernels
must not have the engine's thread.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from salesnb.snapshot.facts import Snapshot, open_snapshot

if TYPE_CHECKING:
    from salesnb.snapshot.close import check_exports, close_month

__all__ = ["Snapshot", "check_exports", "close_month", "open_snapshot"]


def __getattr__(name: str) -> Any:
    if name not in ("check_exports", "close_month"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module("salesnb.snapshot.close"), name)
