"""A company small enough to work out by hand: two reps, two regions, two groups, one month."""

from __future__ import annotations

from typing import Any

import pandas as pd

from salesnb import calendars
from salesnb.budgets.costs.costing import Costs, plan_costs
from salesnb.budgets.costs.ground import Ground, ground_of
from salesnb.months import Month
from salesnb.settings import parse_settings

MONTH = Month(2026, 12)
PAST = [f"2026-{n:02d}" for n in range(1, 13)]
YEAR = [f"2027-{n:02d}" for n in range(1, 13)]
CALENDAR = calendars.build(first_year=2025, last_year=2028)
SETTINGS = parse_settings(
    {
        "company": {"name": "Tiny"},
        "rules": {"visits_per_month": {"A": 2.0, "B": 1.0}, "class_shares": {"A": 0.6, "B": 1.0}},
    }
)
TERMS = pd.DataFrame(
    {
        "settlement_id": ["N60", "BILL"],
        "kind": ["net", "acceptance_bill"],
        "nominal_days": [60, 30],
        "tenor_days": [0, 180],
    }
)
Facts = dict[str, pd.DataFrame]
WHO = {  # customer: product, region, rep, settlement method
    "C1": ("P1", "R-1", "U1", "N60"),
    "C2": ("P2", "R-2", "U2", "BILL"),
}


def targets(c1: float = 600.0, c2: float = 300.0) -> pd.DataFrame:
    """Return targets of sales a month of two customers, a quarter of them margin, paid at once."""
    rows = [
        (product, region, customer, rep, method, "S1", month, amount, amount / 10, amount / 4)
        for customer, amount in (("C1", c1), ("C2", c2))
        for product, region, rep, method in [WHO[customer]]
        for month in YEAR
    ]
    keys = "product_id region_id customer_id rep_id settlement_id sales_method_id month"
    table = pd.DataFrame(rows, columns=[*keys.split(), "sales", "quantity", "margin"])
    return table.assign(collections=table["sales"])


def cube(c1: float = 500.0, c2: float = 300.0) -> pd.DataFrame:
    """Return what was sold in each month of the year before."""
    table = targets(c1, c2).rename(columns={"sales": "net_amount"})
    cost = table["net_amount"] * 0.75
    month = table["month"].str.replace("2027", "2026")
    return table.assign(costed_amount=table["net_amount"], cost_amount=cost, month=month)


def expenses(kind: str = "travel", *, amount: float = 100.0, quantity: float = 4.0) -> pd.DataFrame:
    """Return what each rep spent in each month of the year before, and for how many units."""
    rows = [(rep, kind, f"{one}-01", amount, quantity) for rep in ("U1", "U2") for one in PAST]
    columns = ["rep_id", "expense_type", "period_start", "amount", "driver_quantity"]
    return pd.DataFrame(rows, columns=columns)


def spend(amount: float = 50.0) -> pd.DataFrame:
    """Return what was spent on one marketing channel in the first region in each month."""
    rows = [("M1", "R-1", f"{one}-01", amount, 1.0) for one in PAST]
    columns = ["marketing_channel_id", "region_id", "period_start", "amount", "driver_quantity"]
    return pd.DataFrame(rows, columns=columns)


def visits(n: int = 4) -> pd.DataFrame:
    """Return so many visits held by each rep in each month of the year before."""
    rows = [
        (rep, pd.Timestamp(f"{one}-10"), "held")
        for rep in ("U1", "U2")
        for one in PAST
        for _ in range(n)
    ]
    return pd.DataFrame(rows, columns=["rep_id", "visit_date", "status"])


def facts(**more: pd.DataFrame) -> Facts:
    """Return the company's frames; `more` are added or stand instead."""
    found: Facts = {
        "targets": targets(),
        "sales_cube": cube(),
        "products": pd.DataFrame({"product_id": ["P1", "P2"], "product_group": ["G1", "G2"]}),
        "customers": pd.DataFrame({"customer_id": ["C1", "C2"], "settlement_id": ["N60", "BILL"]}),
        "reps": pd.DataFrame(
            {"rep_id": ["U1", "U2"], "region_id": ["R-1", "R-2"], "hired_on": "", "left_on": ""}
        ),
        "regions": pd.DataFrame(
            {"region_id": ["ALL", "R-1", "R-2"], "parent_id": ["", "ALL", "ALL"]}
        ),
    }
    return {**found, **more}


def decided(year: int = 2027, total: float = 10_000.0, **sections: list[dict[str, Any]]) -> Facts:
    """Return the sections of plan/budget.toml."""
    found = {"budget": pd.DataFrame([{"year": year, "total": total}])}
    return {**found, **{name: pd.DataFrame(rows) for name, rows in sections.items()}}


def ground(known: Facts, plan: Facts | None = None, *, month: Month = MONTH) -> Ground:
    """Return the ground of a budget of these frames."""
    return ground_of(known, plan or {}, month=month, settings=SETTINGS, calendar=CALENDAR)


def costs(known: Facts, plan: Facts | None = None, *, month: Month = MONTH) -> Costs:
    """Return what the plan of these frames costs."""
    return plan_costs(known, plan or {}, ground(known, plan, month=month))
