"""A small company with a plan: cells, cash as 07_forecast expects it, sales, written by hand."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from salesnb.months import Month
from salesnb.targets.plan.dimensions import DIMENSIONS
from salesnb.targets.plan.years import PlanYear, plan_year

MONTH = Month(2026, 10)
AHEAD = [str(one) for one in (MONTH + 1).until(Month(2027, 12))]
PAST = [str(one) for one in (MONTH - 23).until(MONTH)]
METHODS = {"PRE": (1.0,), "N60": (0.0, 0.0, 1.0), "BILL": (0.0, 1.0)}
Facts = dict[str, pd.DataFrame]


def year(month: Month = MONTH, stated: int = 2027) -> PlanYear:
    """Return the plan year 2027, seen from a month."""
    return plan_year(pd.DataFrame({"year": [stated]}), month=month, year_start=1)


def cell(
    amount: float = 100.0,
    *,
    product: str = "P1",
    customer: str = "C1",
    rep: str = "R1",
    settlement: str = "N60",
    region: str = "R-SH",
    months: list[str] | None = None,
) -> pd.DataFrame:
    """Return a cell of the plan with the same target in each month of 2027."""
    wanted = year().open if months is None else months
    row = (product, region, customer, rep, settlement, "S1")
    rows = [(*row, one, amount) for one in wanted]
    return pd.DataFrame(rows, columns=[*DIMENSIONS, "target"])


def plan(*cells: pd.DataFrame) -> pd.DataFrame:
    """Return the cells of a plan, dimensions as categories."""
    every = pd.concat(cells, ignore_index=True)
    return every.astype(dict.fromkeys(DIMENSIONS, "category"))


def sales(*rows: tuple, months: list[str] | None = None) -> pd.DataFrame:
    """Return a sales cube: (product, customer, rep, settlement, quantity, amount) in each month."""
    columns = ["product_id", "customer_id", "rep_id", "settlement_id", "quantity", "net_amount"]
    table = [(*row, one) for row in rows for one in (PAST if months is None else months)]
    frame = pd.DataFrame(table, columns=[*columns, "month"])
    return frame.assign(
        region_id="R-SH",
        sales_method_id="S1",
        costed_amount=frame["net_amount"],
        cost_amount=frame["net_amount"] * 0.75,
        n_purchases=1,
    )


def cash(opened: Mapping[tuple[str, str, str], float] | None = None, **invoiced: float) -> Facts:
    """Return what 07_forecast would say, invoicing the same in every month ahead.

    `opened`: (customer, method, month) -> cash of open instalments.
    """
    known = dict(opened or {})
    shares = [
        (name, after, share) for name, curve in METHODS.items() for after, share in enumerate(curve)
    ]
    rows = []
    for name, curve in METHODS.items():
        amounts = np.full(len(AHEAD), invoiced.get(name, 0.0))
        new = sum(
            np.concatenate([np.zeros(after), share * amounts])[: len(AHEAD)]
            for after, share in enumerate(curve)
        )
        old = [sum(v for (_, m, t), v in known.items() if (m, t) == (name, one)) for one in AHEAD]
        received = new + np.array(old)
        owed = np.cumsum(amounts - received)
        opening = sum(v for (_, m, _), v in known.items() if m == name)
        before = opening + np.concatenate([[0.0], owed[:-1]])
        for at, one in enumerate(AHEAD):
            rows.append(("settlement", name, one, before[at], amounts[at], received[at]))
    ahead = pd.DataFrame(rows, columns=["dimension", "node", "month", *FLOW])
    total = ahead.groupby("month")[FLOW].sum().reset_index().assign(dimension="total", node="total")
    rolled = pd.concat([total, ahead], ignore_index=True).assign(in_bills=np.nan, matured=np.nan)
    paper = rolled["dimension"] == "total"
    bill = ahead[ahead["node"] == "BILL"].set_index("month")["received"]
    rolled.loc[paper, "in_bills"] = rolled.loc[paper, "month"].map(bill)
    rolled.loc[paper, "matured"] = 0.0
    forecast = rolled[["dimension", "node", "month", "received"]]
    forecast = forecast.rename(columns={"received": "amount"}).assign(quantile=0.5)
    owners = [(*who, amount) for who, amount in known.items()]
    return {
        "collections_forecast": forecast,
        "collections_ahead": rolled,
        "collections_open": pd.DataFrame(owners, columns=[*OPEN, "amount"]),
        "receipt_shares": pd.DataFrame(shares, columns=["settlement_id", "months_after", "share"]),
    }


FLOW = ["opening", "invoiced", "received"]
OPEN = ["customer_id", "settlement_id", "month"]


def facts(**more: pd.DataFrame) -> Facts:
    """Return the facts of a small company: one product, three customers, no tax in its books."""
    sold = sales(("P1", "C1", "R1", "N60", 10.0, 100.0), ("P1", "C2", "R2", "PRE", 5.0, 50.0))
    owed = sold.groupby(["month", "customer_id"])["net_amount"].sum().reset_index(name="invoiced")
    terms = [
        ("PRE", "prepay", 0, 0, 0.02),
        ("N60", "net", 60, 0, 0.0),
        ("BILL", "acceptance_bill", 30, 90, 0.0),
    ]
    columns = ["settlement_id", "kind", "nominal_days", "tenor_days", "discount_share"]
    return {
        "sales_cube": sold,
        "receivables": owed.assign(credited=0.0),
        "collections_cube": pd.DataFrame(
            [(one, "C1", "R1", "N60", 90.0) for one in PAST],
            columns=["month", "customer_id", "rep_id", "settlement_id", "amount"],
        ),
        "settlement_terms": pd.DataFrame(terms, columns=columns),
        "customers": pd.DataFrame(
            {
                "customer_id": ["C1", "C2", "C3"],
                "region_id": "R-SH",
                "rep_id": ["R1", "R2", "R3"],
                "sales_method_id": "S1",
                "purchase_potential": [2000.0, 500.0, np.nan],
            }
        ),
        "reps": pd.DataFrame(
            {"rep_id": ["R1", "R2"], "left_on": pd.NaT, "hours_per_month": [10.0, 140.0]}
        ),
        "regions": pd.DataFrame({"region_id": ["A-E", "R-SH"], "parent_id": ["", "A-E"]}),
        "products": pd.DataFrame(
            {"product_id": ["P1", "P2"], "product_group": ["G1", "G2"], "unit": ["piece", "kg"]}
        ),
        "visits": pd.DataFrame(columns=["rep_id", "customer_id", "visit_date", "status"]),
        "order_days": pd.DataFrame(columns=["day", "customer_id", "purchase_amount"]),
        "sell_out": pd.DataFrame(columns=["customer_id", "product_id", "period_start"]),
        **more,
    }


def controls(*entries: Mapping[str, object]) -> Facts:
    """Return the sections of controls.toml with these controls."""
    stated = {"author": "Li Wei", "reason": "the bank", "period": "2027"}
    return {"controls": pd.DataFrame([{**stated, **one} for one in entries])}
