"""The frames that the page shows of what the plan costs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from salesnb.budgets.costs.activity import VISIT, Activity
from salesnb.budgets.costs.credit import Credit
from salesnb.budgets.costs.ground import NOT_CARRIED, Frames, Ground
from salesnb.budgets.costs.lines import CREDIT, MARKETING, REBATE, RESERVE, SALARY
from salesnb.budgets.costs.planned import PlannedSales
from salesnb.members import TOTAL

WHERE = ["line_id", "region_id", "rep_id", "month", "driver", "source"]
BUDGET = ["line_id", "kind", "marketing_channel_id", "expense_type", "region_id", "rep_id"]
BUDGET += ["month", "driver", "quantity", "unit_cost", "amount", "source"]
LINES = ["line_id", "kind", "dimension", "node", "node_zh", "region_id", "owner", "state"]
LINES += [
    "driver",
    "quantity",
    "unit_cost",
    "last_quantity",
    "last_unit_cost",
    "rate_change",
    "derived",
]
LINES += ["floor", "cap", "is_locked", "is_fixed", "reason", "last", "amount", "change", "growth"]
LINES += ["sales_share", "last_share"]
CREDITS = ["settlement_id", "sales", "receivables", "days", "tenor_days", "cost", "paper_cost"]
CREDITS += ["cost_share", "before", "change", "source"]
RESERVES = ["reserve_id", "label", "label_zh", "amount", "owner", "purpose", "reason", "review_on"]
RESERVES += ["state"]
VISITS = ["customer_class", "n_customers", "visits_per_month", "visits", "unit_cost", "amount"]
BASIS = """
    scope year basis budget_file sales margin costed_share budget last last_sales change share
    last_share contribution contribution_share stated_total within left marketing
    left_for_marketing rebates credit salaries reserves not_carried not_carried_share credit_rate
    is_rate_stated credit_source
