"""Expected sales: what a customer brings in the next twelve months if we go on as we do.

Its usual month (months weigh half as much a year back) times twelve, the chance that it still
buys, its own margin rate, and the part of what it buys elsewhere that a year usually gains.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salesnb.customers.criteria.history import Floats, History
from salesnb.customers.criteria.standard import Standard
from salesnb.months import YEAR

HALF_LIFE = 12.0  # months after which a month counts half
RHYTHM_HALF_LIFE = 18.0
PRIOR_MONTHS = 2.0  # of a usual customer, beside a customer's own
PRIOR_ORDERS = 0.5
PRIOR_SALES = 6.0  # usual months whose margin rate stands beside a customer's own
NEXT_SD = 0.15  # of the log of a year's sales that nobody can foresee
GAINED = 0.05  # of what a customer buys elsewhere, in a year


@dataclass(frozen=True)
class Expected:
    """By customer: `value` money of a year (margin, or sales where no cost is known), `sd` of its
    log, `sales` of a year before leaving, `alive` chance that it still buys, `rate` of margin.
    """

    value: Floats
    sd: Floats
    sales: Floats
    alive: Floats
    rate: Floats


def expect_sales(history: History, standard: Standard, potential: pd.Series) -> Expected:
    """Return what each customer is expected to bring in the next twelve months.

    `potential` is what a customer buys of our kind in a year, missing where not known.
    """
    last = history.sales.shape[1] - 1
    column = np.arange(last + 1)
    silent = np.nan_to_num(history.silent, nan=last + 1)
    held = (column >= history.first[:, None]) & (column <= (last - silent)[:, None])
    weight = 0.5 ** (history.age / HALF_LIFE)
    months = ((column >= history.first[:, None]) * weight).sum(axis=1)
    own = (history.sales * weight * held).sum(axis=1)
    has_bought = months > 0
    sold = (own + PRIOR_MONTHS * standard.usual_month) / (months + PRIOR_MONTHS) * YEAR
    alive = _alive(history, held, silent, standard.leave_rate)
    rate = _margin_rate(history, standard)
    yearly = np.maximum(sold, 0.0)
    gap = np.maximum(potential.reindex(history.ids).to_numpy(float) - yearly, 0.0)
    yearly = np.where(has_bought, yearly, 0.0)
    kept = yearly * alive + GAINED * np.nan_to_num(gap)
    value = np.where(has_bought | ~np.isnan(gap), kept * rate, np.nan)
    return Expected(value, _spread(history, held, weight), yearly, alive, rate)


def _alive(history: History, held: NDArray[np.bool_], silent: Floats, leave: float) -> Floats:
    """Return the chance that a customer who was silent for so long still buys.

    Purchases come at random at the customer's own rate until it leaves, which it does at `leave` a
    month (Schmittlein, Morrison and Colombo 1987, with a rate of leaving common to all).
    """
    weight = 0.5 ** (history.age / RHYTHM_HALF_LIFE)
    rate = ((history.orders * weight).sum(axis=1) + PRIOR_ORDERS) / (
        (held * weight).sum(axis=1) + 1.0
    )
    both = rate + max(leave, 1e-6)
    stays = np.exp(-both * silent)
    gone = max(leave, 1e-6) / both * (1 - stays)
    return np.asarray(stays / (stays + gone))


def _margin_rate(history: History, standard: Standard) -> Floats:
    """Return each customer's own margin rate, drawn to the company's; 1 where no cost is known."""
    if not standard.is_costed:
        return np.ones(len(history.ids))
    weight = 0.5 ** (history.age / (2 * YEAR))
    prior = PRIOR_SALES * max(standard.usual_month, 1e-9)
    costed = np.maximum((history.costed * weight).sum(axis=1), 0.0)
    margin = (history.margin * weight).sum(axis=1)
    rate = (margin + standard.margin_rate * prior) / (costed + prior)
    return np.clip(rate, 0.02, 1.0)


def _spread(history: History, held: NDArray[np.bool_], weight: Floats) -> Floats:
    """Return the sd of the log of what is expected, by how many orders it rests on."""
    weighed = history.orders * weight
    squares = (history.orders * weight**2).sum(axis=1)
    n = np.divide(weighed.sum(axis=1) ** 2, squares, out=np.zeros_like(squares), where=squares > 0)
    return np.sqrt(2.0 / (n + 1.0) + NEXT_SD**2)
