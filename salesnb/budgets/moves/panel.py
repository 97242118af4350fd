"""What was spent and what was sold, by region and month: what responses are fitted on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from salesnb.budgets.costs.ground import months_of
from salesnb.calendars import WorkCalendar
from salesnb.members import UNASSIGNED
from salesnb.months import YEAR, Month

Frames = Mapping[str, pd.DataFrame]
LEAST_MONTHS = 24  # of sales beside spending, before a response is looked for
LEAST_REGIONS = 2  # with both
WORKING_DAYS = "working_days"
AMOUNT, REGION, MONTH, CHANNEL = "amount", "region_id", "month", "marketing_channel_id"


@dataclass(frozen=True)
class Panel:
    """A row per region and month: `region_id, month, amount, working_days`, a column per channel.

    `amount` is what the region ordered (or was invoiced, where orders are not known) in the month,
    at the level of the last year; missing before sales are known. `margin`: margin of a unit of it
    by region, 1 where no cost is known. `lacking` says what is missing for a fit ('' where nothing
    is): `no_spend`, `no_regions` (spend or sales of one region alone), `few_months`.
    """

    rows: pd.DataFrame
    channels: tuple[str, ...]
    months: tuple[str, ...] = ()
    response: str = "orders"
    counted: str = "sales"
    margin: pd.Series = field(default_factory=lambda: pd.Series(dtype=float))
    lacking: str = ""
    beside: float = 0.0  # spend of regions without sales, in the last twelve months
    has_festival: bool = True

    @property
    def regions(self) -> list[str]:
        """The regions, in the order of the rows."""
        return list(dict.fromkeys(self.rows[REGION])) if len(self.rows) else []

    @property
    def n_months(self) -> int:
        """Months in which sales are known."""
        return int(self.rows.loc[self.rows[AMOUNT].notna(), MONTH].nunique())

    def last_year(self) -> pd.DataFrame:
        """Return what was spent in the last twelve months: regions in rows, channels in columns."""
        recent = self.rows[self.rows[MONTH].isin(self.months[-YEAR:])]
        return recent.groupby(REGION, sort=False)[[*self.channels]].sum()

    def yearly(self) -> pd.DataFrame:
        """Return the least and the most ever spent in twelve months on end, per cell.

        Index: region, channel; columns `lowest, highest`. One year where there is no more.
        """
        wide = self.rows.pivot(index=MONTH, columns=REGION, values=[*self.channels])
        years = wide.rolling(min(YEAR, len(wide))).sum().dropna(how="all")
        found = pd.DataFrame({"lowest": years.min(), "highest": years.max()})
        return found.swaplevel().rename_axis([REGION, CHANNEL])


def read_panel(facts: Frames, *, month: Month, calendar: WorkCalendar) -> Panel:
    """Return spend and sales by region and month up to `month`.

    `facts`: `spend` (marketing_channel_id, region_id, period_start, amount), `order_cube` and
    `sales_cube` (month, region_id, net_amount; of the latter costed_amount and cost_amount).
    Orders follow spending sooner than invoices do, so that they are the response where they
    are known for as many months.
    """
    spend = _by_month(facts["spend"], month)
    channels = tuple(sorted(spend.loc[spend["amount"] != 0, CHANNEL].unique()))
    if not channels:
        return Panel(pd.DataFrame(), (), lacking="no_spend")
    name, sold = _response(facts, month)
    wide = sold.pivot_table(index=MONTH, columns=REGION, values="net_amount", aggfunc="sum")
    regions = [one for one in sorted(spend[REGION].unique()) if one in wide and one != UNASSIGNED]
    months = _months(spend, sold, month)
    panel = Panel(_rows(spend, wide, regions, months), channels, tuple(months), name)
    counted, margin = _margin(facts["sales_cube"], regions, months)
    beside = spend[spend[MONTH].isin(months[-YEAR:]) & ~spend[REGION].isin(regions)]["amount"].sum()
    return replace(
        panel,
        rows=_with_days(panel.rows, calendar),
        counted=counted,
        margin=margin,
        lacking=_lacking(panel),
        beside=float(beside),
        has_festival=calendar.has_festival,
    )


def _by_month(spend: pd.DataFrame, month: Month) -> pd.DataFrame:
    """Return spend with its month, without that after the report month."""
    months = months_of(spend["period_start"])
    return spend.assign(month=months)[(months <= str(month)).to_numpy()]


def _response(facts: Frames, month: Month) -> tuple[str, pd.DataFrame]:
    """Return what responds to spending: orders, or sales where orders are known less long."""
    orders, sales = (facts[one] for one in ("order_cube", "sales_cube"))
    known = [one[(one[MONTH] <= str(month)).to_numpy()] for one in (orders, sales)]
    spans = [one[MONTH].nunique() for one in known]
    return ("orders", known[0]) if spans[0] and spans[0] >= spans[1] else ("invoiced", known[1])


def _months(spend: pd.DataFrame, sold: pd.DataFrame, month: Month) -> list[str]:
    """Return the months from the first to the last with spending, no later than sales are known.

    Spending before sales began is history; sales before or after spending was recorded say nothing
    of it.
    """
    ends = [str(month), *(str(one[MONTH].max()) for one in (spend, sold) if len(one))]
    first, last = Month.parse(str(spend[MONTH].min())), Month.parse(min(ends))
    return [str(one) for one in first.until(last)] if first <= last else [str(first)]


def _rows(
    spend: pd.DataFrame, sold: pd.DataFrame, regions: list[str], months: list[str]
) -> pd.DataFrame:
    """Return the panel's rows: nothing spent is 0, no sales after they began are 0, too."""
    cells = pd.MultiIndex.from_product([regions, months], names=[REGION, MONTH])
    wide = spend.pivot_table(index=[REGION, MONTH], columns=CHANNEL, values="amount", aggfunc="sum")
    wide = wide.loc[:, (wide != 0).any()].reindex(cells).fillna(0.0)
    known = sold.reindex(columns=regions).fillna(0.0).reindex(months)
    amounts = pd.Series(known.T.to_numpy(float).ravel(), index=cells)
    rows = wide.assign(amount=_at_present_level(amounts)).reset_index()
    return rows.rename_axis(columns=None)


