"""Who looks after which customer in a month."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from salesnb.demo.customers import credit
from salesnb.demo.customers.story_demand import place_of
from salesnb.demo.truths.truth import Truth
from salesnb.months import Month


def owners_in(truth: Truth, month: Month) -> np.ndarray:
    """Return each customer's owner on the first day of a month, '' where nobody is.

    After the company's last month it is that of the last month.
    """
    place = min(month.ordinal - truth.months[0].ordinal, truth.n_months - 1)
    return owners_by_month(truth)[place].copy()


@lru_cache(maxsize=8)
def owners_by_month(truth: Truth) -> np.ndarray:
    """Return owners, months in rows and customers in columns; not to be changed.

    Of several reps of a customer the first counts, which is the owner.
    """
    days = np.array([month.first.isoformat() for month in truth.months])
    found = np.full((len(days), truth.n_customers), "", dtype="object")
    shares = credit.customer_reps(truth)[["customer_id", "rep_id", "valid_from", "valid_to"]]
    for customer, rep, start, end in shares.iloc[::-1].itertuples(index=False):
        is_valid = (days >= start) & (days < (end if isinstance(end, str) else "9999"))
        found[is_valid, place_of(customer)] = rep
    return found
