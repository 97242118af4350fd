"""Whether the quotas that count this year were fair, from what was known when they were issued."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from salesnb.methods.forecasting import forecast_many
from salesnb.methods.issued_targets import quotas_of_year
from salesnb.months import YEAR, Month
from salesnb.targets.chance.fairness import FEWEST, common_rule, fairness
from salesnb.targets.plan.owners import owners_on

IN_FORCE = ["rep_id", "since", "n_months", "target", "expected", "last_year", "potential"]
IN_FORCE += ["by_rule", "factor", "limit", "above_rule", "state"]
COUNTS = ["scope", "since", "n", "n_judged", "n_high", "largest_factor"]
KNOWN = 2  # months before the year: the newest whose sales were known when quotas were issued


def judge_in_force(
    facts: Mapping[str, pd.DataFrame], *, month: Month, year_start: int = 1
) -> dict[str, pd.DataFrame]:
    """Return quotas_in_force (a row per rep) and in_force (one row), of the year of `month`.

    `facts`: sales_cube, customers (purchase_potential), reps, and where there are any
    issued_targets and customer_reps. Each rep's sales and potential are those of the customers
    whom it answers for as the year begins, known up to `KNOWN` months before: by its shares of
    credit or wholly where it has the largest, whichever the quotas follow more closely. A potential
    that is not stated is taken to be as many times a customer's sales as those stated are; expected
    is what the forecasting rule made of the sales. Empty without issued targets of reps.
    """
    first = month - (month.of_year(year_start) - 1)
    quotas = _quotas(facts, first)
    if quotas.empty:
        return {
            "quotas_in_force": pd.DataFrame(columns=IN_FORCE),
            "in_force": pd.DataFrame(columns=COUNTS),
        }
    judged = fairness(quotas).assign(since=str(first))
    judged["above_rule"] = judged["target"] - judged["by_rule"]
    is_known = judged["state"].ne("not_judged")
    row = {
        "scope": "total",
        "since": str(first),
        "n": len(judged),
        "n_judged": int(is_known.sum()),
        "n_high": int(judged["state"].eq("too_high").sum()),
        "largest_factor": judged["factor"].max(),
    }
    return {"quotas_in_force": judged[IN_FORCE], "in_force": pd.DataFrame([row])}


def _quotas(facts: Mapping[str, pd.DataFrame], first: Month) -> pd.DataFrame:
    """Return quotas as `fairness` takes them: amounts for as many months as they speak of."""
    targets, shares = facts.get("issued_targets"), facts.get("customer_reps")
    if targets is None or shares is None:
        return pd.DataFrame()
    asked = quotas_of_year(targets, first).set_index("rep_id")
    owners = owners_on(shares, facts["reps"], pd.Timestamp(first.first))
    sales = _by_customer(facts["sales_cube"], until=first - KNOWN)
    if asked.empty or owners.empty or sales.shape[1] < YEAR:
        return pd.DataFrame()
    largest = owners.sort_values("share", kind="stable").drop_duplicates("customer_id", keep="last")
    tables = [
        _of_owners(asked, one, sales, _potential(facts["customers"], sales))
        for one in (owners, largest.assign(share=1.0))
    ]
    return min(tables, key=_spread)


def _by_customer(sales: pd.DataFrame, *, until: Month) -> pd.DataFrame:
    """Return a row per customer and a column per month up to `until`: its sales."""
    known = sales[sales["month"].astype("str") <= str(until)]
    by = known.groupby(["customer_id", "month"], observed=True)["net_amount"].sum().reset_index()
    by = by.astype({"customer_id": "str", "month": "str"})
    return by.pivot_table("net_amount", "customer_id", "month", "sum", fill_value=0.0)


def _potential(customers: pd.DataFrame, sales: pd.DataFrame) -> pd.Series:
    stated = customers.set_index("customer_id")["purchase_potential"].astype(float)
    last = sales.iloc[:, -YEAR:].sum(axis=1).reindex(stated.index).fillna(0.0)
    sold = last[stated.notna()].sum()
    return stated.fillna(last * stated.sum() / sold) if sold > 0 else stated


def _of_owners(
    asked: pd.DataFrame, owners: pd.DataFrame, sales: pd.DataFrame, potential: pd.Series
) -> pd.DataFrame:
    """Return quotas beside what their owners' customers bought, could buy and would go on to."""
    own = sales.reindex(owners["customer_id"]).fillna(0.0).mul(owners["share"].to_numpy(), axis=0)
    months = own.groupby(owners["owner"].to_numpy()).sum().reindex(asked.index)
    worth = owners["customer_id"].map(potential) * owners["share"]
    part = asked["n_months"] / YEAR
    table = asked.assign(
        last_year=months.iloc[:, -YEAR:].sum(axis=1, min_count=1) * part,
        expected=forecast_many(months.to_numpy(float), YEAR).sum(axis=1) * part,
        potential=worth.groupby(owners["owner"]).sum(min_count=1).reindex(asked.index),
    )
    return table.reset_index()


def _spread(quotas: pd.DataFrame) -> float:
    """Return how far quotas lie from the rule that all have in common; infinite for few."""
    can = quotas[(quotas["target"] > 0) & (quotas["expected"] > 0)]
    return common_rule(can).spread if len(can) >= FEWEST else float("inf")
