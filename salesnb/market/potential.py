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
from salesnb.months import Month

NAN = float("nan")
POTENTIAL = ["segment", "region_id", "product_group", "potential", "low", "high", "sales", "white_space", "white_low", "white_high", "excess", "at_usual_share", "share", "rests_on", "sources", "n_sources", "measured_until", "confidence"]  # fmt: skip


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
        measured = years.ends[-1]
        known = cells.rename(columns={"amount": "potential"}).assign(rests_on="market_sizes", measured_until=measured)  # fmt: skip
    else:
        ours = _without_groups(ours)
        known = _said_by_customers(customers)
    sales = within(ours, month).groupby(CELL)["cents"].sum() / 100
    frame = known.merge(sales.rename("sales").reset_index(), on=CELL, how="outer")
    frame["rests_on"] = frame["rests_on"].astype("object").fillna("none")
    frame[["sources", "measured_until"]] = frame[["sources", "measured_until"]].astype("object").fillna("")  # fmt: skip
    frame[["n_sources", "sales"]] = frame[["n_sources", "sales"]].astype(float).fillna(0)
    return _judged(frame)[POTENTIAL]


def _judged(frame: pd.DataFrame) -> pd.DataFrame:
    gap = frame["potential"] - frame["sales"]
    usual = _usual_share(frame)
    return frame.assign(
        white_space=gap.clip(lower=0),
        excess=(-gap).clip(lower=0),
        white_low=(frame["low"] - frame["sales"]).clip(lower=0),
        white_high=(frame["high"] - frame["sales"]).clip(lower=0),
        at_usual_share=(frame["potential"] * usual - frame["sales"]).clip(lower=0),
        share=market_share(frame["sales"], frame["potential"]),
        confidence=[grade(*one) if one[1] == one[1] else "none" for one in frame[["low", "potential", "high"]].itertuples(index=False)],
    )  # fmt: skip


def _usual_share(frame: pd.DataFrame) -> pd.Series:
    """Return our share of each cell's product group in all, at most all of it."""
    known = frame[frame["potential"].notna()]
    sums = known.groupby("product_group")[["sales", "potential"]].sum()
    share = market_share(sums["sales"], sums["potential"]).clip(upper=1.0)
    return frame["product_group"].map(share).astype(float)


def _without_groups(ours: pd.DataFrame) -> pd.DataFrame:
    return ours.assign(product_group=WHOLE)


def _said_by_customers(customers: pd.DataFrame) -> pd.DataFrame:
    """Return what customers are said to buy of our kind, per segment and region."""
    said = customers[customers["purchase_potential"].notna()]
    keys = [said[c].astype("object").where(said[c].notna(), "(unassigned)").astype("str") for c in ("segment", "region_id")]  # fmt: skip
    amount = said["purchase_potential"].astype(float).groupby(keys).agg(["sum", "count"])
    made = amount.reset_index().rename(columns={"sum": "potential", "count": "n_sources"})
    return made.assign(product_group=WHOLE, low=NAN, high=NAN, rests_on="customers", sources="", measured_until="")  # fmt: skip


def openings(potential: pd.DataFrame, *, top: int = 30) -> pd.DataFrame:
    """Return the cells with the largest white space, the largest first."""
    cells = potential[potential["white_space"] > 0]
    chosen = cells.sort_values(["white_space", *CELL], ascending=[False, True, True, True]).head(top)  # fmt: skip
    columns = [*CELL, "potential", "sales", "share", "white_space", "white_low", "white_high", "at_usual_share"]  # fmt: skip
    made = chosen[columns].reset_index(drop=True)
    made.insert(0, "place", range(1, len(made) + 1))
    return made


def white_nodes(potential: pd.DataFrame) -> pd.DataFrame:
    """Return white space by dimension and node; they add up to the total.

    Columns: dimension, place, node, potential, sales, white_space, white_low, white_high, excess,
    at_usual_share, n_cells, n_beyond (cells where we sell more than the potential), beyond_share.
    """
    known = potential[potential["potential"].notna()]
    amounts = ["potential", "sales", "white_space", "white_low", "white_high", "excess", "at_usual_share"]  # fmt: skip
    parts = []
    for dimension in DIMENSIONS:
        grouped = known.assign(n_beyond=known["excess"] > 0, n_cells=1).groupby(node_of(known, dimension))  # fmt: skip
        sums = grouped[[*amounts, "n_cells", "n_beyond"]].sum().reset_index()
        sums = sums.sort_values(["white_space", "node"], ascending=[False, True])
        parts.append(sums.assign(dimension=dimension, place=range(1, len(sums) + 1)))
    made = pd.concat(parts, ignore_index=True)
    made["beyond_share"] = ratio(made["n_beyond"].astype(float), made["n_cells"].astype(float))
    return made
