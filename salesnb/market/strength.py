"""Where are we strong, and where is demand: brand against category development, region by region."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from salesnb.market.cells import ancestors
from salesnb.measures import MEASURES

APART = 0.10  # an index within this of 1 is about even
COLUMNS = ["place", "node", "base_kind", "base", "market", "sales", "bdi", "cdi", "reading"]


def bases(
    regions: pd.DataFrame, outlets: pd.DataFrame, nodes: list[str], parents: Mapping[str, str]
) -> tuple[str, dict[str, float]]:
    """Return which base the regions are compared on, and its size in each; '' without any.

    The potential index where every region has one, else the number of registered outlets.
    """
    index = dict(zip(regions["region_id"].astype(str), regions["potential_index"].astype(float), strict=True))  # fmt: skip
    if nodes and all(index.get(node, np.nan) > 0 for node in nodes):
        return "potential_index", {node: index[node] for node in nodes}
    homes = (
        outlets["region_id"]
        .astype(str)
        .map(lambda r: next((one for one in ancestors(r, parents) if one in nodes), ""))
    )
    counts = homes.value_counts()
    if nodes and all(counts.get(node, 0) > 0 for node in nodes):
        return "outlets", {node: float(counts[node]) for node in nodes}
    return "", {}


def strength(sizes: pd.DataFrame, *, base_kind: str, base: Mapping[str, float]) -> pd.DataFrame:
    """Return brand and category development index of each region of `size_and_share`.

    BDI and CDI compare our sales, and the market's, per unit of the base with the whole's. No
    rows without a base, without sales, or with a single region.
    """
    rows = sizes[sizes["dimension"] == "region"].dropna(subset="sales")
    if not base or len(rows) < 2:
        return pd.DataFrame(columns=COLUMNS)
    made = rows[["node", "market", "sales"]].reset_index(drop=True)
    made["base_kind"], made["base"] = base_kind, made["node"].map(base).astype(float)
    for id, column in (("bdi", "sales"), ("cdi", "market")):
        made[id] = MEASURES[id].compute(made[column], made["base"], made[column].sum(), made["base"].sum())  # fmt: skip
    strong, weak, unwanted = made["bdi"] > 1 + APART, made["bdi"] < 1 - APART, made["cdi"] < 1 - APART  # fmt: skip
    made["reading"] = np.select([strong & unwanted, strong, weak & unwanted, weak], ["niche", "strong", "weak", "open"], "even")  # fmt: skip
    made = made.sort_values(["market", "node"], ascending=[False, True], ignore_index=True)
    return made.assign(place=range(1, len(made) + 1))[COLUMNS]
