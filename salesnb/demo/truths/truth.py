"""Every planted parameter of the simulated company, in one frozen tree that tests read.

Stories and sizes are parameters: a test draws many companies by replacing parts of `Truth`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property

import tomlkit

from salesnb.demo.truths.background import Assortment, Conduct, Market, Standing, Team
from salesnb.demo.truths.customer_truth import Changes, Readings, Swings, Traits
from salesnb.demo.truths.deal_truth import Belief, Deals, Lists, Prospects, Ties, Winning
from salesnb.demo.truths.field_truth import Campaigns, FieldWork
from salesnb.demo.truths.planning import Forecasting, Planning
from salesnb.demo.truths.stories import PLANTED, Stories
from salesnb.months import Month

LEAST_MONTHS = 36
_HEADER = "What was planted in this simulated company. Tests read it; nothing else does."


@dataclass(frozen=True)
class Rhythm:
    """How sales move over time, before any story."""

    annual_growth: float = 0.02  # beside what new customers add
    season: tuple[float, ...] = (
        0.99,
        0.97,
        1.08,
        1.05,
        1.01,
        1.02,
        0.96,
        0.95,
        1.04,
        1.00,
        1.01,
        0.92,
    )
    festival_before: float = 0.10  # log effect of a month holding the whole window
    festival_during: float = -0.30
    festival_after: float = -0.12
    working_day_elasticity: float = 0.60


@dataclass(frozen=True)
class Prices:
    """Price rises by date, promotions, and the spread of discounts."""

    rises: tuple[tuple[str, float], ...] = (
        ("2022-03", 0.03),
        ("2024-04", 0.025),
        ("2026-01", 0.04),
    )
    cost_drift: float = 0.02  # per year
    margin_share: float = 0.34  # list price over standard cost
    discount_mean: float = 0.10
    discount_sd: float = 0.02  # of a line about its customer's usual discount
    promotion_months: tuple[int, ...] = (5, 11)
    promotion_discount: float = 0.06
    promotion_lift: float = 0.25  # log effect on the promoted group's share


@dataclass(frozen=True)
class Terms:
    """One settlement method: its share of customers and how late people pay (days after due)."""

    id: str
    name: str
    name_zh: str
    kind: str
    nominal_days: int
    tenor_days: int
    n_instalments: int
    customer_share: float
    late_mean: float
    late_sd: float


@dataclass(frozen=True)
class Cash:
    """Settlement methods and what happens to bad debts."""

    terms: tuple[Terms, ...] = (
        Terms("T1", "Prepayment", "预付款", "prepay", 0, 0, 1, 0.10, -2, 1),
        Terms("T2", "Cash", "现金", "cash", 0, 0, 1, 0.05, 0, 1),
        Terms("T3", "Cash on delivery", "货到付款", "cod", 5, 0, 1, 0.12, 3, 3),
        Terms("T4", "Net 30 days", "月结30天", "net", 30, 0, 1, 0.30, 8, 9),
        Terms("T5", "Letter of credit", "信用证", "letter_of_credit", 15, 60, 1, 0.08, 4, 4),
        Terms("T6", "Acceptance bill", "承兑汇票", "acceptance_bill", 30, 180, 1, 0.16, 5, 5),
        Terms("T7", "Three instalments", "分三期付款", "instalment", 30, 0, 3, 0.07, 9, 9),
        Terms("T8", "Net 60 days", "月结60天", "net", 60, 0, 1, 0.12, 12, 12),
    )
    bad_payer_share: float = 0.03
    bad_payer_default: float = 0.25  # of their invoices are never paid
    write_off_after_days: int = 360
    credit_note_share: float = 0.015


@dataclass(frozen=True)
class Response:
    """What spending and visiting bring."""

    channels: tuple[tuple[str, str, str, float, float, float, float], ...] = (
        # id, name, name_zh, monthly spend per region, adstock, half-saturation, leads at most;
        # of a region of the usual size. The stock of M5 has a half-life of 18 months.
        ("M1", "Trade journals", "行业媒体", 9000.0, 0.85, 60000.0, 1.6),
        ("M2", "Exhibitions", "展会", 14000.0, 0.55, 40000.0, 2.4),
        ("M3", "Online search", "搜索推广", 8000.0, 0.20, 12000.0, 2.0),
        ("M4", "Seminars", "技术研讨会", 5000.0, 0.40, 10000.0, 1.2),
        ("M5", "Association work", "协会工作", 3000.0, 0.5 ** (1 / 18), 40000.0, 2.2),
    )
    lead_base: float = 1.5  # leads a month and region without any spend
    order_effects: tuple[tuple[str, float], ...] = (
        # log effect of a channel's stock on the month's orders of a region, at full saturation
        ("M1", 0.20),
        ("M2", 0.145),
        ("M3", 0.115),
        ("M4", 0.125),
    )
    visit_effect: float = 0.05  # log effect of the first visit on next month's orders
    visit_effect_most: float = 0.30  # log effect of all visits of a month at most


@dataclass(frozen=True)
class Truth:
    """The whole company; at least 36 months, because agreements and needs look back that far."""

    seed: int = 20261
    first_month: str = "2020-11"
    n_months: int = 72
    n_customers: int = 600
    n_reps: int = 40
    orders_per_month: float = 1.02  # of a customer of level 1, by the factors of the first month
    lines_per_order: float = 1.9
    exported_days_after: int = 3  # rows of the following month in the export
    rhythm: Rhythm = field(default_factory=Rhythm)
    prices: Prices = field(default_factory=Prices)
    cash: Cash = field(default_factory=Cash)
    response: Response = field(default_factory=Response)
    campaigns: Campaigns = field(default_factory=Campaigns)
    field_work: FieldWork = field(default_factory=FieldWork)
    assortment: Assortment = field(default_factory=Assortment)
    team: Team = field(default_factory=Team)
    market: Market = field(default_factory=Market)
    prospects: Prospects = field(default_factory=Prospects)
    deals: Deals = field(default_factory=Deals)
    winning: Winning = field(default_factory=Winning)
    belief: Belief = field(default_factory=Belief)
    ties: Ties = field(default_factory=Ties)
    lists: Lists = field(default_factory=Lists)
    standing: Standing = field(default_factory=Standing)
    conduct: Conduct = field(default_factory=Conduct)
    traits: Traits = field(default_factory=Traits)
    swings: Swings = field(default_factory=Swings)
    readings: Readings = field(default_factory=Readings)
    changes: Changes = field(default_factory=Changes)
    planning: Planning = field(default_factory=Planning)
    forecasting: Forecasting = field(default_factory=Forecasting)
    stories: Stories = PLANTED

    def __post_init__(self) -> None:
        if self.n_months < LEAST_MONTHS:
            raise ValueError(f"n_months is {self.n_months}, must be at least {LEAST_MONTHS}")
        strangers = [one for one in self.stories.customers() if int(one[1:]) > self.n_customers]
        if strangers:
            raise ValueError(
                f"a story tells of {min(strangers)}, but n_customers is {self.n_customers}"
            )

    @property
    def months(self) -> list[Month]:
        """The months of the company, first to last."""
        return list(self._months)

    @cached_property
    def _months(self) -> list[Month]:
        first = Month.parse(self.first_month)
        return first.until(first + (self.n_months - 1))

    @property
    def exported_on(self) -> dt.date:
        """The day on which the exports were made."""
        return self.months[-1].last + dt.timedelta(days=self.exported_days_after)


def to_toml(truth: Truth, sizes: Mapping[str, object] | None = None) -> str:
    """Return the planted parameters as TOML, and under `[planted]` the stories' sizes if made."""
    document = tomlkit.document()
    document.add(tomlkit.comment(_HEADER))
    for name, value in asdict(truth).items():
        document.add(name, _plain(value))
    if sizes:
        document.add("planted", _plain(sizes))
    return tomlkit.dumps(document)


def _plain(value: object) -> object:
    """Return a value in what TOML knows: tuples become lists."""
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, (tuple, list)):
        return [_plain(one) for one in value]
    return value
