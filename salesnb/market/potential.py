"""Where could we sell more: what each cell of the market could buy, less what it buys from us.

Potential is the market of the twelve months up to the report month where any source measures it;
else, per region and segment, what our customers are said to buy of our kind. Sales beyond a cell's
potential are not netted against other cells: they mean that the size is too low there.
"""

from __future__ import annotations

import pandas as pd

from salesnb.market.cells import CELL, WHOLE, within
from salesnb.market.share import DIMENSIONS, node_of
from salesnb.market.sizing import grade
from salesnb.market.years import Years
from salesnb.measures import ratio
from salesnb.measures.market import market_share
from salesnb.members import UNASSIGNED
from salesnb.months import Month

NAN = float("nan")
WHITE = ["white_space", "white_low", "white_high"]
AMOUNTS = ["potential", "sales", *WHITE, "excess", "at_usual_share"]
COUNTED = [*AMOUNTS, "n_cells", "n_beyond"]
EVIDENCE = ["rests_on", "sources", "n_sources", "measured_until", "confidence"]


def market_potential(
    years: Years, ours: pd.DataFrame, customers: pd.DataFrame, *, month: Month
) -> pd.DataFrame:
    """Return one row per region, segment and product group: potential, sales, white space.

    white_space = potential - sales where that is above zero, excess = sales - potential where
    that is; white_low and white_high use the range's ends. `at_usual_share` is what the cell
    would add at the share that we hold of its product group in all. `rests_on` says what
    the potential is: market_sizes, customers, or none (then it is missing).
    """
    cells = years.cells(month)
    if len(cells):
        known = cells.rename(columns={"amount": "potential"})
        known = known.assign(rests_on="market_sizes", measured_until=years.ends[-1])
    else:
        ours = ours.assign(product_group=WHOLE)
        known = _said_by_customers(customers)
    sales = within(ours, month).groupby(CELL)["cents"].sum() / 100
    frame = known.merge(sales.rename("sales").reset_index(), on=CELL, how="outer")
    texts = {"rests_on": "none", "sources": "", "measured_until": ""}
    frame[list(texts)] = frame[list(texts)].astype("object").fillna(texts)
    frame[["n_sources", "sales"]] = frame[["n_sources", "sales"]].astype(float).fillna(0)
    return _judged(frame)[[*CELL, "low", "high", *AMOUNTS, "share", *EVIDENCE]]


def _judged(frame: pd.DataFrame) -> pd.DataFrame:
    gap = frame["potential"] - frame["sales"]
    usual = _usual_share(frame)
    ends = frame[["low", "potential", "high"]].itertuples(index=False)
    return frame.assign(
        white_space=gap.clip(lower=0),
        excess=(-gap).clip(lower=0),
        white_low=(frame["low"] - frame["sales"]).clip(lower=0),
        white_high=(frame["high"] - frame["sales"]).clip(lower=0),
        at_usual_share=(frame["potential"] * usual - frame["sales"]).clip(lower=0),
        share=market_share(frame["sales"], frame["potential"]),
        confidence=[grade(*one) if one[1] == one[1] else "none" for one in ends],
    )


def _usual_share(frame: pd.DataFrame) -> pd.Series:
    """Return our share of each cell's product group in all, at most all of it."""
    known = frame[frame["potential"].notna()]
    sums = known.groupby("product_group")[["sales", "potential"]].sum()
    share = market_share(sums["sales"], sums["potential"]).clip(upper=1.0)
    return frame["product_group"].map(share).astype(float)


def _said_by_customers(customers: pd.DataFrame) -> pd.DataFrame:
    """Return what customers are said to buy of our kind, per segment and region."""
    said = customers[customers["purchase_potential"].notna()]
    keys = [said[c].where(said[c] != "", UNASSIGNED) for c in ("segment", "region_id")]
    amount = said["purchase_potential"].groupby(keys).agg(potential="sum", n_sources="count")
    sums_by_node = amount.reset_index().assign(product_group=WHOLE, low=NAN, high=NAN)
    return sums_by_node.assign(rests_on="customers", sources="", measured_until="")


def openings(potential: pd.DataFrame, *, top: int = 30) -> pd.DataFrame:
    """Return the cells where our usual share of the group would bring most, the most first.

    Cells where it would bring nothing are left out; where no usual share is known, the white space
    decides.
    """
    gain = potential["at_usual_share"].fillna(potential["white_space"])
    falling = [False, *[True] * len(CELL)]
    cells = potential.assign(gain=gain)[gain > 0]
    chosen = cells.sort_values(["gain", *CELL], ascending=falling).head(top)
    return chosen[[*CELL, "potential", "sales", "share", *WHITE, "at_usual_share"]]


def white_nodes(potential: pd.DataFrame) -> pd.DataFrame:
    """Return white space by dimension and node; they add up to the total.

    Columns: dimension, node, potential, sales, white_space, white_low, white_high, excess,
    at_usual_share, n_cells, n_beyond (cells where we sell more than the potential), beyond_share.
    """
    known = potential[potential["potential"].notna()]
    known = known.assign(n_beyond=known["excess"] > 0, n_cells=1)
    sums = {d: known.groupby(node_of(known, d))[COUNTED].sum() for d in DIMENSIONS}
    sums_by_node = pd.concat(sums, names=["dimension"]).reset_index()
    sums_by_node["beyond_share"] = ratio(
        sums_by_node["n_beyond"].astype(float), sums_by_node["n_cells"].astype(float)
    )
    return sums_by_node
