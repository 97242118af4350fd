"""What changed our sales: the market, or our share of it? Exact to the cent in every node.

Per market cell: market effect = old share x change of the market; share effect = change of the
share x new market. They sum to the change. What no source measures stands apart as `outside`.
Cells add up, so that all nodes of a dimension add up to the firm.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.market.cells import CELL, within
from salesnb.market.share import DIMENSIONS, node_of
from salesnb.market.years import Years
from salesnb.measures import growth
from salesnb.months import Month

PARTS = ("before", "market", "share", "outside", "now")
COLUMNS = ["span", "until", "dimension", "node", *PARTS, "change", "growth", "market_growth"]


def split(years: Years, ours: pd.DataFrame, *, month: Month) -> pd.DataFrame:
    """Return growth split into market and share effect, by span, dimension and node.

    Spans: `latest`, the twelve months up to `month` against the twelve before (the market beyond
    the last measured year is carried on); `measured`, the last measured year against the one
    before. `until` is the last month of a span. A span whose earlier market or sales are not known
    has no rows.
    """
    spans = {"latest": month}
    if years.ends:
        spans["measured"] = Month.parse(years.ends[-1])
    parts = [
        _span(years, ours, last).assign(span=name, until=str(last))
        for name, last in spans.items()
        if _is_known(years, ours, last)
    ]
    return pd.concat(parts, ignore_index=True)[COLUMNS] if parts else pd.DataFrame(columns=COLUMNS)


def _is_known(years: Years, ours: pd.DataFrame, last: Month) -> bool:
    reaches = len(ours) > 0 and str(ours["month"].min()) <= str(last - 23)
    return reaches and years.is_known(last) and years.is_known(last - 12)


def _span(years: Years, ours: pd.DataFrame, last: Month) -> pd.DataFrame:
    cells = _cells(years, ours, last)
    return pd.concat([_nodes(cells, dimension) for dimension in DIMENSIONS], ignore_index=True)


def _cells(years: Years, ours: pd.DataFrame, last: Month) -> pd.DataFrame:
    """Return one row per cell with its parts in whole cents, and both markets."""
    ends = (last - 12, last)
    sold = [within(ours, end).set_index([*CELL, "is_covered"])["cents"] for end in ends]
    sales = pd.concat(sold, axis=1, keys=["before", "now"]).fillna(0).astype("int64").reset_index()
    markets = [years.cells(end).set_index(CELL)["amount"] for end in ends]
    both = pd.concat(markets, axis=1, keys=["market_before", "market_now"]).reset_index()
    frame = sales.merge(both, on=CELL, how="outer")
    frame["is_covered"] = frame["is_covered"].astype("object").fillna(True).astype(bool)
    frame[["before", "now"]] = frame[["before", "now"]].fillna(0).astype("int64")
    change = frame["now"] - frame["before"]
    base = frame["market_before"].where(frame["market_before"] > 0)
    grown = (frame["market_now"] / base - 1).where(frame["is_covered"]).fillna(0.0)
    frame["market"] = np.round(frame["before"] * grown).astype("int64")
    frame["outside"] = change.where(~frame["is_covered"], 0)
    frame["share"] = change - frame["market"] - frame["outside"]
    return frame


def _nodes(cells: pd.DataFrame, dimension: str) -> pd.DataFrame:
    columns = [*PARTS, "market_before", "market_now"]
    sums = cells.groupby(node_of(cells, dimension))[columns].sum().reset_index()
    sums["market_growth"] = growth(sums["market_now"], sums["market_before"])
    sums["growth"] = growth(sums["now"], sums["before"])
    sums["change"] = sums["now"] - sums["before"]
    sums[[*PARTS, "change"]] = sums[[*PARTS, "change"]] / 100
    return sums.assign(dimension=dimension)
