"""What may be said of a forecast where no season is known, or only one year of it."""

from __future__ import annotations

from salesnb.contracts.results import Result, Row
from salesnb.findings import Finding, say
from salesnb.i18n import N_

TOO_SHORT = 12  # whole months up to which the rule has no season: last year counts from the next on
AHEAD = N_(
    "{measure}, {first} to {last}: {expected} if the last months are carried on ({low} to {high})."
    " With {n_months} months no season is known, and it may be far off."
)
YEAR = N_(
    "The year from {first} to {last} brings sales of {expected} if the last months are carried on"
    " ({low} to {high}): {so_far} came in, {ahead} is still expected; no season is known."
)
NONE = N_("The forecast rests on {n_months} months: no season is known yet, and its range is wide.")
ONE = N_(
    "The forecast rests on {n_months} months: last year's months stand for the season, which one"
    " year cannot tell from chance."
)


def is_known(row: Row) -> bool:
    """Return whether the history is long enough for last year's months to count."""
    return bool(row["n_months"] > TOO_SHORT)


def history(landing: Result) -> list[Finding]:
    """Say where the history is too short to know a season."""
    rows = landing.where(measure="sales", span="ahead")
    return [
        say("history", "watch", ONE if is_known(row) else NONE, row)
        for row in rows
        if row["rung"] != "full"
    ]
