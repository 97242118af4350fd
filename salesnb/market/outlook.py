"""Where market and share go: turning points that chance would not make, and twelve months ahead."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from salesnb.calendars import WorkCalendar
from salesnb.market.cells import Sizes
from salesnb.market.share import monthly_sales
from salesnb.market.years import Years
from salesnb.measures import growth
from salesnb.methods.changepoints import LEAST, Change, find_changes, is_long_enough
from salesnb.methods.seasonality import decompose
from salesnb.methods.series_forecast import Forecast, forecast_months, quotient, summed
from salesnb.months import Month

AHEAD = 12
NOMINAL = 0.02  # asked of the method
FALSE_ALARMS = 0.05  # what that comes to where noise persists: docs/benchmarks.md
MOST_MONTHS = 120  # older months say little of where a series goes
RUNGS = ["guess", "from_growth", "back_tested"]  # the weakest first
ENDS = ["expected", "low", "high"]
SHARES = ["share_now", "share_expected", "share_low", "share_high"]
OUTLOOK = ["measure", "now", *ENDS, "growth", *SHARES, "rung", "n_values", "n_origins"]
TURNS = ["measure", "month", "earliest", "latest", "growth_before", "growth_after", "chance"]


def monthly_market(sizes: Sizes) -> pd.Series:
    """Return the whole market by month, of the source with monthly periods that reaches furthest.

    Empty where every source has longer periods, or gaps.
    """
    rows = sizes.rows[sizes.rows["n_months"] == 1]
    best = pd.Series(dtype=float)
    for _, own in rows.groupby("source"):
        sums = own.groupby("end")["amount"].sum()
        every = [str(m) for m in Month.parse(sums.index.min()).until(Month.parse(sums.index.max()))]
        if len(sums) == len(every) and (sums > 0).all() and len(sums) > len(best):
            best = sums
    return best.iloc[-MOST_MONTHS:] if len(best) >= AHEAD + 1 else best.iloc[:0]


def outlook(
    years: Years,
    market_by_month: pd.Series,
    ours: pd.DataFrame,
    *,
    month: Month,
    calendar: WorkCalendar,
) -> pd.DataFrame:
    """Return market, our sales in it, and our share: now, and in the next twelve months.

    `now` are the twelve months up to `month`; of share, the columns that begin so; `rung` says
    what the interval rests on (`methods.series_forecast`), `n_values` and `n_origins` on how many
    values and earlier runs. Rows that cannot be told are not there.
    """
    market = _market_ahead(years, market_by_month, month, calendar)
    sold = monthly_sales(ours, month=month)
    sales = _sales_ahead(sold, calendar)
    now = years.total(month)[0]
    sold_now = float(sold.iloc[-12:].sum()) if len(sold) >= 12 else float("nan")
    rows = []
    if market is not None:
        rows.append(_row("market", now, _widened(market, years)))
    if sales is not None:
        rows.append(_row("sales", sold_now, sales))
    if market is not None and sales is not None:
        share_now = sold_now / now if now > 0 else float("nan")
        rows.append(_share_row(share_now, sales, market))
    return pd.DataFrame(rows).reindex(columns=OUTLOOK)


def _row(measure: str, now: float, ahead: Forecast) -> dict[str, object]:
    next_year = ahead.frame.iloc[0][ENDS]
    grown = growth(next_year["expected"], now)
    return {"measure": measure, "now": now, **next_year, "growth": grown, **_rests_on(ahead)}


def _widened(ahead: Forecast, years: Years) -> Forecast:
    """Return a forecast whose range counts in that of the last measured size (in logs)."""
    _, low, high = years.total(Month.parse(years.ends[-1]))
    size = np.log(high / low) / 2 if low > 0 else 0.0
    frame = ahead.frame
    half = np.hypot(np.log(frame["high"] / frame["low"]) / 2, size)
    ends = {"low": frame["expected"] * np.exp(-half), "high": frame["expected"] * np.exp(half)}
    return replace(ahead, frame=frame.assign(**ends))


def _share_row(now: float, sales: Forecast, market: Forecast) -> dict[str, object]:
    next_year = quotient(sales, market).iloc[0].add_prefix("share_")
    weaker = min((market, sales), key=lambda one: RUNGS.index(one.rung))
    return {"measure": "share", "share_now": now, **next_year, **_rests_on(weaker)}


def _rests_on(ahead: Forecast) -> dict[str, object]:
    return {"rung": ahead.rung, "n_values": ahead.n, "n_origins": ahead.n_origins}


def _months_ahead(by_month: pd.Series, calendar: WorkCalendar) -> Forecast:
    """Return the forecast of the months after a monthly series."""
    return forecast_months(
        by_month.index.tolist(),
        by_month.to_numpy(float),
        working_days=calendar.working_days,
        ahead=AHEAD,
        with_festival=calendar.country == "CN",
    )


def _sales_ahead(sold: pd.Series, calendar: WorkCalendar) -> Forecast | None:
    if len(sold) < 3 or (sold <= 0).any():
        return None
    return summed(_months_ahead(sold, calendar))


def _market_ahead(
    years: Years, by_month: pd.Series, month: Month, calendar: WorkCalendar
) -> Forecast | None:
    """Return the market of the twelve months after `month` as a forecast with one row.

    By month where a source has months up to the report month, scaled to what all sources say;
    else by year.
    """
    if len(by_month) and by_month.index[-1] == str(month):
        forecast_path = _months_ahead(by_month, calendar)
        scale = years.total(month)[0] / float(by_month.iloc[-12:].sum())
        frame = forecast_path.frame.assign(
            **{end: forecast_path.frame[end] * scale for end in ENDS}
        )
        return summed(replace(forecast_path, frame=frame))
    if years.ahead is None or not years.is_known(month + AHEAD):
        return None
    grown, half = years.factor(month + AHEAD)
    expected = float(years.totals[-1]) * grown
    ends = {"expected": expected, "low": expected * np.exp(-half), "high": expected * np.exp(half)}
    frame = pd.DataFrame([{"step": 1, **ends}])
    return Forecast(frame, years.ahead.errors, years.ahead.rung, years.ahead.n)


@dataclass(frozen=True)
class _Series:
    """What is searched for turns: the logs of a series and the month of each, by month or year."""

    rung: str
    months: list[str]
    logs: np.ndarray

    @property
    def per_year(self) -> int:
        return 1 if self.rung == "yearly" else 12

    @property
    def yearly_growth(self) -> float:
        """The growth a year of one straight line through all."""
        if len(self.logs) < 2:
            return float("nan")
        slope = float(np.polyfit(np.arange(len(self.logs)), self.logs, 1)[0])
        return float(np.expm1(slope * self.per_year))


def turns(
    path: pd.DataFrame, years: Years, market_by_month: pd.Series, *, calendar: WorkCalendar
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the turning points of market and share, and how each series was looked at.

    Turns: measure, month (the first of the new slope), earliest, latest, growth_before,
    growth_after (a year), chance. Looked at: measure, rung (monthly, interpolated, yearly, none),
    n_values, needed, first, last, yearly_growth, n_turns, false_alarms.
    """
    series = {
        "market": _market_series(years, market_by_month, calendar),
        "share": _share_series(path, market_by_month),
    }
    found, looked = [], []
    for measure, one in series.items():
        changes = find_changes(one.logs, kind="slope", is_persistent=True, false_alarms=NOMINAL)
        found += _turn_rows(measure, one, changes)
        looked.append(_looked_row(measure, one, len(changes)))
    return pd.DataFrame(found, columns=TURNS), pd.DataFrame(looked)


