"""What each source yields: its part of the directory, valid leads, customers, cost and return."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salesnb.methods.against_rest import apart, named
from salesnb.months import Month
from salesnb.prospects.sources.shares import HALF, NORMAL, pooled, wilson
from salesnb.prospects.sources.waiting import Curve
from salesnb.prospects.sources.worth import MONTH_DAYS, Worth, became_customer

Array = NDArray[np.float64]
FOUR = ("association", "directory", "exhibition", "online")  # kinds that are said to give most
CLAIMED = 0.70  # of all firms are said to come from them
LEAST = 20  # leads of a source, to judge it
YEAR = 12
ALL = "total"


def source_yields(
    leads: pd.DataFrame, traces: pd.DataFrame, *, month: Month, worth: Worth
) -> pd.DataFrame:
    """Return one row per lead source, and `total`: columns as the page declares them.

    `traces` are all records with their firm. Shares are drawn toward each
    other; the return holds what new customers of a source bring within the horizon against what
    its leads cost. Each source is held against all the others together (`valid_rest`,
    `customer_rest`, `return_rest`), with allowance for their number (`methods.against_rest`).
    """
    found = _found(traces)
    ids = sorted(set(found["lead_source_id"]) | (set(leads["lead_source_id"]) - {""}))
    rows = [_row(one, leads[leads["lead_source_id"] == one], month, worth) for one in ids]
    rows.append(_row(ALL, leads, month, worth))
    table = pd.DataFrame(rows)
    n_entries = found["firm"].nunique()
    per_firm = found.groupby("firm")["lead_source_id"].nunique()
    alone = found[found["firm"].map(per_firm) == 1]
    for name, own in (("n_entries", found), ("n_alone", alone)):
        counts = own.groupby("lead_source_id")["firm"].nunique().reindex(ids).fillna(0)
        table[name] = [*counts.astype(int), own["firm"].nunique()]
    table["entry_share"] = table["n_entries"] / max(n_entries, 1)
    return _judged(_with_shares(table), worth)


def _found(traces: pd.DataFrame) -> pd.DataFrame:
    """Return in which sources each firm was found, each once."""
    own = traces[traces["lead_source_id"] != ""]
    return own[["firm", "lead_source_id"]].drop_duplicates()


def _row(source: str, own: pd.DataFrame, month: Month, worth: Worth) -> dict[str, object]:
    """Return the counts of one source."""
    decided = own["is_valid"].notna()
    is_recent = own["created_on"] > pd.Timestamp((month - YEAR).last)
    cost = own["cost_amount"]
    came = became_customer(own, month=month)
    share, n = _effective(came, worth.horizon, _exposed(own, month, worth.horizon))
    half = came.halfway(worth.horizon * MONTH_DAYS)
    return {
        "lead_source_id": source,
        "n_leads": len(own),
        "n_recent": int(is_recent.sum()),
        "n_decided": int(decided.sum()),
        "n_valid": int(own.loc[decided, "is_valid"].astype(bool).sum()),
        "n_won": int(own["is_won"].sum()),
        "n_customers": int(own["first_order_on"].notna().sum()),
        "sales_amount": float(own["sales_amount"].sum()),
        "cost_amount": float(cost.sum()) if cost.notna().any() else np.nan,
        "cost_per_lead": float(cost.mean()),
        "recent_cost": float(cost[is_recent].sum()) if cost.notna().any() else np.nan,
        "order_days": half[0],
        "order_low": half[1],
        "order_high": half[2],
        "came_share": share,
        "came_n": n,
    }


def _exposed(own: pd.DataFrame, month: Month, horizon: int) -> float:
    """Return for how many whole horizons leads have been there; those that are over count whole."""
    age = (pd.Timestamp(month.last) - own["created_on"]).dt.days / (horizon * MONTH_DAYS)
    is_over = own["stage"].isin(["invalid", "lost"]) | own["is_won"] | own["is_known"]
    return float(age.clip(0.0, 1.0).where(~is_over, 1.0).sum())


def _effective(came: Curve, horizon: int, exposed: float) -> tuple[float, float]:
    """Return the share of customers within the horizon, and of how many whole cases it is worth."""
    share = came.at(horizon * MONTH_DAYS)[0]
    if not came.n or not np.isfinite(share):
        return (np.nan, 0.0)
    if share in (0.0, 1.0):
        return (share, exposed)
    place = int(np.searchsorted(came.times, horizon * MONTH_DAYS, side="right")) - 1
    error = max(float(came.error[place]), 1e-9)
    return (share, min(share * (1 - share) / error**2, float(came.n)))


def _with_shares(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table with shares and their intervals: drawn toward each other, but the total."""
    is_total = (table["lead_source_id"] == ALL).to_numpy()
    counts = {
        "valid": (table["n_valid"].to_numpy(float), table["n_decided"].to_numpy(float)),
        "customer": (
            (table["came_share"] * table["came_n"]).fillna(0.0).to_numpy(float),
            table["came_n"].to_numpy(float),
        ),
    }
    own_ones = ~is_total
    for name, (n, of) in counts.items():
        low, high = wilson(n, of)
        own = [n / np.where(of > 0, of, np.nan), low, high]
        rest, above = (np.full(len(table), np.nan) for _ in range(2))
        rest[own_ones], above[own_ones] = apart(n[own_ones], of[own_ones])
        drawn = pooled(n[own_ones], of[own_ones])
        for column, one, other in zip(("share", "low", "high"), own, drawn, strict=True):
            one[own_ones] = other
            table[f"{name}_{column}"] = one
        table[f"{name}_rest"], table[f"{name}_verdict"] = rest, named(above)
    return table


