"""What people judged: low, most likely and high for what no table says."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.demo.base import names
from salesnb.demo.base.streams import stream
from salesnb.demo.customers import masters
from salesnb.demo.truths.truth import Truth

COLUMNS = ["topic", "subject", "low", "mid", "high", "unit", "author", "judged_on", "reason"]
REASONS = {
    "market_growth": "Association's outlook and our own order books 协会展望与在手订单",
    "win_back": "Talks with the buyer; the rival's contract runs a year"
    " 与采购方面谈，对手合同期一年",
    "price_gap": "Quotes seen at three tenders 三次投标所见报价",
    "ramp_up": "Experience with the last five hires 近五名新人的经验",
    "launch_sales": "Samples under test at eight customers 八家客户正在试用样品",
}


def judgements(truth: Truth) -> pd.DataFrame:
    """Return one row per judged quantity of the last year; low <= mid <= high."""
    rng = stream(truth.seed, "judgements")
    director = masters.reps(truth)["name_zh"].iloc[0]
    groups = [group for group, *_ in names.PRODUCT_GROUPS]
    rows = [_judged(rng, "market_growth", group, 0.045, "share") for group in groups]
    rows += [_judged(rng, "price_gap", rival, 0.07, "share") for rival, *_ in names.COMPETITORS]
    for lost in truth.stories.lost_customers:
        rows.append(_judged(rng, "win_back", lost.customer_id, 0.15, "share"))
    rows += [_judged(rng, "ramp_up", r, 9.0, "months") for r in masters.leaf_regions()[:4]]
    rows.append(_judged(rng, "launch_sales", truth.assortment.launched, 60_000.0, "CNY per month"))
    days = _days(rng, truth, len(rows))
    full = [(*row, director, day, REASONS[row[0]]) for row, day in zip(rows, days, strict=True)]
    table = pd.DataFrame(full, columns=COLUMNS)
    table.insert(0, "judgement_id", [f"J{i + 1:03d}" for i in range(len(table))])
    return table


def _judged(
    rng: np.random.Generator, topic: str, subject: str, around: float, unit: str
) -> tuple[str, str, float, float, float, str]:
    """Return low, most likely and high around a value; high lies further off than low."""
    mid = around * rng.lognormal(0, 0.2)
    low, high = mid * rng.uniform(0.5, 0.85), mid * rng.uniform(1.2, 1.9)
    low, mid, high = (float(f"{x:.3g}") for x in (low, mid, high))
    return topic, subject, low, mid, high, unit


def _days(rng: np.random.Generator, truth: Truth, n: int) -> list[str]:
    """Return days of judgement in order, over the last year; the last in the last month."""
    first, last = np.datetime64(truth.months[-12].first), np.datetime64(truth.months[-1].last)
    span = (last - first).astype(int)
    days = np.sort(first + rng.integers(0, span, n).astype("timedelta64[D]"))
    return [str(day) for day in days[:-1]] + [str(last - np.timedelta64(5, "D"))]
