"""Where market and share go: turning points that chance would not make, and twelve months ahead."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd

from salesnb.market.cells import Sizes
from salesnb.market.share import monthly_sales
from salesnb.market.years import Years
from salesnb.measures import growth
from salesnb.methods.changepoints import LEAST, Change, find_changes, is_long_enough
from salesnb.methods.forecasting import Forecast, forecast_months, quotient, summed
from salesnb.methods.seasonality import decompose
from salesnb.months import Month

AHEAD = 12
NOMINAL = 0.02  # asked of the method
FALSE_ALARMS = 0.05  # what that comes to where noise persists: docs/benchmarks.md
MOST_MONTHS = 120  # older months say little of where a series goes
COLUMNS = ["place", "measure", "now", "expected", "low", "high", "growth", "share_now", "share_expected", "share_low", "share_high", "rung", "n_values", "n_origins"]  # fmt: skip


def monthly_market(sizes: Sizes, *, month: Month) -> pd.Series:
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
    working_days: Callable[[Month], int],
    with_festival: bool,
) -> pd.DataFrame:
    """Return market, our sales in it, and our share: now, and in the next twelve months.

    `now` are the twelve months up to `month`; of share, the columns that begin so; `rung` says what the interval rests on (see
    `methods.forecasting`), `n_values` and `n_origins` on how many values and earlier runs.
    Rows that cannot be told are not there.
    """
    rows = []
    market = _market_ahead(years, market_by_month, month, working_days, with_festival)
    sold = monthly_sales(ours, month=month)
    sales = _sales_ahead(sold, working_days, with_festival)
    now = years.total(month)[0]
    sold_now = float(sold.iloc[-12:].sum()) if len(sold) >= 12 else float("nan")
    if market is not None:
        rows.append(_row("market", now, market))
    if sales is not None:
        rows.append(_row("sales", sold_now, sales))
    if market is not None and sales is not None:
        both = quotient(sales, market).iloc[0]
        weaker = min((market, sales), key=lambda one: _ORDER.index(one.rung))
        share_now = sold_now / now if now > 0 else float("nan")
        rows.append({"measure": "share", "share_now": share_now, **both.add_prefix("share_"), "rung": weaker.rung, "n_values": weaker.n, "n_origins": weaker.n_origins})  # fmt: skip
    return pd.DataFrame(rows).assign(place=range(1, len(rows) + 1)).reindex(columns=COLUMNS)


_ORDER = ["guess", "from_growth", "back_tested"]


def _row(measure: str, now: float, ahead: Forecast) -> dict[str, object]:
    told = ahead.frame.iloc[0][["expected", "low", "high"]]
    return {"measure": measure, "now": now, **told, "growth": growth(told["expected"], now), "rung": ahead.rung, "n_values": ahead.n, "n_origins": ahead.n_origins}  # fmt: skip


def _sales_ahead(
    sold: pd.Series, working_days: Callable[[Month], int], with_festival: bool
) -> Forecast | None:
    if len(sold) < 3 or (sold <= 0).any():
        return None
    made = forecast_months(sold.index.tolist(), sold.to_numpy(float), working_days=working_days, ahead=AHEAD, with_festival=with_festival)  # fmt: skip
    return summed(made)


def _market_ahead(
    years: Years,
    by_month: pd.Series,
    month: Month,
    working_days: Callable[[Month], int],
    with_festival: bool,
) -> Forecast | None:
    """Return the market of the twelve months after `month` as a forecast with one row.

    By month where a source has months up to the report month, scaled to what all sources say;
    else by year.
    """
    now = years.total(month)[0]
    if len(by_month) and by_month.index[-1] == str(month):
        made = forecast_months(by_month.index.tolist(), by_month.to_numpy(float), working_days=working_days, ahead=AHEAD, with_festival=with_festival)  # fmt: skip
        scale = now / float(by_month.iloc[-12:].sum())
        frame = made.frame.assign(**{c: made.frame[c] * scale for c in ("expected", "low", "high")})
        return summed(replace(made, frame=frame))
    if years.ahead is None or not years.is_known(month + AHEAD):
        return None
    grown, half = years.factor(month + AHEAD)
    expected = float(years.totals[-1]) * grown
    frame = pd.DataFrame([{"step": 1, "expected": expected, "low": expected * np.exp(-half), "high": expected * np.exp(half)}])  # fmt: skip
    return Forecast(frame, years.ahead.errors, years.ahead.rung, years.ahead.n)


def turns(
    path: pd.DataFrame,
    years: Years,
    market_by_month: pd.Series,
    *,
    working_days: Callable[[Month], int],
    with_festival: bool,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the turning points of market and share, and how each series was looked at.

    Turns: measure, month (the first of the new slope), earliest, latest, growth_before,
    growth_after (a year), chance. Looked at: measure, rung (monthly, interpolated, yearly, none),
    n_values, needed, first, last, yearly_growth, n_turns, false_alarms.
    """
    share = _all_positive(path.dropna(subset="monthly_share"))
    series = {
        "market": _market_series(years, market_by_month, working_days, with_festival),
        "share": ("interpolated", share["month"].tolist(), np.log(share["monthly_share"].to_numpy(float))),
    }  # fmt: skip
    if len(share) and len(market_by_month) and market_by_month.index[-1] >= share["month"].iloc[-1]:
        series["share"] = ("monthly", *series["share"][1:])
    found, looked = [], []
    for measure, (rung, names, logs) in series.items():
        per_year = 1 if rung == "yearly" else 12
        changes = find_changes(logs, kind="slope", is_persistent=True, false_alarms=NOMINAL)
        found += _turn_rows(measure, names, logs, changes, per_year)
        slope = float(np.polyfit(np.arange(len(logs)), logs, 1)[0]) if len(logs) > 1 else float("nan")  # fmt: skip
        looked.append({
            "measure": measure, "rung": rung if len(logs) else "none", "n_values": len(logs), "needed": 2 * LEAST["slope"] + 1,
            "first": names[0] if names else "", "last": names[-1] if names else "", "yearly_growth": np.expm1(slope * per_year),
            "is_long_enough": is_long_enough(logs, kind="slope"), "n_turns": len(changes), "false_alarms": FALSE_ALARMS,
        })  # fmt: skip
    columns = ["measure", "month", "earliest", "latest", "growth_before", "growth_after", "chance"]
    return pd.DataFrame(found, columns=columns), pd.DataFrame(looked)


