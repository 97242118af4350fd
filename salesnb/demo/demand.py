"""How much would be ordered: the expected number of orders per customer and month."""

from __future__ import annotations

import datetime as dt

import numpy as np

from salesnb import calendars
from salesnb.demo import masters
from salesnb.demo.streams import stream
from salesnb.demo.truth import Truth
from salesnb.months import Month


def month_factors(truth: Truth) -> np.ndarray:
    """Return the factor of each month: trend, season, festival, working days, common noise."""
    rhythm = truth.rhythm
    months = truth.months
    work = calendars.build(first_year=months[0].year, last_year=months[-1].year)
    noise = stream(truth.seed, "month noise").normal(0, rhythm.month_noise, len(months))
    logs = [
        np.log1p(rhythm.annual_growth) * i / 12
        + np.log(rhythm.season[m.number - 1])
        + festival_effect(truth, m)
        + rhythm.working_day_elasticity * np.log(work.working_days(m) / 21)
        for i, m in enumerate(months)
    ]
    return np.exp(np.array(logs) + noise)


def festival_effect(truth: Truth, month: Month) -> float:
    """Return the planted log effect of the Spring Festival on a month."""
    exposure = calendars.festival_exposure(month)
    rhythm = truth.rhythm
    effects = (rhythm.festival_before, rhythm.festival_during, rhythm.festival_after)
    return sum(e * x for e, x in zip(effects, exposure.values(), strict=True))


def visit_counts(truth: Truth) -> np.ndarray:
    """Return planned visits per customer (rows) and month (columns): larger firms see us more."""
    size = masters.customer_sizes(truth)
    rate = np.clip(0.35 + 0.35 * np.sqrt(size), 0, 3.0)
    counts = stream(truth.seed, "visit counts").poisson(np.repeat(rate[:, None], truth.n_months, 1))
    return np.minimum(counts, 6)


def expected_orders(truth: Truth) -> np.ndarray:
    """Return expected orders per customer (rows) and month (columns), stories included."""
    size = masters.customer_sizes(truth)
    base = truth.orders_per_month * size[:, None] * month_factors(truth)[None, :]
    visits = visit_counts(truth)
    earlier = np.concatenate([np.zeros((len(size), 1)), visits[:, :-1]], axis=1)
    return base * np.exp(truth.response.visit_effect * earlier) * _alive(truth) * _stories(truth)


def _alive(truth: Truth) -> np.ndarray:
    """Return 0 before a customer's first and after its last month, 1 in between."""
    rng = stream(truth.seed, "customer lives")
    n = truth.n_customers
    start = np.where(rng.random(n) < 0.25, rng.integers(6, truth.n_months, n), 0)
    leaves = rng.random(n) < 0.15
    stop = np.where(leaves, start + rng.integers(9, truth.n_months, n), truth.n_months)
    story = truth.stories
    for one in (story.lost_customer, story.stuffing_customer, story.diversion_customer):
        if one:
            start[_place(one)], stop[_place(one)] = 0, truth.n_months
    month = np.arange(truth.n_months)[None, :]
    return ((month >= start[:, None]) & (month < stop[:, None])).astype(float)


def _place(customer: str) -> int:
    """Return the row of a customer: `C0003` is the third."""
    return int(customer[1:]) - 1


def _stories(truth: Truth) -> np.ndarray:
    """Return the factor of each customer (rows) and month (columns) from the planted stories."""
    story = truth.stories
    factor = np.ones((truth.n_customers, truth.n_months))
    if story.lost_customer:
        factor[_place(story.lost_customer), _since(truth, story.lost_from)] = 0
    if story.stuffing_customer:
        since = _since(truth, story.stuffing_from)
        factor[_place(story.stuffing_customer), since] *= story.stuffing_factor
    if story.good_trend_region:
        here = (masters.customers(truth)["region_id"] == story.good_trend_region).to_numpy()
        factor[here] *= _good_trend(truth)
    return factor


def _since(truth: Truth, start: str) -> np.ndarray:
    """Return which months lie in or after the month `start`."""
    return np.array([month >= Month.parse(start) for month in truth.months])


def _good_trend(truth: Truth) -> np.ndarray:
    """Return the factor of each month in the region that grows, with its one bad month."""
    story, months = truth.stories, truth.months
    start = Month.parse(story.good_trend_from)
    ages = np.array([max(0, m.ordinal - start.ordinal) for m in months])
    growth = np.exp(np.log1p(story.good_trend_growth) * ages / 12)
    is_bad = np.array([str(m) == story.bad_month for m in months])
    return growth * np.where(is_bad, np.exp(story.bad_month_effect), 1.0)


def selling_days(month: Month) -> list[dt.date]:
    """Return the working days of a month."""
    work = calendars.build(first_year=month.year, last_year=month.year)
    days = [month.first + dt.timedelta(days=i) for i in range(month.n_days)]
    return [day for day in days if work.is_working(day)]
