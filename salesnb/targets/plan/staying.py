"""Whether customers who fell silent still buy: from how often they bought, and for how long not."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.special import betaln

LOOKED_AT = 24  # whole months, the newest
LEAVING = 0.01  # chance of a customer to leave in a month: one of nine in a year


def still_buying(sales: pd.DataFrame, whole: Sequence[str]) -> pd.Series:
    """Return by customer with which probability it still buys, at the end of the whole months.

    `sales` are month, customer_id and net_amount, `whole` the whole months known, oldest first.
    While a customer stays it buys in each month with a probability of its own, which is not known
    (uniform beforehand); it leaves after any month with the chance `LEAVING` (the beta-geometric
    model of discrete purchases, with one rate of leaving). Customers without a purchase in the last
    `LOOKED_AT` months are not named.
    """
    months = list(whole)[-LOOKED_AT:]
    place = {month: i for i, month in enumerate(months)}
    rows = sales[sales["month"].isin(months)]
    sums = rows.groupby(["customer_id", "month"], observed=True)["net_amount"].sum()
    bought = sums[sums > 0].reset_index()
    at = bought["month"].astype("str").map(place).astype(int)
    spans = at.groupby(bought["customer_id"].astype("str")).agg(["min", "max", "count"])
    chances = [
        _stays(count, last - first + 1 - count, len(months) - 1 - last)
        for first, last, count in spans.itertuples(index=False)
    ]
    return pd.Series(chances, index=spans.index, dtype=float)


def _stays(n_bought: int, n_between: int, n_silent: int) -> float:
    """Return the chance that a customer still buys.

    It bought in `n_bought` months, did not in `n_between` between these, nor in the last
    `n_silent`.
    """
    silent = np.arange(n_silent + 1)
    a, b = n_bought, n_between + 1
    likely = np.exp(betaln(a, b + silent) - betaln(a, b)) * (1 - LEAVING) ** silent
    return float(likely[-1] / (likely[-1] + LEAVING * likely[:-1].sum()))
