"""What any page works with, and that it ties."""

from __future__ import annotations

from salesnb import display
from salesnb.contracts.results import Result


def went_in(made: Result) -> None:
    """Show, folded, the frames a page works with: what they sum to, what the closing counted."""
    exact = {"total": "money_full", "closed": "money_full"}
    display.table(made, columns=["frame", "rows", *exact], formats_by_column=exact, folded=True)
