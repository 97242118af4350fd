"""What each customer could carry in a year, by capacity, cash, storage, team and distribution.

- capacity: what it is said to buy of our kind in a year;
- cash: its credit limit times the turns that its days of payment allow in a year;
- storage, team, distribution: its storage area, sales staff and outlets times the quantile `USUAL`
  of what its peers (of its kind, with known figures) sell of us per unit of it; the range goes from
  the quantile `LOW` to that of `HIGH`.
The narrowest of these holds the customer, but never below what it has shown to carry: what it sold
on within twelve months where it reports that, else what it bought; a tenth more (`MORE`) is within
the range. Capability over target is that over what the plan asks of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import numpy as np
import pandas as pd

from salesnb.customers.enthusiasm.profit import sold_on
from salesnb.customers.retention.continued import facts_as_one, under_one_number
from salesnb.measures.market import sell_through
from salesnb.months import YEAR, Month

Frames = Mapping[str, pd.DataFrame]
UNITS = {"storage": "storage_area", "team": "n_sales_staff", "distribution": "n_outlets"}
ASPECTS = ("capacity", "cash", *UNITS)
USUAL, LOW, HIGH = 0.8, 0.6, 0.9  # quantiles of what peers sell per unit
MORE = 0.1  # than it has shown, that anybody may carry without more means
PEERS = 8  # with known figures, that such a comparison takes
COLUMNS = (
    "customer_id target_year n_months before growth_asked shown capacity cash storage team"
    " distribution carried carried_low carried_high held_by capability_ratio ratio_low ratio_high"
    " sell_in sell_out sell_through short_amount state"
)


class Issued(Protocol):
    """A plan as it was issued: its month, version and cells."""

    month: Month
    version: str
    frame: pd.DataFrame


def study_capability(
    facts: Frames, kept: Frames, issued: Issued | None, *, month: Month
) -> dict[str, pd.DataFrame]:
    """Return what customers can carry against their targets.

    `facts`: sales_cube, customers, settlement_terms, sell_out; `kept` as `study_retention`
    returns it; `issued`: the last plan that was issued before (customer_id, month, sales), None
    without one. Frames: `capability` (a row per
    customer with a target), `capability_basis` (one row; none without a plan).
    """
    facts = facts_as_one(facts, kept["continued"])
    target = _targets(issued, kept["continued"], month)
    if issued is None or target.empty:
        return {
            "capability": pd.DataFrame(columns=COLUMNS.split()),
            "capability_basis": pd.DataFrame(),
        }
    table = _judged(_carried(facts, target, month), facts, month)
    table["short_amount"] = (table["target_year"] - table["carried_high"]).clip(lower=0).round(2)
    table["short_amount"] = table["short_amount"].where(table["state"] == "short")
    table = table.rename_axis("customer_id").reset_index()[COLUMNS.split()]
    return {"capability": table, "capability_basis": _basis(table, issued)}


def _targets(issued: Issued | None, onward: pd.DataFrame, month: Month) -> pd.DataFrame:
    """Return what the plan asks of each customer a year: of its first twelve months to come."""
    if issued is None or issued.frame.empty:
        return pd.DataFrame(columns=["target_year", "n_months"])
    cells = issued.frame
    months = sorted(m for m in cells["month"].astype("str").unique() if m > str(month))[:YEAR]
    ahead = cells.loc[
        cells["month"].astype("str").isin(months).to_numpy(), ["customer_id", "sales"]
    ]
    ahead = under_one_number(ahead, onward)
    sums = ahead["sales"].astype(float).groupby(ahead["customer_id"].astype("str")).sum()
    sums = sums[(sums > 0) & ~sums.index.str.startswith("(")]
    yearly = (sums * YEAR / max(len(months), 1)).round(2)
    return pd.DataFrame({"target_year": yearly, "n_months": len(months)})


def _carried(facts: Frames, target: pd.DataFrame, month: Month) -> pd.DataFrame:
    """Return each customer's target beside what it could carry by every aspect."""
    customers = facts["customers"].assign(
        customer_id=facts["customers"]["customer_id"].astype("str")
    )
    own = customers.drop_duplicates("customer_id").set_index("customer_id")
    sales = facts["sales_cube"]
    text = sales["month"].astype("str")
    year = sales[((text > str(month - YEAR)) & (text <= str(month))).to_numpy()]
    sold = year["net_amount"].groupby(year["customer_id"].astype("str")).sum()
    table = target[target.index.isin(own.index)].copy()
    table["before"] = sold.reindex(table.index).fillna(0.0).round(2)
    base = table["before"].where(table["before"] > 0)
    table["growth_asked"] = table["target_year"] / base - 1
    table["capacity"] = _column(own, "purchase_potential").reindex(table.index)
    table["cash"] = (_column(own, "credit_limit") * _turns(own, facts)).reindex(table.index)
    for aspect, column in UNITS.items():
        per_unit = sold.reindex(own.index) / _column(own, column).where(_column(own, column) > 0)
        for name, level in (("", USUAL), ("_low", LOW), ("_high", HIGH)):
            usual = _of_peers(per_unit, own, level)
            table[aspect + name] = (_column(own, column) * usual).reindex(table.index)
    return table


