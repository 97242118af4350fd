"""Drawn companies as 11_deals sees them: deals, touches, leads and ties, without any order."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from salesnb.demo.customers import masters
from salesnb.demo.deals import deal_tables, deals, touches
from salesnb.demo.drawing import draw
from salesnb.demo.prospects import leads, ties
from salesnb.demo.truths.truth import Truth
from salesnb.snapshot.typed import typed

HOUR_COST = 120.0


def company(
    seed: int,
    *,
    n_customers: int = 600,
    n_months: int = 96,
    correlation: float | None = None,
    **winning: object,
) -> Truth:
    """Return the truth of a company as large as the demo's; `winning` replaces what is planted."""
    truth = draw(seed, n_months=n_months, n_customers=n_customers, n_reps=n_customers // 15).truth
    if correlation is not None:
        winning["correlation"] = correlation
    return replace(truth, winning=replace(truth.winning, **winning)) if winning else truth


def facts_of(truth: Truth) -> dict[str, pd.DataFrame]:
    """Return the frames that 11_deals loads, as known at the export, typed."""
    tables = {
        "opportunities": deal_tables.opportunities_known(truth),
        "opportunity_changes": deal_tables.opportunity_changes(truth),
        "touches": touches.touches(truth),
        "leads": deals.leads(truth),
        "reps": masters.reps(truth).assign(cost_per_hour=HOUR_COST),
        "contact_edges": _ties(truth),
    }
    return {name: typed(table, name) for name, table in tables.items()}


def _ties(truth: Truth) -> pd.DataFrame:
    on_leads, on_firms = ties.on_leads(truth), ties.on_customers(truth)
    lead_ids = leads.drawn(truth)["lead_id"].to_numpy()
    ids = np.array(masters.customer_ids(truth))
    parts = [
        on_leads.assign(to_id=lead_ids[on_leads["lead"]]),
        on_firms.assign(to_id=ids[on_firms["customer"]]),
    ]
    columns = ["from_kind", "to_id", "relation", "influence", "known_since"]
    both = pd.concat(parts, ignore_index=True).assign(relation=ties.RELATION)[columns]
    return both.astype({"known_since": "datetime64[s]"})
