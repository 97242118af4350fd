"""Where goods could be worth carrying, for buyers that do not say where they sell: a hint only.

A buyer is named where goods cost more elsewhere than it pays, freight taken off, and where its
purchases grew far beyond those of its own region (a robust z above `FAR`, and by a fifth).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.customers.prices.ground import Frames, Ground
from salesnb.customers.prices.regions import homes
from salesnb.measures.ratios import growth

FREIGHT = 0.03  # of the list value, to carry goods to another region
FAR = 3.0
LEAST_LEAD = 0.2  # of a buyer's growth over its region's: less is large among steady buyers only
HALF = 6  # months that are held against the same months a year earlier
LEAST_BASE = 0.1  # of what is bought now, a year before: less is no base to grow from
LEAST_CELLS = 12  # of a region and product group whose price is compared
COLUMNS = ["customer_id", "home_region_id", "region_id", "margin", "growth", "region_growth", "z"]


def find_pulls(
    facts: Frames, ground: Ground, cells: pd.DataFrame, reporting: set[str]
) -> pd.DataFrame:
    """Return one row per buyer whose purchases outgrew its region where carrying goods pays.

    `reporting` are buyers who say where they sell, who are left out. Columns: customer_id,
    home_region_id, region_id (where most is to be earned), margin (price there over the buyer's,
    freight off, as a share of list), growth and region_growth (half a year against the same months
    a year earlier, at list), z.
    """
    home = homes(facts["customers"])
    grown = _growths(ground, home)
    grown = grown[~grown["customer_id"].isin(list(reporting)) & (grown["z"] > FAR)]
    rows = [(*_best(one, home[str(one)], cells), *rest) for one, *rest in grown.to_numpy(object)]
    found = pd.DataFrame(rows, columns=COLUMNS)
    return found[found["margin"] > 0].reset_index(drop=True)


def _growths(ground: Ground, home: dict[str, str]) -> pd.DataFrame:
    """Return customer_id, growth, region_growth and z of buyers with purchases in both halves.

    Who bought next to nothing a year ago is a new buyer: its growth says nothing.
    """
    cells = ground.cells[ground.cells["customer_id"].isin(list(home))]
    worth = cells["list_amount"].where(cells["list_amount"] > 0, cells["net_amount"])
    at, who = cells["at"], cells["customer_id"]
    now = worth[at < HALF].groupby(who).sum()
    before = worth[(at >= 12) & (at < 12 + HALF)].groupby(who).sum()
    both = pd.DataFrame({"now": now, "before": before}).dropna()
    both = both[(both["before"] > LEAST_BASE * both["now"]) & (both["now"] > 0)]
    region = both.index.map(home)
    sums = both.groupby(np.asarray(region)).sum()
    base = growth(sums["now"], sums["before"]).reindex(region).to_numpy(float)
    own = growth(both["now"], both["before"]).to_numpy(float)
    gap = np.log1p(own) - np.log1p(base)
    spread = 1.4826 * float(np.median(np.abs(gap - np.median(gap)))) if len(gap) else 0.0
    z = (gap - np.median(gap)) / spread if spread > 0 else np.zeros(len(gap))
    columns = {"growth": own, "region_growth": base, "z": z}
    found = pd.DataFrame({"customer_id": both.index, **columns})
    return found[gap > np.log1p(LEAST_LEAD)].reset_index(drop=True)


def _best(customer: str, home: str, cells: pd.DataFrame) -> tuple[str, str, str, float]:
    """Return the region in which what a buyer takes fetches most over its own price."""
    own = cells[cells["customer_id"] == customer]
    others = cells[(cells["region_id"] != home) & cells["product_group"].isin(own["product_group"])]
    by = others.groupby(["region_id", "product_group"])["ratio"]
    level = by.median()[by.size() >= LEAST_CELLS].unstack()
    if level.empty or own.empty:
        return customer, home, "", float("nan")
    weight = own.groupby("product_group")["worth"].sum().reindex(level.columns).fillna(0.0)
    paid = float((own["ratio"] * own["worth"]).sum() / own["worth"].sum())
    known = level.notna() * weight
    sums = known.sum(axis=1)
    there = ((level.fillna(0.0) * weight).sum(axis=1) / sums.where(sums > 0)).dropna()
    if there.empty:
        return customer, home, "", float("nan")
    return customer, home, str(there.idxmax()), float(there.max() - paid - FREIGHT)
