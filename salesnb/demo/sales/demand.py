"""How much would be ordered: the expected number of orders per customer and month."""

from __future__ import annotations

import numpy as np

from salesnb import calendars
from salesnb.demo.base.streams import stream
from salesnb.demo.customers import traits
from salesnb.demo.customers.story_demand import story_factors
from salesnb.demo.deals.lives import alive
from salesnb.demo.sales import response
from salesnb.demo.sales.swings import swing_factors
from salesnb.demo.truths.truth import Truth
from salesnb.months import Month


def month_factors(truth: Truth) -> np.ndarray:
    """Return the factor of each month: trend, season, festival, working days, common noise."""
    rhythm = truth.rhythm
    months = truth.months
    work = calendars.build(first_year=months[0].year, last_year=months[-1].year)
    noise = stream(truth.seed, "month noise").normal(0, truth.swings.common_sd, len(months))
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


def expected_orders(truth: Truth) -> np.ndarray:
    """Return expected orders per customer (rows) and month (columns), stories included."""
    base = truth.orders_per_month * traits.paths(truth) * month_factors(truth)[None, :]
    base *= swing_factors(truth) * alive(truth) * story_factors(truth)
    return base * response.marketing_factors(truth) * response.visit_factors(truth)
