"""What reps spend on the road: travel by visits, meals, samples, freight by deliveries."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.demo.base.streams import stream
from salesnb.demo.customers import masters
from salesnb.demo.field.visits import VISIT_MONTHS, calendar
from salesnb.demo.truths.truth import Truth

MONTHS = 36
USUAL_EXPENSE = {"travel": 2600.0, "meals": 900.0, "samples": 500.0}  # of a rep in a month
UNIT_COSTS = {"travel": 130.0, "meals": 90.0, "samples": 50.0}  # per visit, guest, sample
COST_NOISE = 0.1  # sd of the log of what a visit costs in a month
FREIGHT = 85.0  # per delivery


def expenses(truth: Truth) -> pd.DataFrame:
    """Return travel, meals and samples per rep and month over three years.

    Travel is paid for every visit that is reported; before the table of visits, at the rep's own
    average.
    """
    rng = stream(truth.seed, "expenses")
    months = [m.first.isoformat() for m in truth.months[-MONTHS:]]
    reps = masters.reps(truth)["rep_id"]
    index = pd.MultiIndex.from_product([reps, list(USUAL_EXPENSE), months])
    table = index.to_frame(index=False, name=["rep_id", "expense_type", "period_start"])
    base = table["expense_type"].map(USUAL_EXPENSE).to_numpy()
    table["amount"] = base * rng.lognormal(0, 0.25, len(table))
    is_travel = (table["expense_type"] == "travel").to_numpy()
    n_visits = paid_visits(truth, table[is_travel])
    cost = UNIT_COSTS["travel"] * rng.lognormal(0, COST_NOISE, len(n_visits))
    table.loc[is_travel, "amount"] = n_visits * cost
    table["budget_amount"] = base
    return table.round({"amount": 2})


def paid_visits(truth: Truth, paid: pd.DataFrame) -> np.ndarray:
    """Return the number of reported visits of each row's rep and month, at least one."""
    rng = stream(truth.seed, "expenses visits")
    table = calendar(truth)
    made = table[table["status"].isin(["held", "unplanned"])]
    month = made["visit_date"].dt.strftime("%Y-%m-01")
    counts = made.groupby(["rep_id", month]).size()
    known = counts.reindex(pd.MultiIndex.from_frame(paid[["rep_id", "period_start"]])).to_numpy()
    mean = counts.groupby("rep_id").sum() / VISIT_MONTHS
    early = rng.poisson(paid["rep_id"].map(mean).fillna(1.0))
    first = truth.months[-VISIT_MONTHS].first.isoformat()
    return np.maximum(1, np.where(paid["period_start"] < first, early, np.nan_to_num(known)))


def with_freight(truth: Truth, expenses: pd.DataFrame) -> pd.DataFrame:
    """Return the expenses with what drives them, and after them freight by deliveries."""
    rng = stream(truth.seed, "expenses freight")
    table = expenses.copy()
    cost = table["expense_type"].map(UNIT_COSTS) * rng.lognormal(0, 0.1, len(table))
    table["driver_quantity"] = np.maximum(1, np.round(table["amount"] / cost))
    travel = table[table["expense_type"] == "travel"]
    table.loc[travel.index, "driver_quantity"] = paid_visits(truth, travel).astype(float)
    freight = travel[["rep_id", "period_start"]]
    n = len(freight)
    freight = freight.assign(expense_type="freight", driver_quantity=1.0 + rng.poisson(9, n))
    each = FREIGHT * rng.lognormal(0, 0.12, n)
    freight["amount"] = (freight["driver_quantity"] * each).round(2)
    freight["budget_amount"] = 10 * FREIGHT
    return pd.concat([table, freight], ignore_index=True)
