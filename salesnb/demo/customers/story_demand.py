"""What the stories do to orders: factors on the expected orders of each customer and month."""

from __future__ import annotations

import numpy as np

from salesnb.demo.customers import masters
from salesnb.demo.truths.stories import HiddenTrend
from salesnb.demo.truths.truth import Truth
from salesnb.months import Month


def place_of(customer: str) -> int:
    """Return the row of a customer: `C0003` is the third."""
    return int(customer[1:]) - 1


def story_factors(truth: Truth) -> np.ndarray:
    """Return the factor of each customer (rows) and month (columns) from all stories."""
    stories = truth.stories
    factor = np.ones((truth.n_customers, truth.n_months))
    for lost in stories.lost_customers:
        factor[place_of(lost.customer_id), months_between(truth, lost.start)] = 0
    for stuffed in stories.stuffing:
        factor[place_of(stuffed.customer_id), months_between(truth, stuffed.start)] *= (
            stuffed.factor
        )
    for project in stories.project_orders:
        during = months_between(truth, project.start, project.end)
        factor[place_of(project.customer_id), during] *= project.factor
    for trend in stories.hidden_trends:
        here = (masters.customers(truth)["region_id"] == trend.region_id).to_numpy()
        factor[here] *= _trend(truth, trend)
    return factor


def months_between(truth: Truth, first: str, last: str = "9999-12") -> np.ndarray:
    """Return which months of the company lie between two, both included."""
    names = np.array([str(month) for month in truth.months])
    return (names >= first) & (names <= last)


def _trend(truth: Truth, trend: HiddenTrend) -> np.ndarray:
    """Return the factor of each month in the region that grows, with its one bad month."""
    start = Month.parse(trend.start)
    ages = np.array([max(0, m.ordinal - start.ordinal) for m in truth.months])
    growth = np.exp(np.log1p(trend.annual_growth) * ages / 12)
    is_bad = months_between(truth, trend.bad_month, trend.bad_month)
    return growth * np.where(is_bad, np.exp(trend.bad_month_log_effect), 1.0)
