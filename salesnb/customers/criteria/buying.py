"""Loyalty and dependence: how much of its buying stays with us, and how large our part of it is."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.customers.criteria.expected import Expected
from salesnb.customers.criteria.history import Floats, Frames, History, merged
from salesnb.customers.criteria.measured import Measured, Z, on, unknown
from salesnb.months import YEAR

SEEN_MONTHS = 24  # after which what was seen of rivals no longer counts
POTENTIAL_SD = 0.45  # of the log of what a customer is said to buy
RIVALS_SD = 0.08  # of our share, where its other suppliers are known


def loyalty(facts: Frames, history: History) -> Measured:
    """Return the share of the purchases of the year before that was bought again.

    Counted by product group where products have one: of each group the smaller of this year's and
    last year's, over last year's. Missing for who did not buy in the year before. The range is that
    of a share of as many orders as there were.
    """
    now, before = _by_group(facts, history)
    whole = before.sum(axis=1)
    stayed = np.minimum(now, before).sum(axis=1)
    share = np.divide(stayed, whole, out=np.full(len(whole), np.nan), where=whole > 0)
    n = history.orders[:, -2 * YEAR :].sum(axis=1)
    pulled = (share * n + 1.0) / (n + 2.0)
    half = Z * np.sqrt(pulled * (1 - pulled) / (n + 3.0))
    return Measured(share, np.clip(pulled - half, 0, 1), np.clip(pulled + half, 0, 1))


def _by_group(facts: Frames, history: History) -> tuple[Floats, Floats]:
    """Return purchases by customer and product group: of the last year, and the year before."""
    cube = facts["sales_cube"]
    groups = _groups(facts, cube)
    last = history.month
    spans = ((last - (YEAR - 1), last), (last - (2 * YEAR - 1), last - YEAR))
    months = cube["month"].astype("str")
    owners = merged(cube["customer_id"].astype("str"), facts.get("customers", cube[:0]))
    row = history.ids.get_indexer(pd.Index(owners))
    code, names = pd.factorize(groups)
    shape = (len(history.ids), max(len(names), 1))
    found = []
    for first, end in spans:
        inside = (row >= 0) & months.between(str(first), str(end)).to_numpy()
        cell = row[inside] * shape[1] + np.maximum(code[inside], 0)
        amounts = cube["net_amount"].to_numpy(float)[inside]
        sums = np.bincount(cell, amounts, shape[0] * shape[1]).reshape(shape)
        found.append(np.maximum(sums, 0.0))
    return found[0], found[1]


def _groups(facts: Frames, cube: pd.DataFrame) -> pd.Series:
    if "product_group" in cube:
        return cube["product_group"].astype("str")
    products = facts.get("products", pd.DataFrame())
    if not len(products) or "product_id" not in cube or "product_group" not in products:
        return pd.Series("", index=cube.index)
    named = dict(zip(products["product_id"], products["product_group"], strict=True))
    return cube["product_id"].map(named).astype("object").fillna("").astype("str")


def dependence(
    facts: Frames, expected: Expected, potential: pd.Series, history: History
) -> Measured:
    """Return our share of what each customer buys of our kind.

    Where its other suppliers are known (customer_rivals of two years, the newest day), it is what
    they leave; else our sales of a year over what it is said to buy. Both are estimates: the
    range says how good each is.
    """
    found = unknown(len(history.ids))
    wanted = potential.reindex(history.ids).to_numpy(float)
    sold = expected.sales
    has = (wanted > 0) & (sold > 0)
    share = np.divide(sold, wanted, out=np.full(len(sold), np.nan), where=has)
    by_size = np.clip(share, 0.02, 0.98)
    logit, sd = np.log(by_size / (1 - by_size)), POTENTIAL_SD * 1.2
    left = _left_by_rivals(facts, history)
    value = np.where(np.isnan(left), np.where(has, np.clip(share, 0, 1), np.nan), left)
    low = np.where(np.isnan(left), _share(logit - Z * sd), left - Z * RIVALS_SD)
    high = np.where(np.isnan(left), _share(logit + Z * sd), left + Z * RIVALS_SD)
    is_known = ~np.isnan(value)
    low, high = np.clip(low, 0, 1), np.clip(high, 0, 1)
    return Measured(value, np.where(is_known, low, found.low), np.where(is_known, high, found.high))


def _share(logit: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-logit)))


def _left_by_rivals(facts: Frames, history: History) -> Floats:
    """Return what rivals leave us of each customer's purchases, by the newest day of two years."""
    seen = facts.get("customer_rivals", pd.DataFrame())
    if not len(seen):
        return np.full(len(history.ids), np.nan)
    day = pd.to_datetime(seen["observed_on"])
    first, last = history.month - (SEEN_MONTHS - 1), history.month
    own = seen.assign(day=day, customer_id=seen["customer_id"].astype("str"))
    own = own[(day >= pd.Timestamp(first.first)) & (day <= pd.Timestamp(last.last))]
    own = own[own["purchase_share"].notna()].sort_values("day", kind="stable")
    newest = own.drop_duplicates(["customer_id", "competitor_id"], keep="last")
    return np.clip(1 - on(history.ids, newest.groupby("customer_id")["purchase_share"].sum()), 0, 1)


def potential_of(facts: Frames, judged: pd.DataFrame, ids: pd.Index) -> pd.Series:
    """Return what each customer buys of our kind in a year: as judged, else as customers state."""
    known = facts.get("customers", pd.DataFrame())
    found = pd.Series(np.nan, index=ids)
    if len(known) and "purchase_potential" in known:
        stated = known.assign(customer_id=known["customer_id"].astype("str"))
        found = stated.set_index("customer_id")["purchase_potential"].astype(float).reindex(ids)
    own = judged[(judged["topic"] == "purchase_potential") & judged["value"].notna()]
    found.update(own.set_index("customer_id")["value"].astype(float))
    return found.where(found > 0)