def _share_series(path: pd.DataFrame, by_month: pd.Series) -> _Series:
    share = _all_positive(path.dropna(subset="monthly_share"))
    months = share["month"].tolist()
    is_monthly = bool(months) and len(by_month) > 0 and by_month.index[-1] >= months[-1]
    logs = np.log(share["monthly_share"].to_numpy(float))
    return _Series("monthly" if is_monthly else "interpolated", months, logs)


def _all_positive(path: pd.DataFrame) -> pd.DataFrame:
    """Return the months after the last one without a share above zero."""
    none = np.flatnonzero(path["monthly_share"].to_numpy(float) <= 0)
    return path.iloc[none[-1] + 1 :] if len(none) else path


def _market_series(years: Years, by_month: pd.Series, calendar: WorkCalendar) -> _Series:
    months = by_month.index.tolist()
    if months:
        parts = decompose(
            months,
            by_month.to_numpy(float),
            working_days=calendar.working_days,
            with_festival=calendar.country == "CN",
        )
        return _Series("monthly", months, np.log(parts.frame["adjusted"].to_numpy(float)))
    if years.ahead is None:
        return _Series("yearly", [], np.empty(0))
    return _Series("yearly", list(years.ends), np.log(years.totals))


def _looked_row(measure: str, one: _Series, n_turns: int) -> dict[str, object]:
    n = len(one.logs)
    return {
        "measure": measure,
        "rung": one.rung if n else "none",
        "n_values": n,
        "needed": 2 * LEAST["slope"] + 1,
        "first": one.months[0] if n else "",
        "last": one.months[-1] if n else "",
        "yearly_growth": one.yearly_growth,
        "is_long_enough": is_long_enough(one.logs, kind="slope"),
        "n_turns": n_turns,
        "false_alarms": FALSE_ALARMS,
    }


def _turn_rows(measure: str, series: _Series, changes: list[Change]) -> list[dict[str, object]]:
    """Return the turns with the growth a year on either side, from one broken line through all."""
    time = np.arange(len(series.logs), dtype=float)
    ramps = [np.where(time >= one.place, time - one.place + 1, 0.0) for one in changes]
    design = np.column_stack([np.ones_like(time), time, *ramps])
    fitted = np.linalg.lstsq(design, series.logs, rcond=None)[0][1:] if len(time) else np.zeros(1)
    slopes = np.expm1(np.cumsum(fitted) * series.per_year)
    return [
        {
            "measure": measure,
            "month": series.months[one.place],
            "earliest": series.months[one.earliest],
            "latest": series.months[one.latest],
            "growth_before": slopes[i],
            "growth_after": slopes[i + 1],
            "chance": one.p,
        }
        for i, one in enumerate(changes)
    ]