def _column(own: pd.DataFrame, name: str) -> pd.Series:
    found = own[name] if name in own else pd.Series(np.nan, own.index)
    return found.astype(float)


def _turns(own: pd.DataFrame, facts: Frames) -> pd.Series:
    """Return how often a year the credit limit turns over; missing for who pays at once."""
    terms = facts.get("settlement_terms", pd.DataFrame())
    if terms.empty or "settlement_id" not in own:
        return pd.Series(np.nan, own.index)
    days = terms.set_index("settlement_id")[["nominal_days", "tenor_days"]].astype(float)
    open_days = own["settlement_id"].map(days.fillna(0.0).sum(axis=1)).astype(float)
    return 365 / open_days.where(open_days > 0)


def _of_peers(per_unit: pd.Series, own: pd.DataFrame, level: float) -> pd.Series:
    """Return what peers of the same kind sell per unit, at a level; missing with few of them."""
    kind = own["kind"].astype("str") if "kind" in own else pd.Series("", own.index)
    known = per_unit[per_unit > 0]
    by = known.groupby(kind.reindex(known.index))
    usual = by.quantile(level).where(by.size() >= PEERS)
    return kind.map(usual).astype(float)


def _judged(table: pd.DataFrame, facts: Frames, month: Month) -> pd.DataFrame:
    """Return the narrowest aspect of each customer, its ratio to the target, and what is said."""
    table = table.join(_through(facts, month))
    table["shown"] = table["sell_out"].fillna(table["before"])
    known = table[list(ASPECTS)].notna().any(axis=1)
    table["carried"] = _at_least(table[list(ASPECTS)].min(axis=1), table["shown"])
    narrow = table.loc[known, list(ASPECTS)].idxmin(axis=1)
    table["held_by"] = narrow.reindex(table.index).fillna("")
    fixed = ["capacity", "cash"]
    for end in ("low", "high"):
        ends = [f"{aspect}_{end}" for aspect in UNITS]
        shown = table["shown"] * (1 + MORE if end == "high" else 1)
        table[f"carried_{end}"] = _at_least(table[[*fixed, *ends]].min(axis=1), shown)
        table[f"ratio_{end}"] = table[f"carried_{end}"] / table["target_year"]
    table["capability_ratio"] = table["carried"] / table["target_year"]
    told = [~known, table["ratio_high"] < 1, table["ratio_low"] >= 1]
    table["state"] = np.select(told, ["unknown", "short", "enough"], "unclear")
    amounts = [*ASPECTS, "carried", "carried_low", "carried_high"]
    table[amounts] = table[amounts].round(2)
    return table


def _at_least(narrow: pd.Series, shown: pd.Series) -> pd.Series:
    return narrow.where(narrow.isna() | (narrow >= shown), shown)


def _through(facts: Frames, month: Month) -> pd.DataFrame:
    """Return what customers that report it bought and sold on in twelve months, and its ratio."""
    rows = sold_on(facts)
    first = str(month - (YEAR - 1))
    rows = rows[(rows["month"] >= first) & (rows["month"] <= str(month))]
    out = rows.groupby("customer_id")["amount"].sum().astype(float)
    sales = facts["sales_cube"]
    text = sales["month"].astype("str")
    year = sales[((text >= first) & (text <= str(month))).to_numpy()]
    bought = year["net_amount"].groupby(year["customer_id"].astype("str")).sum().reindex(out.index)
    table = pd.DataFrame({"sell_in": bought.round(2), "sell_out": out.round(2)})
    return table.assign(sell_through=sell_through(table["sell_out"], table["sell_in"]))


def _basis(table: pd.DataFrame, issued: Issued) -> pd.DataFrame:
    judged, short = table["state"] != "unknown", table["state"] == "short"
    row = {
        "scope": "total",
        "plan_month": str(issued.month),
        "plan_version": issued.version,
        "n_customers": len(table),
        "target_year": float(table["target_year"].sum()),
        "n_judged": int(judged.sum()),
        "judged_amount": float(table.loc[judged, "target_year"].sum()),
        "n_short": int(short.sum()),
        "short_target": float(table.loc[short, "target_year"].sum()),
        "short_amount": float(table["short_amount"].sum()),
        "short_share": table["short_amount"].sum() / table["target_year"].sum(),
        "n_unclear": int((table["state"] == "unclear").sum()),
        "unclear_amount": float(table.loc[table["state"] == "unclear", "target_year"].sum()),
        "n_sell_out": int(table["sell_out"].notna().sum()),
        "sell_through": sell_through(table["sell_out"].sum(), table["sell_in"].sum())
        if table["sell_out"].notna().any()
        else np.nan,
    }
    return pd.DataFrame([row])
