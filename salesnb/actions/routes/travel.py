"""How long a way takes: from the company's own table where it has the pair, else from coordinates.

Along the great circle times a stated detour factor, the first and last kilometres at the rep's
speed in town, the rest at the speed on the road: a longer way never takes less time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from salesnb.actions.routes.problem import Floats

EARTH_KM = 6371.0


@dataclass(frozen=True)
class Speeds:
    """Speeds in km/h, the kilometres of a way that are driven in town, and the detour factor."""

    city: float = 30.0
    road: float = 70.0
    city_km: float = 15.0
    detour: float = 1.3


def kilometres(latitude: Floats, longitude: Floats) -> Floats:
    """Return the great circle between all places, in km (n, n)."""
    phi, lam = np.radians(latitude), np.radians(longitude)
    half = np.sin((phi[:, None] - phi) / 2) ** 2
    half += np.cos(phi)[:, None] * np.cos(phi) * np.sin((lam[:, None] - lam) / 2) ** 2
    return 2 * EARTH_KM * np.arcsin(np.sqrt(np.clip(half, 0.0, 1.0)))


def minutes(apart: Floats, speeds: Speeds) -> Floats:
    """Return how many minutes ways of so many km (great circle) take."""
    way = apart * speeds.detour
    town = np.minimum(way, speeds.city_km)
    return 60.0 * (town / speeds.city + (way - town) / speeds.road)


def travel_minutes(
    names: list[str],
    latitude: Floats,
    longitude: Floats,
    speeds: Speeds,
    stated: Mapping[tuple[str, str], float],
) -> tuple[Floats, float]:
    """Return minutes between places (n, n), and the share of the pairs that are stated.

    A pair that is stated one way only takes as long the other way.
    """
    found = minutes(kilometres(latitude, longitude), speeds)
    known = 0
    for i, one in enumerate(names):
        for j, other in enumerate(names):
            time = stated.get((one, other), stated.get((other, one)))
            if i != j and time is not None:
                found[i, j] = time
                known += 1
    np.fill_diagonal(found, 0.0)
    return found, known / max(len(names) * (len(names) - 1), 1)


def stated_times(table: pd.DataFrame) -> dict[tuple[str, str], float]:
    """Return the minutes of the table travel_times by pair of places."""
    table = table.dropna(subset=["minutes"])
    pairs = zip(table["from_id"].astype(str), table["to_id"].astype(str), strict=True)
    return dict(zip(pairs, table["minutes"].astype(float), strict=True))
