"""Who is above whom, level by level."""

from __future__ import annotations

import pandas as pd

COMMANDS = ["manager_id", "rep_id", "depth"]


def managers_of(reps: pd.DataFrame) -> dict[str, str]:
    """Return the manager of each rep, blank where none is known among the reps.

    `reps` has rep_id and manager_id. Nobody is his own manager; where managers stand in a ring, the
    one whose identifier comes first has nobody above, so that each rep has one top.
    """
    ids = reps["rep_id"].astype("str")
    stated = dict(zip(ids, reps["manager_id"].astype("str").fillna(""), strict=True))
    above = {rep: manager if manager in stated else "" for rep, manager in stated.items()}
    seen: set[str] = set()
    for rep in sorted(above):
        path: dict[str, None] = {}
        while rep and rep not in seen and rep not in path:
            path[rep] = None
            rep = above[rep]
        if rep in path:
            ring = list(path)[list(path).index(rep) :]
            above[min(ring)] = ""
        seen |= set(path)
    return above


def commands(above: dict[str, str]) -> pd.DataFrame:
    """Return who is below whom (`COMMANDS`): a row per manager and rep, over all levels.

    depth: 1 for those whose manager it is, 2 for those of these, ...
    """
    found, depth = [], 1
    up = pd.Series(above, dtype="str")
    own = pd.DataFrame({"manager_id": up.to_numpy(), "rep_id": up.index.to_numpy()}, dtype="str")
    while len(own := own[own["manager_id"] != ""]):
        found.append(own.assign(depth=depth))
        own = own.assign(manager_id=own["manager_id"].map(up).astype("str"))
        depth += 1
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=COMMANDS)
