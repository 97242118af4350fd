"""Targets set before, in the version that was in force before their period began."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.methods.issued_targets import DIMENSIONS

IDENTITY = ["measure", "period_start", "period_end", "is_rollup", *DIMENSIONS]
VALUES = ["target", "plan_v1", "later", "version", "later_version", "is_late"]


def as_issued_before(targets: pd.DataFrame) -> pd.DataFrame:
    """Return one row per target: what it was when its period began, at first, and at last.

    `targets` are issued targets as contracted; those of no whole months are left out. A version
    without a day of issue counts as issued before. Columns: measure, first, last (months),
    n_months, is_rollup, basis (the dimensions that it names, by commas), `DIMENSIONS`, target (the
    newest version issued before the period's first day; the first one where none was: is_late),
    plan_v1 (the first version), later (the newest one known), version, later_version.
    """
    rows = _readable(targets)
    rows = rows[(rows["period_start"].dt.day == 1) & (_after(rows).dt.day == 1)]
    rows = rows.sort_values([*IDENTITY, "version"], kind="stable")
    is_before = rows["issued_on"].isna() | (rows["issued_on"] < rows["period_start"])
    every = rows.groupby(IDENTITY, sort=True)[["target_value", "version"]]
    before = rows[is_before].groupby(IDENTITY, sort=True)[["target_value", "version"]].last()
    first, last = every.first(), every.last()
    before = before.reindex(first.index)
    found = pd.DataFrame(
        {
            "target": before["target_value"].fillna(first["target_value"]),
            "plan_v1": first["target_value"],
            "later": last["target_value"],
            "version": before["version"].fillna(first["version"]).astype("int64"),
            "later_version": last["version"].astype("int64"),
            "is_late": before["version"].isna(),
        }
    ).reset_index()
    return _with_months(found)


def _readable(targets: pd.DataFrame) -> pd.DataFrame:
    """Return targets with a version, a day of issue where known, and texts without gaps."""
    version = targets["version"].fillna(1) if "version" in targets else 1
    stated = targets.get("issued_on", pd.Series(pd.NaT, targets.index))
    issued_on = pd.to_datetime(stated)
    text = {name: targets[name].astype("str").fillna("") for name in DIMENSIONS}
    is_rollup = targets["is_rollup"].fillna(False).astype("bool")
    return targets.assign(version=version, issued_on=issued_on, is_rollup=is_rollup, **text)


def _after(rows: pd.DataFrame) -> pd.Series:
    return rows["period_end"] + pd.Timedelta(days=1)


def _with_months(rows: pd.DataFrame) -> pd.DataFrame:
    """Return targets with the months of their period and what they are set by."""
    starts, ends = rows["period_start"].dt, rows["period_end"].dt
    given = (rows[DIMENSIONS] != "").to_numpy()
    names = np.array(DIMENSIONS)
    patterns, code = np.unique(given, axis=0, return_inverse=True)
    basis = np.array([",".join(names[one]) for one in patterns], dtype=object)
    months = (ends.year - starts.year) * 12 + ends.month - starts.month + 1
    found = rows.assign(
        first=starts.strftime("%Y-%m"),
        last=ends.strftime("%Y-%m"),
        n_months=months,
        basis=basis[code.reshape(-1)] if len(rows) else "",
    )
    period = ["measure", "first", "last", "n_months", "is_rollup", "basis"]
    return found[[*period, *DIMENSIONS, *VALUES]]
