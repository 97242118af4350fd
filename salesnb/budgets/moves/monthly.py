"""When the year's marketing money is spent: by channel and month."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from salesnb.budgets.monthly import allocate_months
from salesnb.budgets.moves.panel import CHANNEL, MONTH, Panel
from salesnb.budgets.moves.proposal import Proposal
from salesnb.errors import SalesnbError
from salesnb.methods.adstock import carry_over
from salesnb.months import YEAR, Month

LEAST, MOST = 0.25, 3.0  # of an even month: how far a channel's months may differ
AFTER = 6  # months after the year that count
GAP = 1e-3


def spread_months(panel: Panel, proposal: Proposal, months: Sequence[str]) -> pd.DataFrame:
    """Return the frame `spend_months`: a row per channel and month of the year.

    `before` is what was spent in the same month of the last twelve, `proposed` what is proposed;
    `how`: `as_last_year` where the channel keeps its months, `solved` where they follow from what
    carries over, `even` where that was not found.
    """
    before = _last_months(panel, months)
    rows, spend = proposal.cells.rows, proposal.spend
    curves = channel_curves(proposal)
    free = curves.index[curves.index.isin(rows.loc[proposal.cells.is_free, CHANNEL])]
    solved = _solved(panel, curves.loc[free], months)
    parts = []
    for channel, at in rows.groupby(CHANNEL, sort=False).indices.items():
        own, amount = before[channel].to_numpy(float), float(spend[at].sum())
        shares, how = np.full(len(months), 1 / len(months)), "even"
        if channel in solved:
            shares, how = solved[channel], "solved"
        elif channel not in free and own.sum() > 0:
            shares, how = own / own.sum(), "as_last_year"
        part = {CHANNEL: channel, MONTH: [*months], "before": own, "proposed": amount * shares}
        parts.append(pd.DataFrame(part).assign(how=how))
    return pd.concat(parts, ignore_index=True)


def month_totals(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the sums of `spend_months` by month, beside the same money spread evenly."""
    found = rows.groupby(MONTH, sort=True)[["before", "proposed"]].sum().reset_index()
    return found.assign(even=found["proposed"].mean())


def channel_curves(proposal: Proposal) -> pd.DataFrame:
    """Return one curve per channel, money a month: that of its cells where the plan has them.

    It has the sum of their most, their shape, and the half at which it brings what they bring.
    """
    cells, spend = proposal.cells.rows, proposal.spend
    values = proposal.by_cell(spend).mean(axis=0)
    found = []
    for channel, at in cells.groupby(CHANNEL, sort=False).indices.items():
        own, amount, value = cells.iloc[at], float(spend[at].sum()), float(values[at].sum())
        scale, shape = float(own["scale"].sum()), float(own["shape"].iloc[0])
        most = max(scale, value * 1.01)
        level = (value / (most - value)) ** (1 / shape) if 0 < value < most else 0.0
        row = {CHANNEL: channel, "kind": "hill", "shape": shape, "decay": own["decay"].iloc[0]}
        row |= {"scale": most / YEAR, "half": amount / level / YEAR if level else np.nan}
        found.append(row | {"amount": amount})
    return pd.DataFrame(found).set_index(CHANNEL)


def _solved(panel: Panel, curves: pd.DataFrame, months: Sequence[str]) -> dict[str, np.ndarray]:
    """Return the share of each month by channel: where its year's money brings most.

    The months after the year go on as its average, so that its end is no better and no worse than
    its middle. Nothing where no such months are found.
    """
    own = curves[(curves["amount"] > 0) & (curves["half"] > 0)]
    if own.empty:
        return {}
    even = (own["amount"] / len(months)).round(2)
    whole = (even * (len(months) + AFTER)).round(2)
    last = Month.parse(months[-1])
    later = [str(last + n) for n in range(1, AFTER + 1)]
    cells = own.reset_index().rename(columns={CHANNEL: "cell_id"}).drop(columns="amount")
    cells = cells.assign(
        stock=_stocks(panel, own),
        lower=(even * LEAST).round(2).to_numpy(),
        upper=(even * MOST).round(2).to_numpy(),
        lower_year=whole.to_numpy(),
        upper_year=whole.to_numpy(),
        present=even.to_numpy(),
    )
    try:
        found = allocate_months(
            cells,
            float(whole.sum()),
            months=[*months, *later],
            cell_months=_going_on(even, later),
            gap=GAP,
        )
    except (SalesnbError, ArithmeticError):
        return {}
    wide = found.plan.pivot(index="cell_id", columns="month", values="spend")[[*months]]
    return {str(one): row / row.sum() for one, row in zip(wide.index, wide.to_numpy(), strict=True)}


def _going_on(even: pd.Series, months: Sequence[str]) -> pd.DataFrame:
    """Return bounds that hold every month after the year at the year's average."""
    at = pd.MultiIndex.from_product([even.index, months], names=["cell_id", "month"])
    amounts = np.repeat(even.to_numpy(float), len(months))
    bounds = dict.fromkeys(("lower", "upper", "present"), amounts)
    return pd.DataFrame(bounds, index=at).reset_index()


def _stocks(panel: Panel, curves: pd.DataFrame) -> np.ndarray:
    """Return what is effective of the past when the report month ends, by channel."""
    by_month = panel.rows.groupby(MONTH)[[*curves.index]].sum().to_numpy(float)
    return carry_over(by_month, curves["decay"].to_numpy(float))[-1]


def _last_months(panel: Panel, months: Sequence[str]) -> pd.DataFrame:
    """Return what was spent in the last twelve months, by the calendar month of the plan's."""
    recent = panel.rows[panel.rows[MONTH].isin(panel.months[-YEAR:])]
    by = recent.groupby(recent[MONTH].str[5:])[[*panel.channels]].sum()
    return by.reindex([one[5:] for one in months]).fillna(0.0).set_axis([*months])
