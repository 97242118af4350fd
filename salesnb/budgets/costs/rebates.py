"""What rebates cost: terms of customers on what they are planned to buy."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.budgets.costs.ground import Frames, Ground, frame_of

Terms = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]
TERMS = "customer_id threshold_amount rebate_share per valid_from valid_to"
LENGTH = {"month": 1, "quarter": 3, "year": 12, "": 12}


def rebates(cells: pd.DataFrame, facts: Frames, ground: Ground, *, months: list[str]) -> pd.Series:
    """Return the rebate on each cell of sales in these months, in minor units, by row of `cells`.

    A customer that buys its threshold or more within a period (month, quarter, year) gets the
    share of the highest threshold reached on all its purchases of the period; periods are counted
    from the first of `months`, a shorter one at the end counts as it is. Terms are those valid on
    the first day of the period, else the newest ones before: terms renewed each year are taken to
    go on. A customer's rebate of a period is borne by its cells in proportion to their sales.
    """
    found = np.zeros(len(cells))
    terms = _terms(facts)
    who = cells["customer_id"].astype("category").cat
    known = pd.Index(who.categories.astype("str"))
    place = pd.Index(months).get_indexer(pd.Index(cells["month"].astype("category").cat.categories))
    at = place[cells["month"].astype("category").cat.codes.to_numpy()]
    sales, code = cells["sales"].to_numpy(float), who.codes.to_numpy()
    for per, length in LENGTH.items():
        own = {one: rows for (one, kind), rows in terms.items() if kind == per and one in known}
        is_own = np.isin(code, known.get_indexer(pd.Index(list(own)))) & (at >= 0)
        if not own or not is_own.any():
            continue
        n = -(-len(months) // length)
        flat = code[is_own] * n + at[is_own] // length
        bought = np.bincount(flat, sales[is_own], len(known) * n)
        share = np.zeros(len(known) * n)
        for one, rows in own.items():
            base = int(known.get_loc(one)) * n  # type: ignore[arg-type]
            for period in range(n):
                day = np.datetime64(f"{months[period * length]}-01")
                share[base + period] = _share(rows, day, bought[base + period])
        found[is_own] += sales[is_own] * share[flat]
    return pd.Series(found * ground.unit, index=cells.index)


def _terms(facts: Frames) -> dict[tuple[str, str], Terms]:
    """Return the terms by customer and period counted: begins, ends, threshold, share."""
    table = frame_of(facts, "rebate_terms", TERMS)
    begins = pd.to_datetime(table["valid_from"]).to_numpy("datetime64[D]")
    ends = pd.to_datetime(table["valid_to"].replace("", None)).to_numpy("datetime64[D]")
    step = table["threshold_amount"].to_numpy(float)
    share = table["rebate_share"].to_numpy(float)
    found = {}
    for pair, own in table.groupby(["customer_id", "per"]):
        rows = own.index.to_numpy()
        one, per = (str(name) for name in pair)
        found[(one, per)] = (begins[rows], ends[rows], step[rows], share[rows])
    return found


def _share(terms: Terms, day: np.datetime64, bought: float) -> float:
    """Return the share on purchases of a period that begins on a day.

    Where no terms hold then, the newest that began before it are taken to go on.
    """
    begins, ends, step, share = terms
    holds = (begins <= day) & (np.isnat(ends) | (ends > day))
    if not holds.any():
        earlier = begins <= day
        if not earlier.any():
            return 0.0
        holds = begins == begins[earlier].max()
    reached = holds & (step <= bought + 1e-9)
    return float(share[reached][np.argmax(step[reached])]) if reached.any() else 0.0
