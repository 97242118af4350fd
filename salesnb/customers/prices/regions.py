"""Where a customer is at home, and whether two regions are one place or another."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd


def above_of(regions: pd.DataFrame) -> dict[str, set[str]]:
    """Return for each region the regions that contain it, itself included."""
    parents = dict(zip(regions["region_id"], regions["parent_id"].fillna(""), strict=True))
    found: dict[str, set[str]] = {}
    for one in parents:
        chain, at = {one}, parents[one]
        while at and at not in chain:
            chain.add(at)
            at = parents.get(at, "")
        found[one] = chain
    return found


def is_within(region: str, other: str, above: Mapping[str, set[str]]) -> bool:
    """Return whether one region is the other, or contains it."""
    return other in above.get(region, {region}) or region in above.get(other, {other})


def homes(customers: pd.DataFrame) -> dict[str, str]:
    """Return the own region of each customer that has one."""
    known = customers[customers["region_id"] != ""]
    return dict(zip(known["customer_id"], known["region_id"], strict=True))
