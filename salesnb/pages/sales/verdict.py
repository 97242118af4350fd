"""The verdict on the month: was it good for its trend and calendar, and where was it not?"""

from __future__ import annotations

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.results import Result, Row
from salesnb.findings import Finding, say
from salesnb.i18n import N_
from salesnb.pages.sales.columns import (
    BASES,
    DAYS,
    DIMENSIONS,
    EXPECTED,
    NODES,
)

SILENT_SHARE = 0.10  # a silent part with this share of a year's sales: the export is asked first
FLATTERED = 0.03  # noise of the month a year ago, as a share, from which growth on it misleads
STATE = {
    "below": N_("unusually low"),
    "edge_below": N_("borderline low"),
    "ordinary": N_("as expected"),
    "edge_above": N_("borderline high"),
    "above": N_("unusually high"),
    "unjudged": N_("cannot tell"),
}
HISTORY = {
    "none": N_("too short for a rhythm or a season"),
    "silent": N_("without a line in the month"),
    "medium": N_("the season is held near even, and two whole years would tell it more sharply"),
    "full": N_("long enough for a season"),
}
JUDGED = (
    *EXPECTED,
    col.code("state", N_("Verdict"), STATE),
    col.share("deviation", N_("Deviation"), shown="growth"),
    col.number("distance", N_("Distance from expected to the bound, 1 is on it"), digits=4),
    col.share("seen_fall", N_("Smallest fall beyond chance")),
    col.share("trend_growth", N_("Growth of the trend over a year"), shown="growth"),
    col.share("growth_low", N_("Growth of the trend, low"), shown="growth"),
    col.share("growth_high", N_("Growth of the trend, high"), shown="growth"),
)

VERDICT = Frame(
    title=N_("The month against what was to be expected"),
    key="scope",
    fields=(
        col.SCOPE,
        col.MONTH,
        BASES,
        *JUDGED,
        col.number("factor", N_("Calendar factor"), digits=4),
        col.whole("n_months", N_("Whole months of history")),
        col.whole("needed_months", N_("Whole months that a verdict takes")),
        col.code("rung", N_("History"), HISTORY),
        col.month("year_month", N_("Month a year ago")),
        col.share("year_growth", N_("Growth on a year ago"), shown="growth"),
        col.share("year_deviation", N_("A year ago, off its own trend"), shown="growth"),
    ),
)

DATA_END = Frame(
    title=N_("Up to which working day the month's lines go"),
    key="scope",
    fields=(
        col.SCOPE,
        col.day("newest_on", N_("Newest line of the month")),
        col.whole("working_days", N_("Working days"), unit=DAYS),
        col.whole("days_in", N_("Working days that are in"), unit=DAYS),
        col.whole("days_after", N_("Working days after the newest line"), unit=DAYS),
        col.whole("usual_after", N_("Most of them in months before"), unit=DAYS),
        col.whole("n_seen", N_("Months looked at")),
        col.flag("is_partial", N_("Month not whole")),
        col.day("oldest_on", N_("Oldest line of all")),
        col.day("last_on", N_("Newest line of all")),
        col.month("first_whole", N_("First whole month")),
        col.month("last_whole", N_("Last whole month")),
        col.money("per_day", N_("Sales per working day that is in")),
        col.money("expected_per_day", N_("Expected per working day")),
        col.share("day_deviation", N_("Deviation per working day"), shown="growth"),
    ),
)

SILENT_PARTS = Frame(
    title=N_("Parts that sold every month for a year, and nothing this month"),
    key="dimension node",
    order="-year_amount",
    fields=(
        DIMENSIONS,
        NODES,
        col.money("year_amount", N_("Twelve months before")),
        col.share("year_share", N_("Share of those twelve months")),
    ),
)


TOO_SHORT = N_("""Whole months of history: {n_months}. That is too short to know a rhythm or a
    season; no month is judged, and none foretold, before there are {needed_months}.""")
UNUSUAL = [one for one in STATE if one not in {"ordinary", "unjudged"}]


