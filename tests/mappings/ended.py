"""How the workbooks of a run ended, for companies that have no competitors' tables."""

from __future__ import annotations

from typing import Any


def require_only_rivals_skipped(said: dict[str, Any]) -> None:
    """Every workbook is done but the one on rivals, which says what would switch it on."""
    skipped = {
        book.split("/")[0]: one["note"]
        for book, one in said["workbooks"].items()
        if one["state"] != "done"
    }
    assert set(skipped) == {"03b_rivals"} and skipped["03b_rivals"], skipped
