"""How leads became customers: which won deal brought which of the company's customers, and when."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pandas as pd

from salesnb.demo.base.streams import stream
from salesnb.demo.customers import masters
from salesnb.demo.deals.courses import Courses, courses, month_places
from salesnb.demo.prospects import leads, ties
from salesnb.demo.prospects.marketing import buyers
from salesnb.demo.truths.truth import Truth

FIRST = """
    lead deal customer is_new customer_id name name_zh region_id segment start closed_on
"""


@lru_cache(maxsize=8)
def lead_deals(truth: Truth) -> Courses:
    """Return the deals that came of leads, to their end; `lead` is the row in `leads.drawn`."""
    found = leads.drawn(truth)
    rows = np.flatnonzero(found["converted_on"].notna())
    chosen = found.iloc[rows]
    wins = {one.id: one.win for one in truth.prospects.sources}
    started = pd.DataFrame(
        {
            "created_on": chosen["converted_on"].to_numpy(),
            "region_id": chosen["region_id"].to_numpy(),
            "lead": rows,
            "customer": -1,
            "log_size": chosen["log_size"].to_numpy(),
            "source_win": chosen["lead_source_id"].map(wins).to_numpy(float),
        }
    )
    day = started["created_on"].to_numpy()
    started["influence"] = ties.influence_on(ties.on_leads(truth), "lead", rows, day)
    return courses("deals of leads", truth, started)


@lru_cache(maxsize=8)
def first_customers(truth: Truth) -> pd.DataFrame:
    """Return which customer each won deal of a lead brought, up to the export; not to be changed.

    Columns: lead (row in `leads.drawn`), deal (row in `lead_deals`), customer (place), is_new,
    customer_id, name, name_zh, region_id, segment, start (place of the month after the deal was
    won, from which it orders), closed_on. The customer lies in the lead's region, is of its
    segment where one is left, and of a size next to what was expected of the lead. Where a region
    has none left, the lead was of a customer that we had: `is_new` is False.
    """
    won = lead_deals(truth).deals
    won = won[won["is_won"] & (won["closed_on"] <= pd.Timestamp(truth.exported_on))]
    won = won.sort_values("closed_on", kind="stable")
    segment = leads.drawn(truth)["segment"].to_numpy()[won["lead"]]
    chosen = _matched(truth, won, segment)
    table = buyers(truth).iloc[chosen[0]].reset_index(drop=True)
    start = month_places(truth, won["closed_on"].to_numpy()) + 1
    table = table.assign(lead=won["lead"].to_numpy(), deal=won.index, customer=chosen[0])
    table["start"] = np.where(chosen[1], np.minimum(start, truth.n_months), 0)
    table["is_new"], table["closed_on"] = chosen[1], won["closed_on"].to_numpy()
    return table[FIRST.split()]


def _matched(truth: Truth, won: pd.DataFrame, segment: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the place of the customer that each won deal brought, and whether it is new."""
    pool, kept = _pools(truth)
    known = buyers(truth)["segment"].to_numpy()
    size = np.log(masters.customer_sizes(truth))
    place, is_new = np.zeros(len(won), dtype="int64"), np.zeros(len(won), bool)
    deals = zip(won["region_id"], segment, won["log_size"], strict=True)
    for i, (region, wanted, expected) in enumerate(deals):
        left = pool[region]
        if len(left):
            cost = np.abs(size[left] - expected) + 100.0 * (known[left] != wanted)
            at = int(np.argmin(cost))
            place[i], is_new[i] = left[at], True
            pool[region] = np.delete(left, at)
        else:
            place[i] = kept[region][i % len(kept[region])]
    return place, is_new


def _pools(truth: Truth) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """Return by region the places of customers that can have been leads, and of those that not.

    The actors of stories have always been customers.
    """
    all_ = buyers(truth)
    order = stream(truth.seed, "customers from leads").permutation(len(all_))
    is_actor = actors(truth)
    pool, kept = {}, {}
    for region, own in all_.iloc[order].groupby("region_id").groups.items():
        places = np.asarray(own)
        free = places[~is_actor[places]]
        n = int(min(truth.deals.most_new_share * len(places), max(len(places) - 1, 0)))
        pool[str(region)] = np.sort(free[:n])
        kept[str(region)] = np.setdiff1d(places, pool[str(region)])
    return pool, kept


def actors(truth: Truth) -> np.ndarray:
    """Return which customers are named in a story."""
    return np.isin(masters.customer_ids(truth), sorted(truth.stories.customers()))


def starts(truth: Truth) -> np.ndarray:
    """Return the place of the month from which each customer orders: 0 for those of old."""
    found = np.zeros(truth.n_customers, dtype="int64")
    new = first_customers(truth).query("is_new")
    found[new["customer"]] = new["start"]
    return found


def onboarded(truth: Truth, customers: pd.DataFrame) -> pd.DataFrame:
    """Return customers with the day since when they are ours, as their beginnings say."""
    table = customers.copy()
    new = first_customers(truth).query("is_new")
    before = min(f"{truth.months[0].year - 1}-12-01", truth.months[0].first.isoformat())
    day = table["onboarded_on"].where(table["onboarded_on"] <= before, before).to_numpy(copy=True)
    day[new["customer"]] = pd.to_datetime(new["closed_on"]).dt.strftime("%Y-%m-%d")
    return table.assign(onboarded_on=day)
