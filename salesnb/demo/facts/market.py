"""The market outside: its size, rivals' prices and grades, our plan for it, complaints."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import numpy as np
import pandas as pd

from salesnb.demo.base import names
from salesnb.demo.base.streams import stream
from salesnb.demo.customers import masters
from salesnb.demo.truths.truth import Truth
from salesnb.months import Month

GROUPS = [group for group, *_ in names.PRODUCT_GROUPS]
SIZES = """
    segment region_id product_group period_start period_end source method source_zh method_zh
    size_amount low_amount high_amount recorded_on
"""
PRICES = "observed_on competitor_id product_id product_group region_id observed_price source"
GRADES = """
    observed_on competitor_id region_id product_group aspect value unit source confidence
"""
ASPECTS = ("quality", "variety", "service", "terms")
PLAN = """
    milestone_id name name_zh region_id rep_id starts_on due_on done_on planned_value done_share
    grade
"""
STEPS = (  # of the market plan of the company's last year, in the order of PLAN
    ("MS01", "Register all pump users in Wuhan", "登记武汉全部水泵用户",
     "R-WH", "R11", "2026-01-05", "2026-06-30", "2026-07-08", 60000.0, 1.0, 3),
    ("MS02", "Two seminars in Chengdu", "在成都举办两场研讨会",
     "R-CD", "R12", "2026-03-01", "2026-09-30", None, 40000.0, 0.5, None),
    ("MS03", "Approved supplier of Tianjin Water", "成为天津水务合格供应商",
     "R-TJ", "R06", "2026-02-01", "2026-12-15", None, 90000.0, 0.6, None),
    ("MS04", "Launch of ball valve DN65", "球阀DN65新品推广",
     "R-SH", "R01", "2026-04-01", "2026-08-31", "2026-08-20", 120000.0, 1.0, 4),
)  # fmt: skip


def market_sizes(truth: Truth) -> pd.DataFrame:
    """Return yearly market size per segment, region and group, from two sources that disagree."""
    outside = truth.market
    rng = stream(truth.seed, "market_sizes")
    sources = (
        (("association", "census", "协会", "普查"), 1.0, outside.association_width),
        (("survey", "sample", "调查", "抽样"), outside.survey_bias, outside.survey_width),
    )
    rows = []
    for year in range(truth.months[0].year, truth.months[-1].year):
        growth = (1 + outside.growth) ** (year - truth.months[0].year)
        dates = (f"{year}-01-01", f"{year}-12-31")
        for called, bias, width in sources:
            for segment, region, group, potential in _cells():
                usual = potential * outside.amount_per_potential * growth * bias / len(GROUPS)
                size = round(usual * rng.lognormal(0, 0.05), -3)
                sizes = (size, round(size * (1 - width), -3), round(size * (1 + width), -3))
                said = (*called, *sizes, f"{year + 1}-03-31")
                rows.append((segment, region, group, *dates, *said))
    return pd.DataFrame(rows, columns=SIZES.split())


def _cells() -> Iterator[tuple[str, str, str, float]]:
    """Yield each segment, region and product group with the region's potential in it."""
    potential = {row[0]: row[7] for row in names.REGIONS if row[4] == 2}
    for segment, region, group in product(masters.SEGMENTS, potential, GROUPS):
        yield segment, region, group, potential[region] * masters.SEGMENT_WEIGHTS[segment]


def price_observations(truth: Truth) -> pd.DataFrame:
    """Return prices of competitors' products seen each month; one rival cuts one group's price."""
    rng = stream(truth.seed, "price_observations")
    changed = [truth.assortment.launched, truth.assortment.delisted]
    ours_now = masters.products(truth).set_index("product_id").drop(index=changed)
    listed = ours_now["list_price"].to_dict()
    alike = {str(group): own.index.tolist() for group, own in ours_now.groupby("product_group")}
    noise = truth.market.rival_price_noise
    rows = []
    for month in truth.months[-36:]:
        ours = masters.price_factor(truth, month)
        for (rival, *_), group in product(names.COMPETITORS, GROUPS):
            level = ours * truth.market.rival_price_level * (1 + _cut(truth, month, rival, group))
            for _ in range(rng.poisson(1.2)):
                product_id = alike[group][int(rng.integers(len(alike[group])))]
                price = round(listed[product_id] * level * rng.lognormal(0, noise), 2)
                day = month.first.replace(day=int(rng.integers(1, 28))).isoformat()
                region = rng.choice(masters.leaf_regions())
                source = rng.choice(["customer", "tender", "distributor"])
                rows.append((day, rival, product_id, group, region, price, source))
    return _numbered(pd.DataFrame(rows, columns=PRICES.split()), "observation_id", "PO{:05d}")


def _cut(truth: Truth, month: Month, rival: str, group: str) -> float:
    """Return by which share (below 0) a rival's prices of a group are cut in a month."""
    own = [
        cut.price_change
        for cut in truth.stories.rival_cuts
        if (cut.competitor_id, cut.product_group) == (rival, group) and str(month) >= cut.start
    ]
    return float(np.prod([1 + change for change in own]) - 1)


def competitor_observations(truth: Truth) -> pd.DataFrame:
    """Return grades of rivals' quality, variety, service and terms against ours (100 = equal)."""
    rng = stream(truth.seed, "competitor_observations")
    rows = []
    for month in truth.months[-24:]:
        for i, (rival, *_) in enumerate(names.COMPETITORS):
            for j, aspect in enumerate(ASPECTS):
                if rng.random() < 0.7:
                    value = round(95 + 4 * ((i + j) % 3) + rng.normal(0, 5), 1)
                    where = (rng.choice(masters.leaf_regions()), rng.choice(GROUPS))
                    said = (aspect, value, "index", "customer", 0.7)
                    rows.append((month.last.isoformat(), rival, *where, *said))
    return _numbered(pd.DataFrame(rows, columns=GRADES.split()), "observation_id", "CO{:05d}")


def milestones(truth: Truth) -> pd.DataFrame:
    """Return the steps of this year's market plan."""
    return pd.DataFrame(STEPS, columns=PLAN.split())


def complaints(truth: Truth) -> pd.DataFrame:
    """Return complaints of the last two years; a tenth is still open."""
    rng = stream(truth.seed, "complaints")
    n = 320
    start, end = np.datetime64(truth.months[-24].first), np.datetime64(truth.exported_on)
    opened = start + rng.integers(0, 730, n).astype("timedelta64[D]")
    closed = opened + rng.integers(2, 40, n).astype("timedelta64[D]")
    table = pd.DataFrame({"opened_on": opened, "closed_on": closed})
    table["customer_id"] = rng.choice(masters.customer_ids(truth), n)
    table["product_id"] = rng.choice(masters.products(truth)["product_id"], n)
    is_closed = (closed <= end) & (rng.random(n) < 0.95)
    table["closed_on"] = table["closed_on"].where(is_closed)
    table["cause"] = rng.choice(["quality", "delivery", "documents", "price"], n)
    table["claim_amount"] = rng.lognormal(7.5, 0.8, n).round(2)
    known = table[table["opened_on"] <= end]
    known = known.sort_values(["opened_on", "customer_id"], ignore_index=True)
    return _numbered(known, "complaint_id", "CP{:04d}")


def _numbered(table: pd.DataFrame, column: str, form: str) -> pd.DataFrame:
    """Return a table with a running number before its other columns, such as `CP0001`."""
    table.insert(0, column, [form.format(i + 1) for i in range(len(table))])
    return table
