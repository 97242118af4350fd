"""Where are we strong, and where is demand: brand against category development by region."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from salesnb.market.cells import ancestors
from salesnb.measures import MEASURES

APART = 0.10  # an index within this of 1 is about even
COLUMNS = ["node", "base_kind", "base", "market", "sales", "bdi", "cdi", "reading"]


def bases(
    regions: pd.DataFrame, outlets: pd.DataFrame, nodes: list[str], parents: Mapping[str, str]
) -> tuple[str, dict[str, float]]:
    """Return which base the regions are compared on, and its size in each; '' without any.

    The potential index where every region has one, else the number of registered outlets.
    """
    index = dict(zip(regions["region_id"], regions["potential_index"].astype(float), strict=True))
    if nodes and all(index.get(node, np.nan) > 0 for node in nodes):
        return "potential_index", {node: index[node] for node in nodes}
    homes = [_nearest(region, nodes, parents) for region in outlets["region_id"]]
    counts = Counter(homes)
    if nodes and all(counts[node] > 0 for node in nodes):
        return "outlets", {node: float(counts[node]) for node in nodes}
    return "", {}


def _nearest(region: str, nodes: Sequence[str], parents: Mapping[str, str]) -> str:
    """Return the nearest of `nodes` that a region lies in, '' for none."""
    return next((one for one in ancestors(region, parents) if one in nodes), "")


def strength(sizes: pd.DataFrame, *, base_kind: str, base: Mapping[str, float]) -> pd.DataFrame:
    """Return brand and category development index of each region of `size_and_share`.

    BDI and CDI compare our sales, and the market's, per unit of the base with the whole's. No
    rows without a base, without sales, or with a single region.
    """
    rows = sizes[sizes["dimension"] == "region"].dropna(subset="sales")
    if not base or len(rows) < 2:
        return pd.DataFrame(columns=COLUMNS)
    indices = rows[["node", "market", "sales"]].reset_index(drop=True)
    indices["base_kind"], indices["base"] = base_kind, indices["node"].map(base).astype(float)
    for id, column in (("bdi", "sales"), ("cdi", "market")):
        whole = indices[[column, "base"]].sum()
        indices[id] = MEASURES[id].compute(indices[column], indices["base"], *whole)
    strong, weak = indices["bdi"] > 1 + APART, indices["bdi"] < 1 - APART
    unwanted = indices["cdi"] < 1 - APART
    cases = {"niche": strong & unwanted, "strong": strong, "weak": weak & unwanted, "open": weak}
    indices["reading"] = np.select(list(cases.values()), list(cases), "even")
    return indices[COLUMNS]
