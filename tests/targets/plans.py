"""A small firm with a plan: sales of reps, customers and groups, forecasts that were off before."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from salesnb.calendars import build
from salesnb.months import Month

MONTH = Month(2025, 10)
KNOWN = [str(m) for m in Month(2019, 11).until(MONTH)]
AHEAD = [str(m) for m in (MONTH + 1).until(Month(2026, 12))]
YEAR = [str(m) for m in Month(2026, 1).until(Month(2026, 12))]
CALENDAR = build(country="DE", first_year=2019, last_year=2027)
N_REPS = 8
ERROR = 0.15


def reps(n: int = N_REPS) -> list[str]:
    return [f"R{i}" for i in range(n)]


def sales(n: int = N_REPS, *, seed: int = 1) -> pd.DataFrame:
    """Return sales by month: each rep has one customer in one of two regions, and two products."""
    rng = np.random.default_rng(seed)
    rows = []
    for i, rep in enumerate(reps(n)):
        for product in ("P1", "P2"):
            amounts = 1000.0 * (i + 1) * (1 + 0.1 * rng.normal(size=len(KNOWN)))
            place = {"product_id": product, "region_id": f"G{i % 2}", "customer_id": f"C{i}"}
            keys = place | {"rep_id": rep, "settlement_id": "", "sales_method_id": ""}
            rows.append(pd.DataFrame({"month": KNOWN, "net_amount": amounts.round(2), **keys}))
    return pd.concat(rows, ignore_index=True)


def facts(sold: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return all frames that 09_challenge loads."""
    named = sorted(set(sold["rep_id"]))
    days = pd.DataFrame({"day": pd.to_datetime([Month.parse(m).last for m in KNOWN])})
    return {
        "sales_cube": sold,
        "sales_days": days.assign(net_amount=1.0),
        "products": pd.DataFrame({"product_id": ["P1", "P2"], "product_group": ["A", "B"]}),
        "customers": pd.DataFrame(
            {"customer_id": sorted(set(sold["customer_id"])), "purchase_potential": np.nan}
        ),
        "regions": pd.DataFrame({"region_id": ["G0", "G1"], "parent_id": ["", ""]}),
        "reps": pd.DataFrame({"rep_id": named, "region_id": "G0", "hours_per_month": 100.0}),
        "visits": pd.DataFrame(columns=["rep_id", "visit_date", "status", "visit_hours"]),
        "absences": pd.DataFrame(columns=["rep_id", "absent_on", "day_part"]),
    }


def nodes(sold: pd.DataFrame) -> dict[tuple[str, str], float]:
    """Return the usual month of each node."""
    named = sold.assign(product_group=sold["product_id"].map({"P1": "A", "P2": "B"}))
    found = {("total", "total"): sold["net_amount"].sum() / len(KNOWN)}
    for dimension, column in (
        ("region", "region_id"),
        ("product_group", "product_group"),
        ("rep", "rep_id"),
    ):
        for node, amount in named.groupby(column)["net_amount"].sum().items():
            found[dimension, str(node)] = amount / len(KNOWN)
    return found


def artefacts(sold: pd.DataFrame, *, over: Mapping[str, float] | float = 1.0, seed: int = 2):
    """Return targets (`over` times a usual month, by rep), forecast and errors of 48 months."""
    usual = nodes(sold)
    forecast = [
        {"measure": "sales", "dimension": d, "node": n, "month": m, "expected": amount}
        for (d, n), amount in usual.items()
        for m in AHEAD
    ]
    cells = sold.drop(columns="month").groupby(
        ["product_id", "region_id", "customer_id", "rep_id", "settlement_id", "sales_method_id"]
    )["net_amount"].sum() / len(KNOWN)
    table = cells.rename("sales").reset_index()
    factor = table["rep_id"].map(over) if isinstance(over, Mapping) else over
    table["sales"] = table["sales"] * factor
    targets = table.loc[table.index.repeat(12)].reset_index(drop=True)
    targets["month"] = YEAR * len(table)
    return {
        "targets": targets,
        "forecast": pd.DataFrame(forecast),
        "forecast_errors": errors(usual, seed=seed),
    }


def errors(usual: Mapping[tuple[str, str], float], *, seed: int = 2, n: int = 48) -> pd.DataFrame:
    """Return errors of forecasts that expected a usual month; reps' add up to everything else's."""
    rng = np.random.default_rng(seed)
    months = [str(m) for m in (MONTH - n).until(MONTH)]
    rows = []
    for (dimension, node), amount in usual.items():
        came = amount * (1 + ERROR * rng.normal(size=len(months)))
        for i, origin in enumerate(months):
            for step in range(1, min(12, len(months) - 1 - i) + 1):
                row = ("sales", dimension, node, origin, step, amount, came[i + step], amount)
                rows.append(row)
    columns = ["measure", "dimension", "node", "origin", "step", "expected", "actual", "usual"]
    return pd.DataFrame(rows, columns=columns)