def _all_positive(path: pd.DataFrame) -> pd.DataFrame:
    """Return the months after the last one without a share above zero."""
    none = np.flatnonzero(path["monthly_share"].to_numpy(float) <= 0)
    return path.iloc[none[-1] + 1 :] if len(none) else path


def _market_series(
    years: Years,
    by_month: pd.Series,
    working_days: Callable[[Month], int],
    with_festival: bool,
) -> tuple[str, list[str], np.ndarray]:
    if len(by_month):
        parts = decompose(by_month.index.tolist(), by_month.to_numpy(float), working_days=working_days, with_festival=with_festival).frame  # fmt: skip
        return "monthly", by_month.index.tolist(), np.log(parts["adjusted"].to_numpy(float))
    usable = years.ahead is not None
    return "yearly", list(years.ends) if usable else [], np.log(years.totals) if usable else np.empty(0)  # fmt: skip


def _turn_rows(
    measure: str, names: list[str], logs: np.ndarray, changes: list[Change], per_year: int
) -> list[dict[str, object]]:
    """Return the turns with the growth a year on either side, from one broken line through all."""
    time = np.arange(len(logs), dtype=float)
    ramps = [np.where(time >= one.place, time - one.place + 1, 0.0) for one in changes]
    design = np.column_stack([np.ones_like(time), time, *ramps])
    fitted = np.linalg.lstsq(design, logs, rcond=None)[0][1:] if len(logs) else np.zeros(1)
    slopes = np.expm1(np.cumsum(fitted) * per_year)
    return [
        {
            "measure": measure, "month": names[one.place], "earliest": names[one.earliest], "latest": names[one.latest],
            "growth_before": slopes[i], "growth_after": slopes[i + 1], "chance": one.p,
        }
        for i, one in enumerate(changes)
    ]  # fmt: skip
