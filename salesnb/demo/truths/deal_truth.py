"""Planted parameters of prospects and deals: who becomes valid, who buys, what people believe."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Source:
    """One place where leads come from, and what is worth of them."""

    id: str
    valid: float  # logit added to the chance of being valid
    win: float  # logit added to the chance of winning a deal that came of it
    cost: float  # of a lead, CNY, median


@dataclass(frozen=True)
class Prospects:
    """Leads: where they come from, and what makes them valid; all of it known before the call."""

    sources: tuple[Source, ...] = (
        Source("L1", 2.0, 0.2, 150.0),
        Source("L2", -2.0, -0.2, 40.0),
        Source("L3", 0.2, 0.0, 600.0),
        Source("L4", -1.1, -0.3, 260.0),
        Source("L5", 2.5, 0.4, 90.0),
        Source("L6", 1.4, 0.1, 120.0),
    )
    source_shares: tuple[tuple[str, tuple[float, ...]], ...] = (
        # marketing channel ('' without any), shares of the sources in its leads
        ("", (0.08, 0.50, 0.00, 0.10, 0.20, 0.12)),
        ("M1", (0.05, 0.55, 0.05, 0.25, 0.10, 0.00)),
        ("M2", (0.00, 0.00, 0.90, 0.00, 0.10, 0.00)),
        ("M3", (0.00, 0.10, 0.00, 0.90, 0.00, 0.00)),
        ("M4", (0.20, 0.00, 0.20, 0.00, 0.50, 0.10)),
        ("M5", (0.80, 0.00, 0.00, 0.00, 0.00, 0.20)),
    )
    valid_base: float = -5.6  # logit of a lead of which nothing speaks for or against it
    valid_with_phone: float = 2.4
    valid_with_address: float = 1.1
    valid_by_size: float = 1.3  # per unit of the log of its potential over the usual one
    valid_by_region: float = 0.05  # per point of the region's potential index over 9
    valid_by_segment: tuple[float, ...] = (0.0, 0.4, 0.5, 0.9, -0.6, 0.8)
    phone_share: float = 0.65
    address_share: float = 0.5
    potential_mean: float = 12.0  # of the log of the yearly potential in CNY; the usual one
    potential_sd: float = 1.0
    call_chance: float = 0.06  # that a lead waiting is called on a day
    file_chance: float = 0.12  # that a valid lead called is filed on a day
    converted_share: float = 0.72  # of valid leads become a deal
    convert_days: float = 18.0  # from filing to the deal, mean
    association: str = "M5"  # the channel of long breath, spent on in one spell per region
    emerging: str = "New energy"
    emerging_months: int = 24  # its growth began so many months before the end
    emerging_share: float = 0.03  # of new leads before that
    emerging_growth: float = 0.08  # per month, of the log odds of its share
    usual_customers: float = 50.0  # per region: spend and leads are of a region of this size


@dataclass(frozen=True)
class Deals:
    """Deals: how many, how long, how large."""

    per_customer: float = 0.044  # a month, of a customer of mean size, at the start
    cycle_shape: float = 2.0  # gamma; days from creation to close, after `cycle_least`
    cycle_scale: float = 42.0
    cycle_least: int = 5
    amount_log_mean: float = 11.3  # at the usual potential
    amount_by_size: float = 0.5  # per unit of the log of the customer's size
    amount_log_sd: float = 0.75
    margin_share: float = 0.24
    rival_shares: tuple[float, ...] = (0.24, 0.19, 0.19, 0.19, 0.19)  # none, then K1 to K4
    lever_shares: tuple[float, ...] = (0.32, 0.33, 0.22, 0.13)  # profit, service, help, other
    lost_after: tuple[float, ...] = (0.18, 0.24, 0.28, 0.30)  # so many steps: one to four
    tender_share: float = 0.5  # of deals are sold by tender (S3)
    tender_known: float = 0.8  # of tenders where an authority sits stand in `needs`
    most_new_share: float = 0.6  # of a region's customers can have begun as leads


@dataclass(frozen=True)
class Winning:
    """The logit of winning a deal, from what had happened when it closed."""

    base: float = -2.30
    of_lead: float = -0.1  # of a firm that is no customer yet
    rivals: tuple[float, ...] = (-0.1, -1.1, 0.1, -0.3)  # K1 to K4 against no rival: K2 beats us
    levers: tuple[float, ...] = (0.0, 0.7, 0.4, 0.0)  # profit, service, help, other
    touches: tuple[float, ...] = (0.15, 0.40, 0.0, 0.45, 0.60, 0.50)  # per effective touch
    touch_saturation: float = 3.0  # s: n touches of a kind count as s (1 - exp(-n / s))
    touch_rates: tuple[float, ...] = (0.45, 0.35, 0.35, 0.25, 0.15, 0.20)  # a month
    touch_spread: float = 3.0  # shape of the gamma by which deals are worked on more or less
    late: float = -0.25  # per month that a deal is older than `late_after`
    late_after: float = 3.0  # months
    by_amount: float = -0.15  # per unit of the log of its amount over the usual one
    by_influence: float = 1.2  # per unit of the influence of those who speak for us there
    skill_sd: float = 0.35  # of reps
    correlation: float = 0.10  # of the latent variables of two deals that close in one month


@dataclass(frozen=True)
class Belief:
    """What a rep writes into a deal on a day, from what was known then."""

    length: float = 0.65  # of the true mean length of deals is what reps expect
    length_sd: float = 0.25  # of the log
    slip_days: float = 32.0  # mean, by which a passed date is put off
    near_days: float = 22.0  # mean, expected from the start of negotiations
    optimism: float = 0.6  # logit, of the stated chance over that which the facts say
    chance_sd: float = 0.5  # logit
    amount_over: float = 0.10  # log, of an amount before it is changed
    amount_over_sd: float = 0.25
    amount_changes: tuple[float, ...] = (0.60, 0.30, 0.10)  # chance of none, one, two
    handed_share: float = 0.06  # of deals had another owner before


@dataclass(frozen=True)
class Ties:
    """Who speaks for us: people and customers with influence on leads and customers."""

    lead_share: float = 0.15  # of leads are influenced by one of our customers or people
    customer_share: float = 0.20


@dataclass(frozen=True)
class Lists:
    """Lists in which firms stand, and how they differ in writing the same firm."""

    coverage: tuple[float, ...] = (0.40, 0.60, 0.30, 0.35, 0.12, 0.20)  # of firms, L1 to L6
    firms_per_customer: float = 0.7
    customer_share: float = 0.15  # of the firms are customers
    lead_share: float = 0.45  # ... are firms of leads
    namesake_share: float = 0.15  # of pairs of listings with one name in one city
    phone_missing: float = 0.06
    phone_moved: float = 0.05  # of listings have an old number
    full_width_share: float = 0.15
