"""How the workbooks of a run ended, for companies that lack the tables of some of them."""

from __future__ import annotations

from typing import Any


def require_only_skipped(said: dict[str, Any], *books: str) -> None:
    """Every workbook is done but these, which say what would switch them on."""
    skipped = {
        book.split("/")[0]: one["note"]
        for book, one in said["workbooks"].items()
        if one["state"] != "done"
    }
    assert set(skipped) == {*books} and all(skipped.values()), skipped
