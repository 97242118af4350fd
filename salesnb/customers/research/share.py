"""Our share of what a customer buys of our kind, with the range that the evidence leaves."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from salesnb.contracts.needed import require_columns
from salesnb.customers.research import looking_up
from salesnb.months import Month

Facts = Mapping[str, pd.DataFrame]
NEEDS = {
    "customer_rivals": "customer_id competitor_id purchase_share observed_on",
    "sales_cube": "month customer_id net_amount",
}
Z95 = 1.959964
LEAST, MOST = 0.005, 0.995  # shares that are never more extreme than this
USUAL_SPREAD = 0.5  # log error of stated purchases, until they can be held against rivals' shares
FEW = 10  # customers with both witnesses, from which on their errors are told from the data
MOST_UNNAMED = 1.5  # all that rivals supply over what those named supply, at most
BY_AGE = 0.15  # log error that a year of age adds to what was seen of rivals
LEAST_SPREAD = 0.05
COLUMNS = """our_share our_share_low our_share_high share_basis seen_on is_stale gap_amount
    buys buys_error"""
SHARES = ["our_share", "our_share_low", "our_share_high"]


def our_shares(
    facts: Facts, base: pd.DataFrame, judged: pd.DataFrame, *, month: Month, stale_days: int = 365
) -> pd.DataFrame:
    """Return our share of each customer's purchases of twelve months, indexed by customer_id.

    Two witnesses of what it buys in all (`buys`), each with its log error, are brought together by
    inverse variance: what it bought from us when its rivals were noted, over the share that they
    left (those named seldom are all: by how much more all of them supply is the median that stated
    purchases imply), and the purchases that the master data state. The error of the latter is the
    spread by which the two disagree over all customers that have both (`USUAL_SPREAD` where fewer
    than `FEW` have). A year of age adds `BY_AGE`; what is older than `stale_days` counts with twice
    its error. A judgement of topic `purchase_potential` stands in the place of the master data, one
    of `dependence` in that of both. Columns: our_share and its ends of 95 %, share_basis (both,
    rivals, potential, judged, none), seen_on, is_stale, gap_amount (what it buys elsewhere a year),
    buys, buys_error (log).
    """
    require_columns(facts, NEEDS)
    bought = base["amount"].clip(lower=0)
    witness = _of_rivals(facts, month).reindex(base.index)
    stated = newest(judged, "purchase_potential")["value"].reindex(base.index)
    witness["potential"] = stated.fillna(base["potential"]).where(lambda one: one > 0)
    witness["years"] = (pd.Timestamp(month.last) - witness["seen_on"]).dt.days / 365
    found = _brought_together(witness, *_errors(witness), stale_years=stale_days / 365)
    found["seen_on"] = witness["seen_on"]
    found["is_stale"] = (witness["years"] > stale_days / 365) & found["share_basis"].ne("potential")
    found = _judged(found, judged, bought)
    ends = np.exp(Z95 * found["buys_error"])
    for column, whole in zip(SHARES, (1.0, ends, 1 / ends), strict=True):
        found[column] = (bought / (found["buys"] * whole)).clip(LEAST, MOST)
    found.loc[~(bought > 0) & found["buys"].notna(), SHARES] = 0.0
    found["gap_amount"] = (found["buys"] - bought).clip(lower=0.0)
    return found[COLUMNS.split()]


def newest(judged: pd.DataFrame, topic: str) -> pd.DataFrame:
    """Return the newest judgement of a topic by customer: value, low, high."""
    own = judged[(judged["topic"] == topic) & (judged["customer_id"] != "")]
    own = own.sort_values("judged_on", kind="stable").drop_duplicates("customer_id", keep="last")
    return own.set_index("customer_id")[["value", "low", "high"]].astype(float)


def _of_rivals(facts: Facts, month: Month) -> pd.DataFrame:
    """Return what the rivals of the newest day supply together, and what was bought from us then.

    Columns: rivals_share, seen_on, bought_then (twelve months up to that day's nearest month end).
    """
    rivals = facts["customer_rivals"]
    known = rivals[rivals["purchase_share"].notna() & (rivals["customer_id"] != "")]
    known = known[known["observed_on"] <= pd.Timestamp(month.last)]
    days = known.groupby("customer_id")["observed_on"].max()
    last = known[known["observed_on"] == looking_up.days(known["customer_id"], days)]
    summed = last.groupby("customer_id")["purchase_share"].sum().clip(0.0, MOST)
    found = pd.DataFrame({"rivals_share": summed, "seen_on": pd.to_datetime(days)})
    return found.assign(bought_then=_bought_then(facts["sales_cube"], found["seen_on"]))


def _bought_then(sales: pd.DataFrame, days: pd.Series) -> pd.Series:
    """Return net sales by customer of the twelve months up to the month end nearest to its day."""
    own = sales[sales["customer_id"].isin(days.index)]
    ends = (days - pd.Timedelta(days=15)).dt.to_period("M")
    ordinal = ends.dt.year * 12 + ends.dt.month
    text = own["month"].astype("str")
    placed = text.str[:4].astype(int) * 12 + text.str[5:7].astype(int)
    back = looking_up.numbers(own["customer_id"], ordinal) - placed
    year = own[(back >= 0) & (back < 12)]
    return year.groupby("customer_id")["net_amount"].sum().clip(lower=0)


def _errors(witness: pd.DataFrame) -> tuple[float, float]:
    """Return all that rivals supply over what named ones do, and the log error of potentials."""
    both = witness[(witness["rivals_share"] > 0) & (witness["bought_then"] > 0)]
    both = both[both["potential"].notna()]
    if len(both) < FEW:
        return 1.0, USUAL_SPREAD
    elsewhere = 1 - both["bought_then"] / both["potential"]
    unnamed = float(np.clip((elsewhere / both["rivals_share"]).median(), 1.0, MOST_UNNAMED))
    left = (1 - unnamed * both["rivals_share"]).clip(LEAST, MOST)
    apart = np.log(both["potential"]) - np.log(both["bought_then"] / left)
    spread = 1.4826 * float((apart - apart.median()).abs().median())
    return unnamed, max(spread, LEAST_SPREAD)


def _brought_together(
    witness: pd.DataFrame, unnamed: float, spread: float, *, stale_years: float
) -> pd.DataFrame:
    """Return buys, buys_error and share_basis; missing where no witness speaks."""
    rivals = witness["rivals_share"]
    left, least, most = (
        np.log((1 - k * rivals).clip(LEAST, MOST)) for k in (unnamed, 2 * unnamed - 1, 1.0)
    )
    one = np.log(witness["bought_then"].where(witness["bought_then"] > 0)) - left
    error = np.hypot((most - least) / np.sqrt(12), LEAST_SPREAD + BY_AGE * witness["years"])
    error = error.where(witness["years"] <= stale_years, 2 * error).where(one.notna())
    other = np.log(witness["potential"])
    its = pd.Series(spread, index=witness.index).where(other.notna())
    weights = pd.DataFrame({"rivals": error**-2.0, "potential": its**-2.0})
    sums = weights.sum(axis=1, min_count=1)
    middle = (weights * pd.DataFrame({"rivals": one, "potential": other})).sum(axis=1)
    known = weights.notna()
    cases = [known.all(axis=1), known["rivals"], known["potential"]]
    basis = np.select(cases, ["both", "rivals", "potential"], "none")
    return pd.DataFrame(
        {"buys": np.exp(middle / sums), "buys_error": sums**-0.5, "share_basis": basis}
    )


def _judged(found: pd.DataFrame, judged: pd.DataFrame, bought: pd.Series) -> pd.DataFrame:
    """Return what customers buy, where somebody judged our share of it by that judgement."""
    own = newest(judged, "dependence")
    own = own[own.index.isin(found.index) & own["value"].between(LEAST, 1)]
    ratio = own["high"] / own["low"].where(own["low"] > 0)
    stated = pd.Series(np.log(ratio) / (2 * Z95), index=own.index)
    found = found.astype({"share_basis": "str"})
    is_judged = found.index.isin(own.index)
    found["buys"] = (bought / own["value"].reindex(found.index)).fillna(found["buys"])
    errors = stated.fillna(USUAL_SPREAD).reindex(found.index)
    found["buys_error"] = errors.fillna(found["buys_error"])
    found["share_basis"] = found["share_basis"].mask(is_judged, "judged")
    found["is_stale"] = found["is_stale"] & ~is_judged
    return found
