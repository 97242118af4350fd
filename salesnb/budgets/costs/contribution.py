"""What the plan leaves: sales, margin, selling cost and credit, by region, group, class and rep."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.budgets.costs.carrying import DIMENSIONS, DIRECT, HOME, STATED, Bases, along
from salesnb.budgets.costs.ground import NOT_CARRIED, Ground
from salesnb.budgets.costs.lines import CREDIT, REBATE, RESERVE
from salesnb.budgets.costs.planned import PlannedSales
from salesnb.members import TOTAL
from salesnb.methods.region_levels import areas_by_level

OF_SALES = ["sales", "costed", "margin"]
COSTS = ["rebates", "selling_cost", "credit_cost", "reserves"]
COLUMNS = ["dimension", "node", "sales", "costed_sales", "margin", *COSTS, "contribution"]
COLUMNS += ["contribution_share", "cost_share", "basis"]
KEYS = ["line_id", "dimension", "source", "by", "amount", "carried"]
COLUMN = {REBATE: "rebates", CREDIT: "credit_cost", RESERVE: "reserves"}


def contribution(
    planned: PlannedSales, cells: pd.DataFrame, kinds: dict[str, str], bases: Bases, ground: Ground
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the contribution statement, and by what key each line reaches each dimension.

    `cells` are costs as `carrying.placed` returns them, `kinds` the kind of each line. In every
    dimension the members and `NOT_CARRIED` add up to the total to the minor unit, in each column.
    `margin` is that of `costed_sales` (sales whose cost is known); without any margin and
    contribution are missing. `basis` is that of the planned sales.
    """
    parts, keys = [], []
    for dimension, column in DIMENSIONS.items():
        costs = along(cells, dimension, bases)
        keys.append(costs.assign(dimension=dimension))
        table = _sums(planned, column, ground).join(_costs(costs, kinds), how="outer").fillna(0)
        parts.append(table.rename_axis("node").reset_index().assign(dimension=dimension))
        if dimension == "region":
            parts += _by_area(parts[-1], bases.regions)
    sums = parts[0].drop(columns=["node", "dimension"]).sum()
    whole = pd.DataFrame([{**sums, "dimension": TOTAL, "node": TOTAL}])
    table = pd.concat([whole, *parts], ignore_index=True)
    table = table.assign(basis=planned.basis)
    return _with_shares(table, ground), _keys(pd.concat(keys), ground)


def _sums(planned: PlannedSales, column: str, ground: Ground) -> pd.DataFrame:
    """Return sales, sales whose cost is known, and margin by member, in minor units."""
    own = planned.cells[OF_SALES].mul(ground.unit).round()
    sums = own.groupby(planned.cells[column].astype("str")).sum()
    return sums[(sums != 0).any(axis=1)].astype("int64")


def _costs(costs: pd.DataFrame, kinds: dict[str, str]) -> pd.DataFrame:
    """Return costs by member and column of the statement, in minor units."""
    column = costs["line_id"].map(kinds).map(COLUMN).fillna("selling_cost")
    node = costs["node"].replace("", NOT_CARRIED)
    wide = costs["minor"].groupby([node, column]).sum().unstack(fill_value=0)
    wide.columns.name = None
    return wide.reindex(columns=COSTS, fill_value=0)


def _by_area(regions: pd.DataFrame, tree: pd.DataFrame) -> list[pd.DataFrame]:
    """Return the statement of areas, level by level; members outside the tree stay themselves."""
    found = []
    for level, areas in areas_by_level(tree).items():
        node = regions["node"].map(areas).fillna(regions["node"])
        amounts = regions.drop(columns=["node", "dimension"])
        sums = amounts.groupby(node).sum().rename_axis("node").reset_index()
        found.append(sums.assign(dimension=level))
    return found


def _with_shares(table: pd.DataFrame, ground: Ground) -> pd.DataFrame:
    """Return the statement in currency units, with contribution and shares of sales."""
    found = table.rename(columns={"costed": "costed_sales"})
    amounts = ["sales", "costed_sales", "margin", *COSTS]
    whole = found[amounts].astype("int64")
    left = whole["margin"] - whole[COSTS].sum(axis=1)
    is_costed = bool(whole["costed_sales"].iloc[0])
    found[amounts] = whole / ground.unit
    found["contribution"] = left / ground.unit if is_costed else np.nan
    found["margin"] = found["margin"] if is_costed else np.nan
    sold = found["sales"].where(found["sales"] > 0)
    found["contribution_share"] = found["contribution"] / sold
    found["cost_share"] = found[COSTS].sum(axis=1) / sold
    return found[COLUMNS]


def _keys(costs: pd.DataFrame, ground: Ground) -> pd.DataFrame:
    """Return by line, dimension and key what there is to carry, and what is carried."""
    is_carried = costs["source"].isin([DIRECT, HOME, STATED]) & (costs["node"] != "")
    table = costs.assign(amount=costs["minor"], carried=costs["minor"].where(is_carried, 0))
    sums = table.groupby(["line_id", "dimension", "source", "by"], sort=True)
    found = (sums[["amount", "carried"]].sum() / ground.unit).reset_index()
    return found[KEYS]
