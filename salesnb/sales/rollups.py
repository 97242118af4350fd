"""Sales of the year so far by what the facts know beside region, rep and product.

These are sales method, settlement method, distributor, manager, and the areas above the regions.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from salesnb.measures import growth, ratio
from salesnb.members import OTHERS, TOTAL, UNASSIGNED
from salesnb.methods.region_levels import areas_by_level
from salesnb.months import Month

REST, DIRECT = OTHERS, "(direct)"
MOST = 12  # members of a dimension that are named
COLUMNS = ["dimension", "node", "rank", "month", "now", "before", "change", "growth", "share"]
Facts = Mapping[str, pd.DataFrame]


def rollups(facts: Facts, *, month: Month, year_start: int = 1) -> pd.DataFrame:
    """Return one row per dimension and member, and the total of each dimension.

    Columns: rank (by now; the smallest together and the total have none), month (sales of
    `month`), now (of the year up to it, from calendar month `year_start` on), before (of the same
    months a year earlier, missing where the facts do not reach back), change, growth, share (of
    now). A dimension that does not tell sales apart is left out; beyond `MOST` members the smallest
    are one row. Each dimension adds up to its total. `facts` are sales_cube, customers, reps and
    regions.
    """
    sales, span = facts["sales_cube"], (month - (month.of_year(year_start) - 1)).until(month)
    if sales.empty:
        return pd.DataFrame(columns=COLUMNS)
    before = [str(m - 12) for m in span]
    dated = pd.DataFrame(
        {
            "month": sales["net_amount"].where(sales["month"] == str(month), 0.0),
            "now": sales["net_amount"].where(sales["month"].isin([str(m) for m in span]), 0.0),
            "before": sales["net_amount"].where(sales["month"].isin(before), 0.0),
        }
    )
    reaches = str(sales["month"].min()) <= before[0]
    found = [
        _summed(dated, nodes, reaches=reaches).assign(dimension=dimension)
        for dimension, nodes in _members(sales, facts).items()
    ]
    return pd.concat([pd.DataFrame(columns=COLUMNS), *(one for one in found if len(one))])[COLUMNS]


def _members(sales: pd.DataFrame, facts: Facts) -> dict[str, pd.Series]:
    """Return the member that each row of sales belongs to, by dimension."""
    found = {
        "sales_method": sales["sales_method_id"],
        "settlement": sales["settlement_id"],
        "distributor": _distributors(sales["customer_id"], facts["customers"]),
        "manager": _managers(sales["rep_id"], facts["reps"]),
    }
    for level, areas in areas_by_level(facts["regions"]).items():
        found[level] = sales["region_id"].map(areas).fillna(UNASSIGNED)
    return found


def _distributors(customer: pd.Series, customers: pd.DataFrame) -> pd.Series:
    """Return the distributor who bought; all other customers are one member."""
    known = set(customers.loc[customers["kind"] == "distributor", "customer_id"])
    return customer.where(customer.isin(known), DIRECT)


def _managers(rep: pd.Series, reps: pd.DataFrame) -> pd.Series:
    """Return whom the rep reports to; one who reports to nobody but manages others is his own."""
    above = dict(zip(reps["rep_id"], reps["manager_id"], strict=True))
    leading = set(above.values()) - {""}
    own = {one: boss or (one if one in leading else UNASSIGNED) for one, boss in above.items()}
    return rep.map(lambda one: own.get(one, UNASSIGNED))


def _summed(dated: pd.DataFrame, nodes: pd.Series, *, reaches: bool) -> pd.DataFrame:
    """Return the rows of a dimension, the largest first; none where all sales are of one."""
    rows = dated.groupby(nodes.rename("node")).sum().round(2)
    rows = rows[(rows != 0).any(axis=1)]
    if len(rows) < 2 or not len(rows.index.difference([UNASSIGNED, DIRECT])):
        return pd.DataFrame(columns=COLUMNS)
    rows = rows.sort_values("now", ascending=False, kind="stable")
    named = rows.head(MOST) if len(rows) > MOST + 1 else rows
    rest = rows.iloc[len(named) :].sum().to_frame(REST).T if len(named) < len(rows) else None
    named = named.assign(rank=range(1, len(named) + 1))
    parts = [named, rest, rows.sum().to_frame(TOTAL).T]
    table = pd.concat([one for one in parts if one is not None]).rename_axis("node").reset_index()
    if not reaches:
        table["before"] = float("nan")
    whole = table["now"].iloc[-1]
    return table.assign(
        change=table["now"] - table["before"],
        growth=growth(table["now"], table["before"]),
        share=ratio(table["now"], pd.Series(whole, table.index)),
    )
