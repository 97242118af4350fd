"""Our share: by segment, region and product group in the year that is measured, and its path."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from salesnb.market.cells import CELL, within
from salesnb.market.sizing import grade
from salesnb.market.years import Years
from salesnb.measures import growth
from salesnb.measures.market import market_share
from salesnb.methods.seasonality import decompose
from salesnb.months import Month

NAN = float("nan")
DIMENSIONS = ("total", "segment", "region", "product_group")
LEAST_MONTHS = 13
SHARES = ["share", "share_low", "share_high"]
SIZED = ["market", "low", "high", "growth", "yearly_growth", "sales", *SHARES, "share_before"]
SIZE = ["dimension", "node", *SIZED, "points", "confidence", "is_beyond"]
PATH = ["month", "market", "market_low", "market_high", "sales", *SHARES, "is_measured"]
_COLUMN = {"segment": "segment", "region": "region_id", "product_group": "product_group"}


def node_of(cells: pd.DataFrame, dimension: str) -> pd.Series:
    """Return the node of a dimension that each row lies in."""
    if dimension == "total":
        return pd.Series("total", index=cells.index, name="node", dtype="str")
    return cells[_COLUMN[dimension]].astype("str").rename("node")


def size_and_share(years: Years, ours: pd.DataFrame) -> pd.DataFrame:
    """Return size, growth and share of the newest measured year, by dimension and node.

    Sales are ours of the very same twelve months in the measured cells; `growth` and the change
    of the share (`points`) compare with the year before, where both are measured and our
    sales go back so far.
    """
    if not years.ends:
        return pd.DataFrame(columns=SIZE)
    end = Month.parse(years.ends[-1])
    parts = [_of_dimension(years, ours, end, dimension) for dimension in DIMENSIONS]
    return pd.concat(parts, ignore_index=True)[SIZE]


def _of_dimension(years: Years, ours: pd.DataFrame, end: Month, dimension: str) -> pd.DataFrame:
    frame = _market_sums(years, str(end), dimension).rename(columns={"amount": "market"})
    there = frame.index
    first = _market_sums(years, years.ends[0], dimension)["amount"].reindex(there)
    frame["yearly_growth"] = yearly_growth(frame["market"], first, len(years.ends) - 1)
    frame["growth"] = frame["share_before"] = NAN
    frame["sales"] = _sales_sums(ours, end, dimension, there)
    if len(years.ends) > 1:
        before = _market_sums(years, str(end - 12), dimension)["amount"].reindex(there)
        frame["growth"] = growth(frame["market"], before)
        frame["share_before"] = market_share(_sales_sums(ours, end - 12, dimension, there), before)
    frame["share"] = market_share(frame["sales"], frame["market"])
    frame["share_low"] = market_share(frame["sales"], frame["high"])
    frame["share_high"] = market_share(frame["sales"], frame["low"])
    frame["points"] = frame["share"] - frame["share_before"]
    sizes = frame[["low", "market", "high"]].itertuples(index=False)
    frame["confidence"] = [grade(*one) for one in sizes]
    frame["is_beyond"] = frame["share"].fillna(0.0) > 1
    return frame.reset_index().assign(dimension=dimension)


def yearly_growth(now: pd.Series, first: pd.Series, n_years: int) -> pd.Series:
    """Return the mean growth a year; missing without a year between, or from nothing."""
    if n_years < 1:
        return now * NAN
    known = (now > 0) & (first > 0)
    return (now.where(known) / first.where(known)) ** (1 / n_years) - 1


def _market_sums(years: Years, end: str, dimension: str) -> pd.DataFrame:
    cells = years.sizing.year(end)
    return cells.groupby(node_of(cells, dimension))[["amount", "low", "high"]].sum()


def _sales_sums(ours: pd.DataFrame, last: Month, dimension: str, nodes: pd.Index) -> pd.Series:
    """Return our sales of twelve months in each node; missing where they do not go back so far."""
    inside = within(ours[ours["is_covered"]], last)
    sums = inside.groupby(node_of(inside, dimension))["cents"].sum() / 100
    return sums.reindex(nodes, fill_value=0.0) * (1.0 if _is_whole(ours, last) else NAN)


def _is_whole(ours: pd.DataFrame, last: Month) -> bool:
    """Return whether our sales go back to the first of the twelve months up to `last`."""
    return len(ours) > 0 and str(ours["month"].min()) <= str(last - 11)


def share_path(
    years: Years, ours: pd.DataFrame, *, month: Month, working_days: Callable[[Month], int]
) -> pd.DataFrame:
    """Return our share of every twelve months up to `month`, and of each single month.

    Columns: month, market, market_low, market_high, sales, share, share_low, share_high (of the
    twelve months up to the month), monthly_share (our sales of the month, calendar taken out,
    over a twelfth of the market around it), is_measured (the market's year is not carried on).
    """
    sold = monthly_sales(ours, month=month)
    if not years.ends:
        return pd.DataFrame(columns=[*PATH, "monthly_share"])
    first = Month.parse(years.ends[0])
    if len(sold):
        first = max(first, Month.parse(sold.index[0]) + 11)
    rolling = sold.rolling(12).sum()
    monthly = _monthly_share(years, sold, working_days)
    rows = [_path_row(years, m, rolling) for m in first.until(month) if years.is_known(m)]
    frame = pd.DataFrame(rows, columns=PATH)
    return frame.assign(monthly_share=frame["month"].map(monthly).astype(float))


def monthly_sales(ours: pd.DataFrame, *, month: Month) -> pd.Series:
    """Return our sales in the measured cells by month, none left out, up to `month`."""
    sums = ours.loc[ours["is_covered"]].groupby("month")["cents"].sum() / 100
    if sums.empty:
        return sums
    every = Month.parse(str(sums.index.min())).until(month)
    return sums.reindex([str(m) for m in every], fill_value=0.0)


def _path_row(years: Years, month: Month, rolling: pd.Series) -> dict[str, object]:
    amount, low, high = years.total(month)
    sales = float(rolling.get(str(month), NAN))
    return {
        "month": str(month),
        "market": amount,
        "market_low": low,
        "market_high": high,
        "sales": sales,
        "share": market_share(sales, amount),
        "share_low": market_share(sales, high),
        "share_high": market_share(sales, low),
        "is_measured": not years.beyond(month),
    }


def _monthly_share(
    years: Years, sold: pd.Series, working_days: Callable[[Month], int]
) -> dict[str, float]:
    """Return each month's sales, calendar taken out, over a twelfth of the market around it."""
    if len(sold) < LEAST_MONTHS:
        return {}
    parts = decompose(sold.index.tolist(), sold.to_numpy(float), working_days=working_days).frame
    shares = {}
    for text, adjusted in zip(parts["month"], parts["adjusted"], strict=True):
        around = Month.parse(text)
        ends = [years.total(around + ahead)[0] for ahead in (5, 6)]
        shares[text] = market_share(12 * float(adjusted), float(np.mean(ends)))
    return shares


def covered(ours: pd.DataFrame, last: Month) -> pd.DataFrame:
    """Return one row: our sales of twelve months in all, in measured cells, and outside them."""
    inside = within(ours, last)
    sums = inside.groupby("is_covered")["cents"].sum() / 100
    total, outside = float(sums.sum()), float(sums.get(False, 0.0))
    row = {
        "scope": "total",
        "sales": total,
        "inside": float(sums.get(True, 0.0)),
        "outside": outside,
        "outside_share": market_share(outside, total),
        "n_cells": len(inside[inside["is_covered"]].drop_duplicates(CELL)),
    }
    return pd.DataFrame([row])
