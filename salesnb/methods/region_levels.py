"""The areas above regions, level by level from the top."""

from __future__ import annotations

import pandas as pd

LEVELS = 3  # at most, from the top


def areas_by_level(regions: pd.DataFrame) -> dict[str, dict[str, str]]:
    """Return the area of each region per level: `level_1` is the topmost.

    `regions` has region_id and parent_id. A region that lies higher than a level stands for itself
    there; a level above regions only is left out. A single region above all others is no level: it
    is the total.
    """
    paths = _paths(regions)
    found = {}
    for level in range(LEVELS):
        if any(len(path) > level + 1 for path in paths.values()):
            areas = {region: path[min(level, len(path) - 1)] for region, path in paths.items()}
            found[f"level_{level + 1}"] = areas
    return found


def _paths(regions: pd.DataFrame) -> dict[str, list[str]]:
    """Return for each region the areas above it from the top, and itself last."""
    parents = dict(zip(regions["region_id"], regions["parent_id"], strict=True))
    roots = {one for one, parent in parents.items() if parent not in parents}
    paths = {}
    for region in parents:
        path = [region]
        while parents.get(path[0], "") in parents and parents[path[0]] not in path:
            path.insert(0, parents[path[0]])
        paths[region] = path[1:] if len(roots) == 1 and len(path) > 1 else path
    return paths
