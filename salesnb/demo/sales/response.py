"""What marketing and visits bring: the factors of orders by region, customer and month."""

from __future__ import annotations

import numpy as np

from salesnb.demo.customers import masters
from salesnb.demo.field import visits
from salesnb.demo.prospects import marketing
from salesnb.demo.truths.truth import Truth


def marketing_factors(truth: Truth) -> np.ndarray:
    """Return the factor of each customer's orders (rows) in each month (columns)."""
    home = masters.customers(truth)["region_id"]
    row = {region: i for i, region in enumerate(masters.leaf_regions())}
    return np.exp(marketing_effects(truth))[home.map(row).to_numpy()]


def marketing_effects(truth: Truth) -> np.ndarray:
    """Return the log effect on a region's orders (rows) in each month (columns).

    Less the mean of all regions and months, so that marketing leaves the company's level alone.
    """
    works = marketing.saturations(truth, marketing.spend(truth))
    effects = [effect * works[channel] for channel, effect in truth.response.order_effects]
    total = np.sum(effects, axis=0) if effects else np.zeros((len(works), truth.n_months))
    return total - total.mean()


def visit_factors(truth: Truth) -> np.ndarray:
    """Return the factor of each customer's orders (rows) in each month (columns).

    Held, real visits of the month before sell; the factor is 1 for what the customer's usual
    visits bring, so that visiting leaves the company's level alone.
    """
    weights = visits.weights(truth)
    usual = usual_visit_effect(truth)[:, None]
    effect = np.hstack([usual, visit_effect(truth, weights)[:, :-1]])
    return np.exp(effect - usual)


def visit_effect(truth: Truth, weight: np.ndarray) -> np.ndarray:
    """Return the log effect of a month's visits on the next month's orders, by their weight.

    most * (1 - exp(-weight * effect / most)): the first visit brings the stated effect, each
    further one less.
    """
    most, each = truth.response.visit_effect_most, truth.response.visit_effect
    return most * (1 - np.exp(-weight * each / most))


def usual_visit_effect(truth: Truth) -> np.ndarray:
    """Return the expected log effect of each customer's visits: of a compound Poisson sum."""
    most, each = truth.response.visit_effect_most, truth.response.visit_effect
    work = truth.field_work
    left = np.exp(-np.array(work.weights) * each / most)
    rate = visits.rates(truth) * (1 - truth.conduct.visit_cancelled_share)
    return most * (1 - np.exp(rate * (np.array(work.shares) @ left - 1)))
