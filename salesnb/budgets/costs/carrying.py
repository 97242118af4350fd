"""Who carries a cost: what is known of it, then the keys; what no key carries stays as it is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from salesnb.budgets.costs.activity import Activity
from salesnb.budgets.costs.ground import Frames, Ground, frame_of, within
from salesnb.budgets.costs.planned import PlannedSales
from salesnb.money import split_minor

DIMENSIONS = {  # of a contribution statement -> column of a cost
    "region": "region_id",
    "product_group": "product_group",
    "customer_class": "customer_class",
    "rep": "rep_id",
}
OF_SALES = ("sales", "margin", "quantity")
DIRECT, HOME, STATED, NO_KEY, NO_BASIS = "direct", "home", "plan", "no_key", "no_basis"
KEYS = ["line_id", "dimension", "by", "source"]
PLACE = ["region_id", "rep_id"]


@dataclass(frozen=True)
class Bases:
    """What keys go by: per word of a key a frame with the columns of `DIMENSIONS` that it knows,
    and `weight`. `keys`: those of plan/budget.toml, by line and column. `homes`: reps' regions.
    """

    weights: dict[str, pd.DataFrame]
    keys: dict[tuple[str, str], str]
    homes: dict[str, str]
    regions: pd.DataFrame


def bases_of(
    planned: PlannedSales, activity: Activity, facts: Frames, decided: Frames, ground: Ground
) -> Bases:
    """Return what costs can be carried by: planned sales, margin, quantity, visits, orders, hours.

    Hours are those of visits: each takes as long. Nobody knows the products of a visit or an order.
    """
    columns = list(DIMENSIONS.values())
    sums = planned.cells.groupby(columns, observed=True)[[*OF_SALES]].sum().reset_index()
    sums = sums.astype(dict.fromkeys(columns, "str"))
    found = {one: sums[columns].assign(weight=sums[one].clip(lower=0.0)) for one in OF_SALES}
    visits = activity.visits.rename(columns={"quantity": "weight"})
    orders = activity.orders.rename(columns={"quantity": "weight"})
    known = [one for one in columns if one != "product_group"]
    found |= {one: visits[[*known, "weight"]] for one in ("visits", "hours")}
    found["orders"] = orders[[*known, "weight"]]
    stated = frame_of(decided, "keys", "line_id to by")
    stated = stated if ground.state == "in_force" else stated.iloc[:0]
    keys = {(one.line_id, DIMENSIONS[one.to]): one.by for one in _rows(stated)}
    regions = frame_of(facts, "regions", "region_id parent_id")
    return Bases(found, keys, activity.homes, regions)


def _rows(frame: pd.DataFrame) -> list:
    return list(frame.itertuples(index=False))


def placed(cells: pd.DataFrame, bases: Bases) -> pd.DataFrame:
    """Return costs with their region and rep, as far as they are known or a key carries them.

    A rep's cost is borne by the region in which the rep is at home, unless a key to regions says
    otherwise. Amounts (`minor`) are split exactly, quantities in proportion. Added: region_source
    and rep_source (direct, home, plan, no_key, no_basis).
    """
    found = cells.assign(region_source=DIRECT, rep_source=DIRECT)
    for column, source in (("region_id", "region_source"), ("rep_id", "rep_source")):
        is_open = found[column] == ""
        if not is_open.any():
            continue
        parts = [found[~is_open]]
        for line, rows in found[is_open].groupby("line_id", sort=True):
            by = bases.keys.get((str(line), column), "")
            parts.append(_one_line(rows, column, by, bases).rename(columns={"source_": source}))
        found = pd.concat([one for one in parts if len(one)], ignore_index=True)
    return found


def _one_line(rows: pd.DataFrame, column: str, by: str, bases: Bases) -> pd.DataFrame:
    """Return a line's rows carried along one column, with how in `source_`."""
    other = "rep_source" if column == "rep_id" else "region_source"
    rows = rows.drop(columns=other)
    if by:
        return carried(rows, column, bases.weights[by], bases.regions)
    if column == "region_id":
        home = rows["rep_id"].map(bases.homes).fillna("").astype("str")
        source = np.where(home != "", HOME, NO_KEY)
        return rows.assign(region_id=home, source_=source)
    return rows.assign(source_=NO_KEY)


