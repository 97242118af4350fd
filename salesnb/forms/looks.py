"""How the cells of a form look: formats of headings, of what is written ahead, of what is asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from salesnb.forms.declared import Column

ACCENT, QUIET, GRID = "#0A5A92", "#55616D", "#B8C2CC"
ASKED, LOCKED, LACKING = "#FFF9DB", "#EEF1F4", "#F8C9C4"
NUMBERS = {
    "date": "yyyy-mm-dd",
    "time": "hh:mm",
    "number": "#,##0.##",
    "money": "#,##0.00",
    "whole": "0",
    "text": "@",
    "list": "@",
}
Looks = Mapping[str, Any]


def looks(book: Any) -> dict[str, Any]:
    """Return the formats of a form's workbook."""
    cell = {"border": 1, "border_color": GRID, "valign": "top"}
    wanted: dict[str, dict[str, Any]] = {
        "title": {"bold": True, "font_size": 15, "font_color": ACCENT},
        "quiet": {"font_color": QUIET, "text_wrap": True, "valign": "top"},
        "head": {**cell, "bold": True, "text_wrap": True, "bg_color": "#DCE6EE"},
        "head needed": {
            **cell,
            "bold": True,
            "text_wrap": True,
            "bg_color": "#DCE6EE",
            "font_color": "#A02B1D",
        },
        "lacking": {"bg_color": LACKING},
    }
    for kind, number in NUMBERS.items():
        wrap = {"text_wrap": True, "quote_prefix": True} if kind in ("text", "list") else {}
        own = {**cell, "num_format": number, **wrap}
        wanted[kind] = {**own, "locked": False, "bg_color": ASKED}
        wanted[f"{kind} locked"] = {**own, "locked": True, "bg_color": LOCKED}
    return {name: book.add_format(one) for name, one in wanted.items()}


def look_of(column: Column) -> str:
    """Return the name of the format of a column's cells."""
    return f"{column.kind} locked" if column.is_filled else column.kind
