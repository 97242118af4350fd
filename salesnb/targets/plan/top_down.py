"""The market's way to a total: what we sell where the market is measured, grown as it grows.

At the share that we hold the market's size cancels: our sales grow like the market of each region
and segment. So the range is that of the market's growth and of our share, as both moved from year
to year; the range of the size says which share a total would take.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from salesnb.months import YEAR, Month

CELL = ["region_id", "segment", "product_group"]
NODE = ["region_id", "segment"]
MEASURED = "market_sizes"
PRIOR_YEARS = 2.0  # of the whole market's growth, beside a node's own
USUAL_MOVE = 0.10  # of growth and of our share in a year, where few years were seen
FEWEST_GROWTHS = 3
CONFIDENCE = 0.8
NORMAL = 1.2816  # standard deviations between the middle and the end of such a range
ENDS = ("potential", "low", "high")


@dataclass(frozen=True)
class TopDown:
    """The market's way: currency units of twelve months that end `years` after the month known.

    `inside` is what we would sell in measured cells at today's share, `low` and `high` its range;
    `outside` are our sales of the last twelve months where none is measured,
    `sales` all of them. `market` with `market_low` and `market_high` is the market of the measured
    cells then. `growth` is the whole market's a year (missing where one year alone is measured),
    seen in `n_growths` steps from one year to the next; `until` the last month measured.
    """

    inside: float
    low: float
    high: float
    outside: float
    sales: float
    market: float
    market_low: float
    market_high: float
    growth: float
    n_growths: int
    n_cells: int
    until: str

    @property
    def share(self) -> float:
        """Our share of the measured market, today and then."""
        return self.inside / self.market if self.market > 0 else float("nan")


def market_way(
    potential: pd.DataFrame,
    sizes: pd.DataFrame,
    ours: pd.Series,
    *,
    years: float,
    currency: str = "",
) -> TopDown | None:
    """Return what the market gives us at today's share; None where no market is measured.

    `potential` is the artefact market_potential (market and our sales of the twelve months up to
    the report month by region, segment and product group), `sizes` the table market_sizes, of
    which growth is read, `ours` our sales by month up to the report month. `years` is how far after
    those twelve months the wanted ones end.
    """
    if potential.empty or not (potential["rests_on"] == MEASURED).any():
        return None
    is_in = (potential["rests_on"] == MEASURED) & potential["potential"].gt(0)
    cells, sales = potential[is_in], potential["sales"]
    whole, own = growths(sizes, currency=currency)
    yearly = float(whole.mean()) if len(whole) else 0.0
    node = own.reindex(pd.MultiIndex.from_frame(cells[NODE]))
    n, mean = (node[name].fillna(0.0).to_numpy(float) for name in ("n", "mean"))
    logs = (n * mean + PRIOR_YEARS * yearly) / (n + PRIOR_YEARS)
    factor = np.exp(logs * years)
    inside = float((cells["sales"] * factor).sum())
    moves = share_moves(ours, yearly)
    half = NORMAL * np.sqrt(_ahead(whole.to_numpy(float), years) + moves**2 * max(years, 0.0))
    ends = {one: float((cells[one].fillna(cells["potential"]) * factor).sum()) for one in ENDS}
    return TopDown(
        inside=inside,
        low=inside * np.exp(-half),
        high=inside * np.exp(half),
        outside=float(sales.sum() - cells["sales"].sum()),
        sales=float(sales.sum()),
        market=ends["potential"],
        market_low=ends["low"],
        market_high=ends["high"],
        growth=float(np.expm1(yearly)) if len(whole) else float("nan"),
        n_growths=len(whole),
        n_cells=len(cells),
        until=str(cells["measured_until"].max()),
    )


def growths(sizes: pd.DataFrame, *, currency: str = "") -> tuple[pd.Series, pd.DataFrame]:
    """Return the logs of the market's growth from year to year, and those of each node.

    The first has a row per year end, the mean of the sources that measure both years, of cells
    that a source measures in both. The second: per region and segment n (years) and mean.
    """
    pairs = _pairs(_years(sizes, currency))
    whole = _grown(pairs, ["end"])
    nodes = _grown(pairs, [*NODE, "end"]).groupby(NODE, observed=True)
    return whole, pd.DataFrame({"n": nodes.size(), "mean": nodes.mean()})


def _years(sizes: pd.DataFrame, currency: str) -> pd.DataFrame:
    """Return source, cell, end and amount of whole years, back from each source's newest month."""
    known = sizes["size_amount"].notna() & sizes["currency"].isin(["", currency])
    rows = sizes[known & sizes["period_end"].notna()]
    first, last = (
        rows[name].dt.year * YEAR + rows[name].dt.month - 1
        for name in ("period_start", "period_end")
    )
    newest = last.groupby(rows["source"]).transform("max")
    rows = rows.assign(back=(newest - last) // YEAR, n_months=last - first + 1, newest=newest)
    keys = ["source", *CELL, "newest", "back"]
    sums = rows.groupby(keys, observed=True).agg(
        amount=("size_amount", "sum"), n_months=("n_months", "sum")
    )
    whole = sums[(sums["n_months"] == YEAR) & (sums["amount"] > 0)].reset_index()
    return whole.assign(end=whole["newest"] - YEAR * whole["back"])


def _pairs(yearly: pd.DataFrame) -> pd.DataFrame:
    """Return the years of cells that the same source measured a year before, too."""
    before = yearly.assign(end=yearly["end"] + YEAR).rename(columns={"amount": "before"})
    return yearly.merge(before[["source", *CELL, "end", "before"]], on=["source", *CELL, "end"])


def _grown(pairs: pd.DataFrame, keys: list[str]) -> pd.Series:
    """Return the log growth of sums of cells by these keys, the mean of the sources."""
    sums = pairs.groupby(["source", *keys], observed=True)[["amount", "before"]].sum()
    logs = (sums["amount"] / sums["before"]).map(np.log)
    return logs.groupby(keys, observed=True).mean()


def share_moves(ours: pd.Series, growth: float) -> float:
    """Return how far our share moves in a year, in logs: root mean square of our growth's lead.

    `ours` are our sales by month, whose years end with the last month; where years are few it is
    held to the usual.
    """
    values = ours.to_numpy(float)
    n = len(values) // YEAR
    sums = values[len(values) - n * YEAR :].reshape(n, YEAR).sum(axis=1)
    sums = sums[np.logical_and.accumulate((sums > 0)[::-1])[::-1]]
    leads = np.diff(np.log(sums)) - growth
    squares = float((leads**2).sum()) + PRIOR_YEARS * USUAL_MOVE**2
    return float(np.sqrt(squares / (len(leads) + PRIOR_YEARS)))


def _ahead(whole: np.ndarray, years: float) -> float:
    """Return the variance of the growth to come, in logs: of its mean, and of single years."""
    n = len(whole)
    sd = float(whole.std(ddof=1)) if n >= FEWEST_GROWTHS else USUAL_MOVE
    degrees = n - 1 if n >= FEWEST_GROWTHS else FEWEST_GROWTHS
    wider = float(stdtrit(degrees, (1 + CONFIDENCE) / 2)) / NORMAL
    ahead = max(years, 0.0)
    return float((wider * sd) ** 2 * (ahead + ahead**2 / max(n, 1)))


def years_after(month: Month, last: str) -> float:
    """Return how many years after `month` the month `last` lies."""
    return (Month.parse(last).ordinal - month.ordinal) / YEAR