def expectation(verdict: Result, data_end: Result, silent_parts: Result) -> Finding:
    """Say whether the month lies inside what its calendar and trend let one expect.

    A month whose data end early, or lack a large part, is never judged bad for what is missing, and
    one without a line is not judged at all.
    """
    row, end = verdict.first, data_end.first
    if end["is_partial"]:
        return _partial(row, end)
    if row["rung"] == "silent":
        return _without_lines(row, end)
    if row["state"] == "unjudged":
        return say("expectation", "info", TOO_SHORT, row)
    if row["state"] in UNUSUAL:
        return _unusual(row, silent_parts)
    text = N_("""{month} came in as expected: {actual} against {expected} ({low} to {high}). A fall
        of less than {seen_fall} could not have been told from chance.""")
    if not row.is_known("seen_fall"):
        text = N_("""{month} came in as expected: {actual} against {expected} ({low} to {high}).
            Months differ so much here that no fall could have been told from chance.""")
    return say("expectation", "good", text, row)


def _without_lines(row: Row, end: Row) -> Finding:
    if not end.is_known("last_on"):
        text = N_("There is no line of sales up to {month}.")
        return say("expectation", "info", text, row)
    text = N_("""No line came in for {of.month}: the newest is of {last_on}. Make sure first that
        the export is whole; if it is, sales have stopped. The month is not judged.""")
    return say("expectation", "act", text, end, of=row)


def _unusual(row: Row, silent_parts: Result) -> Finding:
    """Say that a month lies outside what was expected, or on its edge."""
    if row["state"].startswith("edge_"):
        text = N_("""{month} is a borderline case: {actual}, {deviation} against the {expected} to
            be expected, at the edge of {low} to {high}. One such month proves nothing yet.""")
        return say("expectation", "watch", text, row)
    large = silent_parts.keep(silent_parts.frame["year_share"] >= SILENT_SHARE)
    if row["state"] == "below" and not large.is_empty:
        text = N_("""{month} is {deviation} against the {expected} to be expected, but nothing at
            all came in for {silent.node}, which sold every month before and brought
            {silent.year_share} of twelve months. Make sure first that the export is whole.""")
        return say("expectation", "watch", text, row, silent=large.first)
    text = N_("""{month} was {state}: {actual}, {deviation} against the {expected} to be expected
        ({low} to {high} in nineteen of twenty such months). Look for the cause.""")
    return say("expectation", "act" if row["state"] == "below" else "watch", text, row)


def year_ago(verdict: Result) -> list[Finding]:
    """Say where growth on a year ago misleads, as that month was itself off its own trend."""
    row = verdict.first
    if not row.is_known("year_growth") or not row.is_known("year_deviation"):
        return []
    if row["year_growth"] > 0 and row["year_deviation"] <= -FLATTERED:
        text = N_("""The growth of {month} on a year ago, {year_growth}, flatters: {year_month} was
            itself {year_deviation} off its own trend and calendar.""")
        return [say("year_ago", "info", text, row)]
    if row["year_growth"] < 0 and row["year_deviation"] >= FLATTERED:
        text = N_("""The change of {month} on a year ago, {year_growth}, looks worse than it is:
            {year_month} was itself {year_deviation} above its own trend and calendar.""")
        return [say("year_ago", "info", text, row)]
    return []


def _partial(verdict: Row, end: Row) -> Finding:
    """Say up to which day the month's data go, and what sales per working day are so far."""
    if not end.is_known("expected_per_day"):
        text = N_("Cannot tell yet how {of.month} is: its data end on {newest_on}.")
        return say("expectation", "info", text, end, of=verdict)
    text = N_("""Cannot tell yet how {of.month} is: its data end on {newest_on}, {days_in} of
        {working_days} working days are in. Per working day sales are {per_day}, {day_deviation}
        against the {expected_per_day} to be expected.""")
    return say("expectation", "watch", text, end, of=verdict)


def history(verdict: Result, data_end: Result) -> list[Finding]:
    """Say what a short history leaves open, and which months at its ends are left out."""
    text = N_("With {n_months} whole months the history of sales is short: {rung}.")
    short = verdict.where(rung="medium")
    return [*(say("history", "info", text, row) for row in short), *_left_out(data_end.first)]


def _left_out(end: Row) -> list[Finding]:
    """Say which months trend, season and forecast leave out: those that are not whole."""
    found = []
    if end.is_known("first_whole") and end["first_whole"] > end["oldest_on"][:7]:
        text = N_("""The exports do not begin with a whole month: their oldest line is of
            {oldest_on}. Trend, season and forecast count from {first_whole} on.""")
        found.append(say("begins", "info", text, end))
    if end.is_known("last_whole") and end["last_whole"] < end["last_on"][:7]:
        text = N_("""The exports do not end with a whole month: their newest line is of {last_on}.
            Trend, season and forecast count up to {last_whole}.""")
        found.append(say("ends", "info", text, end))
    return found
