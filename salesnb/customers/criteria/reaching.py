"""Influence, ease and distance: whom a customer reaches, what an order takes, how far it is."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.customers.criteria.history import Floats, Frames, History
from salesnb.customers.criteria.measured import Measured, Z, around, on, unknown
from salesnb.months import YEAR, Month

UNTOLD = 0.4  # influence of who has no recorded tie lies below this in four cases of five
TIE_SD = 0.10  # of an influence that somebody put down
PLACE_KM = 5.0
CITY_KM = 30.0  # of a place that is known by its region alone
EARTH_KM = 6371.0
NOT_HELD = ("planned", "cancelled")


def influence(facts: Frames, history: History) -> Measured:
    """Return the chance that a customer moves at least one of those whom it reaches.

    One less the product of one less each tie's influence (contact_edges from the customer, known by
    the end of the month): 1 - prod(1 - p). Without a recorded tie only an upper bound is known.
    """
    ties = facts.get("contact_edges", pd.DataFrame())
    if not len(ties):
        return unknown(len(history.ids))
    since = pd.to_datetime(ties["known_since"]) if "known_since" in ties else pd.Series(pd.NaT)
    own = ties[~(since > pd.Timestamp(history.month.last)).reindex(ties.index, fill_value=False)]
    own = own[own["influence"].notna()]
    missed = own["influence"].astype(float).clip(0, 0.999).mul(-1).map(np.log1p)
    reach = 1 - missed.groupby(own["from_id"].astype("str")).sum().map(np.exp)
    value = on(history.ids, reach)
    has = ~np.isnan(value)
    low = np.where(has, np.clip(value - Z * TIE_SD, 0, 1), 0.0)
    high = np.where(has, np.clip(value + Z * TIE_SD, 0, 1), UNTOLD)
    return Measured(value, low, high)


def ease(facts: Frames, history: History) -> Measured:
    """Return the visits that an order took in the last twelve months; fewer is easier.

    Missing for customers without an order or a visit held in that year.
    """
    visits = facts.get("visits", pd.DataFrame())
    if not len(visits):
        return unknown(len(history.ids))
    held = on(history.ids, held_visits(visits, history.month).groupby("customer_id").size())
    orders = history.orders[:, -YEAR:].sum(axis=1)
    has = (held > 0) & (orders > 0)
    value = np.divide(held, orders, out=np.full(len(held), np.nan), where=has)
    sd = np.sqrt(1 / np.maximum(orders, 1) + 1 / np.maximum(np.nan_to_num(held), 1))
    return Measured(value, value * np.exp(-Z * sd), value * np.exp(Z * sd))


def held_visits(visits: pd.DataFrame, month: Month) -> pd.DataFrame:
    """Return the visits held in the twelve months to a month."""
    day = pd.to_datetime(visits["visit_date"])
    first, last = pd.Timestamp((month - (YEAR - 1)).first), pd.Timestamp(month.last)
    kept = (day >= first) & (day <= last) & ~visits["status"].astype("str").isin(NOT_HELD)
    found = visits[kept.to_numpy()]
    return found.assign(customer_id=found["customer_id"].astype("str"))


def distance(facts: Frames, history: History, owners: pd.Series) -> Measured:
    """Return the kilometres, as the crow flies, from a customer to the base of its rep.

    `owners` is the rep of each customer. A customer without a position of its own stands where its
    region does. Missing where no rep's base is known.
    """
    places, bases = _places(facts, history.ids), _bases(facts, owners.reindex(history.ids))
    value = _kilometres(places[["latitude", "longitude"]], bases)
    return around(value, places["sd"].to_numpy(float))


def _places(facts: Frames, ids: pd.Index) -> pd.DataFrame:
    known = facts.get("customers", pd.DataFrame())
    nothing = pd.DataFrame({"latitude": np.nan, "longitude": np.nan, "sd": np.nan}, index=ids)
    if not len(known) or "latitude" not in known:
        return nothing
    own = known.set_index(known["customer_id"].astype("str")).reindex(ids)
    regions = facts.get("regions", pd.DataFrame())
    found = own[["latitude", "longitude"]].astype(float).assign(sd=PLACE_KM)
    if len(regions) and "latitude" in regions:
        at = regions.set_index(regions["region_id"].astype("str"))
        is_blank = found["latitude"].isna() | found["longitude"].isna()
        region = own["region_id"].astype("str")
        for name in ("latitude", "longitude"):
            found[name] = found[name].where(~is_blank, region.map(at[name].astype(float)))
        found["sd"] = np.where(is_blank, CITY_KM, PLACE_KM)
    return found


def _bases(facts: Frames, reps: pd.Series) -> pd.DataFrame:
    known = facts.get("reps", pd.DataFrame())
    if not len(known) or "base_latitude" not in known:
        return pd.DataFrame({"latitude": np.nan, "longitude": np.nan}, index=reps.index)
    base = known.set_index(known["rep_id"].astype("str"))
    base = base[["base_latitude", "base_longitude"]].astype(float)
    found = base.reindex(reps.astype("object").fillna("").astype("str"))
    return found.set_axis(["latitude", "longitude"], axis=1).set_index(reps.index)


def _kilometres(here: pd.DataFrame, there: pd.DataFrame) -> Floats:
    """Return great-circle distances (haversine formula)."""
    first, second = np.radians(here.to_numpy(float)), np.radians(there.to_numpy(float))
    half = np.sin((second - first) / 2) ** 2
    chord = half[:, 0] + np.cos(first[:, 0]) * np.cos(second[:, 0]) * half[:, 1]
    return np.asarray(2 * EARTH_KM * np.arcsin(np.sqrt(np.clip(chord, 0, 1))))


def owners_of(facts: Frames, history: History) -> pd.Series:
    """Return the rep of each customer at the end of the month, by customer; '' where none is known.

    Who has most of the credit by `customer_reps`, else the rep that `customers` names, else who has
    most of the last year's sales.
    """
    found = pd.Series("", index=history.ids, dtype="object")
    for source in (_by_sales, _by_master, _by_assignment):
        own = source(facts, history)
        own = own[(own != "") & (own != "(unassigned)")]
        found.update(own[own.index.isin(found.index)])
    return found


def _by_sales(facts: Frames, history: History) -> pd.Series:
    cube = facts["sales_cube"]
    if "rep_id" not in cube:
        return pd.Series(dtype="object")
    since = str(history.month - (YEAR - 1))
    own = cube[cube["month"].astype("str").between(since, str(history.month))]
    both = [own["customer_id"].astype("str"), own["rep_id"].astype("str")]
    sums = own["net_amount"].astype(float).groupby(both).sum().sort_values(kind="stable")
    last = sums.reset_index().drop_duplicates("customer_id", keep="last")
    return last.set_index("customer_id")["rep_id"].astype("object")


def _by_master(facts: Frames, history: History) -> pd.Series:
    known = facts.get("customers", pd.DataFrame())
    if not len(known) or "rep_id" not in known:
        return pd.Series(dtype="object")
    own = known.set_index(known["customer_id"].astype("str"))["rep_id"]
    return own.astype("object").fillna("")


def _by_assignment(facts: Frames, history: History) -> pd.Series:
    known = facts.get("customer_reps", pd.DataFrame())
    if not len(known):
        return pd.Series(dtype="object")
    day = pd.Timestamp(history.month.last)
    ends = pd.to_datetime(known["valid_to"])
    valid = (pd.to_datetime(known["valid_from"]) <= day) & (ends.isna() | (ends > day))
    own = known[valid & known["role"].astype("str").ne("overlay")]
    own = own.assign(customer_id=own["customer_id"].astype("str"))
    own = own.sort_values(["credit_share", "rep_id"], kind="stable")
    last = own.drop_duplicates("customer_id", keep="last")
    return last.set_index("customer_id")["rep_id"].astype("object")
