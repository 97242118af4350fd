"""What order intake says of the sales to come."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import stats

from salesnb.members import TOTAL

RECENT, EARLIER = 3, 24  # months
LEAST = 12  # earlier months
LEVEL = 0.95
COLUMNS = ["kind", "dimension", "node", "amount", "chance_amount", "is_clear", "n_rows"]


def orders_ahead(
    orders: pd.DataFrame | None, sales: pd.DataFrame, whole: Sequence[str]
) -> pd.DataFrame:
    """Return how much more (less) was ordered in the last `RECENT` months than goes with sales.

    What goes with sales is the ratio of orders to invoices (book-to-bill) of up to `EARLIER` months
    before; it is clear where the mean of the last ratios differs by more than the earlier ones vary
    (two-sample t in logs, 95 %). Columns: `COLUMNS`; n_rows are the earlier months. No row without
    orders of their own, with fewer than `LEAST` earlier months, or months without either.
    """
    if orders is None or orders.empty or len(whole) < RECENT + LEAST:
        return pd.DataFrame(columns=COLUMNS)
    months = list(whole[-(RECENT + EARLIER) :])
    sums = [one.groupby("month")["net_amount"].sum().reindex(months) for one in (orders, sales)]
    booked, billed = (one.to_numpy(float) for one in sums)
    usable = np.isfinite(booked) & np.isfinite(billed) & (booked > 0) & (billed > 0)
    if not usable.all() or np.allclose(booked, billed):
        return pd.DataFrame(columns=COLUMNS)
    ratio = np.log(booked / billed)
    usual, now = ratio[:-RECENT], ratio[-RECENT:]
    n = len(usual)
    width = stats.t.ppf((1 + LEVEL) / 2, n - 1) * usual.std(ddof=1) * np.sqrt(1 / n + 1 / RECENT)
    expected = float((billed[-RECENT:] * np.exp(usual.mean())).sum())
    amount = float(booked[-RECENT:].sum()) - expected
    row = {
        "kind": "orders",
        "dimension": TOTAL,
        "node": TOTAL,
        "amount": amount,
        "chance_amount": expected * (np.exp(width) - 1),
        "is_clear": bool(abs(now.mean() - usual.mean()) > width),
        "n_rows": n,
    }
    return pd.DataFrame([row], columns=COLUMNS)
