"""Aims of visits with what came of them: whether met, by the numbers where there are any."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.actions.effects.panel import Array, Facts, made
from salesnb.months import Month

PARTS = ("has_information", "has_hook", "has_proof", "has_answers", "has_closing")


def measured(facts: Facts, *, month: Month) -> pd.DataFrame:
    """Return the aims of visits that were made, a row per visit and aim.

    `facts`: visits, visit_objectives. Columns: visit_id, objective, rep_id, customer_id, day,
    baseline, target, result, met (1, 0 or missing), basis (`numbers`: result against target,
    `stated`: is_met, '' neither), is_contradicted (is_met says otherwise than the numbers),
    readiness and PARTS (1, 0 or missing).
    """
    held = made(facts["visits"], month).drop_duplicates("visit_id").set_index("visit_id")
    rows = facts["visit_objectives"]
    rows = rows[rows["visit_id"].isin(held.index)].reset_index(drop=True)
    own = held.reindex(rows["visit_id"])
    found = rows[["visit_id", "objective", "baseline", "target", "result"]].copy()
    for name in ("baseline", "target", "result"):
        found[name] = found[name].astype(float)
    found["rep_id"] = own["rep_id"].astype(str).to_numpy()
    found["customer_id"] = own["customer_id"].astype(str).to_numpy()
    found["day"] = own["visit_date"].to_numpy()
    stated = as_number(rows["is_met"])
    reached = np.where(_is_counted(found), _reached(found), np.nan)
    found["met"] = np.where(np.isfinite(reached), reached, stated)
    found["basis"] = np.where(
        np.isfinite(reached), "numbers", np.where(np.isfinite(stated), "stated", "")
    )
    both = np.isfinite(reached) & np.isfinite(stated)
    found["is_contradicted"] = both & (reached != stated)
    for name in PARTS:
        found[name] = as_number(rows[name])
    readiness = rows["readiness"].astype(float).to_numpy()
    parts = found[list(PARTS)]
    ticked = np.where(parts.notna().all(axis=1), parts.mean(axis=1), np.nan)
    found["readiness"] = np.clip(np.where(np.isfinite(readiness), readiness, ticked), 0.0, 1.0)
    return found


def as_number(flags: pd.Series) -> Array:
    """Return flags as 1 and 0, missing where nothing is stated."""
    return flags.astype("boolean").astype("Float64").to_numpy(dtype=float, na_value=np.nan)


def _is_counted(rows: pd.DataFrame) -> Array:
    """Return which aims have a target and a result to hold against it."""
    return (rows["target"].notna() & rows["result"].notna()).to_numpy()


def _reached(rows: pd.DataFrame) -> Array:
    """Return 1 where the result reaches the target; below it where the target lies below."""
    down = (rows["baseline"].notna() & (rows["target"] < rows["baseline"])).to_numpy()
    short = rows["result"] < rows["target"] - 1e-9
    over = rows["result"] > rows["target"] + 1e-9
    return np.where(down, ~over, ~short).astype(float)
