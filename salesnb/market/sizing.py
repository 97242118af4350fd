"""How large the market is: each source for itself, side by side, and what they say together.

Sources differ in level (one counts more than another) and in care (one states a wider range). What
they say together is their mean, weighted by the inverse of the variance that their stated ranges
and their disagreement leave (random effects; DerSimonian and Laird, Controlled Clinical Trials
1986). A stated low and high are read as a 95 % range. Errors of one source's cells are
taken to go together, so that the ranges of sums are the sums of ranges: wide rather than narrow.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from salesnb.market.cells import CELL, Sizes
from salesnb.measures import growth, ratio
from salesnb.months import Month

Z95 = 1.96
UNSTATED_SD = 0.15  # of a source that states no range: about 30 % either way
INCOMPARABLE = 2.5  # sources that differ by this factor measure different things, or currencies
GRADES = ((0.10, "high"), (0.20, "medium"))  # half the range over the size; wider is low

NODES = ["node", "source", "year_end", "amount", "low", "high", "dimension", "over_least"]
SOURCES = [
    *["source", "method", "year_end", "age_months", "n_cells", "amount", "low", "high", "growth"],
    *["confidence", "common", "weight", "is_comparable", "over_least"],
]
TOGETHER = [*CELL, "year_end", "amount", "low", "high", "n_sources", "sources"]


@dataclass(frozen=True)
class Sizing:
    """Market sizes by year.

    `by_source`: source, method, the cell, year_end (YYYY-MM), amount, low, high; whole
    years only. `together`: the cell, year_end, amount, low, high, n_sources, sources. `weights`:
    source, weight (they sum to 1), factor (its level over the common one), is_comparable.
    `newest`: the last month that a whole year is measured to ('' without any).
    """

    by_source: pd.DataFrame
    together: pd.DataFrame
    weights: pd.DataFrame
    between_sd: float

    @property
    def newest(self) -> str:
        return "" if self.together.empty else str(self.together["year_end"].max())

    @property
    def years(self) -> list[str]:
        """The year ends that lie whole years before the newest, rising, without a gap."""
        if not self.newest:
            return []
        there = set(self.together["year_end"])
        found = [self.newest]
        while str(Month.parse(found[0]) - 12) in there:
            found.insert(0, str(Month.parse(found[0]) - 12))
        return found

    def year(self, end: str) -> pd.DataFrame:
        """Return the cells of one year, all sources together."""
        return self.together[self.together["year_end"] == end]


def sizing(sizes: Sizes) -> Sizing:
    """Return the market by year, per source and together."""
    by_source = _years(sizes.rows)
    if by_source.empty:
        return Sizing(by_source, pd.DataFrame(columns=TOGETHER), _no_weights(), float("nan"))
    spread = pd.Series({str(s): _stated_variance(own) for s, own in by_source.groupby("source")})
    comparable = _comparable(by_source, spread)
    used = by_source[by_source["source"].isin(comparable)]
    between = _between(used, spread)
    raw = (1 / (spread[comparable] + between)).rename("weight")
    factor = _factors(used, raw)
    together = _together(used, raw, factor)
    weights = pd.DataFrame({"weight": raw / raw.sum(), "factor": factor}).reindex(spread.index)
    weights = weights.assign(is_comparable=weights["weight"].notna()).fillna({"weight": 0.0})
    return Sizing(by_source, together, weights.rename_axis("source").reset_index(), between**0.5)


def _no_weights() -> pd.DataFrame:
    return pd.DataFrame(columns=["source", "weight", "factor", "is_comparable"])


def _years(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the whole years of each source and cell: the periods of twelve months, summed."""
    keys = ["source", "method", *CELL]
    parts = []
    for _, own in rows.groupby(["source", "n_months"]):
        step, there = int(own["n_months"].iloc[0]), set(own["end"])
        for end in sorted(there):
            tiles = {str(Month.parse(end) - i) for i in range(0, 12, step)}
            if tiles <= there:
                grouped = own[own["end"].isin(tiles)].groupby(keys)
                sums = grouped[["amount", "low", "high"]].sum(min_count=len(tiles))
                parts.append(sums[grouped.size() == len(tiles)].reset_index().assign(year_end=end))
    columns = [*keys, "year_end", "amount", "low", "high"]
    rows = pd.concat(parts)[columns] if parts else pd.DataFrame(columns=columns)
    return rows.drop_duplicates(["source", *CELL, "year_end"]).reset_index(drop=True)


def _stated_variance(own: pd.DataFrame) -> float:
    """Return the relative variance that a source's stated ranges mean."""
    ok = own[(own["low"] > 0) & (own["high"] > own["low"])]
    if ok.empty:
        return UNSTATED_SD**2
    return float(np.median((np.log(ok["high"] / ok["low"]) / (2 * Z95)) ** 2))


def _comparable(by_source: pd.DataFrame, spread: pd.Series) -> list[str]:
    """Return the sources that measure the same thing as the one with the narrowest range."""
    size = by_source.groupby("source").size()
    order = sorted(spread.index, key=lambda s: (spread[s], -size[s], s))
    levels = _wide(by_source)
    kept = [order[0]]
    for source in order[1:]:
        both = levels[[order[0], source]].dropna()
        both = both[(both > 0).all(axis=1)]
        factor = float(np.exp(np.median(np.log(both[source] / both[order[0]])))) if len(both) else 1
        if 1 / INCOMPARABLE < factor < INCOMPARABLE:
            kept.append(source)
    return sorted(kept)


