"""Small facts of spending: two regions, two channels, three years."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.calendars import WorkCalendar, build
from salesnb.months import Month

MONTHS = [str(one) for one in Month(2024, 1).until(Month(2026, 12))]
NOW = Month(2026, 12)
LINES = ["line_id", "marketing_channel_id", "region_id", "amount", "floor", "cap", "is_locked"]


def calendar() -> WorkCalendar:
    return build(country="CN", first_year=2023, last_year=2028)


def facts(*, months: list[str] = MONTHS, regions: str = "E W") -> dict[str, pd.DataFrame]:
    """Return spend of 100 and 50 a month and sales of 1,000, of which 600 are cost."""
    cells = pd.MultiIndex.from_product([regions.split(), months], names=["region_id", "month"])
    rows = cells.to_frame(index=False)
    sold = rows.assign(net_amount=1000.0, costed_amount=1000.0, cost_amount=600.0)
    parts = [
        rows.assign(marketing_channel_id=channel, amount=amount)
        for channel, amount in (("A", 100.0), ("B", 50.0))
    ]
    spend = pd.concat(parts, ignore_index=True)
    spend["period_start"] = pd.to_datetime(spend["month"] + "-01")
    orders = rows.assign(net_amount=np.arange(float(len(rows))))
    return {"spend": spend.drop(columns="month"), "sales_cube": sold, "order_cube": orders}


def lines(*entries: dict[str, object]) -> pd.DataFrame:
    """Return lines of plan/budget.toml; what an entry does not name is blank."""
    return pd.DataFrame([*entries]).reindex(columns=[*LINES, "reason"])


def decided(*entries: dict[str, object], year: int = 2027) -> dict[str, pd.DataFrame]:
    return {"budget": pd.DataFrame({"year": [year], "total": [4000.0]}), "lines": lines(*entries)}
