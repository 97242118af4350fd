"""What changed sales: price, volume, mix, new and lost customers; closes to the cent everywhere.

Convention: a customer is new (lost) when it bought nothing at all from the firm in the earlier
(later) span, and has stopped when it is named so and bought in both. What price, volume and mix of
the others are stands in `methods.price_volume_mix`. Every part adds up over the nodes of a
dimension, so that firm, region and group agree.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd

from salesnb.measures import growth
from salesnb.methods.price_volume_mix import buyers, cents, explained_rows
from salesnb.sales.windows import Windows

PARTS = ("before", "lost", "stopped", "new", "price", "volume", "mix", "now")
OTHERS = "(others)"  # the nodes beyond those of a table


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
    return explained_rows(before, now, gone)


def _summed(rows: pd.DataFrame, dimension: str, column: str) -> pd.DataFrame:
    """Return the parts of each node of a dimension, in currency units."""
    node = pd.Series(rows[column] if column else "total", index=rows.index, name="node")
    wide = rows[list(PARTS)].groupby(node).sum().rename_axis("node").reset_index()
    long = wide.melt(id_vars="node", var_name="part", value_name="amount")
    long["amount"] = long["amount"] / 100
    long["dimension"] = dimension
    return long[["dimension", "node", "part", "amount"]]


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
