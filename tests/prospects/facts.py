"""Small companies for tests of prospects: the frames that 04_prospects reads, mostly empty."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from salesnb.demo import Truth
from salesnb.demo.company import independent
from salesnb.demo.sales.orders import World
from salesnb.months import Month
from salesnb.snapshot.typed import empty, typed

MONTH = Month(2026, 10)
LOADS = {
    "listings": "listing_id lead_source_id name name_zh phone address region_id segment has_consent"
    " seen_on",
    "leads": "lead_id created_on lead_source_id marketing_channel_id company_name company_name_zh"
    " phone address segment region_id rep_id status is_valid called_on filed_on converted_on"
    " customer_id potential_amount cost_amount",
    "customers": "customer_id kind name name_zh phone region_id segment purchase_potential"
    " onboarded_on merged_into",
    "regions": "region_id name name_zh parent_id",
    "lead_sources": "lead_source_id name name_zh kind",
    "opportunities": "opportunity_id lead_id customer_id created_on closed_on stage amount",
    "order_days": "day customer_id purchase_amount",
    "sales_cube": "month customer_id net_amount costed_amount cost_amount",
}
Frames = dict[str, pd.DataFrame]


def facts(**given: Iterable[dict]) -> Frames:
    """Return all frames; `given` are rows of tables, whose other columns hold nothing."""
    return {name: table(name, given.get(name, ())) for name in LOADS}


def table(name: str, rows: Iterable[dict]) -> pd.DataFrame:
    columns = LOADS[name].split()
    made = list(rows)
    if not made:
        return empty(name, columns)
    return typed(pd.DataFrame(made).reindex(columns=columns), name)


def of_truth(truth: Truth) -> Frames:
    """Return a drawn company's frames as its last month knows them, without orders."""
    tables = independent(World(truth, 1.0))
    return {
        name: typed(tables[name].reindex(columns=columns.split()), name)
        if name in tables
        else empty(name, columns.split())
        for name, columns in LOADS.items()
    }
