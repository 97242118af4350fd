"""Trend and calendar: where sales are heading, and what season, festival and working days do."""

from __future__ import annotations

from matplotlib.axes import Axes

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Chart, Frame
from salesnb.contracts.results import Result, Row
from salesnb.findings import Finding, say
from salesnb.i18n import N_
from salesnb.pages.sales.columns import BASES, EXPECTED, by_level
from salesnb.pages.sales.verdict import TOO_SHORT
from salesnb.plots.places import over_months

EFFECT = {
    "festival_before": N_("two weeks before the Spring Festival"),
    "festival_during": N_("week of the Spring Festival"),
    "festival_after": N_("two weeks after the week of the Spring Festival"),
    "working_days": N_("working days (elasticity)"),
}
CHANGES = (
    col.share("change_low", N_("Change, low"), shown="growth"),
    col.share("change_high", N_("Change, high"), shown="growth"),
)

TREND = Frame(
    title=N_("Sales with season, Spring Festival and working days taken out"),
    key="month",
    chart=Chart("line", "month", "actual=before adjusted=actual trend=plan"),
    fields=(
        col.MONTH,
        col.money("adjusted", N_("Adjusted sales")),
        col.money("trend", N_("Trend")),
        col.number("factor", N_("Calendar factor"), digits=6),
        *EXPECTED,
    ),
)

EFFECTS = Frame(
    title=N_("What the calendar does to sales"),
    key="effect",
    shows="effect change change_low change_high",
    nothing="",
    fields=(
        col.code("effect", N_("Effect"), EFFECT),
        BASES,
        col.number("estimate", N_("Estimate"), digits=4, shown="decimal"),
        *col.interval(digits=4, shown="decimal"),
        col.share("change", N_("Change of a month that holds it all"), shown="growth"),
        *CHANGES,
    ),
)

SEASON = Frame(
    title=N_("What each month of the year adds or takes, all ranges together 95 %"),
    key="number",
    chart=Chart("column", "number", "change=actual"),
    fields=(
        col.whole("number", N_("Month of the year"), shown="month_name"),
        col.share("change", N_("Change"), shown="growth"),
        *CHANGES,
        col.flag("is_clear", N_("Beyond chance")),
    ),
)


def growing(verdict: Result) -> Finding:
    """Say what the trend grew by within a year."""
    row = verdict.first
    if row["rung"] == "silent":
        text = N_("Whether sales grew within a year cannot be told: {month} has no line.")
        return say("trend", "info", text, row)
    if not row.is_known("trend_growth"):
        return say("trend", "info", TOO_SHORT, row)
    if row["growth_low"] <= 0 <= row["growth_high"]:
        text = N_("""Whether sales grew within a year, calendar and noise taken out, cannot be told:
            {trend_growth} ({growth_low} to {growth_high}).""")
        return say("trend", "info", text, row)
    text = N_("""Calendar and noise taken out, sales changed by {trend_growth} within a year
        ({growth_low} to {growth_high}).""")
    return say("trend", by_level(row["trend_growth"], 0.0, -0.05), text, row)


def next_month(trend: Result) -> Finding:
    """Say what sales of the month to come are expected at."""
    if trend.is_empty:
        return say("next_month", "info", N_("Too few months to tell what comes next."))
    ahead = trend.keep(trend.frame["actual"].isna())
    if ahead.is_empty:
        text = N_("What comes next cannot be told: the last month with sales is {month}.")
        return say("next_month", "info", text, trend.by("-month").first)
    text = N_("Sales of {month} are expected at {expected} ({low} to {high}).")
    return say("next_month", "info", text, ahead.first)


def calendar(effects: Result) -> list[Finding]:
    """Say what the week of the Spring Festival (if any) does, and what working days bring."""
    if effects.is_empty:
        return [say("calendar", "info", N_("Too few months to tell what the calendar does."))]
    found = [_festival(row) for row in effects.where(effect="festival_during")]
    return [*found, _working_days(effects.where(effect="working_days").first)]


def _working_days(row: Row) -> Finding:
    is_open = row["low"] <= 0 <= row["high"]
    text = N_("One per cent more working days lifts sales {estimate} per cent ({low} to {high}).")
    if is_open:
        text = N_("What working days do to sales cannot be told from noise ({low} to {high}).")
    if row["basis"] == "order":
        text = N_("""One per cent more working days lifts orders {estimate} per cent ({low} to
            {high}).""")
        if is_open:
            text = N_("What working days do to orders cannot be told from noise ({low} to {high}).")
    return say("working_days", "info", text, row)


def _festival(row: Row) -> Finding:
    text = N_("""The week of the Spring Festival changes the sales of a month that holds it by
        {change} ({change_low} to {change_high}).""")
    if row["change_low"] <= 0 <= row["change_high"]:
        text = N_("""Whether the week of the Spring Festival moves sales cannot be told from noise
            ({change_low} to {change_high}).""")
    return say("calendar", "info", text, row)


def season(season: Result) -> Finding:
    """Say which months of the year stand out by themselves, and how far."""
    if season.is_empty:
        return say("season", "info", N_("Too few months to tell what each month adds."))
    clear = list(season.where(is_clear=True).by("change"))
    if not clear:
        rows = list(season.by("change"))
        text = N_("""No month of the year stands out from chance; the farthest from an average one
            are {best.number} ({best.change}) and {worst.number} ({worst.change}).""")
        return say("season", "info", text, best=rows[-1], worst=rows[0])
    if len(clear) == 1:
        text = N_("""Festival and working days apart, one month of the year stands out from chance:
            {number} ({change} on an average one, {change_low} to {change_high}).""")
        return say("season", "info", text, clear[0])
    text = N_("""Festival and working days apart, the months that stand out most from an average one
        are {best.number} ({best.change}) and {worst.number} ({worst.change}).""")
    return say("season", "info", text, best=clear[-1], worst=clear[0])


def draw_trend(trend: Result, ax: Axes | None = None) -> Axes:
    """Draw adjusted sales, their trend and what is expected next, over the last three years."""
    panel = over_months(trend, "actual adjusted trend high", ax=ax)
    is_ahead = panel.result.frame["actual"].isna().to_numpy()
    for column, look in {"actual": "before", "adjusted": "actual", "trend": "plan"}.items():
        panel.line(column, look)
    ahead = panel.of(panel.result.keep(is_ahead), panel.at[is_ahead])
    ahead.band("low", "high", label=N_("expected, 95 %"))
    panel.ax.set_ylim(bottom=min(0.0, panel.ax.dataLim.y0))
    return panel.finish(title=N_("Sales with the calendar taken out"))
