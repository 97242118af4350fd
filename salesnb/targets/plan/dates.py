"""When the plan falls due: its months beside last year and the forecast, its days and weeks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from salesnb.calendars import WorkCalendar
from salesnb.measures import growth
from salesnb.months import Month
from salesnb.settings import Settings
from salesnb.targets.cube.spreading import by_day
from salesnb.targets.plan.weekyears import Weeks
from salesnb.targets.plan.years import PlanYear

N_WEEKS = 13
LOW, HIGH = 0.1, 0.9  # quantiles of the forecast's range
MONTHS = ["month", "state", "working_days", "target", "per_day", "before", "before_source"]
MONTHS += ["growth", "expected", "low", "high", "place"]
WEEKS = ["week", "first_day", "last_day", "working_days", "target", "reached"]
PERIODS = ["period", "first_day", "last_day", "n_weeks", "working_days", "target"]
DAYS = ["day", "week", "month", "target"]
BY_MONDAY = Weeks()
DUE = ["scope", "first", "last", "n_open", "n_judged", "n_above", "n_below", "target"]
DUE += ["working_days", "unpublished"]


@dataclass(frozen=True)
class Clock:
    """The year that is planned, its working days, how weeks are counted, decimals of an amount."""

    year: PlanYear
    calendar: WorkCalendar
    weeks: Weeks = BY_MONDAY
    digits: int = 2

    @classmethod
    def of(cls, year: PlanYear, calendar: WorkCalendar, settings: Settings) -> Clock:
        """Return the clock of a company's settings."""
        weeks = Weeks.of(settings.rules, year_start=year.start)
        return cls(year, calendar, weeks, settings.company.currency_digits)


def when_due(
    targets: pd.DataFrame, facts: Mapping[str, pd.DataFrame], clock: Clock
) -> dict[str, pd.DataFrame]:
    """Return how a year's target falls on months, weeks and days: five frames.

    `targets`: month and `target` of all cells, in currency units; `facts` are sales_cube (month,
    net_amount) and, where there is one, the artefact forecast. `due_months`: a row per month with
    last year's sales (what is expected where that month has not ended), the forecast with its
    range, and whether an open target lies above or below that. `due_days`: the working days of the
    open months, which add up to each month to the minor unit; `due_weeks` the first thirteen weeks
    of them, cut where their months begin; `due_periods` all days by periods of weeks, empty without
    a pattern. `due`: one row of the whole. All are empty where nothing is targeted.
    """
    monthly = pd.Series(dtype=float)
    if len(targets):
        monthly = targets.groupby("month", observed=True)["target"].sum().round(clock.digits)
        monthly.index = monthly.index.astype("str")
    if not (monthly != 0).any():
        empty = {"due_months": MONTHS, "due_weeks": WEEKS, "due_days": DAYS, "due": DUE}
        empty |= {"due_periods": PERIODS}
        return {name: pd.DataFrame(columns=columns) for name, columns in empty.items()}
    months = _months(monthly.reindex(clock.year.months, fill_value=0.0), facts, clock)
    days = by_day(months[["month", "target"]], clock.calendar, digits=clock.digits)
    days = days.assign(week=_named(days, clock.weeks.week_of))
    still = days[days["month"].isin(clock.year.open)]
    return {
        "due": _whole(months, clock),
        "due_months": months.reindex(columns=MONTHS),
        "due_weeks": _weeks(still, clock),
        "due_days": still.reindex(columns=DAYS),
        "due_periods": _periods(days, clock),
    }


def _months(monthly: pd.Series, facts: Mapping[str, pd.DataFrame], clock: Clock) -> pd.DataFrame:
    """Return the months of the plan beside the year before and the forecast."""
    ahead = _of_total(facts.get("forecast", pd.DataFrame()))
    months, year = list(monthly.index), clock.year
    found = pd.DataFrame({"month": months, "target": monthly.to_numpy()})
    found["state"] = np.where(found["month"].isin(year.open), "open", "closed")
    found["working_days"] = [clock.calendar.working_days(Month.parse(one)) for one in months]
    found["per_day"] = found["target"] / found["working_days"].where(found["working_days"] > 0)
    actual = facts["sales_cube"].groupby("month", observed=True)["net_amount"].sum()
    actual.index = actual.index.astype("str")
    came, expected = actual.reindex(year.before), ahead["expected"].reindex(year.before)
    found["before"] = came.fillna(expected).to_numpy()
    source = np.where(came.notna(), "actual", np.where(expected.notna(), "forecast", ""))
    found["before_source"] = source
    found["growth"] = growth(found["target"], found["before"])
    is_open = found["state"] == "open"
    for name in ("expected", "low", "high"):
        found[name] = ahead[name].reindex(months).where(is_open.to_numpy()).to_numpy()
    above, below = found["target"] > found["high"], found["target"] < found["low"]
    known = found["high"].notna() & found["low"].notna()
    found["place"] = np.select([above, below, known], ["above", "below", "within"], "")
    return found


