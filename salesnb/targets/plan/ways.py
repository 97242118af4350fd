"""Three ways to a year's total, what it is held to, and what each amount costs in probability.

Top-down from the market, the forecast if nothing changes, bottom-up from what reps commit to;
beside them targets that were issued for the year, and the total that is decided (else what follows
from the ambition). A way without data is left out, and `absent` names the table that brings it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from salesnb.methods.issued_targets import year_plan
from salesnb.months import YEAR, Month
from salesnb.targets.plan import deciding
from salesnb.targets.plan.bottom_up import BottomUp, reps_way
from salesnb.targets.plan.odds import Odds, months_ahead
from salesnb.targets.plan.top_down import TopDown, market_way, years_after
from salesnb.targets.plan.years import PlanYear

Facts = Mapping[str, pd.DataFrame]
NAN = float("nan")


@dataclass(frozen=True)
class Aim:
    """What a plan aims at where no total is decided.

    `ambition` is a share above the forecast. `planned` is the plan's own total, in currency units,
    missing without a plan: an aim gives way to what was decided of parts.
    """

    ambition: float = 0.0
    planned: float = NAN

    def total(self, odds: Odds) -> float:
        """Return the total that the plan has, or would have."""
        aimed = odds.so_far + odds.ahead * (1 + self.ambition)
        return self.planned if np.isfinite(self.planned) else aimed


NO_AIM = Aim()


@dataclass(frozen=True)
class Found:
    """What each way found; None, or missing, where it has no data. Currency units.

    `open_part` is which part of a year its open months are: what a whole year's market counts for.
    """

    odds: Odds
    market: TopDown | None
    reps: BottomUp | None
    issued: float
    total: float
    is_decided: bool
    open_part: float
    ambition: float

    @property
    def year(self) -> PlanYear:
        return self.odds.year

    @property
    def in_market(self) -> float:
        """What today's share of the measured market brings in the open months."""
        return self.market.inside * self.open_part if self.market else NAN

    @property
    def beside_market(self) -> float:
        """What the forecast has for the open months where no market is measured."""
        if self.market is None or self.market.sales <= 0:
            return NAN if self.market is None else 0.0
        part = self.market.outside / self.market.sales
        return part * self.odds.expected * self.open_part if part else 0.0


def find_ways(
    facts: Facts,
    decided: Mapping[str, pd.DataFrame],
    odds: Odds,
    *,
    aim: Aim = NO_AIM,
    currency: str = "",
) -> Found:
    """Return what each way to the total of the year of `odds` found.

    `facts` are sales_cube, products, regions, market_sizes, commitments, issued_targets, and the
    artefacts forecast, forecast_errors and market_potential where there are any; `decided` has the
    `controls` of controls.toml. Without a decided total of the year's sales it is that of `aim`.
    `currency` is the company's: market sizes in another
    one say nothing of growth.
    """
    year = odds.year
    controls = deciding.of_measure(decided.get("controls", pd.DataFrame()))
    total = deciding.decided_total(controls, year)
    return Found(
        odds,
        _from_market(facts, year, currency),
        _from_reps(facts, year),
        _issued(facts, year),
        aim.total(odds) if total is None else total,
        total is not None,
        _open_part(facts, year),
        aim.ambition,
    )


def _issued(facts: Facts, year: PlanYear) -> float:
    """Return the sales target issued for the whole year; missing without one."""
    targets = facts.get("issued_targets", pd.DataFrame())
    if targets.empty:
        return NAN
    first, last = Month.parse(year.months[0]), Month.parse(year.months[-1])
    starts = targets["period_start"].between(pd.Timestamp(first.first), pd.Timestamp(last.last))
    amount, n_months = year_plan(targets[starts & (targets["measure"] == "sales")], first)
    return amount if n_months == YEAR else NAN


def _from_reps(facts: Facts, year: PlanYear) -> BottomUp | None:
    products = facts["products"]
    groups = zip(products["product_id"], products["product_group"], strict=True)
    return reps_way(
        facts.get("commitments", pd.DataFrame()),
        facts["sales_cube"],
        months_ahead(facts.get("forecast", pd.DataFrame())),
        year,
        groups=dict(groups),
    )


def _from_market(facts: Facts, year: PlanYear, currency: str) -> TopDown | None:
    """Return the market's way; None without a measured market or a year of sales of our own."""
    potential = facts.get("market_potential", pd.DataFrame())
    sizes = facts.get("market_sizes", pd.DataFrame())
    ours = _by_month(facts)
    if potential.empty or sizes.empty or len(ours) < YEAR:
        return None
    ours = ours.reindex(
        [str(m) for m in Month.parse(ours.index[0]).until(year.known)], fill_value=0
    )
    years = years_after(year.known, year.months[-1])
    return market_way(potential, sizes, ours, years=years, currency=currency)


def _open_part(facts: Facts, year: PlanYear) -> float:
    """Return which part of a year its open months are, by the sales of the year before."""
    if not year.closed:
        return 1.0
    before = _by_month(facts).reindex(year.before).fillna(0.0).to_numpy(float)
    if before.sum() <= 0:
        return len(year.open) / YEAR
    return float(before[len(year.closed) :].sum() / before.sum())


def _by_month(facts: Facts) -> pd.Series:
    """Return sales by month, of the months that have any, in their order."""
    sums = facts["sales_cube"].groupby("month", observed=True)["net_amount"].sum()
    return sums.set_axis(sums.index.astype("str")).sort_index()
