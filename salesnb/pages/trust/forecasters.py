"""Whose forecasts hold: each forecaster by level, against last year's month."""

from __future__ import annotations

from matplotlib.axes import Axes

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.page import Results
from salesnb.contracts.results import Result, Row
from salesnb.findings import Finding, say
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN
from salesnb.members import TOTAL
from salesnb.pages.trust import columns as c
from salesnb.plots import kinds

ENOUGH = 20  # ranges, from which on the share that held says something

FORECAST_LEVELS = Frame(
    title=N_("How far off each forecaster was, by level"),
    key="forecaster dimension",
    order="forecaster dimension",
    shows="forecaster dimension n_months n_nodes wape bias naive_wape added n_inside",
    nothing="",
    fields=(
        c.FORECASTERS,
        c.DIMENSIONS,
        col.whole("n_nodes", N_("Nodes")),
        col.whole("n_calls", N_("Forecasts")),
        *c.RECORD,
    ),
)

FORECAST_CALLS = Frame(
    title=N_("What was foretold, and what came"),
    key="forecaster dimension node month",
    nothing="",
    fields=(
        c.FORECASTERS,
        c.DIMENSIONS,
        c.NODE,
        col.MONTH,
        col.money("expected", N_("Foretold"), shown=COLUMN),
        col.money("low", N_("Foretold, low (of reps: commit)"), shown=COLUMN),
        col.money("high", N_("Foretold, high (of reps: best case)"), shown=COLUMN),
        col.money("actual", N_("Came"), shown=COLUMN),
        col.money("naive", N_("Same month a year before"), shown=COLUMN),
    ),
)


def answer(page: Results) -> list[Finding]:
    """Say how far off the forecast of the total was; of reps where there is none."""
    rows = page.forecast_levels
    for forecaster in ("issued", "tested", "commit"):
        own = rows.where(forecaster=forecaster, dimension=TOTAL).known("added_low")
        if not own.is_empty:
            return [_record(own.first)]
    if rows.is_empty:
        text = N_(
            "No forecast was issued before this month and no rep submits any, so none can be held"
            " to account."
        )
        return [say("no_forecasts", "info", text)]
    return [_record(rows.first)]


def found(page: Results) -> list[Finding]:
    """Say how far off each forecaster was, and what it adds to last year's month."""
    said = [_record(row) for row in page.forecast_levels if row["dimension"] in ("total", "region")]
    reps = page.forecast_levels.where(dimension="rep")
    said += [_record(row) for row in reps]
    return [*said, *_ranges(page)]


def _record(row: Row) -> Finding:
    key = f"record_{row['forecaster']}_{row['dimension']}"
    if not row.is_known("added_low"):
        text = N_(
            "{forecaster}, {dimension}: missed by {wape} of sales (months on record: {n_months});"
            " whether that is better than last year's month cannot be told yet."
        )
        unknown = N_(
            "{forecaster}, {dimension}: nothing came of what was foretold (months on record:"
            " {n_months})."
        )
        return say(key, "info", text if row.is_known("wape") else unknown, row)
    if row["added_low"] > 0:
        return say(key, "good", _BETTER, row)
    if row["added_high"] < 0:
        return say(key, "act", _WORSE, row)
    return say(key, "info", _UNCLEAR, row)


_BETTER = N_(
    "{forecaster}, {dimension}: missed by {wape} of sales in {n_months} months, {added} points"
    " better than last year's month ({added_low} to {added_high}); bias {bias} ({bias_low} to"
    " {bias_high})."
)
_WORSE = N_(
    "{forecaster}, {dimension}: missed by {wape} of sales in {n_months} months, and that is worse"
    " than last year's month: {added} points ({added_low} to {added_high}); bias {bias} ({bias_low}"
    " to {bias_high})."
)
_UNCLEAR = N_(
    "{forecaster}, {dimension}: missed by {wape} of sales in {n_months} months; whether that is"
    " better than last year's month cannot be told ({added} points, {added_low} to {added_high});"
    " bias {bias} ({bias_low} to {bias_high})."
)


def _ranges(page: Results) -> list[Finding]:
    """Say how many ranges of 95 % held, and how often sales lay between commit and best case."""
    said = []
    issued = page.forecast_levels.where(forecaster="issued")
    for row in issued.keep((issued.frame["n_ranged"] >= ENOUGH).to_numpy()):
        text = N_("Ranges of 95 % that were issued, {dimension}: {n_inside} of {n_ranged} held.")
        said.append(say(f"ranges_{row['dimension']}", "info", text, row))
    for row in page.forecast_levels.where(forecaster="commit", dimension="rep"):
        text = N_("Of {n_ranged} commitments with a best case, {n_inside} came in between the two.")
        said += [say("between", "info", text, row)] if row["n_ranged"] else []
    return said


def drawn(page: Results) -> Result:
    """Return the levels of the forecaster with the longest record."""
    rows = page.forecast_levels.known("added_low")
    if rows.is_empty:
        return rows
    longest = rows.by("-n_months").first["forecaster"]
    return rows.where(forecaster=longest)


def draw(page: Results, ax: Axes | None = None) -> Axes:
    """Draw what forecasts add to last year's month, by level."""
    title = N_("Better than last year's month, in points of sales")
    estimate = "added added_low added_high"
    return kinds.estimates(drawn(page), "dimension", estimate, at=0.0, ax=ax, title=title)


def alt(page: Results) -> Finding:
    """Say what the picture shows."""
    rows = drawn(page)
    if rows.is_empty:
        return say("alt", "info", N_("No forecaster has six months on record yet."))
    return _record(rows.first)
