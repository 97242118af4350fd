"""What changed sales: price, volume, mix, new and lost customers; closes to the cent everywhere.

Convention (stated once, used everywhere): for what both spans bought, price = (P1 - P0) x Q1 per
customer and product; volume = (Q1 - Q0) x average P0 of the node; mix is the remainder of the
customers that stayed. A customer is new (lost) when it bought nothing at all from the firm in
the earlier (later) span.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.measures import growth
from salesnb.sales.windows import Windows, cents

PARTS = ("before", "lost", "new", "price", "volume", "mix", "now")
OTHERS, BETWEEN = "(others)", "(between)"  # nodes that make a bridge by node add up to the firm's


def bridge(sales: pd.DataFrame, *, windows: Windows, by: dict[str, str]) -> pd.DataFrame:
    """Return one row per node and part: how sales of a year ago became today's.

    `sales` has month, customer_id, product_id, quantity, net_amount and the columns named in
    `by` (dimension -> column); the node `total` of dimension `total` is always there. Parts:
    before + lost + new + price + volume + mix = now, exactly, in every node; `before`, `lost`,
    `new`, `price` and `now` also add up over the nodes of a dimension. No rows where the facts do
    not reach back to the first month of the earlier span: twelve months less eleven tell nothing.
    """
    if not windows.is_whole(sales):
        return pd.DataFrame(columns=["dimension", "node", "part", "amount"])
    before, now = windows.split(sales)
    bought_before, bought_now = _buyers(before), _buyers(now)
    now = now.assign(price_cents=_price_cents(before, now, bought_before & bought_now))
    before = before.assign(price_cents=0)
    parts = [
        _of_dimension(before, now, dimension, column, bought_before, bought_now)
        for dimension, column in {"total": "", **by}.items()
    ]
    return pd.concat(parts, ignore_index=True)


def _buyers(facts: pd.DataFrame) -> set[str]:
    """Return the customers with positive sales in a span (returns alone are no purchase)."""
    sums = cents(facts["net_amount"]).groupby(facts["customer_id"]).sum()
    return set(sums.index[sums > 0])


def _of_dimension(
    before: pd.DataFrame,
    now: pd.DataFrame,
    dimension: str,
    column: str,
    bought_before: set[str],
    bought_now: set[str],
) -> pd.DataFrame:
    then, today = _pairs(before, column), _pairs(now, column)
    pairs = then.add_suffix("0").join(today.add_suffix("1"), how="outer")
    pairs = pairs.fillna(0)
    customer = pairs.index.get_level_values("customer_id")
    is_new = customer.isin(list(bought_now - bought_before))
    is_lost = customer.isin(list(bought_before - bought_now))
    stays = ~(is_new | is_lost)
    change = pairs["cents1"] - pairs["cents0"]
    rows = pd.DataFrame(
        {
            "node": pairs.index.get_level_values("node"),
            "before": pairs["cents0"],
            "now": pairs["cents1"],
            "new": change.where(is_new, 0),
            "lost": change.where(is_lost, 0),
            "price": pairs["price_cents1"].astype("int64"),
            "q0": pairs["quantity0"].where(stays, 0),
            "q1": pairs["quantity1"].where(stays, 0),
            "c0": pairs["cents0"].where(stays, 0),
        }
    )
    sums = rows.reset_index(drop=True).groupby("node").sum()
    average = np.where(sums["q0"] > 0, sums["c0"] / sums["q0"].where(sums["q0"] > 0, 1), 0)
    sums["volume"] = np.round((sums["q1"] - sums["q0"]) * average).astype("int64")
    known = sums["new"] + sums["lost"] + sums["price"] + sums["volume"]
    sums["mix"] = sums["now"] - sums["before"] - known
    wide = sums[list(PARTS)].rename_axis("node").reset_index()
    long = wide.melt(id_vars="node", var_name="part", value_name="amount")
    long["amount"] = long["amount"] / 100
    long["dimension"] = dimension
    return long[["dimension", "node", "part", "amount"]]


def _pairs(facts: pd.DataFrame, column: str) -> pd.DataFrame:
    """Return cents and quantity per node, customer and product."""
    node = pd.Series(facts[column] if column else "total", index=facts.index, name="node")
    keys = [node, facts["customer_id"], facts["product_id"]]
    frame = pd.DataFrame(
        {
            "cents": cents(facts["net_amount"]),
            "quantity": facts["quantity"].fillna(0),
            "price_cents": facts["price_cents"],
        }
    )
    return frame.groupby(keys).sum()


def _price_cents(before: pd.DataFrame, now: pd.DataFrame, stayed: set[str]) -> pd.Series:
    """Return (P1 - P0) x Q1 of each row of `now`, in whole cents; 0 where there is no P0.

    P0 is what the customer paid for the product in the earlier span, in the whole firm: a
    customer who moves to another region or rep takes his old price along. Rounded row by row, so
    that every node adds up its own rows and the nodes add up to the firm.
    """
    keys = ["customer_id", "product_id"]
    then, today = _sums(before, keys), _sums(now, keys)
    is_priced = (then["quantity"] > 0) & (today["quantity"].reindex(then.index).fillna(0) > 0)
    is_priced &= then.index.get_level_values("customer_id").isin(list(stayed))
    old_price = (then["cents"] / then["quantity"].where(then["quantity"] > 0))[is_priced]
    pair = pd.MultiIndex.from_arrays([now[key] for key in keys], names=keys)
    at_old_price = old_price.reindex(pair).to_numpy() * now["quantity"].fillna(0)
    effect = cents(now["net_amount"]) - at_old_price
    return effect.fillna(0).round().astype("int64")


def _sums(facts: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    frame = pd.DataFrame(
        {"cents": cents(facts["net_amount"]), "quantity": facts["quantity"].fillna(0)}
    )
    return frame.groupby([facts[key] for key in keys]).sum()


def bridge_nodes(parts: pd.DataFrame, *, dimensions: tuple[str, ...], most: int) -> pd.DataFrame:
    """Return the bridge with one row per node, adding up to the firm's, dimension by dimension.

    Columns: dimension, node, size (of the change, either way), the seven parts, growth (missing on
    a base of nothing). The `most` largest changes, and, without a size, the rows that close the
    table: OTHERS (the nodes beyond), BETWEEN (what volume and mix of the firm have more than those
    of the nodes: the shift from one node to another) and `total`, the firm's own bridge, which is
    the sum of all other rows to the cent.
    """
    found = [_nodes_of(parts, dimension, most) for dimension in dimensions]
    frame = pd.concat(found, ignore_index=True)
    amounts = [*PARTS, "size"]
    frame[amounts] = frame[amounts] / 100
    frame["growth"] = growth(frame["now"], frame["before"])
    return frame[["dimension", "node", *amounts, "growth"]]


def _nodes_of(parts: pd.DataFrame, dimension: str, most: int) -> pd.DataFrame:
    """Return the rows of one dimension, in whole cents."""
    own, whole = _wide(parts, dimension), _wide(parts, "total")
    size = (own["now"] - own["before"]).abs()
    own = own.iloc[np.lexsort((own.index.to_numpy(str), -size.to_numpy()))]
    rest = own.iloc[most:].sum().to_frame(OTHERS).T if len(own) > most else own.iloc[:0]
    between = (whole.sum() - own.sum()).to_frame(BETWEEN).T
    frame = pd.concat([own.head(most), rest, between if len(own) > 1 else own.iloc[:0], whole])
    frame["size"] = size.reindex(frame.index)
    return frame.rename_axis("node").reset_index().assign(dimension=dimension)


def _wide(parts: pd.DataFrame, dimension: str) -> pd.DataFrame:
    """Return one row per node of a dimension with its parts, in whole cents."""
    chosen = parts[parts["dimension"] == dimension].assign(c=lambda f: cents(f["amount"]))
    return chosen.pivot(index="node", columns="part", values="c").reindex(columns=list(PARTS))
