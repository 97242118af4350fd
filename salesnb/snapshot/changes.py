"""What changed on the members of a master table: listed with its day, or told from two months."""

from __future__ import annotations

import pandas as pd

from salesnb.months import Month

COLUMNS = ["customer_id", "field", "old_value", "new_value", "changed_on"]


def in_month(listed: pd.DataFrame, month: Month) -> pd.DataFrame:
    """Return the listed changes of a month, the oldest first."""
    days = listed["changed_on"]
    inside = (days >= pd.Timestamp(month.first)) & (days <= pd.Timestamp(month.last))
    order = ["changed_on", "customer_id", "field"]
    return listed.loc[inside, COLUMNS].sort_values(order, ignore_index=True)


def differing(before: pd.DataFrame, now: pd.DataFrame) -> pd.DataFrame:
    """Return one row per customer of both months and column whose values differ.

    Only columns of both frames are compared; a customer who is new or gone has not changed. The
    day of a change is not known. Values are text as a person would write them: whole numbers
    without decimals, days as YYYY-MM-DD, '' where there is none.
    """
    both = before.merge(now, on="customer_id", suffixes=("_before", "_now"))
    names = [one for one in now.columns if one in before.columns and one != "customer_id"]
    parts = [_of_column(both, name) for name in names]
    found = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=COLUMNS)
    found["changed_on"] = pd.to_datetime(pd.Series(pd.NaT, index=found.index))
    return found[COLUMNS].sort_values(["customer_id", "field"], ignore_index=True)


def _of_column(both: pd.DataFrame, name: str) -> pd.DataFrame:
    old, new = as_text(both[f"{name}_before"]), as_text(both[f"{name}_now"])
    differs = old != new
    changed = {"customer_id": both["customer_id"], "old_value": old, "new_value": new}
    return pd.DataFrame(changed)[differs].assign(field=name)


def as_text(values: pd.Series) -> pd.Series:
    """Return values as text, '' where missing."""
    if values.dtype.kind == "M":
        return values.dt.strftime("%Y-%m-%d").fillna("").astype("str")
    if values.dtype.kind == "f":
        texts = values.map(lambda one: "" if pd.isna(one) else f"{one:.15g}")
        return texts.astype("str")
    return values.astype("object").where(values.notna(), "").astype("str")