"""
UNSEEN = "unseen"  # a reserve without a day on which it is looked at again


def budget(cells: pd.DataFrame, lines: list[dict[str, Any]], ground: Ground) -> pd.DataFrame:
    """Return the budget by line, region, rep and month: `BUDGET`, in currency units."""
    sums = cells.groupby(WHERE, sort=True)[["quantity", "minor"]].sum(min_count=1).reset_index()
    sums["amount"] = sums["minor"].fillna(0).astype("int64") / ground.unit
    table = pd.DataFrame(lines, columns=["line_id", "kind", "marketing_channel_id", "expense_type"])
    found = sums.merge(table, on="line_id", how="left")
    each = found["amount"] / found["quantity"].where(found["quantity"] > 0)
    found["quantity"] = found["quantity"].astype(float).round(6)
    return found.assign(unit_cost=each.astype(float).where(found["driver"] != ""))[BUDGET]


def cost_lines(
    lines: list[dict[str, Any]], budgeted: pd.DataFrame, planned: PlannedSales
) -> pd.DataFrame:
    """Return each line beside the last twelve months, with its driver, bounds and state: `LINES`.

    `rate_change` is the cost of a unit on that of the last twelve months; both are missing where
    the line's driver is not that of the history.
    """
    if not lines:
        return pd.DataFrame(columns=LINES)
    by = budgeted.groupby("line_id")
    amount = by["amount"].sum().round(4)
    moved = budgeted[budgeted["driver"] != ""].groupby("line_id")
    single = moved["driver"].nunique() == 1
    table = pd.DataFrame(lines).assign(amount=lambda one: one["line_id"].map(amount).fillna(0.0))
    table["driver"] = _driver(table["line_id"], moved["driver"].first().where(single))
    table["quantity"] = table["line_id"].map(moved["quantity"].sum().where(single))
    table["unit_cost"] = table["amount"] / table["quantity"].where(table["quantity"] > 0)
    then = table["last_quantity"].where(table["last_quantity"] > 0)
    is_same = table["driver"].isin(["visit", "order", "sample", "kilometre", "unit", "sales"])
    is_same |= table["driver"].eq("hour")
    table["last_unit_cost"] = (table["last"] / then).where(is_same)
    table["rate_change"] = table["unit_cost"] / table["last_unit_cost"] - 1
    table["dimension"] = np.select(
        [table["marketing_channel_id"] != "", table["expense_type"] != ""],
        ["marketing_channel", "expense"],
        "line",
    )
    name = table["label"].where(table["label"] != "", table["line_id"])
    own = table["marketing_channel_id"].where(
        table["marketing_channel_id"] != "", table["expense_type"]
    )
    table["node"] = own.where(own != "", name)
    table["node_zh"] = table["label_zh"].where(own == "", "")
    table["change"] = table["amount"] - table["last"]
    table["growth"] = table["change"] / table["last"].where(table["last"] > 0)
    sold = float(planned.sold["sales"].sum())
    table["sales_share"] = table["amount"] / planned.total if planned.total > 0 else np.nan
    table["last_share"] = table["last"] / sold if sold > 0 else np.nan
    return table[LINES]


def _driver(lines: pd.Series, drivers: pd.Series) -> pd.Series:
    """Return the driver of each line, empty where there is none, or several."""
    return lines.map(drivers.dropna().to_dict()).astype("object").fillna("").astype("str")


def credit_methods(credit: Credit, ground: Ground) -> pd.DataFrame:
    """Return what credit costs by settlement method, most first: `CREDITS`."""
    table = credit.methods.copy()
    money = ["sales", "receivables", "cost", "paper_cost", "before"]
    table[money] = table[money].astype(float).round(ground.digits)
    sold = table["sales"].where(table["sales"] > 0)
    found = table.assign(cost_share=table["cost"] / sold, change=table["cost"] - table["before"])
    some = (found[["cost", "before"]].fillna(0.0) > 0).any(axis=1)
    return found[some].sort_values("cost", ascending=False)[CREDITS].reset_index(drop=True)


def cost_visits(activity: Activity, budgeted: pd.DataFrame) -> pd.DataFrame:
    """Return what visits cost by customer class: those of lines that visits drive (`VISITS`)."""
    visits = activity.visits
    if not len(visits):
        return pd.DataFrame(columns=VISITS)
    by = visits.groupby("customer_class")
    table = pd.DataFrame({"n_customers": by.size(), "visits": by["quantity"].sum()})
    months = max(budgeted["month"].nunique(), 1)
    table["visits_per_month"] = table["visits"] / table["n_customers"] / months
    cost = float(budgeted.loc[budgeted["driver"] == VISIT, "amount"].sum())
    total = float(table["visits"].sum())
    table["unit_cost"] = cost / total if total > 0 else np.nan
    table["amount"] = table["visits"] * table["unit_cost"]
    return table.rename_axis("customer_class").reset_index()[VISITS]


def reserves(held: pd.DataFrame, ground: Ground) -> pd.DataFrame:
    """Return reserves with whether the day on which they are looked at again is over."""
    days = pd.to_datetime(held["review_on"])
    due = days <= pd.Timestamp(ground.month.last)
    state = np.where(days.isna(), UNSEEN, np.where(due, "due", "later"))
    review = days.dt.strftime("%Y-%m-%d").fillna("") if len(held) else days.astype("str")
    found = held.assign(state=state, review_on=review, amount=held["amount"].astype(float))
    return found[RESERVES]


def basis(
    frames: Mapping[str, pd.DataFrame],
    planned: PlannedSales,
    credit: Credit,
    decided: Frames,
    ground: Ground,
) -> pd.DataFrame:
    """Return one row: what the plan costs against last year and the stated total (`BASIS`)."""
    lines, statement = frames["cost_lines"], frames["contribution"]
    whole = statement.iloc[0]
    by_kind = lines.groupby("kind")["amount"].sum()
    sold = float(planned.sold["sales"].sum())
    known = lines["last"].notna()
    spent = float(lines.loc[known, "last"].sum())
    amount = float(lines["amount"].sum())
    row = {
        "scope": TOTAL,
        "year": ground.label,
        "basis": planned.basis,
        "budget_file": ground.state,
        "sales": planned.total,
        "margin": whole["margin"],
        "costed_share": whole["costed_sales"] / whole["sales"] if whole["sales"] > 0 else np.nan,
        "budget": amount,
        "last": spent,
        "last_sales": sold,
        "change": float(lines.loc[known, "amount"].sum()) - spent,
        "share": amount / planned.total if planned.total > 0 else np.nan,
        "last_share": spent / sold if sold > 0 else np.nan,
        "contribution": whole["contribution"],
        "contribution_share": whole["contribution_share"],
        **_stated(lines, decided, float(by_kind.get(MARKETING, 0.0)), ground),
        "rebates": float(by_kind.get(REBATE, 0.0)),
        "credit": float(by_kind.get(CREDIT, 0.0)),
        "salaries": float(by_kind.get(SALARY, 0.0)),
        "reserves": float(by_kind.get(RESERVE, 0.0)),
        **_not_carried(statement, amount),
        "credit_rate": credit.rate,
        "is_rate_stated": credit.is_stated,
        "credit_source": credit.source,
    }
    return pd.DataFrame([row] if len(lines) else [], columns=BASIS.split())


def _stated(
    lines: pd.DataFrame, decided: Frames, marketing: float, ground: Ground
) -> dict[str, float]:
    """Return the stated total, what is held against it, and what it leaves, also for marketing."""
    total, within = np.nan, np.nan
    if ground.state == "in_force":
        total, within = float(decided["budget"]["total"].iloc[0]), _within(lines)
    return {
        "stated_total": total,
        "within": within,
        "left": total - within,
        "marketing": marketing,
        "left_for_marketing": total - within + marketing,
    }


def _within(lines: pd.DataFrame) -> float:
    """Return what of the budget the stated total is held against: lines of the file, or spending.

    Rebates, credit and salaries that no line of the file states are no spending of a budget.
    """
    fixed = lines["is_fixed"].astype(bool)
    spending = ~lines["kind"].isin([REBATE, CREDIT, SALARY])
    has_lines = bool((fixed & spending & (lines["kind"] != RESERVE)).any())
    return float(lines.loc[fixed if has_lines else fixed | spending, "amount"].sum())


def _not_carried(statement: pd.DataFrame, amount: float) -> dict[str, float]:
    """Return what no product group carries: most is left over there."""
    own = statement[(statement["dimension"] == "product_group")]
    rest = own[own["node"] == NOT_CARRIED]
    left = float(rest[["rebates", "selling_cost", "credit_cost", "reserves"]].to_numpy().sum())
    return {
        "not_carried": left,
        "not_carried_share": left / amount if amount > 0 else np.nan,
    }