def _of_total(forecast: pd.DataFrame) -> pd.DataFrame:
    """Return the sales that are expected of the whole by month: expected, low, high."""
    columns = ["expected", "low", "high"]
    if forecast.empty:
        return pd.DataFrame(columns=columns, dtype=float)
    is_whole = (forecast["measure"] == "sales") & (forecast["dimension"] == "total")
    rows = forecast[is_whole].astype({"month": "str"})
    found = rows.groupby("month")[["expected"]].first()
    for name, quantile in (("low", LOW), ("high", HIGH)):
        own = rows[np.isclose(rows["quantile"].astype(float), quantile)]
        found[name] = own.groupby("month")["amount"].first()
    return found


def _whole(months: pd.DataFrame, clock: Clock) -> pd.DataFrame:
    """Return one row of all months: how many are open, and how many lie outside the range."""
    still = months[months["state"] == "open"]
    years = sorted({int(month[:4]) for month in still["month"]})
    unknown = [str(year) for year in years if year in clock.calendar.unpublished_years]
    row = {
        "scope": "total",
        "first": months["month"].iloc[0],
        "last": months["month"].iloc[-1],
        "n_open": len(still),
        "n_judged": int((still["place"] != "").sum()),
        "n_above": int((still["place"] == "above").sum()),
        "n_below": int((still["place"] == "below").sum()),
        "target": still["target"].sum(),
        "working_days": still["working_days"].sum(),
        "unpublished": ", ".join(unknown),
    }
    return pd.DataFrame([row])


def _weeks(days: pd.DataFrame, clock: Clock) -> pd.DataFrame:
    """Return the first weeks of the open months, from the first that has a working day on.

    Days before the months do not count in the first week.
    """
    if days.empty:
        return pd.DataFrame(columns=WEEKS)
    first, last = (Month.parse(days["month"].iloc[at]) for at in (0, -1))
    start = clock.weeks.begins(first.first)
    rows: list[tuple[str, str, str, int, float, float]] = []
    reached = 0.0
    sums = days.groupby("week")["target"].sum().round(clock.digits)
    for number in range(N_WEEKS + 1):
        begins = start + dt.timedelta(weeks=number)
        if begins > last.last or len(rows) == N_WEEKS:
            break
        name = clock.weeks.week_of(begins)
        target = float(sums.get(name, 0.0))
        reached = round(reached + target, clock.digits)
        ends = min(begins + dt.timedelta(days=6), last.last)
        opens = max(begins, first.first)
        working = sum(map(clock.calendar.is_working, _days(opens, ends)))
        if rows or working or target:
            rows.append((name, str(opens), str(ends), working, target, reached))
    return pd.DataFrame(rows, columns=WEEKS)


def _periods(days: pd.DataFrame, clock: Clock) -> pd.DataFrame:
    """Return what falls on each period of weeks; the first and last are cut at the plan's ends."""
    if not clock.weeks.pattern:
        return pd.DataFrame(columns=PERIODS)
    first, last = (Month.parse(clock.year.months[at]) for at in (0, -1))
    every = pd.DataFrame({"day": _days(first.first, last.last)})
    every["period"] = [clock.weeks.period_of(day) for day in every["day"]]
    every["week"] = [clock.weeks.week_of(day) for day in every["day"]]
    every["works"] = [clock.calendar.is_working(day) for day in every["day"]]
    found = every.groupby("period", sort=False).agg(
        first_day=("day", "first"),
        last_day=("day", "last"),
        n_weeks=("week", "nunique"),
        working_days=("works", "sum"),
    )
    amounts = days["target"].groupby(_named(days, clock.weeks.period_of)).sum()
    found["target"] = amounts.reindex(found.index, fill_value=0.0).round(clock.digits)
    ends = found[["first_day", "last_day"]].astype("str")
    return found.assign(**ends).reset_index().reindex(columns=PERIODS)


def _named(days: pd.DataFrame, name_of: Callable[[dt.date], str]) -> pd.Series:
    """Return of each row the week or period that its day lies in."""
    return days["day"].map({day: name_of(dt.date.fromisoformat(day)) for day in set(days["day"])})


def _days(first: dt.date, last: dt.date) -> list[dt.date]:
    return [first + dt.timedelta(days=n) for n in range((last - first).days + 1)]
