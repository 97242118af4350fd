"""A company of a few customers whose cards can be worked out by hand."""

from __future__ import annotations

from typing import Any

import pandas as pd

from salesnb.customers.cards.ground import Ground, ground_of
from salesnb.months import Month
from salesnb.settings import BusinessRules

MONTH = Month.parse("2026-10")
MASTER = """customer_id name kind group_id segment region_id city rep_id settlement_id
    sales_method_id onboarded_on credit_limit security_amount risk_rating n_employees
    purchase_potential storage_area n_sales_staff n_outlets resale_price_index contact_name
    phone opening_hours visit_minutes merged_into is_active"""
NUMBERS = """credit_limit security_amount n_employees purchase_potential storage_area n_sales_staff
    n_outlets resale_price_index visit_minutes"""
EMPTY = {
    "price_cells": "month customer_id n_floored n_below_floor",
    "agreements": "customer_id product_id period_start agreed_quantity agreed_price",
    "visits": "customer_id planned_on visit_date status",
    "open_instalments": "customer_id open_amount days_past_due",
    "receivables": "customer_id closing",
    "collections_cube": "amount",
    "customer_reps": "customer_id rep_id valid_from valid_to role",
    "customer_changes": "customer_id changed_on",
    "complaints": "customer_id closed_on claim_amount",
    "products": "product_id product_group",
}
DAYS = ("period_start", "planned_on", "visit_date", "valid_from", "valid_to")
TEXTS = ("month", "customer_id", "product_id", "rep_id", "role", "status", "product_group")
DAYS += ("changed_on", "closed_on", "onboarded_on")


def master(*rows: dict[str, Any]) -> pd.DataFrame:
    """Return the master data of customers, what is not stated missing."""
    frame = pd.DataFrame(list(rows), columns=MASTER.split()).astype("object")
    numbers = frame[NUMBERS.split()].astype("float64")
    days = pd.to_datetime(frame["onboarded_on"])
    return frame.assign(**numbers, onboarded_on=days)


def sold(id: str, months: list[str], amount: float, *, lines: int = 1) -> pd.DataFrame:
    """Return sales of a customer: so much in each month, of one product and rep."""
    row = {"product_id": "P1", "customer_id": id, "rep_id": "R1", "quantity": 10.0}
    money = {"net_amount": amount, "costed_amount": amount, "cost_amount": amount * 0.75}
    return pd.DataFrame([{"month": m, **row, **money, "n_purchases": lines} for m in months])


def months(n: int, *, ago: int = 0) -> list[str]:
    last = MONTH - ago
    return [str(one) for one in (last - (n - 1)).until(last)]


def facts(
    customers: pd.DataFrame, cube: pd.DataFrame, **other: list[dict[str, Any]]
) -> dict[str, pd.DataFrame]:
    """Return the facts of a company; frames that are not given have no rows."""
    found = {"customers": customers, "sales_cube": cube}
    for name, columns in EMPTY.items():
        frame = pd.DataFrame(other.get(name, []), columns=columns.split())
        for one in frame:
            frame[one] = typed(frame[one])
        found[name] = frame
    return found


def typed(values: pd.Series) -> pd.Series:
    """Return a column as facts have it: days, numbers or text."""
    if values.name in DAYS:
        return pd.to_datetime(values)
    return values.astype("str" if values.name in TEXTS else "float64")


def ground(own: dict[str, pd.DataFrame], *, most: int = 1000) -> Ground:
    return ground_of(own, month=MONTH, rules=BusinessRules(), most=most)