def _wide(by_source: pd.DataFrame) -> pd.DataFrame:
    """Return amounts with a column per source."""
    return by_source.pivot(index=[*CELL, "year_end"], columns="source", values="amount")


def _between(used: pd.DataFrame, spread: pd.Series) -> float:
    """Return the variance between sources beyond what their stated ranges explain."""
    wide = _wide(used)
    both = wide[(wide > 0).sum(axis=1) >= 2]
    if both.empty:
        return 0.0
    logs = np.log(both.where(both > 0))
    seen = float(logs.var(axis=1, ddof=1).mean())
    return max(seen - float(spread[list(wide.columns)].mean()), 0.0)


def _factors(used: pd.DataFrame, weight: pd.Series) -> pd.Series:
    """Return each source's level over the common one, where all sources measure the same cells."""
    wide = _wide(used)
    all_there = wide[(wide > 0).all(axis=1)]
    if all_there.empty or len(wide.columns) == 1:
        return pd.Series(1.0, index=wide.columns)
    common = (all_there * weight).sum(axis=1) / weight.sum()
    return all_there.sum() / common.sum()


def _together(used: pd.DataFrame, weight: pd.Series, factor: pd.Series) -> pd.DataFrame:
    """Return what the sources say together of each cell and year."""
    wide = _wide(used)
    there = wide.notna()
    is_alone = ~there.all(axis=1)  # such a source is brought to the common level
    level = (wide / factor).where(is_alone, wide)
    counted = there * weight
    amount = (level * counted).sum(axis=1) / counted.sum(axis=1)
    half = Z95 / np.sqrt(counted.sum(axis=1))
    named = there.apply(lambda row: ", ".join(row.index[row]), axis=1)
    cells = pd.DataFrame({"amount": amount, "low": amount * np.exp(-half)})
    cells["high"] = amount * np.exp(half)
    cells["n_sources"] = there.sum(axis=1)
    return cells.assign(sources=named).reset_index()


def grade(low: float, amount: float, high: float) -> str:
    """Return how far a size can be trusted: high, medium or low, by its range."""
    half = (high - low) / 2 / amount if amount > 0 else float("inf")
    return next((word for limit, word in GRADES if half <= limit), "low")


def source_table(sizing: Sizing, *, month: Month) -> pd.DataFrame:
    """Return one row per source: its newest year, its growth, its range and its weight.

    `common` is its total over the cells and the year that the most sources measure, so that
    differences (`over_least`: above the lowest source) are of opinion, not of coverage.
    """
    side = _side_by_side(sizing)
    rows = [
        _source_row(str(source), own, month)
        | {"common": side.loc[side["source"] == source, "amount"].sum()}
        for source, own in sizing.by_source.groupby("source")
    ]
    if not rows:
        return pd.DataFrame(columns=SOURCES)
    frame = pd.DataFrame(rows).merge(sizing.weights.drop(columns="factor"), on="source")
    frame["over_least"] = growth(frame["common"], frame["common"].min())
    return frame


def _source_row(source: str, own: pd.DataFrame, month: Month) -> dict[str, object]:
    end = Month.parse(str(own["year_end"].max()))
    now, before = (own[own["year_end"] == str(e)].set_index(CELL) for e in (end, end - 12))
    both = now.index.intersection(before.index)
    sums = now[["low", "amount", "high"]].sum(min_count=len(now))
    return {
        "source": source,
        "method": next(iter(now["method"]), ""),
        "year_end": str(end),
        "age_months": month.ordinal - end.ordinal,
        "n_cells": len(now),
        **sums,
        "growth": growth(now.loc[both, "amount"].sum(), before.loc[both, "amount"].sum()),
        "confidence": grade(*sums) if sums.notna().all() else "low",
    }


def _side_by_side(sizing: Sizing) -> pd.DataFrame:
    """Return the newest year that most sources measure, of the cells that all of them have."""
    rows = sizing.by_source
    if rows.empty:
        return rows
    counts = rows.groupby("year_end")["source"].nunique()
    year = counts[counts == counts.max()].index.max()
    there = rows[rows["year_end"] == year]
    return there[there.groupby(CELL)["source"].transform("nunique") == counts.max()]


def source_nodes(sizing: Sizing) -> pd.DataFrame:
    """Return each source's size by segment, region and product group, side by side.

    Columns: dimension, node, source, year_end, amount, low, high, over_least (against the lowest).
    """
    side = _side_by_side(sizing)
    if side.empty:
        return pd.DataFrame(columns=NODES)
    parts = [_nodes_of(side, dimension) for dimension in ("total", *CELL)]
    frame = pd.concat(parts, ignore_index=True)
    least = frame.groupby(["dimension", "node"])["amount"].transform("min")
    frame["over_least"] = ratio(frame["amount"], least) - 1
    return frame


def _nodes_of(side: pd.DataFrame, dimension: str) -> pd.DataFrame:
    node = side[dimension] if dimension in CELL else pd.Series("total", index=side.index)
    keys = [node.rename("node"), side["source"], side["year_end"]]
    grouped = side.groupby(keys)[["amount", "low", "high"]]
    sums = grouped.sum().where(grouped.count().eq(side.groupby(keys).size(), axis=0))
    return sums.reset_index().assign(dimension=dimension.removesuffix("_id"))
