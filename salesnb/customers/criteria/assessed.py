"""All seven criteria of all customers: measured, judged, or not known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salesnb.customers.criteria import buying, paying, reaching
from salesnb.customers.criteria.expected import Expected, expect_sales
from salesnb.customers.criteria.history import Floats, Frames, History, customers_of, history_of
from salesnb.customers.criteria.judged import judgements_of, with_judgements
from salesnb.customers.criteria.measured import Measured, Z
from salesnb.customers.criteria.scales import CRITERIA, MONEY, Scale, scales_of
from salesnb.customers.criteria.standard import Standard, standard_of
from salesnb.months import Month

QUALIFYING = tuple(one for one in CRITERIA if one != MONEY)
SOURCES = ("unknown", "bounds", "measured", "judged")
NO_SCALES = pd.DataFrame(columns=["criterion", "worst", "best"])


@dataclass(frozen=True)
class Assessed:
    """Scores of customers (rows, in the order of `ids`) by criterion (columns, `CRITERIA`).

    `score` is 0 at the worst and 1 at the best limit of the scale, NaN where no value is known;
    `low` and `high` hold the truth in four cases of five, 0 and 1 where nothing is known. `value`
    has the unit of the scale. `source`: position in `SOURCES`. `expected` is of money.
    """

    ids: pd.Index
    value: Floats
    score: Floats
    low: Floats
    high: Floats
    source: NDArray[np.int8]
    expected: Expected
    scales: Mapping[str, Scale]
    standard: Standard
    history: History
    owners: pd.Series

    @property
    def n_missing(self) -> NDArray[np.int64]:
        """How many criteria of each customer have no value."""
        return (self.source < SOURCES.index("measured")).sum(axis=1)

    @property
    def middle(self) -> Floats:
        """The score, or the middle of its range where no value is known."""
        return np.where(np.isnan(self.score), (self.low + self.high) / 2, self.score)


def assess(
    facts: Frames,
    judged: pd.DataFrame,
    *,
    month: Month,
    standard: Standard | None = None,
    scales: pd.DataFrame = NO_SCALES,
) -> Assessed:
    """Return the seven criteria of every customer at the end of a month.

    `facts`: sales_cube, and where they are there customers, products, order_days, receivables,
    settlement_terms, payment_times, visits, contact_edges, customer_rivals, customer_reps, reps,
    regions. `judged`: plan/judgements.toml. `standard`: the figures of the month before, kept while
    they hold. `scales`: limits that the plan states. Raises `CompanyError` for limits that cannot
    be.
    """
    ids = customers_of(facts).index
    history = history_of(facts, ids, month)
    kept = standard_of(history, standard)
    limits = scales_of(scales, {MONEY: (kept.sales_worst, kept.sales_best)})
    potential = buying.potential_of(facts, judged, ids)
    expected = expect_sales(history, kept, potential)
    owners = reaching.owners_of(facts, history)
    measured = {
        "credit": paying.credit(facts, history),
        "loyalty": buying.loyalty(facts, history),
        "dependence": buying.dependence(facts, expected, potential, history),
        "influence": reaching.influence(facts, history),
        MONEY: of_money(expected),
        "ease": reaching.ease(facts, history),
        "distance": reaching.distance(facts, history, owners),
    }
    rows = judgements_of(judged, ids, limits)
    found = _scored(measured, rows, ids, limits)
    expected = _judged_money(expected, found[0], found[4])
    return Assessed(ids, *found, expected, limits, kept, history, owners)


def of_money(expected: Expected) -> Measured:
    """Return expected sales with their range, a ratio either way."""
    wide = np.exp(Z * expected.sd)
    return Measured(expected.value, expected.value / wide, expected.value * wide)


def _scored(
    measured: Mapping[str, Measured], rows: pd.DataFrame, ids: pd.Index, scales: Mapping[str, Scale]
) -> tuple[Floats, Floats, Floats, Floats, NDArray[np.int8]]:
    """Return values, scores, ends of ranges and sources by customer and criterion."""
    columns: list[list[Floats]] = [[], [], [], [], []]
    for name in CRITERIA:
        own = rows[rows["criterion"] == name]
        one, scale = with_judgements(measured[name], own, ids), scales[name]
        ends = [scale.score(one.low), scale.score(one.high)]
        low, high = np.minimum(*ends), np.maximum(*ends)
        source = np.where(one.known, np.where(np.isnan(one.value), 1, 2), 0)
        source[ids.get_indexer(pd.Index(own["customer_id"]))] = 3
        columns[0].append(one.value)
        columns[1].append(scale.score(one.value))
        columns[2].append(np.where(one.known, low, 0.0))
        columns[3].append(np.where(one.known, high, 1.0))
        columns[4].append(source)
    value, score, low, high, source = (np.column_stack(one) for one in columns)
    return value, score, low, high, source.astype(np.int8)


def _judged_money(expected: Expected, value: Floats, source: NDArray[np.int8]) -> Expected:
    """Return what is expected, as judged where somebody judged it."""
    place = CRITERIA.index(MONEY)
    is_judged = source[:, place] == SOURCES.index("judged")
    return replace(expected, value=np.where(is_judged, value[:, place], expected.value))
