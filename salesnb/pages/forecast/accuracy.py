"""How good the forecast is: the same rule run on the firm's own past."""

from __future__ import annotations

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.results import Result
from salesnb.findings import Finding, Status, say
from salesnb.i18n import N_
from salesnb.pages.forecast import columns as c

LONGEST = 12  # steps of the row that the answer speaks of
ONE_SIDED = 0.05  # of what came: a bias beyond is said
NARROW, WIDE = 0.7, 0.95  # coverage of ranges stated at 0.8: beyond, the page says so

ACCURACY = Frame(
    name="accuracy",
    title=N_("How far the forecast was off, run on our own past"),
    grain=N_("one row per measure, level and months ahead"),
    key="measure level step",
    shows="level step n wape bias mase last_year_wape value_added coverage",
    nothing="",
    fields=(
        c.MEASURES,
        col.code("level", N_("Level"), c.DIMENSION),
        col.whole("step", N_("Up to months ahead")),
        col.whole("n", N_("Months judged")),
        col.whole("n_origins", N_("Earlier months forecast from")),
        col.share("wape", N_("Error (WAPE)")),
        col.share("bias", N_("Bias"), shown="growth"),
        col.number("mase", N_("Error by last year's steps (MASE)"), digits=4, shown="decimal"),
        col.share("last_year_wape", N_("Error of last year's months")),
        col.share("value_added", N_("Error saved"), shown="growth"),
        col.share("coverage", N_("Ranges that held")),
        col.whole("n_covered", N_("Ranges judged")),
        c.CONFIDENCE,
    ),
)


def total(accuracy: Result) -> list[Finding]:
    """Say how far the total was off, against repeating last year, and whether the ranges held."""
    rows = accuracy.where(measure="sales", level="total", step=LONGEST)
    if rows.is_empty:
        text = N_(
            "How good the forecast is cannot be shown yet: it takes a year of whole months and some"
            " more."
        )
        return [say("accuracy", "info", text)]
    return [_error(rows), *_one_sided(rows), *_held(rows)]


def error(accuracy: Result) -> list[Finding]:
    """Say how far the total was off, and whether to one side."""
    return [one for one in total(accuracy) if one.key != "coverage"]


def _error(rows: Result) -> Finding:
    row = rows.first
    if not row.is_known("value_added"):
        text = N_(
            "Run from {n_origins} earlier months, the rule was off by {wape} of a month's sales up"
            " to twelve months ahead (bias {bias})."
        )
        return say("accuracy", "info", text, row)
    status: Status = "good" if row["value_added"] > 0 else "watch"
    text = N_(
        "Run from {n_origins} earlier months, the rule was off by {wape} of a month's sales up to"
        " twelve months ahead (bias {bias}); repeating last year's months is off by"
        " {last_year_wape}."
    )
    return say("accuracy", status, text, row)


def _one_sided(rows: Result) -> list[Finding]:
    """Say where the forecasts lay on one side of what came."""
    row = rows.first
    if not row.is_known("bias") or abs(row["bias"]) <= ONE_SIDED:
        return []
    low = N_(
        "On average these forecasts were too low ({bias} of what came): sales grew faster than the"
        " rule, which takes growth to fade. If that goes on, more will come than is expected here."
    )
    high = N_(
        "On average these forecasts were too high ({bias} of what came): sales fell faster than the"
        " rule, which takes a fall to fade. If that goes on, less will come than is expected here."
    )
    return [say("one_sided", "watch", low if row["bias"] < 0 else high, row)]


def _held(rows: Result) -> list[Finding]:
    known = rows.known("coverage")
    if known.is_empty:
        return []
    row = known.first
    status: Status = "good" if NARROW <= row["coverage"] <= WIDE else "watch"
    text = N_(
        "Of {n_covered} ranges that it would have stated for the total then, {coverage} held;"
        " {confidence} should. Neighbouring months share their luck, so that this share moves much"
        " by chance."
    )
    return [say("coverage", status, text, row)]
