"""Drawn companies whose growth is known: a few regions, groups, reps and customers."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from salesnb.calendars import WorkCalendar, build
from salesnb.months import Month
from salesnb.reviews.growth import study
from salesnb.reviews.growth.ground import Ground

LAST = Month.parse("2026-10")
Frames = dict[str, pd.DataFrame]
CALENDAR = build(first_year=2018, last_year=2028)
TARGETS = ["measure", "period_start", "period_end", "rep_id", "region_id", "customer_id"]
TARGETS += ["product_id", "product_group", "settlement_id", "sales_method_id", "target_value"]
TARGETS += ["is_rollup", "version"]


def cube(
    growth: Mapping[str, float], *, months: int = 60, noise: float = 0.0, seed: int = 1
) -> pd.DataFrame:
    """Return monthly sales of customers: 1,000 a month each, growing by so much a year."""
    rng = np.random.default_rng(seed)
    every = [str(one) for one in (LAST - (months - 1)).until(LAST)]
    years = np.arange(months) // 12 - (months - 1) // 12
    rows = []
    for place, (name, rate) in enumerate(growth.items()):
        level = 1000.0 * (1 + rate) ** years * np.exp(noise * rng.normal(size=months))
        part = {"month": every, "net_amount": level}
        one = pd.DataFrame(part).assign(
            customer_id=name,
            region_id=f"N{place % 3}",
            rep_id=f"R{place % 4}",
            product_id="P1",
            product_group=f"G{place % 2}",
        )
        rows.append(one)
    found = pd.concat(rows, ignore_index=True)
    return found.assign(
        quantity=1.0,
        list_amount=found["net_amount"] / 0.9,
        listed_amount=found["net_amount"],
        costed_amount=found["net_amount"],
        cost_amount=0.6 * found["net_amount"],
    )


def days(sales: pd.DataFrame) -> pd.DataFrame:
    """Return every day of the months with sales."""
    months = sorted(set(sales["month"]))
    first, last = Month.parse(months[0]).first, Month.parse(months[-1]).last
    return pd.DataFrame({"day": pd.date_range(str(first), str(last))})


def facts(sales: pd.DataFrame, **more: pd.DataFrame) -> Frames:
    """Return the frames of a company with these sales and nothing else, but what is given."""
    none: Frames = {
        "order_cube": sales.iloc[:0],
        "visits": _empty("rep_id customer_id planned_on visit_date status"),
        "agreements": _empty("customer_id product_id period_start"),
        "reps": _empty("rep_id region_id left_on"),
        "issued_targets": pd.DataFrame(columns=TARGETS),
        "collections_cube": pd.DataFrame(columns=["month", "amount"]),
        "receivables": pd.DataFrame(columns=["month"]),
        "open_instalments": pd.DataFrame({"open_amount": [], "days_past_due": []}, dtype=float),
        "expenses": _empty("period_start amount"),
    }
    return none | {"sales_cube": sales, "sales_days": days(sales)} | more


def _empty(columns: str) -> pd.DataFrame:
    found = pd.DataFrame({name: pd.Series([], dtype=object) for name in columns.split()})
    dated = [one for one in found if str(one).endswith("_on") or one in DATES]
    return found.astype(dict.fromkeys(dated, "datetime64[ns]"))


DATES = ("visit_date", "period_start")


def ground(
    found: Frames, *, window: int = 6, month: Month = LAST, calendar: WorkCalendar = CALENDAR
) -> Ground:
    """Return what sections stand on."""
    return study.ground_of(found, month=month, window=window, calendar=calendar)
