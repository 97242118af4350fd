"""Planted parameters of the plan: how targets are set and revised, and how reps forecast."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Revision:
    """Targets of an area for some months set anew within the year."""

    issued_on: str
    first: str  # month
    last: str
    area_id: str
    factor: float  # on sales, and on what follows from them
    reason: str
    reason_zh: str


@dataclass(frozen=True)
class Planning:
    """How the targets of a year are set, on one day before it, from what is known on that day.

    A rep's sales are last year's (twelve months to November) blended with the rep's part of the
    potential, times the growth that is asked of everybody, in the company's season. Other
    measures follow from sales. Controls hold for the last planned year.
    """

    n_years: int = 2
    issued_on: str = "12-20"  # of the year before
    growth_asked: float = 0.10
    potential_weight: float = 0.15  # of the part of customers' potential, beside last year's sales
    price_growth: float = 0.03  # in the growth of sales, the rest is quantity
    new_customers_growth: float = 0.10
    customer_classes: tuple[float, ...] = (0.2, 0.3, 0.5)  # shares, the largest customers first
    visits_of_class: tuple[float, ...] = (1.5, 0.8, 0.4)  # asked per customer and month
    days_to_invoice: int = 10
    collected_share: float = 0.985
    unit: float = 100.0  # of money to which targets are rounded
    held_group: str = "Seals"  # its first quarter is held at last year's: the line is sold out
    held_months: tuple[int, ...] = (1, 2, 3)
    capped_settlement: str = "T6"
    capped_to: float = 0.9  # of its share of last year's sales
    move_known_days: int = 11  # before a rep's customers move, their targets are set anew
    revisions: tuple[Revision, ...] = (
        Revision(
            "2026-08-20",
            "2026-09",
            "2026-09",
            "A-E",
            0.92,
            "Power rationing announced in East China for September",
            "华东地区9月限电",
        ),
    )


@dataclass(frozen=True)
class Forecasting:
    """How reps forecast a month on the last day of the month before, and commit to a year."""

    last_year_weight: float = 0.1  # of the same month a year ago; the rest is the recent run rate
    run_months: int = 3
    growth_expected: float = 0.05  # a year
    leave_effect: float = 0.3  # of the share of the month's working days on known leave
    bias_sd: float = 0.03  # of the log, between reps: a rep's habit
    noise_sd: float = 0.10  # of the log, from month to month
    deal_chance: float = 0.27  # of an open deal that is due, in the best case
    pipeline_months: int = 3  # within which open deals are due that count as pipeline
    cell_noise_sd: float = 0.15  # of the log, of one commitment
    least_next_month: float = 8000.0  # a customer's usual month of a group that is committed to
    least_in_year: float = 20000.0  # the same for commitments of the plan year
    cash_share: float = 0.9  # of the sales committed to
