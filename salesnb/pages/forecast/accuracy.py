"""How good the forecast is: the same rule run on the firm's own past."""

from __future__ import annotations

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.results import Result, Row
from salesnb.findings import Finding, Status, say
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN
from salesnb.pages.forecast import columns as c

LONGEST = 12  # steps of the row that the answer speaks of
ONE_SIDED = 0.05  # of what came: a bias beyond is said
NEAR = 0.07  # ranges held as stated where their share is no farther from the confidence

ACCURACY = Frame(
    name="accuracy",
    title=N_("How far the forecast was off, run on our own past"),
    grain=N_("one row per measure, level and months ahead"),
    key="measure level step",
    shows="level step n wape bias mase last_year_wape error_saved coverage",
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
        col.share("error_saved", N_("Error saved"), shown="growth"),
        col.share("coverage", N_("Ranges that held")),
        col.whole("n_covered", N_("Ranges judged")),
        c.CONFIDENCE,
    ),
)

ERRORS = Frame(
    name="forecast_errors",
    title=N_("What was expected from earlier months, and what came"),
    grain=N_("one row per measure, dimension, node, month forecast from and months ahead"),
    key="measure dimension node origin step",
    nothing="",
    fields=(
        c.MEASURES,
        c.DIMENSIONS,
        c.NODES,
        col.month("origin", N_("Last month known")),
        col.whole("step", N_("Months ahead")),
        col.money("expected", N_("Expected")),
        col.money("actual", N_("Actual")),
        col.money("usual", N_("Usual month of the year before")),
    ),
)

ISSUED = Frame(
    name="issued",
    title=N_("How the forecasts issued in earlier months fared"),
    grain=N_("one row per measure and month of issue"),
    key="measure issued",
    order="measure -issued",
    shows="measure issued first last n_months expected actual off n_held",
    nothing="",
    fields=(
        c.MEASURES,
        col.month("issued", N_("Report for")),
        col.month("first", N_("From")),
        col.month("last", N_("To")),
        col.whole("n_months", N_("Months that came since")),
        col.money("expected", N_("Expected"), shown=COLUMN),
        col.money("actual", N_("Actual"), shown=COLUMN),
        col.share("off", N_("Expected, against actual"), shown="growth"),
        col.whole("n_held", N_("Months within their range")),
        c.CONFIDENCE,
    ),
)


def issued(rows: Result) -> list[Finding]:
    """Say how the forecast that was issued longest ago fared; nothing where none was issued."""
    own = rows.where(measure="sales")
    text = N_(
        "The report for {issued} expected sales of {expected} for {first} to {last}, {off} against"
        " the {actual} that came. Months within their range of {confidence} confidence: {n_held} of"
        " {n_months}."
    )
    return [] if own.is_empty else [say("issued", "info", text, own.by("issued").first)]


def total(accuracy: Result) -> list[Finding]:
    """Say how far the total was off, against repeating last year, and whether the ranges held."""
    rows = accuracy.where(measure="sales", level="total", step=LONGEST)
    if rows.is_empty:
        text = N_(
            "How good the forecast is cannot be shown yet: it takes a year of whole months and some"
            " more."
        )
        return [say("accuracy", "info", text)]
    return [_error(rows), *one_sided(accuracy, "sales"), *_held(rows)]


def _error(rows: Result) -> Finding:
    row = rows.first
    if not row.is_known("error_saved"):
        text = N_(
            "Run from {n_origins} earlier months, the forecast of sales up to twelve months ahead"
            " was off by {wape} of a month's sales (bias {bias})."
        )
        return say("accuracy", "info", text, row)
    status: Status = "info" if _is_one_sided(row) else "good"
    text = N_(
        "Run from {n_origins} earlier months, the forecast of sales up to twelve months ahead was"
        " off by {wape} of a month's sales (bias {bias}); repeating last year's months would have"
        " been off by {last_year_wape}."
    )
    return say("accuracy", status if row["error_saved"] > 0 else "watch", text, row)


def _is_one_sided(row: Row) -> bool:
    return row.is_known("bias") and abs(row["bias"]) > ONE_SIDED


def one_sided(accuracy: Result, measure: str) -> list[Finding]:
    """Say where the forecasts of a measure's total lay on one side of what came."""
    low = N_(
        "{measure}: run from {n_origins} earlier months, this forecast was too low on average"
        " ({bias} of what came, up to twelve months ahead). The amount expected is not corrected"
        " for it: if that goes on, more will come."
    )
    high = N_(
        "{measure}: run from {n_origins} earlier months, this forecast was too high on average"
        " ({bias} of what came, up to twelve months ahead). The amount expected is not corrected"
        " for it: if that goes on, less will come."
    )
    rows = accuracy.where(measure=measure, level="total", step=LONGEST)
    return [
        say("one_sided", "watch", low if row["bias"] < 0 else high, row)
        for row in rows
        if _is_one_sided(row)
    ]


def _held(rows: Result) -> list[Finding]:
    return [_held_as_stated(row) for row in rows.known("coverage")]


def _held_as_stated(row: Row) -> Finding:
    beyond = row["coverage"] - row["confidence"]
    if abs(beyond) <= NEAR:
        text = N_(
            "Of {n_covered} ranges that it would have stated for the total then, {coverage} held;"
            " {confidence} should. Neighbouring months share their luck, so that this share moves"
            " much by chance."
        )
        return say("coverage", "good", text, row)
    if beyond > 0:
        text = N_(
            "Of {n_covered} ranges that it would have stated for the total then, {coverage} held"
            " where {confidence} should: they were wider than they had to be, or were lucky, as"
            " neighbouring months share their luck."
        )
        return say("coverage", "info", text, row)
    text = N_(
        "Of {n_covered} ranges that it would have stated for the total then, only {coverage} held"
        " where {confidence} should: allow for more than the range, although neighbouring months"
        " share their luck."
    )
    return say("coverage", "watch", text, row)
