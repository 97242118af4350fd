"""The months of a plan that are over: what was reached in them, cell by cell, none below nought."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.targets.plan.dimensions import KEYS

AMONG = (["month", "region_id", "rep_id"], ["month"])  # among whom credits are set off, in turn


def closed_cells(
    sales: pd.DataFrame, months: list[str], *, digits: int = 2
) -> tuple[pd.DataFrame, float]:
    """Return KEYS, month and `amount` of the closed months, and what was below 0 in all.

    A plan holds amounts of 0 or more: credit notes of a cell are taken from the other cells of the
    month, of the same region and rep where these have as much. So the sum of each month stays what
    it was, unless the whole month is below 0, which then counts as 0 (the second value).
    """
    own = sales[sales["month"].isin(months)]
    cells = own.groupby([*KEYS, "month"], sort=True)["net_amount"].sum().reset_index()
    cells = cells.rename(columns={"net_amount": "amount"})
    whole = cells.groupby("month")["amount"].sum()
    for by in AMONG:
        cells["amount"] = _set_off(cells, by)
    cells["amount"] = cells["amount"].clip(lower=0).round(digits)
    cells = _tied(cells[cells["amount"] > 0].reset_index(drop=True), whole, digits)
    return cells, float(-whole.clip(upper=0).sum())


def _set_off(cells: pd.DataFrame, by: list[str]) -> pd.Series:
    """Return amounts with those below 0 taken from those above it, as far as these go."""
    amount = cells["amount"]
    keys = [cells[name] for name in by]
    above = amount.clip(lower=0).groupby(keys).transform("sum")
    below = amount.clip(upper=0).groupby(keys).transform("sum")
    part = np.where(above + below >= 0, (above + below) / above.where(above > 0, 1.0), 0.0)
    left = np.where(above + below < 0, (above + below) / below.where(below < 0, 1.0), 0.0)
    return amount.clip(lower=0) * part + amount.clip(upper=0) * left


def _tied(cells: pd.DataFrame, whole: pd.Series, digits: int) -> pd.DataFrame:
    """Return cells whose months add up to their sums: the largest takes what rounding left."""
    if cells.empty:
        return cells
    months = cells.groupby("month")["amount"]
    sums = months.sum()
    left = whole.clip(lower=0).reindex(sums.index).sub(sums).round(digits)
    largest = months.idxmax()
    cells.loc[largest.to_numpy(), "amount"] += left.reindex(largest.index).to_numpy()
    return cells.assign(amount=cells["amount"].round(digits))
