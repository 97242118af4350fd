"""What a year's plan asks for, from what was known on the day on which it was issued.

Known are the orders of twelve months (December to November), who looks after whom from January
on, the customers' potential and the terms of payment. Amounts are arrays by rep and month.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from salesnb import calendars
from salesnb.demo.sales.orders import World
from salesnb.demo.truths.planning import Planning
from salesnb.demo.truths.truth import Truth
from salesnb.months import Month

N_MONTHS = 12
DAYS_A_MONTH = 30.4
USUAL_DAYS = 21  # working days of a month


@dataclass(frozen=True)
class Known:
    """What is known on the day of issue of the plan of `year`."""

    world: World
    orders: pd.DataFrame
    year: int

    @property
    def plan(self) -> Planning:
        return self.world.truth.planning

    @property
    def months(self) -> list[Month]:
        """The months of the year that is planned."""
        january = Month(self.year, 1)
        return january.until(january + (N_MONTHS - 1))

    @cached_property
    def lines(self) -> pd.DataFrame:
        """Orders of the base months; `month` is the calendar month from 0, `who` the customer."""
        day = self.orders["order_on"]
        first, last = Month(self.year - 2, 12).first, Month(self.year - 1, 11).last
        own = self.orders[(day >= np.datetime64(first)) & (day <= np.datetime64(last))]
        who = own["customer_id"].str[1:].astype("int64").to_numpy() - 1
        return own.assign(month=own["order_on"].dt.month.to_numpy() - 1, who=who)

    @cached_property
    def owner(self) -> np.ndarray:
        """Each customer's place in `reps` from January on, -1 where nobody looks after it."""
        return pd.Index(self.reps).get_indexer(pd.Index(self.world.owner_on(self.months[0])))

    @cached_property
    def reps(self) -> list[str]:
        """The reps who look after customers from January on."""
        return sorted(set(self.world.owner_on(self.months[0])) - {""})

    @cached_property
    def season(self) -> np.ndarray:
        """Each calendar month's share of the company's last year."""
        total = self.by_month(self.lines["net_amount"])
        return total / total.sum() if total.sum() else np.full(N_MONTHS, 1 / N_MONTHS)

    def by_month(self, amount: pd.Series) -> np.ndarray:
        """Return the sum of something of the lines by calendar month."""
        return np.bincount(self.lines["month"], amount, minlength=N_MONTHS)

    def by_customer(self, amount: pd.Series) -> np.ndarray:
        """Return the sum of something of the lines by customer."""
        return np.bincount(self.lines["who"], amount, minlength=len(self.owner))

    def of_reps(self, amounts: np.ndarray) -> np.ndarray:
        """Return amounts by customer as sums by rep."""
        has = self.owner >= 0
        return np.bincount(self.owner[has], amounts[has], minlength=len(self.reps))


def asked_sales(known: Known) -> np.ndarray:
    """Return the sales asked of each rep and month: the same rule for all, but for the stories."""
    plan, truth = known.plan, known.world.truth
    last = known.of_reps(known.by_customer(known.lines["net_amount"]))
    potential = known.of_reps(potentials(known))
    by_potential = last.sum() * potential / potential.sum()
    weight = plan.potential_weight
    year = (1 + plan.growth_asked) * ((1 - weight) * last + weight * by_potential)
    if known.year == truth.months[-1].year:
        asked = {case.rep_id: case.factor for case in truth.stories.unfair_targets}
        year = year * np.array([asked.get(rep, 1.0) for rep in known.reps])
    return rounded(year[:, None] * known.season * _ramp(known), plan.unit)


def potentials(known: Known) -> np.ndarray:
    """Return each customer's purchase potential; what it bought, in proportion, where not stated.

    The proportion is that of the potential to the purchases of all customers that state one.
    """
    stated = known.world.customers["purchase_potential"].to_numpy(float)
    bought = known.by_customer(known.lines["net_amount"])
    is_stated = ~np.isnan(stated)
    per_purchase = stated[is_stated].sum() / max(bought[is_stated].sum(), 1.0)
    return np.where(is_stated, stated, bought * per_purchase)


