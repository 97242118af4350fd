"""What each open deal is worth: chance x margin, less the effort that it still takes."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.deals.ground import YEAR, Ground
from salesnb.methods.penalised_logistic import Array

SMALLEST_MARGIN_DEALS = 5  # deals with a stated margin whose share serves for the others


def value_deals(ground: Ground) -> pd.DataFrame:
    """Return a row per open deal: what it may bring and what it takes.

    Columns: margin (of the whole deal) and margin_basis (own, deals, sales, none), expected_margin
    (chance x margin), hours_so_far, hours_ahead (the hours that a month of an open deal takes, x
    the months that it is expected to stay open), hour_cost, effort (cost of the hours ahead),
    worth (expected margin less effort), most_hours (beyond which nothing is left of it). What is
    not known is missing, and so is whatever rests on it.
    """
    rows = ground.open
    margin, basis = _margins(ground)
    expected = ground.win_chance * margin
    hours = _hours(ground)
    cost = _hour_costs(ground)
    effort = hours["hours_ahead"].to_numpy(float) * cost
    found = rows[["opportunity_id"]].assign(margin=margin, margin_basis=basis)
    found["expected_margin"] = expected
    found[["hours_so_far", "hours_ahead"]] = hours.to_numpy(float)
    found["hour_cost"] = cost
    found["effort"] = effort
    found["worth"] = expected - effort
    with np.errstate(divide="ignore", invalid="ignore"):
        found["most_hours"] = np.where(cost > 0, expected / cost, np.nan)
    return found


def _margins(ground: Ground) -> tuple[Array, list[str]]:
    """Return the margin of each open deal, and what it rests on.

    Its own share of what the table states, of the amount that it had at the month's end; else the
    share of all deals that state one, of at least a few; else that of sales of twelve months.
    """
    deals = ground.history.deals
    now = deals["amount_now"]
    share = (deals["margin_amount"] / now.where(now > 0)).astype(float)
    own = share.reindex(ground.open["opportunity_id"]).to_numpy(float)
    stated = share.notna() & deals["amount"].notna()
    of_deals = np.nan
    if stated.sum() >= SMALLEST_MARGIN_DEALS:
        amounts = deals["amount"][stated]
        of_deals = float((share[stated] * amounts).sum() / amounts.sum())
    of_sales = _share_of_sales(ground)
    usual = of_deals if np.isfinite(of_deals) else of_sales
    known = np.where(np.isfinite(own), own, usual)
    amount = ground.open["amount"].to_numpy(float)
    other = "deals" if np.isfinite(of_deals) else "sales" if np.isfinite(of_sales) else "none"
    has_amount = np.isfinite(amount)
    basis = np.where(np.isfinite(own), "own", other)
    return known * amount, np.where(has_amount, basis, "none").tolist()


def _share_of_sales(ground: Ground) -> float:
    cube = ground.facts["sales_cube"]
    own = cube[cube["month"].astype("str") > str(ground.month - YEAR)]
    costed = float(own["costed_amount"].sum()) if len(own) else 0.0
    return 1 - float(own["cost_amount"].sum()) / costed if costed > 0 else np.nan


def _hours(ground: Ground) -> pd.DataFrame:
    """Return hours spent in each open deal so far, and those that it is expected to take yet."""
    ids = ground.open["opportunity_id"]
    touches = ground.facts["touches"]
    own = touches[(touches["opportunity_id"] != "") & (touches["touched_on"] <= ground.end)]
    if own.empty:
        return pd.DataFrame({"hours_so_far": np.nan, "hours_ahead": np.nan}, index=ids)
    so_far = own.groupby("opportunity_id")["hours"].sum().reindex(ids).fillna(0.0)
    since = pd.Timestamp((ground.month - (YEAR - 1)).first)
    spent = float(own.loc[own["touched_on"] >= since, "hours"].sum())
    months = _open_months(ground, since)
    ahead = spent / months * ground.months_left if months > 0 else np.full(len(ids), np.nan)
    found = {"hours_so_far": so_far.to_numpy(float), "hours_ahead": ahead}
    return pd.DataFrame(found, index=ids)


def _open_months(ground: Ground, since: pd.Timestamp) -> float:
    """Return the months that deals were open in since a day, all deals together."""
    deals = ground.history.deals
    begun = np.maximum(deals["created_on"].to_numpy(), since.to_datetime64())
    ended = deals["ended_on"].fillna(ground.end).to_numpy()
    days = np.maximum((ended - begun).astype("timedelta64[D]").astype(float), 0.0)
    return float(days.sum()) / 30.4


def _hour_costs(ground: Ground) -> Array:
    """Return what an hour of each deal's rep costs: the mean of reps where it is not stated."""
    reps = ground.facts["reps"]
    if reps.empty:
        return np.full(len(ground.open), np.nan)
    costs = reps.set_index("rep_id")["cost_per_hour"].astype(float)
    own = ground.open["rep_id"].map(costs[~costs.index.duplicated()]).astype(float)
    return np.asarray(own.fillna(costs.mean()), dtype=float)
