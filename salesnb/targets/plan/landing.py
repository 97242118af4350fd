"""Rows of history that land where the forecast does: by region, product group, rep and method."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from salesnb.members import UNASSIGNED
from salesnb.months import Month
from salesnb.targets.plan.history import History

Array = NDArray[np.float64]
CARRIED = {  # dimension of the forecast -> column of a row, and the column that lines came with
    "sales_method": ("sales_method_id", "sales_method_id"),
    "rep": ("rep_id", "came_with"),
    "region": ("region_id", "region_id"),
    "product_group": ("product_group", "came_as"),
}
BY_MONTH = {"region", "product_group"}  # the others by the year: their seasons follow from these
ROUNDS = 15  # with all margins
MORE_ROUNDS = 45  # with those by month alone, where customers who moved keep all from holding
NEAR = 1e-7  # of a margin: nearer it need not come


@dataclass(frozen=True)
class Margin:
    """Sums that rows shall have: `code` is the group of each row, `sums` (groups, months or 1)."""

    code: NDArray[np.intp]
    sums: Array


def landed(
    history: History, groups: pd.Series, forecast: pd.DataFrame, months: list[str]
) -> Array | None:
    """Return what the forecast expects of each row and month: (rows, months), or None without one.

    `groups` is the product group of each product, `forecast` the artefact of that name. Months that
    it does not reach take the amount of the same month a year earlier, else the mean of the others.
    """
    expected = _expected(forecast)
    total = _of_months(expected[expected["dimension"] == "total"], months)
    if total.empty or not len(history.rows) or total.to_numpy().sum() <= 0:
        return None
    rows = history.rows.assign(product_group=_group(history.rows["product_id"], groups))
    net = history.net.assign(
        product_group=_group(history.net["product_id"], groups),
        came_as=_group(history.net["was"], groups),
    )
    seed = rows["amount"].to_numpy()[:, None] * history.goes_on
    margins = []
    for dimension, (column, came) in CARRIED.items():
        nodes = _of_months(expected[expected["dimension"] == dimension], months)
        if not nodes.empty:
            carried = _carried(nodes, net[net["amount"] > 0], column, came)
            margins.append(_margin(rows[column], carried, seed, dimension in BY_MONTH))
    whole = Margin(np.zeros(len(rows), dtype=np.intp), total.to_numpy(float))
    return _raked(seed, [*margins, whole])


def _group(product: pd.Series, groups: pd.Series) -> pd.Series:
    return product.map(groups).fillna("").replace("", UNASSIGNED).astype("str")


def _expected(forecast: pd.DataFrame) -> pd.DataFrame:
    """Return dimension, node, month and expected sales, once for each."""
    own = forecast[forecast["measure"] == "sales"]
    return own.drop_duplicates(["dimension", "node", "month"])


def _of_months(expected: pd.DataFrame, months: list[str]) -> pd.DataFrame:
    """Return the nodes' months, a column per month."""
    wide = expected.pivot(index="node", columns="month", values="expected").fillna(0.0)
    if wide.empty:
        return wide
    mean = wide.mean(axis=1)
    found = {m: wide.get(m, wide.get(str(Month.parse(m) - 12), mean)) for m in months}
    return pd.DataFrame(found, index=wide.index)


def _carried(nodes: pd.DataFrame, net: pd.DataFrame, column: str, came: str) -> pd.DataFrame:
    """Return the nodes' amounts by who carries them on: as their sales of the last year moved."""
    if column == came:
        return nodes
    moved = net.groupby([came, column])["amount"].sum().rename("part").reset_index()
    moved["part"] /= moved.groupby(came)["part"].transform("sum")
    moved = moved[moved[came].isin(nodes.index)]
    parts = nodes.loc[moved[came]].to_numpy() * moved["part"].to_numpy()[:, None]
    return pd.DataFrame(parts, columns=nodes.columns).groupby(moved[column].to_numpy()).sum()


def _margin(of_row: pd.Series, nodes: pd.DataFrame, seed: Array, by_month: bool) -> Margin:
    """Return a margin; a member that the forecast does not know keeps what it has."""
    code, members = pd.factorize(of_row)
    own = np.zeros((len(members), seed.shape[1]))
    np.add.at(own, code, seed / 12)
    sums = nodes.reindex(members).fillna(0.0).to_numpy(float)
    sums = np.where(sums.sum(axis=1, keepdims=True) > 0, sums, own)
    return Margin(code, sums if by_month else sums.sum(axis=1, keepdims=True))


def _raked(seed: Array, margins: list[Margin]) -> Array:
    """Return the rows nearest to `seed` that have the margins' sums, each scaled to the last.

    Where they cannot all hold, those by month do.
    """
    found = seed * (margins[-1].sums.sum() / max(seed.sum(), 1e-9))
    found = _scaled(found, margins, ROUNDS)
    return _scaled(found, [one for one in margins if one.sums.shape[1] > 1], MORE_ROUNDS)


def _scaled(found: Array, margins: list[Margin], rounds: int) -> Array:
    whole, rows = margins[-1].sums.sum(), np.arange(len(found))
    sums = [sparse.csr_array((np.ones(len(found)), (one.code, rows))) for one in margins]
    for _ in range(rounds):
        worst = 0.0
        for one, group in zip(margins, sums, strict=True):
            wanted = one.sums * (whole / one.sums.sum())
            there = group @ (found if wanted.shape[1] > 1 else found.sum(axis=1, keepdims=True))
            factor = np.divide(wanted, there, out=np.zeros_like(wanted), where=there > 0)
            worst = max(worst, float(np.abs(factor[there > 0] - 1).max(initial=0.0)))
            found = found * factor[one.code]
        if worst < NEAR:
            break
    return found
