"""The month's targets: as issued where a plan holds the month, else as they were set before."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from salesnb.actions.ground import Ground
from salesnb.members import TOTAL, UNASSIGNED
from salesnb.methods.issued_targets import DIMENSIONS, in_force, monthly_targets

MEASURES = ("sales", "collections", "new_customers")
CELLS = ["measure", "dimension", "node", "target"]
COLUMN_OF = {
    "rep": "rep_id",
    "region": "region_id",
    "customer": "customer_id",
    "product_group": "product_group",
    "settlement": "settlement_id",
    "sales_method": "sales_method_id",
}
PLAN, TABLE, NONE = "issued_plan", "issued_targets", "none"


@dataclass(frozen=True)
class Quotas:
    """The targets of the planned month.

    `cells`: measure, dimension, node, target; a row per target cell of one dimension and of the
    whole. `detail`: rep_id, customer_id, product_group, sales, collections where the issued plan
    has them, else no rows. `basis`: issued_plan, issued_targets or none.
    """

    cells: pd.DataFrame
    detail: pd.DataFrame
    basis: str

    def of_reps(self, measure: str) -> pd.Series:
        """Return the target of each rep in a measure."""
        rows = self.cells[(self.cells["measure"] == measure) & (self.cells["dimension"] == "rep")]
        return rows.set_index("node")["target"]


def quotas_of(ground: Ground, issued: pd.DataFrame | None) -> Quotas:
    """Return the targets of the planned month; `issued`: the plan as last issued, None without."""
    if issued is not None:
        own = issued[issued["month"] == str(ground.planned)]
        if len(own):
            return _of_plan(own, ground)
    return _of_table(ground)


def _of_plan(rows: pd.DataFrame, ground: Ground) -> Quotas:
    group = ground.facts["products"].set_index("product_id")["product_group"]
    rows = rows.assign(
        product_group=rows["product_id"].map(group).astype(object).fillna(UNASSIGNED)
    )
    found = []
    for measure in ("sales", "collections"):
        found.append(pd.DataFrame([(measure, TOTAL, TOTAL, rows[measure].sum())], columns=CELLS))
        for dimension, column in COLUMN_OF.items():
            sums = rows.groupby(rows[column].astype("str"))[measure].sum().round(2)
            part = pd.DataFrame({"node": sums.index, "target": sums.to_numpy()})
            found.append(part.assign(measure=measure, dimension=dimension)[CELLS])
    keys = ["rep_id", "customer_id", "product_group"]
    detail = rows.groupby(keys)[["sales", "collections"]].sum().round(2).reset_index()
    return Quotas(_asked(pd.concat([*found, _new(ground)], ignore_index=True)), detail, PLAN)


def _new(ground: Ground) -> pd.DataFrame:
    """Return targets of new customers, which the plan of sales does not hold."""
    rows = _of_table(ground).cells
    return rows[rows["measure"] == "new_customers"]


def _of_table(ground: Ground) -> Quotas:
    begin = ground.planned
    found = []
    for dimension, column in COLUMN_OF.items():
        rows = monthly_targets(ground.facts["issued_targets"], begin, begin, by=column)
        alone = rows[(rows[[one for one in DIMENSIONS if one != column]] == "").all(axis=1)]
        found.append(
            pd.DataFrame(
                {
                    "measure": alone["measure"],
                    "dimension": dimension,
                    "node": alone[column].astype("str"),
                    "target": alone["target_value"].astype(float),
                }
            )
        )
    found.append(_sums(ground))
    cells = _asked(pd.concat(found, ignore_index=True))
    detail = pd.DataFrame(columns=["rep_id", "customer_id", "product_group", "sales"])
    return Quotas(cells, detail.assign(collections=0.0), TABLE if len(cells) else NONE)


def _sums(ground: Ground) -> pd.DataFrame:
    """Return what the table states of the whole and of regions, also as sums of other targets."""
    rows = in_force(ground.facts["issued_targets"])
    starts = rows["period_start"].dt.strftime("%Y-%m")
    own = rows[(starts == str(ground.planned)) & _is_monthly(rows) & _is_sum(rows)]
    is_whole = (own["region_id"] == "").to_numpy()
    return pd.DataFrame(
        {
            "measure": own["measure"].to_numpy(),
            "dimension": pd.Series(is_whole).map({True: TOTAL, False: "region"}).to_numpy(),
            "node": own["region_id"].where(~is_whole, TOTAL).astype("str").to_numpy(),
            "target": own["target_value"].astype(float).to_numpy(),
        }
    )


def _is_monthly(rows: pd.DataFrame) -> pd.Series:
    return rows["period_start"].dt.strftime("%Y-%m") == rows["period_end"].dt.strftime("%Y-%m")


def _is_sum(rows: pd.DataFrame) -> pd.Series:
    others = [one for one in DIMENSIONS if one != "region_id"]
    return rows["is_rollup"].fillna(False).astype(bool) & (rows[others] == "").all(axis=1)


def _asked(cells: pd.DataFrame) -> pd.DataFrame:
    """Return cells of the measures that are planned for, each once, without blank or nil ones."""
    kept = cells[cells["measure"].isin(MEASURES) & (cells["target"] > 0) & (cells["node"] != "")]
    kept = kept.drop_duplicates(["measure", "dimension", "node"])
    return kept[CELLS].sort_values(CELLS[:3], kind="stable").reset_index(drop=True)
