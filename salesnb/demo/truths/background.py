"""Planted parameters behind the stories: assortment, team, markets, conduct."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Assortment:
    """What was launched and delisted, by id and date."""

    launched: str = "P055"
    launched_on: str = "2025-03-01"
    substitute_of: str = "P047"
    delisted: str = "P012"
    delisted_on: str = "2024-07-01"


@dataclass(frozen=True)
class Team:
    """Who came, went and moved, and how credit is shared."""

    left: tuple[str, ...] = ("R14", "R29")
    left_on: str = "2025-01-01"
    every_ninth_hired_on: str = "2023-06-01"
    ramp_months: int = 9  # of those hired late
    moved_rep: str = "R05"
    moved_on: str = "2025-07-01"
    moved_share: float = 0.5  # of the rep's customers that went to colleagues
    split_share: float = 0.2  # of customers whose credit two reps share
    owner_share: float = 0.6  # of the credit of a shared customer


@dataclass(frozen=True)
class Market:
    """The market outside: sizes from two sources, rivals' prices, distributors' sell-out."""

    growth: float = 0.045  # per year
    amount_per_potential: float = 1_600_000.0  # a year, per point of potential and segment
    association_width: float = 0.10  # half width of the stated range
    survey_bias: float = 1.12
    survey_width: float = 0.20
    rival_price_level: float = 0.93  # of our list price
    rival_price_noise: float = 0.04  # sd of the log
    sell_out_noise: float = 0.08  # sd of the log


@dataclass(frozen=True)
class Standing:
    """Standing agreements for a monthly supply."""

    n_customers: int = 45
    months: int = 36
    discount_mean: float = 0.12  # of the list price on the first day


@dataclass(frozen=True)
class Conduct:
    """How people do what is asked of them."""

    visit_cancelled_share: float = 0.06
    report_received_share: float = 0.93
    report_false_share: float = 0.05  # of reports claim more visits than were held
    report_false_more: float = 0.5  # by this share of those held, and by one at least
    report_false_found: float = 0.7  # of them are called implausible
    report_true_doubted: float = 0.02  # ... and of the others
    absences_per_month: float = 1.5
    leave_granted_days_before: int = 45  # at most; leave and training, not who is sick
    promise_share: float = 0.10  # of instalments paid more than 20 days late
    price_asked_share: float = 0.35  # of orders far below the usual price are asked for
    consent_share: float = 0.7  # of contacts agreed to be kept
