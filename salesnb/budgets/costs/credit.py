"""What it costs to wait for money: receivables times rate times days, by settlement method.

Receivables of the year follow from the plan: what is owed when it begins, plus what is invoiced,
less what is collected. Where no collections are planned, sales wait the nominal days of their
method. Bank paper costs until it matures, as long as its tenor says.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from salesnb.budgets.costs.ground import Array, Frames, Ground, frame_of
from salesnb.budgets.costs.planned import PlannedSales
from salesnb.members import UNASSIGNED
from salesnb.months import YEAR, Month

CREDIT_RATE = 0.05  # a year, where plan/budget.toml states none
PAPER = ("acceptance_bill", "letter_of_credit")
BALANCES, NOMINAL, UNKNOWN = "balances", "nominal", "none"
DAYS_OF_YEAR = 365.0
CASH = "settlement_id month collections"
METHODS = "settlement_id sales receivables days tenor_days cost paper_cost before source"


@dataclass(frozen=True)
class Credit:
    """`methods`: a row per settlement method (`METHODS`, currency units); `rate` of a year.

    `costs`: cost by method (rows) and month of the year, in currency units; `source` is balances,
    nominal or none. `before` is what the last twelve months cost.
    """

    methods: pd.DataFrame
    costs: pd.DataFrame
    rate: float
    is_stated: bool
    source: str


def credit_rate(decided: Frames, ground: Ground) -> tuple[float, bool]:
    """Return the yearly rate of the budget, and whether plan/budget.toml states it."""
    stated = decided.get("budget", pd.DataFrame())
    if ground.state == "none" or "credit_rate" not in stated:
        return CREDIT_RATE, False
    rate = pd.to_numeric(stated["credit_rate"]).astype(float).iloc[0]
    return (float(rate), True) if not np.isnan(rate) else (CREDIT_RATE, False)


def credit_of(planned: PlannedSales, facts: Frames, decided: Frames, ground: Ground) -> Credit:
    """Return what the receivables of the year cost, by settlement method.

    `facts`: settlement_terms (kind, nominal_days, tenor_days), receivables, customers, and where
    they are there targets (collections) and collections_ahead.
    """
    rate, is_stated = credit_rate(decided, ground)
    sales = by_method(planned.cells, "sales", ground.months)
    terms = _terms(facts)
    owed, source = _owed(sales, terms, facts, ground)
    length = _month_days(ground.months)
    costs = np.maximum(owed, 0.0) * rate * length / DAYS_OF_YEAR
    methods = sales.index
    tenor = terms["tenor_days"].reindex(methods).fillna(0.0).to_numpy(float)
    received = _received(sales, facts, ground, source=source)
    paper = received * (tenor[:, None] * rate / DAYS_OF_YEAR)
    if source == UNKNOWN:
        costs, paper = costs * 0.0, paper * 0.0
    whole = pd.DataFrame(np.nan_to_num(costs) + paper, index=methods, columns=ground.months)
    mean = (np.nan_to_num(owed) * length).sum(axis=1) / length.sum()
    sold = sales.sum(axis=1)
    table = pd.DataFrame(
        {
            "settlement_id": methods,
            "sales": sold.to_numpy(float),
            "receivables": mean if source != UNKNOWN else np.nan,
            "days": mean * length.sum() / sold.where(sold > 0).to_numpy(float),
            "tenor_days": tenor,
            "cost": whole.sum(axis=1).to_numpy(float),
            "paper_cost": paper.sum(axis=1),
            "before": _before(terms, facts, ground, rate=rate).reindex(methods).to_numpy(float),
            "source": source,
        }
    )
    return Credit(table[METHODS.split()], whole, rate, is_stated, source)


def by_method(cells: pd.DataFrame, value: str, months: list[str]) -> pd.DataFrame:
    """Return sums by settlement method (rows) and month (columns), 0 where none."""
    keys = [cells["settlement_id"].astype("str"), cells["month"].astype("str")]
    sums = cells[value].astype(float).groupby(keys).sum().unstack(fill_value=0)
    return sums.reindex(columns=months, fill_value=0.0).sort_index()


def _terms(facts: Frames) -> pd.DataFrame:
    """Return nominal_days and the tenor of paper (0 of other methods) by settlement method."""
    terms = frame_of(facts, "settlement_terms", "settlement_id kind nominal_days tenor_days")
    numbers = terms[["nominal_days", "tenor_days"]].astype(float)
    tenor = numbers["tenor_days"].fillna(0.0).where(terms["kind"].isin(PAPER), 0.0)
    found = terms.assign(nominal_days=numbers["nominal_days"], tenor_days=tenor)
    return found.set_index("settlement_id")


def _month_days(months: list[str]) -> Array:
    return np.array([Month.parse(one).n_days for one in months], dtype=float)


def _owed(
    sales: pd.DataFrame, terms: pd.DataFrame, facts: Frames, ground: Ground
) -> tuple[Array, str]:
    """Return what is owed on average in each month, by method, and what that rests on."""
    ahead = frame_of(facts, "collections_ahead", "dimension node month opening")
    first = (ground.open or [""])[0]
    start = ahead[(ahead["dimension"] == "settlement") & (ahead["month"] == first)]
    if len(start) and "collections" in facts.get("targets", pd.DataFrame()):
        opening = start.set_index("node")["opening"].astype(float)
        return _rolled(sales, opening, facts, ground), BALANCES
    nominal = terms["nominal_days"].reindex(sales.index)
    if nominal.isna().all():
        return np.full(sales.shape, np.nan), UNKNOWN
    factor = invoiced_of_sales(facts)
    days = nominal.fillna(0.0).to_numpy(float)[:, None]
    return sales.to_numpy(float) * factor * days / _month_days(ground.months), NOMINAL


def _rolled(sales: pd.DataFrame, opening: pd.Series, facts: Frames, ground: Ground) -> Array:
    """Return the mean of opening and closing of each month: closed ones as they were."""
    cash = by_method(frame_of(facts, "targets", CASH), "collections", ground.months)
    cash = cash.reindex(sales.index, fill_value=0.0)
    moved = sales * invoiced_of_sales(facts) - cash
    moved[ground.closed] = 0.0
    start = opening.reindex(sales.index).fillna(0.0).to_numpy(float)[:, None]
    closing = start + np.cumsum(moved.to_numpy(float), axis=1)
    mean = closing - moved.to_numpy(float) / 2
    known = _balances(facts, ground.closed)
    for place, month in enumerate(ground.months):
        if month in ground.closed:
            mean[:, place] = known[month].reindex(sales.index).fillna(0.0).to_numpy(float)
    return mean


def _received(sales: pd.DataFrame, facts: Frames, ground: Ground, *, source: str) -> Array:
    """Return the cash of each method and month: as planned, else what is invoiced."""
    if source != BALANCES:
        return sales.to_numpy(float) * invoiced_of_sales(facts)
    cash = by_method(frame_of(facts, "targets", CASH), "collections", ground.months)
    return cash.reindex(sales.index, fill_value=0.0).to_numpy(float)


def invoiced_of_sales(facts: Frames) -> float:
    """Return what is invoiced of sales: 1 where the books have no tax, 1.13 with VAT of 13 %.

    Invoices less credit notes over net sales of the last twelve months that have both; 1 where
    fewer than six have.
    """
    owed = frame_of(facts, "receivables", "month invoiced credited")
    sold = frame_of(facts, "sales_cube", "month net_amount")
    invoiced = (owed["invoiced"].astype(float) + owed["credited"].astype(float)).groupby(
        owed["month"]
    )
    sums = {"invoiced": invoiced.sum(), "sold": sold.groupby("month")["net_amount"].sum()}
    both = pd.DataFrame(sums).dropna().astype(float)
    both = both[both["invoiced"] != 0].iloc[-YEAR:]
    if len(both) < YEAR // 2 or both["sold"].sum() <= 0 or both["invoiced"].sum() <= 0:
        return 1.0
    return float(both["invoiced"].sum() / both["sold"].sum())


def _balances(facts: Frames, months: list[str]) -> pd.DataFrame:
    """Return what was owed on average in past months (columns) by customers' settlement method."""
    owed = frame_of(facts, "receivables", "month customer_id opening closing")
    owner = frame_of(facts, "customers", "customer_id settlement_id")
    method = owed["customer_id"].map(owner.set_index("customer_id")["settlement_id"].to_dict())
    if not len(owed) or not months:
        return pd.DataFrame(index=pd.Index([], dtype="str"), columns=months, dtype=float)
    last, first = Month.parse(max(months)), Month.parse(min(owed["month"]))
    span = [str(one) for one in first.until(last)]
    wide = owed.pivot_table("closing", "customer_id", "month", "sum").astype(float)
    wide = wide.reindex(columns=span).ffill(axis=1).fillna(0.0)
    mean = (wide + wide.shift(axis=1, fill_value=0.0)) / 2
    names = method.groupby(owed["customer_id"]).first().fillna("").replace("", UNASSIGNED)
    return mean.groupby(names.reindex(mean.index)).sum().reindex(columns=months, fill_value=0.0)


def _before(terms: pd.DataFrame, facts: Frames, ground: Ground, *, rate: float) -> pd.Series:
    """Return what the last twelve months cost by method: receivables, and paper received."""
    owed = _balances(facts, ground.before)
    length = _month_days(ground.before)
    waiting = (owed.clip(lower=0.0) * length).sum(axis=1) * rate / DAYS_OF_YEAR
    cash = frame_of(facts, "collections_cube", "settlement_id month amount")
    received = by_method(cash, "amount", ground.before).sum(axis=1)
    tenor = terms["tenor_days"].reindex(received.index).fillna(0.0)
    paper = received * tenor * rate / DAYS_OF_YEAR
    return waiting.add(paper, fill_value=0.0)
