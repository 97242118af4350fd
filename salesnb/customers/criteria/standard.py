"""What holds for all customers alike and is kept from month to month: the written limits.

A customer's score rests on its own facts and on these figures alone. They are derived once and
kept while they hold, so that a customer who comes or goes changes nobody else's score.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace

import numpy as np

from salesnb.customers.criteria.history import History
from salesnb.months import YEAR

KEPT = 0.2  # by which a figure may drift before it is written anew
DECADES = 1000.0  # from the worst to the best expected sales
LEAVE_PRIOR = (1.0, 20.0)  # customers lost of customers, before the first year is seen


@dataclass(frozen=True)
class Standard:
    """Figures of the company: `margin_rate` of sales (NaN where no cost is known), `leave_rate` a
    month, `usual_month` (a usual customer's sales), `sales_worst` and `sales_best` of the scale of
    expected sales, in money of margin (of sales where no cost is known).
    """

    margin_rate: float
    leave_rate: float
    usual_month: float
    sales_worst: float
    sales_best: float

    @property
    def is_costed(self) -> bool:
        """Whether expected sales are counted at their margin."""
        return bool(np.isfinite(self.margin_rate))


def standard_of(history: History, before: Standard | None = None) -> Standard:
    """Return the standard of a company; figures of the one before stay while they hold."""
    sold, costed = history.sales[:, -2 * YEAR :].sum(), history.costed[:, -2 * YEAR :].sum()
    is_known = costed > 0.5 * sold > 0
    rate = float(history.margin[:, -2 * YEAR :].sum() / costed) if is_known else np.nan
    rate = rate if rate > 0 else np.nan
    monthly = history.sales[:, -YEAR:].sum(axis=1) / YEAR
    buying = monthly[monthly > 0]
    usual = float(np.median(buying)) if len(buying) else 0.0
    counted = rate if np.isfinite(rate) else 1.0
    best = _round_up(float(buying.max() * YEAR * counted)) if len(buying) else 1e6
    found = Standard(
        float(np.round(rate, 3)), _leaving(history), _two_digits(usual), best / DECADES, best
    )
    return found if before is None else _kept(found, before)


def _leaving(history: History) -> float:
    """Return the share of customers that leave in a month, from those of a year ago."""
    bought = history.orders[:, -2 * YEAR : -YEAR].sum(axis=1) > 0
    gone = bought & (history.orders[:, -YEAR:].sum(axis=1) == 0)
    lost, of = LEAVE_PRIOR
    yearly = (gone.sum() + lost) / (bought.sum() + of)
    return float(np.round(-np.log1p(-min(yearly, 0.95)) / YEAR, 4))


def _kept(found: Standard, before: Standard) -> Standard:
    """Return the standard with the earlier figure wherever it still holds."""
    old = asdict(before)
    held = {
        name: old[name]
        for name, value in asdict(found).items()
        if np.isnan(value) == np.isnan(old[name])
        and not abs(value - old[name]) > KEPT * abs(old[name])
    }
    is_within = found.sales_best <= before.sales_best <= 5 * found.sales_best
    limits = {"sales_worst": before.sales_worst, "sales_best": before.sales_best}
    return replace(found, **(held | (limits if is_within else {})))


def _round_up(amount: float) -> float:
    """Return the next of 1, 2, 5, 10, 20, 50, ..."""
    if not amount > 0:
        return 1e6
    power = 10.0 ** np.floor(np.log10(amount))
    return float(next(step * power for step in (1, 2, 5, 10) if step * power >= amount * 0.999999))


def _two_digits(amount: float) -> float:
    return float(f"{amount:.2g}")
