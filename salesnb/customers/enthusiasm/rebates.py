"""What the next threshold of a customer's rebate terms would bring it, and what it would cost us.

A customer that buys its threshold or more within a period gets the share of the highest threshold
reached on all its purchases of the period (as `budgets.costs.rebates` counts them). Purchases and
rebates are whole minor units, halves rounded away from zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pandas as pd

from salesnb.months import YEAR, Month

LENGTH = {"month": 1, "quarter": 3, "year": 12, "": 12}
NEAR = 0.25  # of a period's expected purchases: a threshold that is missed by less is in reach
NEXT = ("threshold", "share_next", "missing", "rebate_next", "gain", "extra_margin", "net")
COLUMNS = (
    "customer_id per period_start period_end bought expected share_now rebate_now rebate_expected"
    " threshold share_next missing rebate_next gain extra_margin net state"
)


def rebate_of(purchases: float, thresholds: Mapping[float, float]) -> float:
    """Return the rebate on a period's purchases, exact to the cent: share by threshold."""
    return float(_cents(purchases, _share(purchases, thresholds)) / 100)


def _share(purchases: float, thresholds: Mapping[float, float]) -> float:
    reached = [one for one in thresholds if one <= purchases + 1e-9]
    return thresholds[max(reached)] if reached else 0.0


def _cents(purchases: float, share: float) -> Decimal:
    cents = Decimal(round(purchases * 100)) * Decimal(repr(float(share)))
    return cents.quantize(Decimal(1), rounding=ROUND_HALF_UP)


def simulate_rebates(
    terms: pd.DataFrame,
    sales: pd.DataFrame,
    margins: pd.Series,
    *,
    month: Month,
    year_start: int = 1,
) -> pd.DataFrame:
    """Return one row per customer with terms in force at the month's end: `COLUMNS`.

    `terms` as contracted; `sales`: month, customer_id, net_amount; `margins`: margin share of our
    sales by customer. `bought`: in the period so far; `expected`: by its end, if the rest is to
    what was bought so far as a year before (without one: as the months that are over); `missing`:
    from there to the next threshold; `gain`: what reaching it brings the customer beyond the rebate
    that it will have; `extra_margin`: ours on what is missing; `net`: ours less that gain. `state`:
    in_reach, far, top (no threshold is left).
    """
    valid = _in_force(terms, month)
    if valid.empty:
        return pd.DataFrame(columns=COLUMNS.split())
    sold = _by_month(sales[sales["customer_id"].isin(set(valid["customer_id"]))])
    rows = [
        _row(str(customer), str(per), own, sold, margins, (month, year_start))
        for (customer, per), own in valid.groupby(["customer_id", "per"], observed=True)
    ]
    return pd.DataFrame(rows, columns=COLUMNS.split())


def _in_force(terms: pd.DataFrame, month: Month) -> pd.DataFrame:
    if terms.empty:
        return terms
    last = pd.Timestamp(month.last)
    begins, ends = pd.to_datetime(terms["valid_from"]), pd.to_datetime(terms["valid_to"])
    return terms[((begins <= last) & (ends.isna() | (ends > last))).to_numpy()]


def _by_month(sales: pd.DataFrame) -> dict[str, dict[int, float]]:
    """Return sales by customer and month (a number)."""
    sums = sales.groupby(["customer_id", "month"], observed=True)["net_amount"].sum().reset_index()
    found: dict[str, dict[int, float]] = {}
    for customer, text, amount in sums.itertuples(index=False):
        found.setdefault(str(customer), {})[Month.parse(str(text)).ordinal] = float(amount)
    return found


def period_of(month: Month, per: str, year_start: int) -> tuple[Month, Month]:
    """Return the first and last month of the period that a month lies in."""
    length = LENGTH[per]
    first = month - (month.number - year_start) % YEAR % length
    return first, first + (length - 1)


def _row(
    customer: str,
    per: str,
    own: pd.DataFrame,
    sold: Mapping[str, Mapping[int, float]],
    margins: pd.Series,
    when: tuple[Month, int],
) -> dict[str, object]:
    month, year_start = when
    first, last = period_of(month, per, year_start)
    steps = dict(zip(own["threshold_amount"], own["rebate_share"], strict=True))
    bought, expected = _purchases(sold.get(customer, {}), month, first, last)
    heading = rebate_of(expected, steps)
    ahead = sorted(one for one in steps if one > expected + 1e-9)
    row: dict[str, object] = {
        "customer_id": customer,
        "per": per or "year",
        "period_start": str(first),
        "period_end": str(last),
        "bought": bought,
        "expected": expected,
        "share_now": _share(bought, steps),
        "rebate_now": rebate_of(bought, steps),
        "rebate_expected": heading,
    }
    return row | _next(ahead[0] if ahead else None, steps, (expected, heading), margins, customer)


def _next(
    threshold: float | None,
    steps: Mapping[float, float],
    heading: tuple[float, float],
    margins: pd.Series,
    customer: str,
) -> dict[str, object]:
    """Return what the next threshold takes, brings and costs."""
    expected, rebate = heading
    if threshold is None:
        return dict.fromkeys(NEXT, np.nan) | {"state": "top"}
    missing = round(threshold - expected, 2)
    reached = rebate_of(threshold, steps)
    gain = round(reached - rebate, 2)
    margin = round(missing * float(margins.get(customer, np.nan)), 2)
    return {
        "threshold": threshold,
        "share_next": steps[threshold],
        "missing": missing,
        "rebate_next": reached,
        "gain": gain,
        "extra_margin": margin,
        "net": round(margin - gain, 2),
        "state": "in_reach" if missing <= NEAR * expected else "far",
    }


def _purchases(
    sold: Mapping[int, float], month: Month, first: Month, last: Month
) -> tuple[float, float]:
    """Return what was bought in the period so far, and what will have been by its end."""
    past, whole = range(first.ordinal, month.ordinal + 1), range(first.ordinal, last.ordinal + 1)
    bought = round(sum(sold.get(one, 0.0) for one in past), 2)
    same = sum(sold.get(one - YEAR, 0.0) for one in past)
    year = sum(sold.get(one - YEAR, 0.0) for one in whole)
    factor = year / same if same > 0 and year > 0 else len(whole) / len(past)
    return bought, max(round(bought * factor, 2), bought)
