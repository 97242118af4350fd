"""Where market and sales meet: segment x region x product group, at the grain that both know.

Market tables and sales rarely speak alike: a market may be measured per province while we sell per
city, or hold segments that no customer carries. Here each market row is cleaned, each of our sales
finds the market cell that it belongs to, and what finds none is counted as outside.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass
from itertools import pairwise

import pandas as pd

from salesnb.members import UNASSIGNED
from salesnb.months import Month

CELL = ["segment", "region_id", "product_group"]
WHOLE = "(all)"


@dataclass(frozen=True)
class Sizes:
    """Market sizes that can be used, and the rows that cannot.

    `rows`: source, method, segment, region_id, product_group, end (YYYY-MM, the period's last
    month), n_months, amount, low, high (missing where the source states none). `set_aside`:
    reason (currency, no_amount, period, roll_up: a sum over regions that stand there too, later:
    ends after the month), n_rows, amount. `collapsed`: the dimensions of which our own tables know
    no value, and which are therefore summed over.
    """

    rows: pd.DataFrame
    set_aside: pd.DataFrame
    collapsed: tuple[str, ...]

    @property
    def cells(self) -> pd.DataFrame:
        """The market cells that any source measures."""
        return self.rows[CELL].drop_duplicates().sort_values(CELL, ignore_index=True)


def usable_sizes(
    sizes: pd.DataFrame,
    *,
    known: Mapping[str, Set[str]],
    parents: Mapping[str, str],
    currency: str,
    month: Month,
) -> Sizes:
    """Return the market sizes that can be compared with each other and with sales.

    `known` has the segments and product groups that our own tables use, `parents` the region above
    each region. A row is set aside, counted and named when it cannot be used.
    """
    rows = _typed(sizes)
    reason = _reasons(rows, parents, currency, month)
    aside = rows[reason != ""].groupby(reason[reason != ""])["amount"]
    set_aside = pd.DataFrame({"n_rows": aside.size(), "amount": aside.sum()})
    kept = rows[reason == ""]
    collapsed = tuple(
        column
        for column in ("segment", "product_group")
        if len(kept) and not set(kept[column]) & known[column]
    )
    kept = kept.assign(**dict.fromkeys(collapsed, WHOLE))
    keys = ["source", *CELL, "end", "n_months"]
    summed = kept.groupby(keys, as_index=False).agg(
        method=("method", "first"), amount=("amount", "sum"), low=("low", _sum), high=("high", _sum)
    )
    return Sizes(summed, set_aside.rename_axis("reason").reset_index(), collapsed)


def _sum(values: pd.Series) -> float:
    """Return the sum, missing where one is missing."""
    return float(values.sum(skipna=False))


def _typed(sizes: pd.DataFrame) -> pd.DataFrame:
    """Return market rows with the last month and the length of their period, and float amounts."""
    start, end = sizes["period_start"], sizes["period_end"]
    first = start.dt.year * 12 + start.dt.month - 1
    last = end.dt.year * 12 + end.dt.month - 1
    spacing = sizes["source"].map(_spacing(first, sizes["source"]))
    n_months = (last - first + 1).where(end.notna(), spacing)
    is_whole = (start.dt.day == 1) & (end.isna() | end.dt.is_month_end)
    ends = [_month_text(f + n - 1) for f, n in zip(first, n_months, strict=True)]
    return sizes[["source", "method", *CELL, "currency"]].assign(
        end=pd.Series(ends, index=sizes.index, dtype="str"),
        n_months=n_months.where(is_whole, 0).astype(int),
        amount=sizes["size_amount"].astype(float),
        low=sizes["low_amount"].astype(float),
        high=sizes["high_amount"].astype(float),
    )


def _spacing(first: pd.Series, source: pd.Series) -> dict[str, int]:
    """Return, per source, the months between its periods: how long one without an end is."""
    gaps = {}
    for name, starts in first.groupby(source):
        distinct = sorted(set(starts))
        gaps[str(name)] = min((b - a for a, b in pairwise(distinct)), default=12)
    return gaps


def _month_text(ordinal: float) -> str:
    return f"{int(ordinal) // 12:04d}-{int(ordinal) % 12 + 1:02d}"


def _reasons(
    rows: pd.DataFrame, parents: Mapping[str, str], currency: str, month: Month
) -> pd.Series:
    """Return why each row is set aside, '' for those that are used."""
    reason = pd.Series("", index=rows.index)
    reason[_is_roll_up(rows, parents)] = "roll_up"
    reason[rows["end"] > str(month)] = "later"
    reason[~rows["n_months"].isin([1, 2, 3, 4, 6, 12])] = "period"
    reason[rows["amount"].isna()] = "no_amount"
    reason[~rows["currency"].isin(["", currency])] = "currency"
    return reason


def _is_roll_up(rows: pd.DataFrame, parents: Mapping[str, str]) -> pd.Series:
    """Return which rows stand for a region whose parts the same source measures in that period."""
    columns = ["source", "segment", "product_group", "end", "region_id"]
    keys = list(rows[columns].itertuples(index=False, name=None))
    above = {(*key[:-1], one) for key in keys for one in ancestors(key[-1], parents)[1:]}
    return pd.Series([key in above for key in keys], index=rows.index, dtype=bool)


def ancestors(region: str, parents: Mapping[str, str]) -> list[str]:
    """Return a region and those above it, nearest first."""
    path = [region]
    while path[-1] in parents and parents[path[-1]] not in path:
        path.append(parents[path[-1]])
    return path


def parents_of(regions: pd.DataFrame) -> dict[str, str]:
    """Return the region above each region that has one."""
    has = regions[regions["parent_id"] != ""]
    return dict(zip(has["region_id"], has["parent_id"], strict=True))


def our_cells(
    sales: pd.DataFrame,
    customers: pd.DataFrame,
    *,
    sizes: Sizes,
    parents: Mapping[str, str],
) -> pd.DataFrame:
    """Return our sales by month and market cell: month, the cell, cents, is_covered.

    `sales` have product groups. A sale's region becomes the nearest one above it that the market
    table measures; a sale whose cell no source measures keeps its own names and is not covered.
    Sums of `cents` are those of `sales`.
    """
    frame = sales[["month", "region_id", "product_group"]].assign(
        segment=_segments(sales["customer_id"], customers),
        cents=(sales["net_amount"].fillna(0) * 100).round().astype("int64"),
    )
    frame = frame.assign(**dict.fromkeys(sizes.collapsed, WHOLE))
    summed = frame.groupby(["month", *CELL], as_index=False)["cents"].sum()
    cells = sizes.cells.groupby(["segment", "product_group"])["region_id"]
    measured = {pair: set(regions) for pair, regions in cells}
    own = zip(summed["segment"], summed["region_id"], summed["product_group"], strict=True)
    found = [_market_region(measured.get((s, g), set()), r, parents) for s, r, g in own]
    there = pd.Series(found, index=summed.index, dtype="object")
    summed["is_covered"] = there.notna()
    summed["region_id"] = there.where(there.notna(), summed["region_id"]).astype("str")
    return summed.groupby(["month", *CELL, "is_covered"], as_index=False)["cents"].sum()


def _market_region(measured: set[str], region: str, parents: Mapping[str, str]) -> str | None:
    return next((one for one in ancestors(region, parents) if one in measured), None)


def _segments(ids: pd.Series, customers: pd.DataFrame) -> pd.Series:
    """Return the segment of each customer, `(unassigned)` where none is stated."""
    known = dict(zip(customers["customer_id"], customers["segment"], strict=True))
    found = ids.map(known).astype("object").fillna("").astype("str")
    return found.where(found != "", UNASSIGNED)


def within(cells: pd.DataFrame, last: Month, *, n: int = 12) -> pd.DataFrame:
    """Return our cells' sums over the `n` months up to `last`: the cell, is_covered, cents."""
    span = {str(m) for m in (last - (n - 1)).until(last)}
    inside = cells[cells["month"].isin(span)]
    return inside.groupby([*CELL, "is_covered"])["cents"].sum().reset_index()
