"""Inspections as a dated panel: stock, price, display, rivals of outlets, and what changed."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.actions.effects.panel import Facts
from salesnb.months import Month

WITHIN = ["outlet_id", "customer_id", "aspect", "product_id", "competitor_id"]
PANEL = [*WITHIN, "rep_id", "inspected_on", "value", "before_on", "before", "change"]
ASPECTS = """aspect n_seen n_outlets n_again n_up n_down n_same n_none change change_low
    change_high"""
MONTHS = 12
SAME = 1e-9


def panel(facts: Facts, *, month: Month) -> pd.DataFrame:
    """Return what inspections saw over twelve months, with what was seen before (`PANEL`).

    A row per outlet (or customer), aspect, product, competitor and day; before is the last value
    seen on an earlier day, however long ago; change is relative to it (missing where it was
    nought). Several values of a day are one, their mean.
    """
    rows = facts["inspections"]
    rows = rows[rows["value"].notna() & (rows["inspected_on"] <= pd.Timestamp(month.last))]
    day = [*WITHIN, "inspected_on"]
    each = rows.groupby(day, observed=True).agg(value=("value", "mean"), rep_id=("rep_id", "first"))
    each = each.reset_index().sort_values(day, ignore_index=True)
    earlier = each.groupby(WITHIN, observed=True)[["inspected_on", "value"]].shift()
    each = each.assign(before_on=earlier["inspected_on"], before=earlier["value"])
    base = each["before"].where(each["before"] > 0)
    each["change"] = (each["value"] - each["before"]) / base
    first = pd.Timestamp((month - (MONTHS - 1)).first)
    return each.loc[each["inspected_on"] >= first, PANEL].reset_index(drop=True)


def by_aspect(rows: pd.DataFrame, *, month: Month) -> pd.DataFrame:
    """Return what the month's inspections saw, and what changed since the last (`ASPECTS`).

    `rows` as `panel` gives them. n_none: seen at nought (no stock, no display). change: the median
    of relative changes, with the quarters below and above it.
    """
    now = rows[rows["inspected_on"] >= pd.Timestamp(month.first)]
    found = []
    for aspect, own in now.groupby("aspect", sort=True):
        moved = own["value"] - own["before"]
        known = own["change"].dropna()
        ends = np.quantile(known, [0.5, 0.25, 0.75]) if len(known) else [np.nan] * 3
        place = own["outlet_id"].where(own["outlet_id"] != "", own["customer_id"])
        found.append(
            {
                "aspect": aspect,
                "n_seen": len(own),
                "n_outlets": place.nunique(),
                "n_again": int(own["before"].notna().sum()),
                "n_up": int((moved > SAME).sum()),
                "n_down": int((moved < -SAME).sum()),
                "n_same": int((moved.abs() <= SAME).sum()),
                "n_none": int((own["value"] <= 0).sum()),
                **dict(zip(("change", "change_low", "change_high"), ends, strict=True)),
            }
        )
    return pd.DataFrame(found, columns=ASPECTS.split())