def rounded(amounts: np.ndarray, unit: float) -> np.ndarray:
    """Return amounts to the nearest whole `unit`."""
    return np.round(amounts / unit) * unit


def _ramp(known: Known) -> np.ndarray:
    """Return the share of full sales that a rep hired lately is asked for, by rep and month."""
    people = known.world.reps.set_index("rep_id").loc[known.reps]
    hired = np.array([Month.parse(day[:7]).ordinal for day in people["hired_on"]])
    now = np.array([month.ordinal for month in known.months])
    worked = now[None, :] - hired[:, None] + 1
    return np.clip(worked / np.maximum(people["ramp_months"].to_numpy()[:, None], 1), 0, 1)


def asked_of_reps(known: Known, sales: np.ndarray) -> dict[str, np.ndarray]:
    """Return what each rep is asked for by measure: what follows from sales, and two of its own."""
    plan, lines = known.plan, known.lines
    net, cost, units = (
        known.of_reps(known.by_customer(lines[name]))
        for name in ("net_amount", "cost_amount", "quantity")
    )
    margin = 1 - _ratio(cost, net)
    per_unit = _ratio(net, units) * (1 + plan.price_growth)
    return {
        "sales": sales,
        "quantity": np.round(sales / per_unit[:, None]),
        "margin": rounded(sales * margin[:, None], plan.unit),
        "collections": rounded(collected(known, sales).sum(axis=0), plan.unit),
        "new_customers": _new_customers(known),
        "visits": _visits(known),
    }


