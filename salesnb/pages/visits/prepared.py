"""What preparing a visit adds to meeting its aim, and what visits to collect bring."""

from __future__ import annotations

from salesnb.contracts.page import Results
from salesnb.findings import Finding, Status, say
from salesnb.i18n import N_

OF_COLLECTING: dict[str, tuple[Status, str]] = {
    "pays": (
        "good",
        N_(
            "A visit to collect in the month before the due day brings money {effect} days"
            " sooner ({effect_low} to {effect_high}; instalments with such a visit: {n})."
        ),
    ),
    "harms": (
        "watch",
        N_(
            "Instalments with a visit to collect before the due day are paid later than others"
            " of the same customer: by {effect} days sooner, in the range {effect_low} to"
            " {effect_high}. Reps may go where they expect trouble."
        ),
    ),
    "no_effect": (
        "watch",
        N_(
            "No effect of visits to collect that would be worth having is seen: {effect} days"
            " sooner ({effect_low} to {effect_high}; instalments with such a visit: {n})."
        ),
    ),
    "cannot_tell": (
        "info",
        N_(
            "Whether visits to collect bring money sooner cannot be told: {effect} days"
            " ({effect_low} to {effect_high}); {smallest_visible} days would have been seen in four"
            " cases of five."
        ),
    ),
    "few": (
        "info",
        N_(
            "Whether visits to collect bring money sooner cannot be told: instalments with such"
            " a visit before their due day: {n}."
        ),
    ),
}
OF_READINESS: dict[str, tuple[Status, str]] = {
    "pays": (
        "good",
        N_(
            "Prepared visits meet their aims more: one more of the five parts moves the"
            " chance by {effect} points ({effect_low} to {effect_high}; aims measured: {n})."
        ),
    ),
    "harms": (
        "watch",
        N_(
            "The more prepared, the less visits meet their aims: {effect} points for one more"
            " part ({effect_low} to {effect_high}; aims measured: {n}). Harder aims may be"
            " prepared more."
        ),
    ),
    "no_effect": (
        "watch",
        N_(
            "Readiness does not tell whether aims are met: {effect} points for one more part"
            " ({effect_low} to {effect_high}; aims measured: {n})."
        ),
    ),
    "cannot_tell": (
        "info",
        N_(
            "Whether readiness helps to meet aims cannot be told: {effect} points for one more"
            " part ({effect_low} to {effect_high}); {smallest_visible} points would have been seen"
            " in four cases of five."
        ),
    ),
    "few": (
        "info",
        N_(
            "Whether readiness helps to meet aims cannot be told: aims measured with their"
            " readiness: {n}."
        ),
    ),
}


def collected(page: Results) -> list[Finding]:
    """Say whether visits to collect bring money sooner."""
    return [say("collecting", *OF_COLLECTING[row["verdict"]], row) for row in page.collected]


def found(page: Results) -> list[Finding]:
    """Say whether readiness tells whether aims are met."""
    rows = page.prepared_told.where(action="readiness")
    return [say("readiness", *OF_READINESS[row["verdict"]], row) for row in rows]
