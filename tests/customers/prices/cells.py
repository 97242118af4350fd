"""Small companies for tests of prices: the frames that 06b_prices reads, mostly empty."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from salesnb.customers.prices.ground import SUMS
from salesnb.months import Month

MONTH = Month(2026, 10)
KEY = ["month", "customer_id", "product_id", "rep_id", "region_id"]
TEXT = {
    "products": ["product_id", "product_group"],
    "customers": ["customer_id", "region_id", "settlement_id"],
    "regions": ["region_id", "parent_id", "name", "name_zh"],
    "settlement_terms": ["settlement_id"],
    "promotions": ["promotion_id"],
    "approvals": ["kind", "customer_id", "reference"],
    "agreements": ["customer_id", "product_id"],
    "sell_out": ["customer_id", "product_id", "region_id"],
    "outlets": ["outlet_id", "customer_id", "region_id"],
    "inspections": ["customer_id", "outlet_id", "product_id", "competitor_id"],
    "price_observations": ["competitor_id", "customer_id", "product_id", "region_id"],
    "product_prices": ["product_id"],
}
NUMBERS = {
    "products": ["list_price", "floor_price"],
    "product_prices": ["list_price", "floor_price"],
    "settlement_terms": ["discount_share"],
    "agreements": ["agreed_price"],
    "sell_out": ["sell_out_quantity"],
}
DAYS = {
    "product_prices": ["valid_from", "valid_to"],
    "approvals": ["asked_on"],
    "agreements": ["period_start"],
    "sell_out": ["period_start"],
    "inspections": ["inspected_on"],
    "price_observations": ["observed_on"],
}
Frames = dict[str, pd.DataFrame]


def facts(cells: pd.DataFrame, excepted: pd.DataFrame | None = None, **given: list[dict]) -> Frames:
    """Return all frames; `given` are rows of tables, whose other columns hold nothing."""
    tables = {name: _table(name, given.get(name, [])) for name in TEXT}
    none = cells.iloc[:0].assign(is_approved=pd.Series(dtype="boolean"))
    return {
        **tables,
        "price_cells": cells,
        "price_exceptions": none if excepted is None else excepted,
    }


def _table(name: str, rows: list[dict]) -> pd.DataFrame:
    columns = dict.fromkeys(TEXT[name], "")
    columns |= dict.fromkeys(NUMBERS.get(name, []), np.nan)
    columns |= dict.fromkeys(DAYS.get(name, []), pd.NaT)
    if name == "approvals":
        columns["is_granted"] = False
    frame = pd.DataFrame([{**columns, **row} for row in rows], columns=list(columns))
    kinds = dict.fromkeys(TEXT[name], "str")
    kinds |= dict.fromkeys(NUMBERS.get(name, []), "float64")
    kinds |= dict.fromkeys(DAYS.get(name, []), "datetime64[s]")
    return frame.astype(kinds)


def cells(rows: list[dict], *, floor: float | None = None) -> pd.DataFrame:
    """Return cells of prices; a row has month, customer, rep, at list and discount."""
    made = [_cell(row, floor) for row in rows]
    return pd.DataFrame(made, columns=[*KEY, *SUMS]).astype(dict.fromkeys(KEY, "str"))


def _cell(row: dict, floor: float | None) -> dict:
    at_list, off = float(row.get("list", 100.0)), float(row.get("off", 0.1))
    net = at_list * (1 - off)
    base = {
        "month": row["month"],
        "customer_id": row.get("customer", "C1"),
        "product_id": row.get("product", "P1"),
        "rep_id": row.get("rep", "R1"),
        "region_id": row.get("region", "N"),
        "quantity": row.get("quantity", 1.0),
        "net_amount": net,
        "list_amount": at_list,
        "listed_amount": net,
        "n_lines": 1,
    }
    low = np.nan if floor is None else at_list * floor
    lacks = 0.0 if floor is None else max(low - net, 0.0)
    return base | {
        "floor_amount": low,
        "floored_amount": 0.0 if floor is None else net,
        "below_floor_amount": np.nan if floor is None else lacks,
        "n_floored": 0 if floor is None else 1,
        "n_below_floor": int(lacks > 0.01),
    }


def steady(n_months: int = 48, *, n_reps: int = 4, n_customers: int = 4) -> Iterator[dict]:
    """Yield a line a month of each customer of each rep; discounts scatter a point around 10 %."""
    rng = np.random.default_rng(5)
    for back in range(n_months):
        for rep in range(n_reps):
            for one in range(n_customers):
                off = 0.1 + 0.01 * float(rng.standard_normal())
                name = f"C{rep}{one}"
                yield {"month": str(MONTH - back), "customer": name, "rep": f"R{rep}", "off": off}
