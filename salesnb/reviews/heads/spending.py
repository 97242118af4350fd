"""Expense control: the budget at the activity that there was, by rate and by volume."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.measures import ratio
from salesnb.measures.effort import flexed_budget
from salesnb.months import YEAR
from salesnb.reviews.as_issued import Frames, newest_before
from salesnb.reviews.heads.chance import as_part, ratios, together
from salesnb.reviews.heads.ground import HELD, NODE, Ground, in_months, named_by
from salesnb.reviews.heads.takings import Judged

HEAD = "expenses"
ALL = "all"
MONEY = ["spent", "budget", "flexed", "volume_variance", "rate_variance"]
SPENDING = [*NODE, "expense_type", *MONEY, "rate", "rate_low", "rate_high", "n_months", "rests_on"]
SPENDING += ["sales", "expense_ratio", "n_visits", "per_visit"]
CELL = ["rep_id", "expense_type", "month"]


def judge_spending(ground: Ground, budgets: Frames) -> Judged:
    """Return expenses by node and type (`SPENDING`; `all` is their sum), and the head's part.

    `budgets` are the artefacts `budget` of earlier months; where one was issued before a month and
    names the rep and type, its amount and quantity count, else what `expenses` states as budget,
    at the firm's own price of a unit over the year before the months judged. flexed: budget at the
    actual quantity; volume variance = flexed - budget, rate variance = spent - flexed (flexible
    budgeting, Horngren, Cost Accounting, chapter 7). Without quantities flexed is the budget.
    rate: rate variance / flexed, with its range; what has no budget is left out.
    """
    planned = _planned(ground, budgets)
    if planned.empty:
        return Judged(pd.DataFrame(columns=SPENDING), together([]))
    rows = ground.stacked(planned)
    each = pd.concat([rows, rows.assign(expense_type=ALL)], ignore_index=True)
    by = each.groupby([*NODE, "expense_type"])
    sums = by[MONEY].sum().join(by[["month"]].nunique().rename(columns={"month": "n_months"}))
    sums["rests_on"] = by["rests_on"].max()
    found = ratios(rows, "flexed", "spent", unit="month")
    error = ratios(rows, "rate_variance", "flexed", unit="month")["error"]
    shown = _with_activity(sums.reset_index(), error, ground)
    return Judged(shown, as_part(found, HEAD, "rate"))


def _planned(ground: Ground, budgets: Frames) -> pd.DataFrame:
    """Return what was spent and budgeted by rep, type and month, of cells that have a budget."""
    every = ground.facts["expenses"]
    every = every.assign(month=every["period_start"].dt.strftime("%Y-%m"))
    spent = in_months(every, "period_start", ground)
    if spent.empty:
        return spent
    rows = spent.rename(columns={"amount": "spent", "driver_quantity": "quantity"})
    rows = rows.merge(_issued(budgets, ground.months), on=CELL, how="left")
    price = rows["expense_type"].map(_usual_price(every, ground))
    own = rows["budget_amount"].fillna(0.0)
    is_issued = rows["issued"].notna()
    budget = rows["issued"].fillna(own)
    asked = rows["issued_quantity"].where(is_issued, ratio(own, price))
    flexed = flexed_budget(budget, asked, rows["quantity"])
    rows["rests_on"] = np.select([is_issued, flexed.notna()], ["budget", "usual_price"], "amount")
    flexed = flexed.fillna(budget)
    rows = rows.assign(budget=budget, flexed=flexed, volume_variance=flexed - budget)
    rows["rate_variance"] = rows["spent"] - flexed
    rows["region_id"] = named_by(rows["rep_id"], ground.region_of_rep)
    return rows[rows["budget"] > 0]


def _usual_price(expenses: pd.DataFrame, ground: Ground) -> pd.Series:
    """Return what a unit of each type cost the firm in the year before; else in these months."""
    known = expenses[expenses["driver_quantity"].fillna(0) > 0]
    since = ground.first - pd.DateOffset(months=YEAR)
    before = known[(known["period_start"] >= since) & (known["period_start"] < ground.first)]
    old, now = (
        one.groupby("expense_type")[["amount", "driver_quantity"]].sum()
        for one in (before, in_months(known, "period_start", ground))
    )
    sums = pd.concat([old, now[~now.index.isin(old.index)]])
    return pd.Series(ratio(sums["amount"], sums["driver_quantity"]))


def _issued(budgets: Frames, months: list[str]) -> pd.DataFrame:
    """Return the budget of each rep, type and month by the newest version issued before it."""
    found = []
    for month in months:
        having = {when: rows[rows["month"] == month] for when, rows in budgets.items()}
        newest = newest_before({when: rows for when, rows in having.items() if len(rows)}, month)
        if newest is not None:
            rows = newest[1]
            found.append(rows[(rows["rep_id"] != "") & (rows["expense_type"] != "")])
    columns = [*CELL, "amount", "quantity"]
    rows = pd.concat(found)[columns] if found else pd.DataFrame(columns=columns)
    sums = rows.astype(dict.fromkeys(CELL, "str")).groupby(CELL)[["amount", "quantity"]]
    named = {"amount": "issued", "quantity": "issued_quantity"}
    return sums.sum(min_count=1).astype(float).reset_index().rename(columns=named)


def _with_activity(sums: pd.DataFrame, error: pd.Series, ground: Ground) -> pd.DataFrame:
    """Return sums with the variance of the rate, the expense ratio and the cost of a visit."""
    whole = sums["expense_type"] == ALL
    node = pd.MultiIndex.from_frame(sums[NODE])
    rate = ratio(sums["rate_variance"], sums["flexed"])
    reach = pd.Series(ground.z * error.reindex(node).to_numpy(), sums.index).where(whole)
    sold = ground.stacked(ground.sales).groupby(NODE)["net_amount"].sum()
    visits = in_months(ground.facts["visits"], "visit_date", ground)
    held = visits[visits["status"].isin(HELD)]
    placed = held.assign(region_id=named_by(held["rep_id"], ground.region_of_rep))
    n_visits = ground.stacked(placed).groupby(NODE).size()
    found = sums.assign(rate=rate, rate_low=rate - reach, rate_high=rate + reach)
    found["sales"] = pd.Series(sold.reindex(node).to_numpy(), sums.index).where(whole)
    found["n_visits"] = pd.Series(n_visits.reindex(node).to_numpy(float), sums.index).where(whole)
    found["expense_ratio"] = ratio(found["spent"], found["sales"])
    found["per_visit"] = ratio(found["spent"], found["n_visits"])
    return found[SPENDING]
