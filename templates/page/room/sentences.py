"""What ID says: each sentence stands alone, its numbers are cells of a row."""

from __future__ import annotations

from salesnb.contracts.page import Results
from salesnb.contracts.results import Result
from salesnb.findings import Finding, say
from salesnb.i18n import N_

RESTS_ON_ONE = 0.5  # of all sales: more in one region calls for attention


def answer(page: Results) -> list[Finding]:
    """Return the sentences that answer the question."""
    return [largest(page.regions)]


def largest(regions: Result) -> Finding:
    """Say which region sold most, and how much of the whole that is."""
    if regions.is_empty:
        text = N_("Which region sells most cannot be told: the month has no sales.")
        return say("largest", "info", text)
    row = regions.first
    status = "watch" if row["share"] > RESTS_ON_ONE else "good"
    text = N_("{region_id} sold most in the month: {amount}, {share} of all sales.")
    return say("largest", status, text, row)
