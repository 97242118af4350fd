"""Whether the reps' quotas are fair, from the plan as issued and what was known then."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from salesnb.members import UNASSIGNED
from salesnb.months import YEAR
from salesnb.targets.chance.fairness import fairness, fairness_of_plan
from salesnb.targets.chance.plan_tested import Tested

FAIRNESS = ["rep_id", "target", "expected", "last_year", "potential", "probability", "by_rule"]
FAIRNESS += ["factor", "limit", "above_rule", "state"]
RULE = ["scope", "n", "n_judged", "basis", "growth", "potential_weight", "share_expected"]
RULE += ["share_state", "low", "high", "by_size", "by_size_error", "size_state", "by_potential"]
RULE += ["by_potential_error", "potential_state", "n_high", "n_low", "above_rule"]
RULE += ["largest_factor"]
SURE = 2.0  # standard errors from which on a dependence is told
QUARREL = 0.05  # change of a quota's factor when size doubles: smaller ones are nobody's quarrel


def judge_quotas(
    tested: Tested, facts: Mapping[str, pd.DataFrame], targets: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    """Return the frames fairness (a row per rep) and quota_rule (one row).

    `facts`: sales_cube, customers (purchase_potential). Quotas are what the open months of the year
    ask for; last_year is sales of the last twelve months, for as many months; potential that of the
    customers whom the rep's targets name (missing where unknown). `above_rule` is the amount above
    the rule that quotas have in common. Nothing without quotas of reps.
    """
    quotas = _quotas(tested, facts, targets)
    if quotas.empty:
        frames = {"fairness": FAIRNESS, "quota_rule": RULE}
        return {name: pd.DataFrame(columns=columns) for name, columns in frames.items()}
    judged = fairness(quotas)
    judged = judged.assign(above_rule=judged["target"] - judged["by_rule"])
    shown = judged.assign(probability=judged["shown"])[FAIRNESS]
    return {"fairness": shown, "quota_rule": _rule(quotas, judged)}


def _quotas(
    tested: Tested, facts: Mapping[str, pd.DataFrame], targets: pd.DataFrame
) -> pd.DataFrame:
    rows = tested.chances
    own = rows[(rows["dimension"] == "rep") & (rows["node"] != UNASSIGNED) & (rows["target"] != 0)]
    if own.empty:
        return pd.DataFrame()
    sales, month = facts["sales_cube"], tested.plan.month
    year = tested.plan.year.iloc[0]
    months = [str(one) for one in (month - (YEAR - 1)).until(month)]
    late = sales[sales["month"].isin(months)]
    last = late.groupby("rep_id", observed=True)["net_amount"].sum() * year["n_open"] / YEAR
    potential = _potential(facts["customers"], targets)
    node = own["node"].astype(str)
    table = pd.DataFrame(
        {
            "rep_id": node,
            "target": own["target"] - own["so_far"],
            "expected": own["expected"] - own["so_far"],
            "last_year": node.map(last).fillna(0.0).astype(float),
            "potential": node.map(potential).astype(float),
            "probability": own["chance"],
            "shown": own["probability"],
        }
    )
    return table.reset_index(drop=True)


def _potential(customers: pd.DataFrame, targets: pd.DataFrame) -> pd.Series:
    """Return the potential of each rep's customers, each customer's split as its targets are."""
    known = customers.set_index("customer_id")["purchase_potential"].astype(float)
    asked = targets.groupby(["customer_id", "rep_id"])["sales"].sum().reset_index()
    asked = asked[asked["sales"] > 0]
    share = asked["sales"] / asked.groupby("customer_id")["sales"].transform("sum")
    worth = share * asked["customer_id"].map(known)
    return worth.groupby(asked["rep_id"]).sum(min_count=1)


def _rule(quotas: pd.DataFrame, judged: pd.DataFrame) -> pd.DataFrame:
    """Return what all quotas together show, with words for what is told from chance."""
    row = fairness_of_plan(quotas).iloc[0].to_dict()
    share = row["share_expected"]
    usual = "unknown" if np.isnan(share) else "usual" if row["is_healthy"] else ""
    high = judged[judged["state"] == "too_high"]
    return pd.DataFrame([row]).assign(
        scope="total",
        share_state=usual or ("low" if share < 0.5 else "high"),
        size_state=_told(row["by_size"], row["by_size_error"]),
        potential_state=_told(row["by_potential"], row["by_potential_error"]),
        n_high=len(high),
        n_low=int((judged["state"] == "too_low").sum()),
        above_rule=float(high["above_rule"].sum()),
        largest_factor=float(judged["factor"].max()),
    )[RULE]


def _told(change: float, error: float) -> str:
    """Return whether quotas rise with something, fall with it, or neither; unknown without it."""
    if not np.isfinite(change):
        return "unknown"
    if abs(change) <= max(SURE * error, QUARREL):
        return "none"
    return "more" if change > 0 else "less"
