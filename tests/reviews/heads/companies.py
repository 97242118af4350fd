"""Drawn companies for the heads of performance: two regions, four reps, a few customers each."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from salesnb.contracts.page import Results
from salesnb.contracts.results import Context
from salesnb.contracts.validated import result
from salesnb.index import read_index
from salesnb.months import Month
from salesnb.pages import performance
from salesnb.reviews.as_issued import AsIssued
from salesnb.reviews.attainment.by_unit import by_unit
from salesnb.reviews.attainment.study import review_attainment
from salesnb.reviews.heads import study
from salesnb.settings import Settings, parse_settings
from salesnb.snapshot import typed
from tests.reviews.growth.companies import CALENDAR

LAST = Month.parse("2026-10")
ENTRY = read_index()["13b_performance"]
LOADS = {**read_index()["13_review"].loads, **ENTRY.loads}
SETTINGS = parse_settings({"company": {"name": "Test"}})
REPS = {"R1": "N1", "R2": "N1", "R3": "N2", "R4": "N2"}
CONTEXT = Context("CNY")
Frames = dict[str, pd.DataFrame]


def months(n: int) -> list[str]:
    """Return the last `n` months."""
    return [str(one) for one in (LAST - (n - 1)).until(LAST)]


def empty(name: str) -> pd.DataFrame:
    """Return a frame that 13b_performance loads, without rows, typed as a notebook has it."""
    return typed.empty(name, list(LOADS[name]))


def rows(name: str, records: list[dict[str, object]]) -> pd.DataFrame:
    """Return a frame that 13b_performance loads with these rows; what they lack is missing."""
    like = empty(name)
    found = pd.DataFrame(records).reindex(columns=like.columns)
    days = [one for one in like if str(like[one].dtype).startswith("datetime")]
    return found.astype(dict.fromkeys(days, "datetime64[ns]"))


def sales(n_months: int, level: Mapping[str, float], seed: int = 1) -> pd.DataFrame:
    """Return sales of three customers of each rep, around `level` a month, a tenth of noise."""
    rng = np.random.default_rng(seed)
    found = []
    for rep, amount in level.items():
        for place in range(3):
            values = amount * np.exp(0.1 * rng.normal(size=n_months))
            one = pd.DataFrame({"month": months(n_months), "net_amount": values.round(2)})
            found.append(one.assign(customer_id=f"C{rep}{place}", rep_id=rep, region_id=REPS[rep]))
    rows_ = pd.concat(found, ignore_index=True)
    return rows_.assign(
        quantity=1.0,
        purchase_amount=rows_["net_amount"],
        n_purchases=1,
        costed_amount=rows_["net_amount"],
        cost_amount=0.6 * rows_["net_amount"],
    )[list(ENTRY.loads["sales_cube"])]


def facts(n_months: int = 24, **more: pd.DataFrame) -> Frames:
    """Return the facts of a company that has sales, reps and customers, and what is given."""
    found = {name: empty(name) for name in LOADS}
    found["sales_cube"] = sales(n_months, dict.fromkeys(REPS, 1000.0))
    people = [{"rep_id": rep, "region_id": region} for rep, region in REPS.items()]
    found["reps"] = rows("reps", people)
    found["regions"] = rows("regions", [{"region_id": one} for one in ("N1", "N2")])
    customers = [
        {"customer_id": f"C{rep}{place}", "region_id": region, "rep_id": rep}
        for rep, region in REPS.items()
        for place in range(3)
    ]
    found["customers"] = rows("customers", customers)
    return found | more


def ground(
    found: Frames,
    *,
    window: int = 12,
    settings: Settings = SETTINGS,
    confidence: float = 0.9,
) -> study.Ground:
    """Return what heads stand on, with the attainment that 13_review holds before them."""
    held = review_attainment(found, AsIssued(), month=LAST, calendar=CALENDAR)
    shown = by_unit(held)
    found = found | {f"13_review_{name}": shown[name] for name in ("attained", "counted")}
    return study.Ground(found, LAST, window, CALENDAR, settings, confidence)


def frames_of(
    found: Frames, *, budgets: Frames | None = None, window: int = 12, settings: Settings = SETTINGS
) -> Frames:
    """Return all frames of the page."""
    base = ground(found, window=window, settings=settings)
    judged = study.judge_heads(base, budgets or {})
    return judged | study.score(base, judged)


def page_of(found: Frames, *, window: int = 12) -> Results:
    """Return the page of a company, its frames checked against what the room declares."""
    return Results(
        {
            name: result(one, performance.FRAMES[name], context=CONTEXT)
            for name, one in frames_of(found, window=window).items()
        }
    )


def targets(level: float, measure: str = "sales") -> pd.DataFrame:
    """Return monthly targets of each rep for 2026."""
    records: list[dict[str, object]] = []
    for rep, region in REPS.items():
        for number in range(1, 13):
            start = pd.Timestamp(2026, number, 1)
            records.append(
                {
                    "measure": measure,
                    "period_start": start,
                    "period_end": start + pd.offsets.MonthEnd(0),
                    "rep_id": rep,
                    "region_id": region,
                    "target_value": level,
                    "is_rollup": False,
                    "version": 1,
                    "issued_on": pd.Timestamp("2025-12-20"),
                }
            )
    return rows("issued_targets", records)


def visits(n_months: int = 12, each: int = 4, held: int = 3) -> pd.DataFrame:
    """Return planned visits of each rep, the first `held` of `each` a month held, an hour long."""
    records: list[dict[str, object]] = [
        {
            "rep_id": rep,
            "customer_id": f"C{rep}{place % 3}",
            "planned_on": pd.Timestamp(f"{month}-{place + 5:02d}"),
            "visit_date": pd.Timestamp(f"{month}-{place + 5:02d}"),
            "status": "held" if place < held else "cancelled",
            "visit_hours": 1.0,
        }
        for rep in REPS
        for month in months(n_months)
        for place in range(each)
    ]
    return rows("visits", records)


def reports(n_good: Mapping[str, int], *, n: int = 20, n_visits: int = 0) -> pd.DataFrame:
    """Return weekly reports due in 2026: the first `n_good` of each rep in time, others missing."""
    records: list[dict[str, object]] = []
    for rep, good in n_good.items():
        for week in range(n):
            start = pd.Timestamp("2026-01-05") + pd.Timedelta(weeks=week)
            due = start + pd.Timedelta(days=7)
            records.append(
                {
                    "rep_id": rep,
                    "kind": "weekly",
                    "period_start": start,
                    "due_on": due,
                    "received_on": due if week < good else pd.NaT,
                    "n_visits": n_visits if week < good else None,
                    "is_plausible": True if week < good else None,
                    "report_text": "as planned",
                }
            )
    return rows("reports", records)


def expenses(price: Mapping[str, float], *, quantity: float = 12.0) -> pd.DataFrame:
    """Return travel of two years: a unit cost 10 in the first one and `price` in the second.

    The budget is 100 a month, so that 10 units are planned.
    """
    records: list[dict[str, object]] = []
    for rep, now in price.items():
        for place, month in enumerate(months(24)):
            unit = 10.0 if place < 12 else now
            records.append(
                {
                    "rep_id": rep,
                    "expense_type": "travel",
                    "period_start": pd.Timestamp(f"{month}-01"),
                    "amount": unit * quantity,
                    "driver_quantity": quantity,
                    "budget_amount": 100.0,
                }
            )
    return rows("expenses", records)