def _ratio(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """Return a ratio by rep; that of all reps together where the rep's whole is nothing."""
    everybody = part.sum() / max(whole.sum(), 1.0)
    return np.where(whole > 0, part / np.where(whole > 0, whole, 1.0), everybody)


def collected(known: Known, sales: np.ndarray) -> np.ndarray:
    """Return what is to be collected by settlement method, rep and month.

    A rep's sales are paid by the settlement mix of last year, each method after its own delay.
    """
    terms = known.world.truth.cash.terms
    last = known.of_reps(known.by_customer(known.lines["net_amount"]))[:, None] * known.season
    flow = np.concatenate([last, sales], axis=1)  # the year before, then the year that is planned
    mix = settlement_mix(known)
    found = []
    for place, one in enumerate(terms):
        days = one.nominal_days * (one.n_instalments + 1) / 2 + one.late_mean + one.late_sd
        delay = max(days + known.plan.days_to_invoice, 0) / DAYS_A_MONTH
        whole, part = int(delay), delay - int(delay)
        at = np.arange(N_MONTHS, 2 * N_MONTHS) - whole
        found.append(mix[place][:, None] * ((1 - part) * flow[:, at] + part * flow[:, at - 1]))
    return known.plan.collected_share * np.array(found)


def settlement_mix(known: Known) -> np.ndarray:
    """Return each settlement method's share of a rep's sales (methods in rows), after the cap."""
    terms, plan = [one.id for one in known.world.truth.cash.terms], known.plan
    code = pd.Index(terms).get_indexer(pd.Index(known.lines["settlement_id"]))
    rep = known.owner[known.lines["who"]]
    has = (rep >= 0) & (code >= 0)
    place = code[has] * len(known.reps) + rep[has]
    size = len(terms) * len(known.reps)
    sums = np.bincount(place, known.lines["net_amount"][has], minlength=size)
    sums = sums.reshape(len(terms), -1)
    everybody = sums.sum(axis=1, keepdims=True) / max(sums.sum(), 1.0)
    whole = sums.sum(axis=0)
    mix = np.where(whole > 0, sums / np.where(whole > 0, whole, 1.0), everybody)
    return _capped(mix, terms, plan) if is_controlled(known) else mix


def _capped(mix: np.ndarray, terms: list[str], plan: Planning) -> np.ndarray:
    """Return the mix with less of the capped method, which the other methods take over."""
    if plan.capped_settlement not in terms:
        return mix
    place = terms.index(plan.capped_settlement)
    less = mix.copy()
    less[place] *= plan.capped_to
    others = mix.sum(axis=0) - mix[place]
    factor = np.where(others > 0, (mix.sum(axis=0) - less[place]) / np.maximum(others, 1e-12), 1.0)
    less *= factor
    less[place] = np.where(others > 0, mix[place] * plan.capped_to, mix[place])
    return less


def is_controlled(known: Known) -> bool:
    """Return whether the controls of the plan hold for the year: the last that is planned."""
    return known.year == known.world.truth.months[-1].year


def _new_customers(known: Known) -> np.ndarray:
    """Return new customers asked by rep and month: last year's and more, by potential."""
    day = known.orders["order_on"]
    until = known.orders[day <= np.datetime64(Month(known.year - 1, 11).last)]
    first = until.groupby("customer_id")["order_on"].min()
    n_new = int((first >= np.datetime64(Month(known.year - 2, 12).first)).sum())
    potential = known.of_reps(potentials(known))
    asked = np.array([np.ceil(n_new * (1 + known.plan.new_customers_growth))])
    each = apportion(asked, potential[:, None])[:, 0].astype("int64")
    table = np.zeros((len(each), N_MONTHS))
    rep = np.repeat(np.arange(len(each)), each)
    order = np.arange(len(rep)) - np.repeat(np.cumsum(each) - each, each)
    month = ((order + 0.5) / each[rep] * N_MONTHS + rep).astype("int64") % N_MONTHS
    np.add.at(table, (rep, month), 1)
    return table


def _visits(known: Known) -> np.ndarray:
    """Return visits asked by rep and month: by the customers' class of sales and working days."""
    plan = known.plan
    sold = known.by_customer(known.lines["net_amount"])
    rank = np.empty(len(sold))
    rank[np.argsort(-sold, kind="stable")] = np.arange(len(sold)) / max(len(sold), 1)
    edges = np.cumsum(plan.customer_classes)[:-1]
    each = np.array(plan.visits_of_class)[np.searchsorted(edges, rank, side="right")]
    work = calendars.build(first_year=known.year, last_year=known.year)
    days = np.array([work.working_days(month) for month in known.months])
    return np.round(known.of_reps(each)[:, None] * days / USUAL_DAYS)


def apportion(totals: np.ndarray, weights: np.ndarray, unit: float = 1.0) -> np.ndarray:
    """Return each total (one per column) split over the rows by weight, in whole units.

    The largest remainders are rounded up, so that each column sums to its total exactly.
    """
    units = np.round(totals / unit)
    sums = weights.sum(axis=0)
    shares = np.where(sums > 0, weights / np.where(sums > 0, sums, 1.0), 1 / len(weights))
    exact = shares * units
    whole = np.floor(exact + 1e-6)
    left = units - whole.sum(axis=0)
    rank = np.argsort(np.argsort(-(exact - whole), axis=0, kind="stable"), axis=0)
    return (whole + (rank < left)) * unit


def shares_of(known: Known, column: str, members: list[str], amount: str) -> np.ndarray:
    """Return last year's amount of each member of a dimension."""
    values = known.lines[column]
    code = pd.Index(members).get_indexer(pd.Index(values))
    return np.bincount(code[code >= 0], known.lines[amount][code >= 0], minlength=len(members))


def years_planned(truth: Truth) -> list[int]:
    """Return the years for which targets were issued, the current one last."""
    last = truth.months[-1].year
    return list(range(last - truth.planning.n_years + 1, last + 1))


Parts = Mapping[str, np.ndarray]  # measure -> members of a dimension by month
