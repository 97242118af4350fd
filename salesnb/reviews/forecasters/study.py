"""Forecast accountability: what was foretold, and the record of each forecaster."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from salesnb.calendars import WorkCalendar
from salesnb.methods.whole_months import whole_months
from salesnb.months import Month
from salesnb.reviews.as_issued import AsIssued
from salesnb.reviews.forecasters.calls import calls_of
from salesnb.reviews.forecasters.records import levels_of, records_of

LOOK_BACK = 24  # months


def judge_forecasters(
    facts: Mapping[str, pd.DataFrame],
    forecasts: Mapping[str, pd.DataFrame],
    *,
    month: Month,
    calendar: WorkCalendar,
) -> dict[str, pd.DataFrame]:
    """Return forecast_calls, forecast_levels and forecast_records of the last `LOOK_BACK` months.

    `facts` as `calls_of` takes them, and sales_days; `forecasts` the artefacts of 07_forecast by
    the month that issued them. Whole months of sales count, at most to `month`.
    """
    whole = whole_months(facts["sales_days"], month=month, calendar=calendar)
    calls = calls_of(facts, AsIssued(forecast=forecasts), whole[-LOOK_BACK:])
    return {
        "forecast_calls": calls,
        "forecast_levels": levels_of(calls),
        "forecast_records": records_of(calls),
    }
