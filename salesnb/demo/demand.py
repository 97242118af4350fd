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
    stop = np.where(
        rng.random(n) < 0.15, start + rng.integers(9, truth.n_months, n), truth.n_months
    )
    for story in (truth.stories.lost_customer, truth.stories.stuffing_customer, truth.stories.diversion_customer):  # fmt: skip
        if story:
            start[int(story[1:]) - 1], stop[int(story[1:]) - 1] = 0, truth.n_months
    month = np.arange(truth.n_months)[None, :]
    return ((month >= start[:, None]) & (month < stop[:, None])).astype(float)


def _stories(truth: Truth) -> np.ndarray:
    story = truth.stories
    months = truth.months
    factor = np.ones((truth.n_customers, truth.n_months))
    after = lambda text: np.array([m >= Month.parse(text) for m in months])  # noqa: E731
    if story.lost_customer:
        factor[int(story.lost_customer[1:]) - 1, after(story.lost_from)] = 0
    if story.stuffing_customer:
        factor[int(story.stuffing_customer[1:]) - 1, after(story.stuffing_from)] *= (
            story.stuffing_factor
        )
    if story.good_trend_region:
        here = (masters.customers(truth)["region_id"] == story.good_trend_region).to_numpy()
        start = Month.parse(story.good_trend_from)
        ages = np.array([max(0, m.ordinal - start.ordinal) for m in months])
        growth = np.exp(np.log1p(story.good_trend_growth) * ages / 12)
        bad = np.array(
            [np.exp(story.bad_month_effect) if str(m) == story.bad_month else 1.0 for m in months]
        )
        factor[here] *= growth * bad
    return factor


def selling_days(month: Month) -> list[dt.date]:
    """Return the working days of a month."""
    work = calendars.build(first_year=month.year, last_year=month.year)
    days = [month.first + dt.timedelta(days=i) for i in range(month.n_days)]
    return [day for day in days if work.is_working(day)]
