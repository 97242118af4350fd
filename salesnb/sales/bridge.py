"""What changed sales: price, volume, mix, new and lost customers; closes to the cent everywhere.

Convention (stated once, used everywhere): a customer is new (lost) when it bought nothing at all
from the firm in the earlier (later) span, and has stopped when it is named so and bought in both.
For what the others bought, price = (P1 - P0) x Q1 per customer and product, and
volume = (Q1 - Q0) x average P0 per product, P0 being the firm's; of a product that they did not buy
before, all is volume. Mix is what remains: the same products sold to customers who pay more, or
less. Every part adds up over the nodes of a dimension, so that firm, region and group agree.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
import pandas as pd

from salesnb.measures import growth
from salesnb.sales.windows import Windows, buyers, cents

PARTS = ("before", "lost", "stopped", "new", "price", "volume", "mix", "now")
OTHERS = "(others)"  # the nodes beyond those of a table
PAIR = ["customer_id", "product_id"]


def bridge(
    sales: pd.DataFrame,
    *,
    windows: Windows,
    by: dict[str, str],
    stopped: Collection[str] = (),
) -> pd.DataFrame:
    """Return one row per node and part: how sales of a year ago became today's.

    `sales` has month, customer_id, product_id, quantity, net_amount, n_purchases and the columns
    named in `by` (dimension -> column); the node `total` of dimension `total` is always there.
    `stopped` are customers who have stopped buying. before + lost + stopped + new + price + volume
    + mix = now, exactly, in every node, and each part adds up over the nodes of a dimension. No
    rows where the facts do not reach back to the first month of the earlier span: twelve months
    less eleven tell nothing.
    """
    if not windows.is_whole(sales):
        return pd.DataFrame(columns=["dimension", "node", "part", "amount"])
    rows = _explained(*windows.split(sales), stopped)
    parts = [_summed(rows, dimension, column) for dimension, column in {"total": "", **by}.items()]
    return pd.concat(parts, ignore_index=True)


def _explained(before: pd.DataFrame, now: pd.DataFrame, stopped: Collection[str]) -> pd.DataFrame:
    """Return the rows of both spans with what each adds to each part, in whole cents."""
    bought, buys = buyers(before), buyers(now)
    gone = {
        "lost": bought.difference(buys),
        "stopped": bought.intersection(buys).intersection(list(stopped)),
        "new": buys.difference(bought),
    }
    before, now = (_of_those_who_stay(facts, gone) for facts in (before, now))
    volume = _volume_cents(before, now)
    rows = [
        facts.assign(own=sign * cents(facts["net_amount"]), volume=volume[sign])
        for sign, facts in ((-1, before), (1, now))
    ]
    rows[0]["before"], rows[1]["now"] = -rows[0]["own"], rows[1]["own"]
    rows[1]["price"] = _price_cents(before, now)
    frame = pd.concat(rows, ignore_index=True)
    whole = frame[["before", "now", "price"]].fillna(0).astype("int64")
    frame = frame.drop(columns=list(whole)).join(whole)
    for part, customers in gone.items():
        frame[part] = frame["own"].where(frame["customer_id"].isin(customers), 0)
    known = frame[[*gone, "price", "volume"]].sum(axis=1)
    return frame.assign(mix=frame["own"] - known)


def _of_those_who_stay(facts: pd.DataFrame, gone: Mapping[str, pd.Index[str]]) -> pd.DataFrame:
    """Return facts with `stays`: whether the customer is none of those who came or went."""
    customers = [one for index in gone.values() for one in index]
    return facts.assign(stays=~facts["customer_id"].isin(customers))


def _summed(rows: pd.DataFrame, dimension: str, column: str) -> pd.DataFrame:
    """Return the parts of each node of a dimension, in currency units."""
    node = pd.Series(rows[column] if column else "total", index=rows.index, name="node")
    wide = rows[list(PARTS)].groupby(node).sum().rename_axis("node").reset_index()
    long = wide.melt(id_vars="node", var_name="part", value_name="amount")
    long["amount"] = long["amount"] / 100
    long["dimension"] = dimension
    return long[["dimension", "node", "part", "amount"]]


def _price_cents(before: pd.DataFrame, now: pd.DataFrame) -> pd.Series:
    """Return (P1 - P0) x Q1 of each row of `now`, in whole cents; 0 where there is no P0.

    P0 is what the customer paid for the product in the earlier span, in the whole firm: a
    customer who moves to another region or rep takes his old price along. Rounded row by row, so
    that every node adds up its own rows and the nodes add up to the firm.
    """
    then, today = (_sums(facts[facts["stays"]], PAIR) for facts in (before, now))
    is_priced = _has_price(then) & (today["quantity"].reindex(then.index).fillna(0) > 0)
    old_price = (then["cents"] / then["quantity"])[is_priced]
    pair = pd.MultiIndex.from_arrays([now[key] for key in PAIR], names=PAIR)
    at_old_price = old_price.reindex(pair).to_numpy() * now["quantity"].fillna(0)
    effect = cents(now["net_amount"]) - at_old_price
    return effect.fillna(0).round().astype("int64")


def _volume_cents(before: pd.DataFrame, now: pd.DataFrame) -> dict[int, pd.Series]:
    """Return what the pieces of each row add to volume, in whole cents, by sign of the span.

    Pieces count at the product's average price of the earlier span among those who stay; where it
    has none, today's amounts are all volume.
    """
    then = _sums(before[before["stays"]], ["product_id"])
    price = (then["cents"] / then["quantity"])[_has_price(then)]
    found = {}
    for sign, facts in ((-1, before), (1, now)):
        per_piece = price.reindex(facts["product_id"]).set_axis(facts.index).astype("float64")
        at_price = per_piece * facts["quantity"].fillna(0)
        value = at_price.where(per_piece.notna(), cents(facts["net_amount"]))
        found[sign] = sign * value.where(facts["stays"], 0).round()
    return {sign: one.astype("int64") for sign, one in found.items()}


def _has_price(sums: pd.DataFrame) -> pd.Series:
    return (sums["quantity"] > 0) & (sums["cents"] > 0)


def _sums(facts: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    frame = pd.DataFrame(
        {"cents": cents(facts["net_amount"]), "quantity": facts["quantity"].fillna(0)}
    )
    return frame.groupby([facts[key] for key in keys]).sum()


def bridge_nodes(parts: pd.DataFrame, *, dimensions: tuple[str, ...], most: int) -> pd.DataFrame:
    """Return the bridge with one row per node, adding up to the firm's, dimension by dimension.

    Columns: dimension, node, size (of the change, either way), the parts, growth (missing on a base
    of nothing). The `most` largest changes, and, without a size, the rows that close the table:
    OTHERS (the nodes beyond) and `total`, the firm's own bridge, which is the sum of all other rows
    to the cent.
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
    frame = pd.concat([own.head(most), rest, whole])
    frame["size"] = size.reindex(frame.index)
    return frame.rename_axis("node").reset_index().assign(dimension=dimension)


def _wide(parts: pd.DataFrame, dimension: str) -> pd.DataFrame:
    """Return one row per node of a dimension with its parts, in whole cents."""
    chosen = parts[parts["dimension"] == dimension].assign(c=lambda f: cents(f["amount"]))
    return chosen.pivot(index="node", columns="part", values="c").reindex(columns=list(PARTS))