def _judged(table: pd.DataFrame, worth: Worth) -> pd.DataFrame:
    """Return the table with cost per valid lead, return, and what to do about each source."""
    table["cost_per_valid"] = table["cost_per_lead"] / table["valid_share"].where(
        table["valid_share"] > 0
    )
    for side, end in (("low", "high"), ("high", "low")):
        share = table[f"valid_{end}"]
        table[f"cost_{side}"] = table["cost_per_lead"] / share.where(share > 0)
    cost = table["cost_per_lead"].where(table["cost_per_lead"] > 0)
    table["return"] = table["customer_share"] * worth.per_customer / cost
    for side, wide in _wider(table, worth).items():
        table[f"return_{side}"] = table["return"] * wide
    table["return_rest"], above = _against_others(table, worth)
    table["recent_worth"] = table["n_recent"] * table["customer_share"] * worth.per_customer
    table["recent_net"] = table["recent_worth"] - table["recent_cost"]
    table["verdict"] = _verdicts(table, above)
    return table.drop(columns=["came_share", "came_n"])


def _wider(table: pd.DataFrame, worth: Worth) -> dict[str, pd.Series]:
    """Return the ends of returns over their middle: share and worth of a customer both vary.

    Their errors are independent, so that their squares add up in logs.
    """
    share = table["customer_share"].where(table["customer_share"] > 0).to_numpy(float)
    found = {}
    for side, sign in (("low", -1.0), ("high", 1.0)):
        with np.errstate(divide="ignore"):  # a share that may be nought: so may the return
            own = np.log(table[f"customer_{side}"].to_numpy(float) / share)
        amount = np.log(getattr(worth, side) / worth.amount) if worth.amount > 0 else 0.0
        wide = np.hypot(own, np.nan_to_num(amount))
        found[side] = pd.Series(np.exp(sign * wide), table.index)
    return found


def _against_others(table: pd.DataFrame, worth: Worth) -> tuple[Array, Array]:
    """Return the return of all other sources together, and how many errors each lies above it.

    Of sources with enough leads and a cost; the worth of a customer is the same for all, so that
    only shares of customers are uncertain. Errors are those of logs, half a case added.
    """
    is_one = (table["lead_source_id"] != ALL) & (table["n_leads"] >= LEAST)
    judged = (is_one & (table["cost_per_lead"] > 0) & (table["came_n"] > 0)).to_numpy()
    rest, above = (np.full(len(table), np.nan) for _ in range(2))
    n, leads = table["came_n"].to_numpy(float)[judged], table["n_leads"].to_numpy(float)[judged]
    share = (table["came_share"].to_numpy(float)[judged] * n + HALF) / (n + 2 * HALF)
    noise, spent = share * (1 - share) / n, leads * table["cost_per_lead"].to_numpy(float)[judged]
    others = leads.sum() - leads
    if judged.sum() > 1:
        usual = ((leads * share).sum() - leads * share) / others
        common = ((leads**2 * noise).sum() - leads**2 * noise) / others**2
        cost = (spent.sum() - spent) / others
        gap = np.log(share * leads / spent) - np.log(usual / cost)
        rest[judged] = usual / cost * worth.per_customer
        above[judged] = gap / np.sqrt(noise / share**2 + common / usual**2)
    return rest, above


def _verdicts(table: pd.DataFrame, above: Array) -> np.ndarray:
    """Return what the return of each source says about it.

    `more` and `less` against all the others together, `stop` against its own cost; each of the
    two is one family of comparisons over all sources.
    """
    is_few = (table["n_leads"] < LEAST) | (table["lead_source_id"] == ALL)
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.log(table["return"].to_numpy(float))
        error = (np.log(table["return_high"].to_numpy(float)) - logs) / NORMAL
        gained = np.where(is_few, np.nan, logs / error)
    pays, compared = named(gained), named(above)
    cases = {
        "total": table["lead_source_id"] == ALL,
        "few": table["n_leads"] < LEAST,
        "no_cost": table["cost_per_lead"].isna() | (table["cost_per_lead"] <= 0),
        "no_worth": table["return"].isna(),
        "stop": pays == "less",
        "less": compared == "less",
        "more": (compared == "more") & (table["return_low"] > 1.0),
    }
    return np.select([np.asarray(one, bool) for one in cases.values()], list(cases), "fair")


def reach(traces: pd.DataFrame, sources: pd.DataFrame) -> dict[str, float]:
    """Return how many firms with a known source the four kinds of sources found.

    n_sourced, n_four, four_share with low and high (Wilson); missing where no source states one of
    the kinds `FOUR`.
    """
    found = _found(traces)
    kind = dict(zip(sources["lead_source_id"], sources["kind"].str.casefold(), strict=True))
    is_four = found["lead_source_id"].map(kind).isin(FOUR)
    n, of = found.loc[is_four, "firm"].nunique(), found["firm"].nunique()
    names = ("four_share", "four_low", "four_high")
    if not set(kind.values()) & set(FOUR) or not of:
        return {"n_sourced": of, "n_four": n} | dict.fromkeys(names, np.nan)
    low, high = wilson(np.array([float(n)]), np.array([float(of)]))
    shares = (n / of, float(low[0]), float(high[0]))
    return {"n_sourced": of, "n_four": n} | dict(zip(names, shares, strict=True))
