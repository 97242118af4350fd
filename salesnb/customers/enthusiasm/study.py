"""What customers earn with our lines and how engaged they are: the frames of one section."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from salesnb.customers.enthusiasm.engagement import HIGH, LOW, engagement, held_since, parts_of
from salesnb.customers.enthusiasm.profit import own_profit
from salesnb.customers.enthusiasm.rebates import simulate_rebates
from salesnb.customers.retention.continued import facts_as_one
from salesnb.customers.retention.study import margin_shares
from salesnb.months import Month

Frames = Mapping[str, pd.DataFrame]


def study_enthusiasm(
    facts: Frames, kept: Frames, *, month: Month, year_start: int = 1
) -> dict[str, pd.DataFrame]:
    """Return what customers earn with us, and how engaged they are.

    `facts`: sales_cube (with products), customers, sell_out, rebate_terms, complaints, order_days;
    `kept` as `study_retention` returns it; `year_start`: first month of the fiscal year, by which
    rebates per quarter and year are counted. Frames: `enthusiasm` (customer), `rebate_steps`
    (customer and period of its terms), `enthusiasm_thirds`, `enthusiasm_basis` (one row).
    """
    retention = kept["retention"]
    if retention.empty:
        names = ("enthusiasm", "rebate_steps", "enthusiasm_thirds", "enthusiasm_basis")
        return {name: pd.DataFrame() for name in names}
    facts = facts_as_one(facts, kept["continued"])
    sales = facts["sales_cube"]
    margins = margin_shares(sales, month=month)
    rebates = simulate_rebates(
        facts["rebate_terms"], sales, margins, month=month, year_start=year_start
    )
    profit = own_profit(facts, rebates, month=month)
    parts = parts_of(facts, retention, profit, month=month)
    index = engagement(parts).join(parts.add_suffix("_part"))
    table = profit.merge(index.reset_index(), on="customer_id", how="inner")
    shown = 100 * np.array([LOW, HIGH])
    value = table["engagement"]
    told = [value.isna(), value < shown[0], value > shown[1]]
    table["level"] = np.select(told, ["unknown", "low", "high"], "middle")
    amount = retention.set_index("customer_id")["year_amount"]
    table["year_amount"] = amount.reindex(table["customer_id"]).to_numpy(float)
    return {
        "enthusiasm": table,
        "rebate_steps": rebates,
        "enthusiasm_thirds": held_since(facts, month=month),
        "enthusiasm_basis": _basis(table, rebates),
    }


def _basis(table: pd.DataFrame, rebates: pd.DataFrame) -> pd.DataFrame:
    """Return one row: how many are known, who is low, what rebates are heading for."""
    if table.empty:
        return pd.DataFrame()
    known, low = table["engagement"].notna(), table["level"] == "low"
    earns = table["profit"].notna()
    reach = rebates[rebates["state"] == "in_reach"]
    row = {
        "scope": "total",
        "n_customers": len(table),
        "n_known": int(known.sum()),
        "n_low": int(low.sum()),
        "low_amount": float(table.loc[low, "year_amount"].sum()),
        "n_earning": int(earns.sum()),
        "n_losing": int((table["profit"] < 0).sum()),
        "profit": table["profit"].sum(min_count=1),
        "revenue": table["revenue"].sum(min_count=1),
        "profit_share": table["profit"].sum() / table["revenue"].sum() if earns.any() else np.nan,
        "n_grow": int((table["outlook"] == "grows").sum()),
        "n_shrink": int((table["outlook"] == "shrinks").sum()),
        "n_unclear": int((table["outlook"] == "unclear").sum()),
        "width": (table["growth_high"] - table["growth"]).median(),
        "n_terms": len(rebates),
        "rebate_expected": rebates["rebate_expected"].sum(min_count=1),
        "n_in_reach": len(reach),
        "n_worth": int((reach["net"] > 0).sum()),
        "reach_gain": reach["gain"].sum(min_count=1),
        "reach_missing": reach["missing"].sum(min_count=1),
        "reach_net": reach["net"].sum(min_count=1),
        "worth_net": reach.loc[reach["net"] > 0, "net"].sum(min_count=1),
    }
    return pd.DataFrame([row])
