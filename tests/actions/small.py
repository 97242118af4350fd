"""A firm of a few reps and customers, small enough to check by hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from salesnb import calendars
from salesnb.actions.ground import Ground
from salesnb.index import read_index
from salesnb.months import Month
from salesnb.settings import BusinessRules
from salesnb.snapshot.typed import empty, typed

MAY = Month(2026, 5)
LOADS = read_index()["12_actions"].loads
Rows = Sequence[dict[str, Any]]
REPS: Rows = (
    {"rep_id": "R1", "manager_id": "M1", "region_id": "N1"},
    {"rep_id": "R2", "manager_id": "M1", "region_id": "N1"},
    {"rep_id": "R3", "manager_id": "M1", "region_id": "N2", "left_on": "2026-05-31"},
    {"rep_id": "M1", "region_id": "N1"},
)
CUSTOMERS: Rows = tuple({"customer_id": f"C{k}", "region_id": "N1"} for k in range(1, 5))
CREDIT: Rows = (
    {"customer_id": "C1", "rep_id": "R1", "credit_share": 1.0, "role": "owner"},
    {"customer_id": "C1", "rep_id": "R2", "credit_share": 0.0, "role": "deputy"},
    {"customer_id": "C2", "rep_id": "R1", "credit_share": 1.0, "role": "owner"},
    {"customer_id": "C3", "rep_id": "R2", "credit_share": 1.0, "role": "owner"},
    {"customer_id": "C4", "rep_id": "R3", "credit_share": 1.0, "role": "owner"},
)
SALES: Rows = tuple(
    {
        "month": "2026-04",
        "product_id": product,
        "customer_id": customer,
        "net_amount": amount,
        "costed_amount": amount,
        "cost_amount": 0.6 * amount,
    }
    for customer, product, amount in (
        ("C1", "P1", 6000.0),
        ("C1", "P2", 3000.0),
        ("C2", "P1", 1000.0),
        ("C3", "P2", 2000.0),
    )
)
PRODUCTS: Rows = (
    {"product_id": "P1", "product_group": "G1"},
    {"product_id": "P2", "product_group": "G2"},
)
REGIONS: Rows = ({"region_id": "N1", "parent_id": "N"}, {"region_id": "N2", "parent_id": "N"})
REP = {"hours_per_month": 100.0, "cost_per_hour": 10.0}


def target(measure: str, value: float, **cell: object) -> dict[str, object]:
    """Return a target of June 2026."""
    period = {"period_start": "2026-06-01", "period_end": "2026-06-30"}
    return {"measure": measure, "target_value": value, "is_rollup": False, **period, **cell}


TARGETS: Rows = (
    target("sales", 1000.01, rep_id="R1"),
    target("sales", 500.0, rep_id="R2"),
    target("sales", 300.0, rep_id="R3"),
    target("collections", 100.0, rep_id="R1"),
    target("sales", 1800.01, region_id="N1", is_rollup=True),
    target("sales", 700.0, product_group="G1"),
)
SMALL: dict[str, Rows] = {
    "reps": [{**REP, **one} for one in REPS],
    "customers": [{"visit_minutes": 60.0, "is_active": True, **one} for one in CUSTOMERS],
    "customer_reps": CREDIT,
    "sales_cube": SALES,
    "products": PRODUCTS,
    "regions": REGIONS,
    "issued_targets": TARGETS,
}
OWNED = ["region_id", "product_group", "owner", "deputy"]


def ground(
    *,
    owners: Rows = (),
    used: dict[str, pd.DataFrame] | None = None,
    hours: float = 0.0,
    **tables: Rows,
) -> Ground:
    """Return the ground of May 2026; `tables` take the place of those of the small firm."""
    facts = {name: _frame(name, {**SMALL, **tables}.get(name, ())) for name in LOADS}
    stated = pd.DataFrame(list(owners), columns=OWNED, dtype=object).fillna("")
    calendar = calendars.build(country="CN", first_year=2025, last_year=2026)
    return Ground(MAY, facts, used or {}, stated, BusinessRules(), calendar, hours)


def _frame(name: str, rows: Rows) -> pd.DataFrame:
    columns = list(LOADS[name])
    if not rows:
        return empty(name, columns)
    return typed(pd.DataFrame(list(rows)).reindex(columns=columns), name)