def carried(
    rows: pd.DataFrame, column: str, basis: pd.DataFrame, regions: pd.DataFrame
) -> pd.DataFrame:
    """Return rows split along a column by the weights of what the row's rep, else region, has.

    `source_` is plan, or no_basis where nothing is known to split by: the column stays empty.
    """
    if column not in basis:
        return rows.assign(source_=NO_BASIS, **{column: ""})
    weights = _Weights(column, basis, regions)
    places, minor, shares = [], [], []
    members: list[str] = []
    source: list[str] = []
    amounts = rows["minor"].to_numpy()
    pairs = list(zip(rows["region_id"], rows["rep_id"], strict=True))
    for place, (region, rep) in enumerate(pairs):
        own = weights.of(region, rep)
        is_known = own.sum() > 0
        names = weights.names[own > 0] if is_known else [""]
        part = own[own > 0] if is_known else np.ones(1)
        places.append(np.full(len(part), place))
        members.extend(names)
        minor.append(split_minor(int(amounts[place]), part))
        shares.append(part / part.sum())
        source += [STATED if is_known else NO_BASIS] * len(part)
    if not places:
        return rows.assign(source_=STATED)
    found = rows.iloc[np.concatenate(places)].reset_index(drop=True)
    found = found.assign(minor=np.concatenate(minor), source_=source, **{column: members})
    if "quantity" in found:
        found["quantity"] = found["quantity"] * np.concatenate(shares)
    return found


class _Weights:
    """The weights of members of a column: what a rep has, else a region, else all."""

    def __init__(self, column: str, basis: pd.DataFrame, regions: pd.DataFrame) -> None:
        member = pd.Categorical(basis[column])
        self.names = np.array(member.categories.astype("str"), dtype=object)
        self._member, self._weight = member.codes, basis["weight"].to_numpy(float)
        self._places = {one: basis[one].to_numpy(dtype=object) for one in PLACE}
        self._regions = regions
        self._known: dict[tuple[str, str], np.ndarray] = {}

    def of(self, region: str, rep: str) -> np.ndarray:
        """Return the weight of each of `names`."""
        if (region, rep) not in self._known:
            inside = np.ones(len(self._weight), dtype=bool)
            if rep:
                inside = self._places["rep_id"] == rep
            elif region:
                inside = np.isin(self._places["region_id"], list(within(region, self._regions)))
            own = np.bincount(self._member[inside], self._weight[inside], len(self.names))
            self._known[region, rep] = own
        return self._known[region, rep]


def along(cells: pd.DataFrame, dimension: str, bases: Bases) -> pd.DataFrame:
    """Return costs by line and member of a dimension: line_id, node, minor, by, source.

    `cells` are `placed`; where they know the column (`product_group`, `customer_class`) it is
    theirs, else a key of the plan carries them; `node` is empty for what none carries.
    """
    column = DIMENSIONS[dimension]
    if column in PLACE:
        source = cells["region_source" if column == "region_id" else "rep_source"]
        rows = cells.assign(node=cells[column], source_=source)
        named = [bases.keys.get((line, column), "") for line in cells["line_id"]]
        return _summed(rows.assign(by=np.where(source == STATED, named, "")))
    is_known = cells[column] != ""
    parts = [cells[is_known].assign(node=cells.loc[is_known, column], source_=DIRECT, by="")]
    sums = cells[~is_known].groupby(["line_id", *PLACE])["minor"].sum().reset_index()
    for line, rows in sums.groupby("line_id", sort=True):
        by = bases.keys.get((str(line), column), "")
        if not by:
            parts.append(rows.assign(node="", source_=NO_KEY, by=""))
            continue
        split = carried(rows, column, bases.weights[by], bases.regions)
        parts.append(split.assign(node=split[column], by=by))
    return _summed(pd.concat([one for one in parts if len(one)] or parts[:1], ignore_index=True))


def _summed(rows: pd.DataFrame) -> pd.DataFrame:
    rows = rows.drop(columns="source", errors="ignore").rename(columns={"source_": "source"})
    keys = ["line_id", "node", "by", "source"]
    coded = rows[keys].astype("category").assign(minor=rows["minor"])
    found = coded.groupby(keys, sort=True, observed=True)["minor"].sum().reset_index()
    return found.astype(dict.fromkeys(keys, "str"))