def _at_present_level(amounts: pd.Series) -> pd.Series:
    """Return sales as if all years had the level of the last one: prices and business grow.

    The level is that of all regions, from the sums of twelve months on end counted back from the
    last, on lines through their middles in logs; what marketing does in a region and month is not
    in it.
    """
    by_month = amounts.groupby(MONTH).sum(min_count=1).dropna().sort_index()
    n = len(by_month) // YEAR
    if n < 2:
        return amounts
    years = by_month.to_numpy(float)[-n * YEAR :].reshape(n, YEAR).sum(axis=1)
    if not (years > 0).all():
        return amounts
    middles = len(by_month) - YEAR * np.arange(n, 0, -1) + (YEAR - 1) / 2
    logs = np.log(years / years[-1])
    ends = 2 * middles[[0, -1]] - middles[[1, -2]], 2 * logs[[0, -1]] - logs[[1, -2]]
    places, heights = (
        np.concatenate([end[:1], own, end[1:]])
        for end, own in zip(ends, (middles, logs), strict=True)
    )
    level = np.interp(np.arange(len(by_month)), places, heights)
    factor = pd.Series(np.exp(-level), index=by_month.index)
    return amounts * factor.reindex(amounts.index.get_level_values(MONTH)).to_numpy(float)


def _with_days(rows: pd.DataFrame, calendar: WorkCalendar) -> pd.DataFrame:
    """Return rows with the working days of their months."""
    days = {one: calendar.working_days(Month.parse(one)) for one in rows[MONTH].unique()}
    return rows.assign(**{WORKING_DAYS: rows[MONTH].map(days).astype(float)})


def _margin(sales: pd.DataFrame, regions: list[str], months: list[str]) -> tuple[str, pd.Series]:
    """Return how a response is counted, and the margin of a unit of sales by region.

    The margin is that of the last twelve months; a region without costed lines has the company's.
    """
    costed = {"costed_amount", "cost_amount"} <= {*sales.columns}
    recent = sales[sales[MONTH].isin(months[-YEAR:])] if costed else sales.iloc[:0]
    whole = recent["costed_amount"].sum() if costed else 0.0
    if not whole > 0:
        return "sales", pd.Series(1.0, index=regions)
    by = recent.groupby(REGION)[["costed_amount", "cost_amount"]].sum().reindex(regions)
    own = 1 - by["cost_amount"] / by["costed_amount"].where(by["costed_amount"] > 0)
    return "margin", own.fillna(1 - recent["cost_amount"].sum() / whole)


def _lacking(panel: Panel) -> str:
    spent = [panel.rows.groupby(REGION)[one].sum().ne(0).sum() for one in panel.channels]
    if len(panel.regions) < LEAST_REGIONS or max(spent, default=0) < LEAST_REGIONS:
        return "no_regions"
    return "few_months" if panel.n_months < LEAST_MONTHS else ""
