"""The verdict on the month: was it good for its trend and calendar, and where was it not?"""

from __future__ import annotations

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.results import Result, Row
from salesnb.findings import Finding, say
from salesnb.i18n import N_
from salesnb.pages.sales.columns import DAYS, DIMENSIONS, EXPECTED, MONTH, NODES, REGION, SCOPE

SILENT_SHARE = 0.10  # a silent part with this share of a year's sales: the export is asked first
BASIS = {"invoice": N_("Invoiced sales"), "order": N_("Booked orders")}
STATE = {"below": N_("unusually low"), "above": N_("unusually high"), "ordinary": N_("ordinary")}
HISTORY = {
    "none": N_("too short for a trend"),
    "short": N_("too short for a season, so that none is taken out"),
    "medium": N_("the season is held near even, and two whole years would tell it more sharply"),
    "full": N_("long enough for a season"),
}
JUDGED = (
    *EXPECTED,
    col.share("deviation", N_("Deviation"), shown="growth"),
    col.share("trend_growth", N_("Growth of the trend over a year"), shown="growth"),
    col.share("growth_low", N_("Growth of the trend, low"), shown="growth"),
    col.share("growth_high", N_("Growth of the trend, high"), shown="growth"),
)

VERDICT = Frame(
    name="verdict",
    title=N_("The month against what was to be expected"),
    grain=N_("one row"),
    key="scope",
    fields=(
        SCOPE,
        MONTH,
        col.code("basis", N_("Counted on"), BASIS),
        *JUDGED,
        col.number("factor", N_("Calendar factor"), digits=4),
        col.whole("n_months", N_("Months of history")),
        col.code("rung", N_("History"), HISTORY),
    ),
)

REGIONS = Frame(
    name="regions",
    title=N_("Each region's month against its own trend"),
    grain=N_("one row per region"),
    key="node",
    order="-distance",
    shows="node actual expected deviation state trend_growth growth_low growth_high",
    rows=12,
    fields=(
        REGION,
        *JUDGED,
        col.number("distance", N_("Half widths of the range from expected"), digits=4),
        col.code("state", N_("Month"), STATE),
    ),
)

DATA_END = Frame(
    name="data_end",
    title=N_("Up to which working day the month's lines go"),
    grain=N_("one row"),
    key="scope",
    fields=(
        SCOPE,
        col.day("newest_on", N_("Newest line")),
        col.whole("working_days", N_("Working days"), unit=DAYS),
        col.whole("days_in", N_("Working days that are in"), unit=DAYS),
        col.whole("days_after", N_("Working days after the newest line"), unit=DAYS),
        col.whole("usual_after", N_("Most of them in months before"), unit=DAYS),
        col.whole("n_seen", N_("Months looked at")),
        col.flag("is_partial", N_("Month not whole")),
        col.money("per_day", N_("Sales per working day that is in")),
        col.money("expected_per_day", N_("Expected per working day")),
        col.share("day_deviation", N_("Deviation per working day"), shown="growth"),
    ),
)

SILENT_PARTS = Frame(
    name="silent_parts",
    title=N_("Parts that sold every month for a year, and nothing this month"),
    grain=N_("one row per dimension and node"),
    key="dimension node",
    order="-year_amount",
    fields=(
        DIMENSIONS,
        NODES,
        col.money("year_amount", N_("Twelve months before")),
        col.share("year_share", N_("Share of those twelve months")),
    ),
)


def expectation(verdict: Result, data_end: Result, silent_parts: Result) -> Finding:
    """Say whether the month lies inside what its calendar and trend let one expect.

    A month whose data end early, or lack a large part, is never judged bad for what is missing.
    """
    row, end = verdict.first, data_end.first
    if end["is_partial"]:
        return _partial(row, end)
    if not row.is_known("low"):
        text = N_("Whether {month} was good cannot be told from {n_months} months of history.")
        return say("expectation", "info", text, row)
    if row["low"] <= row["actual"] <= row["high"]:
        text = N_(
            "{month} is an ordinary month: {deviation} against the {expected} that trend, season"
            " and calendar let one expect ({low} to {high} in nineteen of twenty such months)."
        )
        return say("expectation", "good", text, row)
    large = silent_parts.keep(silent_parts.frame["year_share"] >= SILENT_SHARE)
    if row["actual"] < row["low"] and not large.is_empty:
        text = N_(
            "{month} is {deviation} against the {expected} to be expected, but nothing at all came"
            " in for {silent.node}, which sold every month before and brought {silent.year_share}"
            " of twelve months. Make sure first that the export is whole."
        )
        return say("expectation", "watch", text, row, silent=large.first)
    text = N_(
        "{month} is no ordinary month: {deviation} against the {expected} to be expected, outside"
        " {low} to {high}. Look for the cause."
    )
    return say("expectation", "act" if row["actual"] < row["low"] else "watch", text, row)


def _partial(verdict: Row, end: Row) -> Finding:
    """Say up to which day the month's data go, and what sales per working day are so far."""
    if not end.is_known("expected_per_day"):
        text = N_("Cannot tell yet how {of.month} is: its data end on {newest_on}.")
        return say("expectation", "info", text, end, of=verdict)
    text = N_(
        "Cannot tell yet how {of.month} is: its data end on {newest_on}, {days_in} of"
        " {working_days} working days are in. Per working day sales are {per_day}, {day_deviation}"
        " against the {expected_per_day} to be expected."
    )
    return say("expectation", "watch", text, end, of=verdict)


def history(verdict: Result) -> list[Finding]:
    """Say what a short history leaves open; nothing where it is long enough."""
    text = N_("With {n_months} months the history of sales is short: {rung}.")
    short = verdict.keep(verdict.frame["rung"].isin(["short", "medium"]))
    return [say("history", "info", text, row) for row in short]


def unusual_region(regions: Result) -> Finding:
    """Say which region's month lies outside its own trend, and how good that trend is."""
    if regions.is_empty:
        return say("regions", "info", N_("Too few months to tell if a region's month is unusual."))
    below, above = regions.where(state="below"), regions.where(state="above")
    if below.is_empty and above.is_empty:
        text = N_("No region with enough history to judge had an unusual month.")
        return say("regions", "good", text)
    row = above.first if below.is_empty else below.first
    text = N_(
        "The month's sales in {node} were {state}: {deviation} against the {expected} to be"
        " expected there, while the region's trend within a year is {trend_growth} ({growth_low} to"
        " {growth_high}). Look for the cause before you judge the region."
    )
    is_bad = row["state"] == "below" and row["growth_low"] <= 0
    return say("regions", "act" if is_bad else "watch", text, row)
