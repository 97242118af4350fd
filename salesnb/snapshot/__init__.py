"""The month's snapshot: facts as known at its end, with a ledger of all that is not in them."""

from __future__ import annotations

from salesnb.snapshot.close import check_exports, close_month
from salesnb.snapshot.reading import Snapshot, open_snapshot

__all__ = ["Snapshot", "check_exports", "close_month", "open_snapshot"]
