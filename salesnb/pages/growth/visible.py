"""How many series of sales moved, how many of these by chance, and what could have been seen."""

from __future__ import annotations

from salesnb.contracts.page import Results
from salesnb.contracts.results import Row
from salesnb.findings import Finding, say
from salesnb.i18n import N_


def fleet(page: Results) -> list[Finding]:
    """Say how many series were judged, how many changed, how many by chance; what would be seen."""
    row = page.fleet.first
    if row["state"] == "too_short":
        text = N_(
            "No series of sales can be judged yet ({n_series} are there): it takes eighteen whole"
            " months to tell a trend from a month."
        )
        return [say("fleet", "info", text, row)]
    if not row["n_signals"]:
        text = N_("None of {n_judged} series of sales moved beyond chance up to {month}.")
        return [say("fleet", "good", text, row), _seen(row)]
    text = N_(
        "Of {n_judged} series of sales up to {month}, {n_signals} moved beyond chance ({n_up} up,"
        " {n_down} down); {n_false} of these are expected to be chance at a false-discovery rate of"
        " {rate}."
    )
    return [say("fleet", "info", text, row), _seen(row)]


def _seen(row: Row) -> Finding:
    """Say how large a lasting fall must be to be seen in half of the series."""
    text = N_(
        "In half of the series judged a lasting fall of {smallest} would be seen; too short to be"
        " judged: {n_short}."
    )
    blind = N_(
        "In more than half of the series judged not even the loss of everything would be seen; too"
        " short to be judged: {n_short}."
    )
    return say("seen", "info", text if row.is_known("smallest") else blind, row)
