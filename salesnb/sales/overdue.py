"""Which customers have been silent for longer than their own rhythm allows?

Order statistics of exchangeable gaps (e.g. Vovk, Gammerman, Shafer, Algorithmic Learning in a
Random World, 2005): of n past gaps the one of rank ceil(level x (n + 1)) is exceeded by the next
gap with a probability of at most 1 - level, whatever the shape of the rhythm.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import pandas as pd

from salesnb.months import Month

LEVEL = 0.95
SURE, FALSE_AT_MOST = 0.01, 0.5  # chance of one customer; customers wrongly named, of all judged
STATES = ("on_rhythm", "stopped", "overdue", "cannot_tell")
COLUMNS = [
    "customer_id",
    "last_month",
    "n_purchases",
    "silent_months",
    "usual_months",
    "chance",
    "alarm_chance",
    "year_amount",
    "state",
]


def least_gaps(level: float = LEVEL) -> int:
    """Return how many past gaps a customer needs before its rhythm says anything at `level`."""
    return next(n for n in range(1, 10_000) if _rank(n, level) <= n)


def _rank(n: int, level: float) -> int:
    return math.ceil(level * (n + 1) - 1e-9)


def rhythm(
    purchases: pd.DataFrame, *, last_whole: Month, memory_months: int, level: float = LEVEL
) -> pd.DataFrame:
    """Return one row per customer who bought within `memory_months` before the end of `last_whole`.

    `purchases` has month, customer_id, purchase_amount, n_purchases; a customer buys in a month
    with a line above zero.
    Columns: customer_id, last_month, n_purchases (months with one), silent_months (whole months
    since), usual_months (the longest pause within the level of its own past), chance (that a
    customer who buys as often as before is silent for so long), alarm_chance (that he is silent for
    longer than usual_months), year_amount (the twelve months up to its last purchase), state (see
    `STATES`). Below `least_gaps` past gaps nobody can tell, and usual_months is missing. Overdue
    customers have `stopped` where chance is so small that of all who are judged less than
    `FALSE_AT_MOST` is expected to be silent for so long.
    """
    bought = _purchase_months(purchases, last_whole)
    rows = [
        _row(customer, ordinals, amounts, last_whole, level)
        for customer, ordinals, amounts in _by_customer(bought)
        if last_whole.ordinal - ordinals[-1] <= memory_months
    ]
    frame = pd.DataFrame(rows, columns=COLUMNS)
    sure = min(SURE, FALSE_AT_MOST / max(int(frame["usual_months"].notna().sum()), 1))
    has_stopped = (frame["state"] == "overdue") & (frame["chance"] <= sure)
    return frame.assign(state=frame["state"].mask(has_stopped, "stopped"))


def _purchase_months(purchases: pd.DataFrame, last_whole: Month) -> pd.DataFrame:
    """Return customer_id, ordinal (of the month), amount where a customer bought, in order."""
    keys, columns = ["customer_id", "month"], ["purchase_amount", "n_purchases"]
    sums = purchases.groupby(keys)[columns].sum().reset_index()
    bought = sums[sums["n_purchases"] > 0].rename(columns={"purchase_amount": "amount"})
    ordinals = {text: Month.parse(text).ordinal for text in bought["month"].unique()}
    bought["ordinal"] = bought["month"].map(ordinals).astype("int64")
    return bought.sort_values(["customer_id", "ordinal"])


def _by_customer(bought: pd.DataFrame) -> Iterator[tuple[str, np.ndarray, np.ndarray]]:
    """Yield each customer with the months (ordinals) and amounts of its purchases, in order."""
    customers, starts = np.unique(bought["customer_id"].to_numpy(str), return_index=True)
    columns = [np.split(bought[one].to_numpy(), starts[1:]) for one in ("ordinal", "amount")]
    for customer, ordinals, amounts in zip(customers, *columns, strict=True) if len(bought) else ():
        yield str(customer), ordinals, amounts


def _row(
    customer: str, ordinals: np.ndarray, amounts: np.ndarray, last_whole: Month, level: float
) -> tuple[str, str, int, int, float, float, float, float, str]:
    gaps = np.sort(np.diff(ordinals))
    last = int(ordinals[-1])
    silent = max(last_whole.ordinal - last, 0)
    rank = _rank(len(gaps), level)
    usual = float(gaps[rank - 1] - 1) if rank <= len(gaps) else math.nan
    state = "cannot_tell" if math.isnan(usual) else "overdue" if silent > usual else "on_rhythm"
    year = float(amounts[ordinals > last - 12].sum())
    span = last - int(ordinals[0]) + 1
    chance = _chance(len(ordinals), span, silent)
    alarm = math.nan if math.isnan(usual) else _chance(len(ordinals), span, int(usual) + 1)
    return customer, str(_month(last)), len(ordinals), silent, usual, chance, alarm, year, state


def _chance(n_bought: int, n_months: int, silent: int) -> float:
    """Return the chance of `silent` months without a purchase, one after the other.

    Of a customer who bought in `n_bought` of `n_months` months from the first purchase to the
    last, each month alike: the predictive probability of a binomial share with Jeffreys' prior.
    The first purchase begins the count and is none of it.
    """
    bought, missed = n_bought - 1 + 0.5, n_months - n_bought + 0.5
    steps = np.arange(silent)
    return float(np.prod((missed + steps) / (bought + missed + steps)))


def _month(ordinal: int) -> Month:
    year, index = divmod(ordinal, 12)
    return Month(year, index + 1)


def rhythm_states(judged: pd.DataFrame) -> pd.DataFrame:
    """Return how many customers keep their rhythm, are overdue, or cannot be judged.

    One row per state and `total`: state, n_customers, year_amount, by_chance (how many of
    the customers judged would be silent for too long by chance alone; stated with `overdue`),
    needed_months (months with a purchase that a rhythm takes).
    """
    sums = judged.assign(n_customers=1).groupby("state")[["n_customers", "year_amount"]].sum()
    sums = sums.reindex(list(STATES), fill_value=0)
    sums.loc["total"] = sums.sum()
    frame = sums.rename_axis("state").reset_index()
    by_chance = float(judged["alarm_chance"].sum())
    frame["by_chance"] = (frame["state"] == "overdue").map({True: by_chance, False: math.nan})
    return frame.assign(needed_months=least_gaps() + 1)


def overdue_customers(judged: pd.DataFrame) -> pd.DataFrame:
    """Return the customers who have stopped or are overdue, with what `rhythm` says of each."""
    late = judged[judged["state"].isin(["stopped", "overdue"])]
    return late.drop(columns="alarm_chance").reset_index(drop=True)
