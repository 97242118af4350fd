"""Planted parameters of marketing campaigns and of the work in the field."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Campaigns:
    """How spend varies: a region is in a campaign or in a pause, channel by channel."""

    months: tuple[tuple[str, float], ...] = (  # mean length of a campaign
        ("M1", 7.0),
        ("M2", 3.0),
        ("M3", 2.0),
        ("M4", 2.5),
    )
    share: float = 0.35  # of the months in which a region is in a campaign
    campaign_level: float = 2.7  # times the channel's monthly spend
    pause_level: float = 0.05
    noise_sd: float = 0.25  # of the log, month by month


@dataclass(frozen=True)
class Aim:
    """What a visit is for: how often, what it does to orders, how easily it is met."""

    id: str
    share: float  # of visits
    weight: float  # of the effect of a visit on next month's orders
    met_logit: float  # log odds of meeting it with nothing prepared


@dataclass(frozen=True)
class FieldWork:
    """Visits: how many, on which days, how long, on which roads, with which aims."""

    visits_least: float = 0.7  # a month and customer
    visits_by_root_size: float = 0.7  # times the root of the customer's relative size
    visits_most: float = 4.0
    visits_per_day: int = 3  # usually; more where the days of a month are too few
    most_per_day: int = 5
    moved_share: float = 0.10  # of visits, held on another day than planned
    unplanned_share: float = 0.05
    day_starts: float = 8.5  # hours; the first visit begins within the hour after
    day_ends: float = 18.5
    visit_hours: float = 0.9  # median
    visit_hours_sd: float = 0.35  # of the log
    short_share: float = 0.05  # of visits that last some minutes only
    short_hours: float = 0.15
    wait_hours: float = 0.2  # between arrival and visit, mean
    detour: float = 1.35  # road over great circle
    city_km: float = 6.0  # of each way at the rep's city speed, the rest at the road speed
    check_in_noise: float = 0.001  # degrees, about 100 m
    collect_aim: str = "collect"
    collect_window: int = 30  # days up to the due day within which such a visit shortens delay
    collect_shortens: float = 0.4  # by this share; an instalment is helped once
    readiness_logit: float = 2.5  # added to the log odds of meeting an aim at full readiness
    readiness_shape: tuple[float, float] = (4.0, 2.0)  # of the beta distribution
    aims: tuple[Aim, ...] = (
        Aim("more_orders", 0.20, 1.70, -1.6),
        Aim("unbought_items", 0.12, 1.20, -1.5),
        Aim("new_products", 0.12, 1.10, -1.8),
        Aim("new_business", 0.10, 1.20, -2.2),
        Aim("educate", 0.12, 0.00, -0.6),
        Aim("collect", 0.14, 0.50, -1.2),
        Aim("complaint", 0.10, 1.30, -1.0),
        Aim("information", 0.10, 0.64, -0.5),
    )

    @property
    def shares(self) -> list[float]:
        """How often each aim is pursued."""
        return [aim.share for aim in self.aims]

    @property
    def weights(self) -> list[float]:
        """The weight of each aim in the effect on orders."""
        return [aim.weight for aim in self.aims]
