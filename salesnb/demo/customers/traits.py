"""What customers truly are, as arrays in the order of their ids; no export states it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from salesnb.demo.base.streams import stream
from salesnb.demo.truths.truth import Truth

SCORES = ("size", "dependence", "loyalty", "discount", "growth", "payment", "capability")


@dataclass(frozen=True)
class CustomerTraits:
    """One value per customer; the arrays are shared, so nobody may write into them."""

    level: np.ndarray  # what it buys from us in the last month, mean 1
    dependence: np.ndarray  # our share of what it buys of our kind, in the last month
    loyalty: np.ndarray  # share of its purchases from us that stays over a year
    discount: np.ndarray  # its usual discount less the company's
    growth: np.ndarray  # log growth a year of what it buys, beside the company's
    lateness: np.ndarray  # factor on the days that people of its terms pay late, mean 1
    payment: np.ndarray  # the normal score of lateness
    capability: np.ndarray  # normal score of what it can do: storage, staff, outlets

    @property
    def potential(self) -> np.ndarray:
        """What each buys of our kind, in units of a customer's mean purchases from us."""
        return self.level / self.dependence

    @property
    def fading(self) -> np.ndarray:
        """The log of what a customer that stays buys less of us from year to year."""
        return -np.log(self.loyalty)


@lru_cache(maxsize=4)
def traits_of(truth: Truth) -> CustomerTraits:
    """Return the traits of all customers; those of stories are large and usual otherwise."""
    stated = truth.traits
    score = _scores(truth)
    own = truth.stories.sizes()
    rows = [int(customer[1:]) - 1 for customer in own]
    score[rows] = 0.0
    one = dict(zip(SCORES, score.T, strict=True))
    dependence = _of_logit(stated.dependence_median, stated.dependence_logit_sd * one["dependence"])
    level = np.exp(stated.size_log_sd * one["size"] - stated.size_log_sd**2 / 2)
    level *= dependence / stated.dependence_median
    level[rows] = list(own.values())
    found = CustomerTraits(
        level=level / level.mean(),
        dependence=dependence,
        loyalty=_of_logit(stated.loyalty_median, stated.loyalty_logit_sd * one["loyalty"]),
        discount=stated.discount_sd * one["discount"],
        growth=stated.growth_mean + stated.growth_sd * one["growth"],
        lateness=np.exp(stated.late_log_sd * one["payment"] - stated.late_log_sd**2 / 2),
        payment=one["payment"],
        capability=one["capability"],
    )
    for values in vars(found).values():
        values.flags.writeable = False
    return found


def _scores(truth: Truth) -> np.ndarray:
    """Return normal scores, customers in rows and `SCORES` in columns, correlated as stated."""
    matrix = np.eye(len(SCORES))
    for left, right, correlation in truth.traits.correlations:
        i, j = SCORES.index(left), SCORES.index(right)
        matrix[i, j] = matrix[j, i] = correlation
    rng = stream(truth.seed, "customer traits")
    return rng.normal(size=(truth.n_customers, len(SCORES))) @ np.linalg.cholesky(matrix).T


def _of_logit(median: float, deviation: np.ndarray) -> np.ndarray:
    return 1 / (1 + (1 - median) / median * np.exp(-deviation))


def paths(truth: Truth) -> np.ndarray:
    """Return what each customer (rows) would buy in each month (columns) while it stays.

    In units of a customer's mean purchases in the last month, without what is common to all.
    """
    own = traits_of(truth)
    drift = own.growth - (1 - truth.traits.leaving_share) * own.fading
    years = (np.arange(truth.n_months) - (truth.n_months - 1)) / 12
    return own.level[:, None] * np.exp(drift[:, None] * years[None, :])


def hazards(truth: Truth) -> np.ndarray:
    """Return each customer's chance of leaving per year, as a rate; none in stories."""
    rate = truth.traits.leaving_share * traits_of(truth).fading
    rate[[int(customer[1:]) - 1 for customer in truth.stories.customers()]] = 0.0
    return rate


def months_held(truth: Truth) -> np.ndarray:
    """Return for how many months each customer buys before it leaves for good."""
    waits = stream(truth.seed, "customer leaves").exponential(size=truth.n_customers)
    with np.errstate(divide="ignore"):
        months = np.ceil(12 * waits / hazards(truth))
    return np.minimum(months, 10_000).astype("int64")


def yearly_amount(truth: Truth) -> float:
    """Return what a customer of level 1 orders a year at the end, in the company's currency."""
    stated, last = truth.traits, str(truth.months[-1])
    prices = np.prod([1 + rise for month, rise in truth.prices.rises if month <= last])
    grown = (1 + truth.rhythm.annual_growth) ** ((truth.n_months - 6.5) / 12)
    return float(12 * truth.orders_per_month * stated.order_amount * prices * grown)
