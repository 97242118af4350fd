"""Planted parameters of customers: what they are, how they swing, what is read of them, changes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Traits:
    """What customers truly are; a trait is a function of a normal score of its own.

    What a firm buys from us is what it buys of our kind times our share of it (`dependence`).
    `loyalty` is the share of its purchases from us that stays from one year to the next: part of
    the rest is lost by leaving altogether, part by buying less.
    """

    correlations: tuple[tuple[str, str, float], ...] = (
        # of the normal scores of two traits; all others are independent
        ("size", "discount", 0.35),
        ("size", "capability", 0.60),
        ("size", "growth", -0.10),
        ("loyalty", "dependence", 0.30),
        ("loyalty", "payment", -0.20),
        ("growth", "capability", 0.30),
    )
    size_log_sd: float = 0.90  # of what a firm buys of our kind: log-normal
    dependence_median: float = 0.40  # our share of what it buys, in the last month
    dependence_logit_sd: float = 0.70
    loyalty_median: float = 0.94
    loyalty_logit_sd: float = 1.10
    leaving_share: float = 0.50  # of the loss of a year comes by leaving, the rest by buying less
    discount_sd: float = 0.025  # of a customer's usual discount about the company's
    growth_mean: float = 0.07  # log growth a year of what it buys, beside the company's growth
    growth_sd: float = 0.08
    late_log_sd: float = 0.55  # of the factor on days late, whose mean is 1
    default_by_lateness: float = 2.0  # log odds of not paying per unit of log lateness
    order_amount: float = 17_700.0  # usual amount of an order at the prices of the first month


@dataclass(frozen=True)
class Swings:
    """How a customer's orders of a month deviate from what is expected, in logs.

    The deviation has one standard deviation for all; a part is common to all customers, a part to
    those of a region, so that deviations of the same month are correlated as stated.
    """

    customer_sd: float = 0.15
    same_region_correlation: float = 0.30
    other_region_correlation: float = 0.10
    region_persistence: float = 0.30  # of the region's part from month to month

    @property
    def common_sd(self) -> float:
        """The standard deviation of the part common to all customers."""
        return float(self.customer_sd * np.sqrt(self.other_region_correlation))

    @property
    def region_sd(self) -> float:
        """The standard deviation of the part common to the customers of a region."""
        beyond = self.same_region_correlation - self.other_region_correlation
        return float(self.customer_sd * np.sqrt(beyond))

    @property
    def own_sd(self) -> float:
        """The standard deviation of the part that is a customer's own."""
        return float(self.customer_sd * np.sqrt(1 - self.same_region_correlation))


@dataclass(frozen=True)
class Reading:
    """How well a figure in the master data tells the truth: log noise, and how often none is."""

    log_sd: float
    missing_share: float


@dataclass(frozen=True)
class Readings:
    """What the master data say of customers.

    The correlation of a log-normal reading with the truth, in logs, is the truth's standard
    deviation over the root of the sum of both variances.
    """

    n_employees: Reading = Reading(0.80, 0.10)  # of what the firm buys of our kind
    purchase_potential: Reading = Reading(0.45, 0.15)  # of the same
    credit_limit: Reading = Reading(0.50, 0.05)  # of what it buys from us
    capability: Reading = Reading(0.30, 0.05)  # of storage, staff and outlets, each for itself
    stale_share: float = 0.20  # of customers, whose readings are of some years ago
    stale_years: tuple[int, int] = (1, 4)
    rating_correlation: float = 0.55  # of the score behind the risk rating with payment
    rating_missing_share: float = 0.05
    resale_mean: float = 104.0  # our list price is 100
    resale_by_capability: float = 2.0  # per unit of the dealer's score
    resale_sd: float = 3.0
    rivals_known_share: float = 0.30  # of customers, the largest, whose other suppliers are known
    rivals_named_share: tuple[float, float] = (0.75, 0.98)  # of what rivals supply there


@dataclass(frozen=True)
class Changes:
    """Changes of the master data: shares of customers a year, by kind."""

    months: int = 12  # that are listed, up to the last
    credit_limit: float = 0.10
    contact: float = 0.12
    settlement: float = 0.03
    owner: float = 0.012  # the firm is sold to or by a group and takes another name
    move: float = 0.013  # within its city
    move_away: float = 0.007  # into another region, to another rep
    least_in_last_month: int = 1  # of each kind
    grouped_share: float = 0.15  # of customers belong to a group
    n_groups: int = 12
