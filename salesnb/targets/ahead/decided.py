"""The year that is planned against the total that was decided for it."""

from __future__ import annotations

import pandas as pd

from salesnb.contracts.decided.columns import CELL
from salesnb.months import Month
from salesnb.periods import Period
from salesnb.targets.ahead.landing import ends_of_sum
from salesnb.targets.ahead.outlook import Measure, Outlook
from salesnb.targets.ranges import CONFIDENCE

DECIDED = ["measure", "period", "first", "last", "so_far", "expected", "low", "high", "total"]
DECIDED += ["gap", "confidence"]


def against_decided(
    outlook: Outlook, controls: pd.DataFrame, *, year_start: int = 1
) -> dict[str, pd.DataFrame]:
    """Return the frame `decided`: periods for which controls.toml fixes the total of sales.

    Rows of `controls` count that are totals of sales for the whole firm, the last where several
    name a period. so_far (months known), expected (with those to come), low, high, total, gap =
    expected - total. Periods that are over, or not wholly known or forecast, have no row.
    """
    one = outlook.measures.get("sales")
    rows = [] if one is None else list(_rows(one, outlook.month, _totals(controls), year_start))
    return {"decided": pd.DataFrame(rows, columns=DECIDED)}


def _totals(controls: pd.DataFrame) -> dict[str, float]:
    """Return the total that is decided for the firm's sales, by period."""
    if not len(controls):
        return {}
    is_firm = (controls[[one.name for one in CELL]] == "").all(axis=1)
    is_total = controls["kind"].eq("total") & controls["measure"].isin(["", "sales"])
    stated = controls[is_firm & is_total].dropna(subset="amount")
    return dict(zip(stated["period"].astype(str), stated["amount"].astype(float), strict=True))


def _rows(
    one: Measure, month: Month, totals: dict[str, float], year_start: int
) -> list[dict[str, object]]:
    known = dict(zip(one.series.months, one.values[0], strict=True))
    planned = dict(zip(one.ahead, one.expected[0], strict=True))
    rows = []
    for period, total in totals.items():
        every = [str(m) for m in Period.parse(period, year_start=year_start).months]
        late = [m for m in every if m not in known]
        if not late or any(m not in planned for m in late):
            continue
        so_far = float(sum(known[m] for m in every if m in known))
        ahead = float(sum(planned[m] for m in late))
        n = len((month + 1).until(Month.parse(late[-1])))
        low, high = ends_of_sum(one, ahead, max(n, 1))
        row: dict[str, object] = {
            "measure": one.name,
            "period": period,
            "first": every[0],
            "last": every[-1],
        }
        row |= {"so_far": so_far, "expected": so_far + ahead, "total": total}
        row |= {"low": so_far + low, "high": so_far + high, "confidence": CONFIDENCE}
        rows.append({**row, "gap": so_far + ahead - total})
    return rows
