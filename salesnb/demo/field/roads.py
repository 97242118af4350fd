"""How far places lie apart, and how long the way takes."""

from __future__ import annotations

import numpy as np

EARTH_KM = 6371.0088


def great_circle(here: np.ndarray, there: np.ndarray) -> np.ndarray:
    """Return the km between places, row by row; columns are latitude and longitude in degrees."""
    (lat, lon), (lat_there, lon_there) = (np.radians(one).T for one in (here, there))
    across = np.cos(lat) * np.cos(lat_there) * np.sin((lon - lon_there) / 2) ** 2
    half = np.sin((lat - lat_there) / 2) ** 2 + across
    return 2 * EARTH_KM * np.arcsin(np.sqrt(half))


def bearing(base: np.ndarray, place: np.ndarray) -> np.ndarray:
    """Return the direction of places seen from bases, in radians, row by row."""
    north, east = (place - base).T
    return np.arctan2(east * np.cos(np.radians(base[:, 0])), north)
