"""What single reps do with orders: when they are placed, and how much is taken off the price."""

from __future__ import annotations

import numpy as np

from salesnb.demo.base.month_days import selling_days
from salesnb.demo.truths.stories import ApprovedDiscount, Leakage, Loading, MonthEndOffer
from salesnb.demo.truths.truth import Truth
from salesnb.months import Month

N_LAST = 3  # working days at the end of a month


def order_days(
    rng: np.random.Generator, truth: Truth, month: Month, owner: np.ndarray
) -> np.ndarray:
    """Return the day of each order, a working day of the month; `owner` is the customer's rep.

    A share of the orders of some reps moves into the last three working days.
    """
    days = np.array(selling_days(month), dtype="datetime64[D]")
    place = rng.integers(0, len(days), len(owner))
    shifted: list[Loading | MonthEndOffer] = [
        *truth.stories.loading,
        *truth.stories.month_end_offers,
    ]
    for case in shifted:
        if str(month) >= case.start:
            moved = (owner == case.rep_id) & (rng.random(len(owner)) < case.share)
            place[moved] = len(days) - 1 - rng.integers(0, N_LAST, int(moved.sum()))
    return days[place]


def last_days(month: Month) -> np.ndarray:
    """Return the last three working days of a month."""
    return np.array(selling_days(month)[-N_LAST:], dtype="datetime64[D]")


def extra_discount(truth: Truth, month: Month, owner: np.ndarray) -> np.ndarray:
    """Return what reps give beyond the usual discount, line by line."""
    extra = np.zeros(len(owner))
    generous: list[Leakage | ApprovedDiscount] = [
        *truth.stories.leakage,
        *truth.stories.approved_discounts,
    ]
    for case in generous:
        if str(month) >= case.start:
            extra[owner == case.rep_id] += case.discount
    return extra


def offers_of(truth: Truth, month: Month) -> list[MonthEndOffer]:
    """Return the offers that run at the end of a month."""
    return [offer for offer in truth.stories.month_end_offers if str(month) >= offer.start]


def offer_id(offer: MonthEndOffer, month: Month) -> str:
    """Return the id of an offer's promotion in a month, such as `ME-R10-2026-03`."""
    return f"ME-{offer.rep_id}-{month}"
