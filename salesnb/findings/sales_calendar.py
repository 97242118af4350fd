"""What 02_sales says of trend and calendar: growth, season, festival, working days, regions."""

from __future__ import annotations

import math

from salesnb.contracts.results import Result
from salesnb.findings import Finding, Slot, Words, cite
from salesnb.findings.sales_judging import by_level, number
from salesnb.i18n import N_

_ALL = {"scope": "total"}
_SHORT = {  # what a short history means for the season
    "short": N_("With {n} months of history no season is taken out, and the festival and the working days only as far as they are known beforehand."),
    "medium": N_("With {n} months of history the season is held near even: with two whole years it is told more sharply."),
}  # fmt: skip


def trend(verdict: Result, trends: Result, *, currency: str) -> list[Finding]:
    """Say what the trend grew by, what is expected next, and what a short history leaves open."""
    if trends.is_empty:
        return [Finding("trend", "info", N_("Too few months to tell a trend."))]
    return [_growing(verdict, trends, currency), *_history(verdict)]


def _growing(verdict: Result, trends: Result, currency: str) -> Finding:
    ahead = trends.frame.loc[trends.frame["actual"].isna(), "month"].iloc[0]
    slots: dict[str, Slot] = {
        "next": Words(str(ahead), is_month=True),
        **{name: cite(trends, name, currency=currency, month=ahead) for name in ("expected", "low", "high")},
    }  # fmt: skip
    growth = number(verdict, "trend_growth", **_ALL)
    if math.isnan(growth):
        return Finding("trend", "info", N_("{next} is expected at {expected} ({low} to {high}); growth within a year needs more than a year of history."), slots)  # fmt: skip
    for name, column in (("growth", "trend_growth"), ("least", "growth_low"), ("most", "growth_high")):  # fmt: skip
        slots[name] = cite(verdict, column, fmt="growth", **_ALL)
    low, high = (number(verdict, c, **_ALL) for c in ("growth_low", "growth_high"))
    if low <= 0 <= high:
        text = N_("Without calendar and noise, whether sales grew within a year cannot be told: {growth} ({least} to {most}). {next} is expected at {expected} ({low} to {high}).")  # fmt: skip
        return Finding("trend", "info", text, slots)
    text = N_("Without calendar and noise, sales changed by {growth} within a year ({least} to {most}). {next} is expected at {expected} ({low} to {high}).")  # fmt: skip
    return Finding("trend", by_level(growth, 0.0, -0.05), text, slots)


def _history(verdict: Result) -> list[Finding]:
    text = _SHORT.get(str(verdict.cell("rung", **_ALL)), "")
    return [Finding("history", "info", text, {"n": cite(verdict, "n_months", **_ALL)})] if text else []  # fmt: skip


def calendar(effects: Result) -> Finding:
    """Say what the week of the Spring Festival (if any) takes off a month, and what working days bring."""
    if effects.is_empty:
        return Finding("calendar", "info", N_("Too few months to tell what the calendar does to sales."))  # fmt: skip
    where = {"effect": "festival_during"}
    days = {"effect": "working_days"}
    slots: dict[str, Slot] = {
        "elasticity": cite(effects, "estimate", fmt="decimal", **days),
        "least": cite(effects, "low", fmt="decimal", **days),
        "most": cite(effects, "high", fmt="decimal", **days),
    }
    if not (effects.frame["effect"] == where["effect"]).any():
        return Finding("calendar", "info", N_("One per cent more working days brings {elasticity} per cent more sales ({least} to {most})."), slots)  # fmt: skip
    for name, column in (("change", "change"), ("low", "change_low"), ("high", "change_high")):
        slots[name] = cite(effects, column, fmt="growth", **where)
    if number(effects, "change_low", **where) <= 0 <= number(effects, "change_high", **where):
        text = N_("Whether the week of the Spring Festival moves these sales cannot be told from noise ({low} to {high}). One per cent more working days brings {elasticity} per cent more sales ({least} to {most}).")  # fmt: skip
    else:
        text = N_("The week of the Spring Festival changes the month that holds it by {change} ({low} to {high}). One per cent more working days brings {elasticity} per cent more sales ({least} to {most}).")  # fmt: skip
    return Finding("calendar", "info", text, slots)


def season(made: Result) -> Finding:
    """Say which months of the year stand out by themselves, and how far."""
    if made.is_empty:
        return Finding("season", "info", N_("Too few months to tell what each month of the year adds or takes."))  # fmt: skip
    rows = made.frame.sort_values("change", kind="stable")
    best, worst = rows.iloc[-1], rows.iloc[0]
    slots: dict[str, Slot] = {
        "best": Words(f"2000-{int(best['number']):02d}", is_month_name=True),
        "up": cite(made, "change", fmt="growth", number=best["number"]),
        "worst": Words(f"2000-{int(worst['number']):02d}", is_month_name=True),
        "down": cite(made, "change", fmt="growth", number=worst["number"]),
    }
    if not rows["is_clear"].any():
        return Finding("season", "info", N_("No month of the year stands out from chance by itself; the farthest are {best} ({up}) and {worst} ({down})."), slots)  # fmt: skip
    return Finding("season", "info", N_("By itself, {best} adds most to an even month ({up}), and {worst} takes most ({down})."), slots)  # fmt: skip


def regions(made: Result, *, names: dict[str, str], currency: str) -> Finding:
    """Say which region's month lies outside its own trend, and whether the trend is good all the same."""
    if made.is_empty:
        return Finding("regions", "info", N_("Cannot tell yet whether a region's month is unusual: more than a year of history is needed."))  # fmt: skip
    below, above = made.rows(state="below"), made.rows(state="above")
    if below.empty and above.empty:
        return Finding("regions", "good", N_("Every region's month is an ordinary one for it."))
    first = (below if len(below) else above).iloc[0]
    where = {"node": first["node"]}
    slots: dict[str, Slot] = {
        "region": Words(names.get(first["node"], first["node"]), is_name=True),
        "deviation": cite(made, "deviation", fmt="growth", **where),
        "expected": cite(made, "expected", currency=currency, **where),
        "growth": cite(made, "trend_growth", fmt="growth", **where),
        "least": cite(made, "growth_low", fmt="growth", **where),
        "most": cite(made, "growth_high", fmt="growth", **where),
    }
    if below.empty:
        return Finding("regions", "watch", N_("{region} had an unusually good month: {deviation} against the {expected} to be expected there. See whether it lasts: its trend before was {growth} ({least} to {most})."), slots)  # fmt: skip
    if first["growth_low"] > 0:
        return Finding("regions", "watch", N_("{region} had one bad month in a good trend: {deviation} against the {expected} to be expected there, while its trend rose by {growth} within a year ({least} to {most}). Look for the cause before you judge the region."), slots)  # fmt: skip
    return Finding("regions", "act", N_("{region} had a bad month: {deviation} against the {expected} to be expected there, and its trend within a year is {growth} ({least} to {most})."), slots)  # fmt: skip
