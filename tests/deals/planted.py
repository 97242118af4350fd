"""Deals of a few rows, in which every number can be worked out by hand, and drawn companies."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import pandas as pd

from benchmarks._deals import company, facts_of
from salesnb.demo.truths.truth import Truth
from salesnb.months import Month
from salesnb.snapshot.typed import typed

MARCH = Month(2026, 3)
DEAL = {
    "customer_id": "C1",
    "lead_id": "",
    "rep_id": "R1",
    "region_id": "N1",
    "product_group": "G1",
    "created_on": "2026-01-10",
    "expected_close_on": "2026-04-15",
    "closed_on": None,
    "stage": "qualified",
    "amount": 1000.0,
    "margin_amount": 200.0,
    "lever": "service",
    "competitor_id": "",
    "sales_method_id": "S1",
    "next_step": "Call",
    "next_step_on": "2026-04-02",
}
CHANGE = ["opportunity_id", "changed_at", "changed_on", "field", "old_value", "new_value"]
TOUCH = ["touched_on", "kind", "opportunity_id", "rep_id", "hours"]


def deal(name: str, **more: object) -> dict[str, object]:
    """Return a deal of January 2026 that is open."""
    return {"opportunity_id": name, **DEAL, **more}


def change(name: str, day: str, field: str, old: str, new: str) -> tuple[str, ...]:
    """Return a dated change of a deal."""
    return (name, f"{day} 10:00:00", day, field, old, new)


def facts(
    deals: Sequence[dict[str, object]],
    changes: Sequence[tuple[str, ...]] = (),
    touches: Sequence[tuple[object, ...]] = (),
) -> dict[str, pd.DataFrame]:
    """Return the frames of a company with these deals."""
    found = {
        "opportunities": pd.DataFrame(list(deals), columns=["opportunity_id", *DEAL]),
        "opportunity_changes": pd.DataFrame(list(changes), columns=CHANGE),
        "touches": pd.DataFrame(list(touches), columns=TOUCH),
        "reps": pd.DataFrame([("R1", 100.0)], columns=["rep_id", "cost_per_hour"]),
    }
    return {name: typed(frame, name) for name, frame in found.items()}


@lru_cache(maxsize=2)
def drawn(seed: int = 7, n_customers: int = 200) -> tuple[Truth, dict[str, pd.DataFrame]]:
    """Return a drawn company and the frames that 11_deals loads of it; not to be changed."""
    truth = company(seed, n_customers=n_customers, n_months=48)
    return truth, facts_of(truth)
