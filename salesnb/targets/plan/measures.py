"""Which quantity and which margin does the plan of sales ask for, cell by cell?

Quantity is sales at the prices of the last twelve months, in whole units where a product is
counted so; margin is sales at the margin rates of the same months, for products whose cost is
known. What could not be priced or costed is counted, never guessed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from salesnb.members import TOTAL, UNASSIGNED
from salesnb.targets.plan import asked
from salesnb.targets.plan.dimensions import DIMENSIONS
from salesnb.targets.plan.grid import (
    Array,
    Grid,
    Ints,
    grid_of,
    rows_of,
    together,
    totals_by,
    whole_along,
    whole_over_time,
)
from salesnb.targets.plan.prices import unit_values
from salesnb.targets.plan.years import PlanYear

COLUMNS = {
    "measured": (
        "dimension node unit sales priced_sales quantity costed_sales margin margin_rate"
        " costed_share"
    ),
    "unpriced": "product_id sales price_state reason",
    "measures_asked": (
        "measure place kind period amount about author reason derived reached gap state conflict"
    ),
}
BY = ("product_group", "region_id", "rep_id", "sales_method_id")
QUANTITY_DIGITS = 3  # of products that are not counted in whole units


@dataclass(frozen=True)
class Measured:
    """`cells`: `DIMENSIONS`, `sales`, `quantity`, `margin`; `frames`: the result frames."""

    cells: pd.DataFrame
    frames: Mapping[str, pd.DataFrame]


def measure_plan(
    cells: pd.DataFrame,
    facts: Mapping[str, pd.DataFrame],
    decided: Mapping[str, pd.DataFrame],
    year: PlanYear,
    *,
    digits: int = 2,
) -> Measured:
    """Return quantity and margin of the cells of a plan (`DIMENSIONS`, `target`).

    `facts`: sales_cube, products, regions. Closed months have what was sold. Controls on quantity
    or margin are met as `asked.met` says. A product's quantity up to
    any month is its sales so far at its price, rounded once; sums of cells are whole with it.
    """
    if not len(cells):
        empty = {name: pd.DataFrame(columns=one.split()) for name, one in COLUMNS.items()}
        leaf = [*DIMENSIONS, "sales", "quantity", "margin"]
        return Measured(pd.DataFrame(columns=leaf), empty)
    grid = grid_of(cells, year.open)
    values = unit_values(facts)
    opened = _opened(grid, values, digits)
    every = together(opened, *_closed(cells, facts["sales_cube"], year))
    controls = []
    for measure, n in (("quantity", 0), ("margin", digits)):
        met = asked.met(every, facts, decided, year, measure=measure, digits=n)
        every = met.cells.drop(columns="derived")
        controls.append(met.controls.assign(measure=measure))
    known = [one for one in controls if len(one)] or controls[:1]
    frames = {
        "measured": _measured(every, values, facts["products"]),
        "unpriced": _unpriced(grid, values),
        "measures_asked": pd.concat(known)[COLUMNS["measures_asked"].split()],
    }
    return Measured(every[[*DIMENSIONS, "sales", "quantity", "margin"]], frames)


def _opened(grid: Grid, values: pd.DataFrame, digits: int) -> pd.DataFrame:
    """Return the cells of open months with their sales, quantity and margin."""
    place, products = grid.place("product_id")
    own = values.reindex(products)
    price = own["price"].to_numpy(float)[place]
    whole = own["is_whole"].fillna(False).to_numpy(bool)[place]
    quantity = np.where(np.isnan(price), 0.0, 1.0 / np.where(price > 0, price, 1.0))
    units = _in_units(grid.values * quantity[:, None], place, whole)
    rate = np.nan_to_num(own["margin_rate"].to_numpy(float)[place])
    unit = 10.0**digits
    margin = whole_along(grid.values * rate[:, None] * unit, place) / unit
    cells = rows_of(grid.rows, grid.months, grid.values, "sales")
    cells["quantity"], cells["margin"] = units.reshape(-1), margin.reshape(-1)
    some = (cells[["sales", "quantity", "margin"]] != 0).any(axis=1)
    return cells[some].reset_index(drop=True)


def _in_units(quantity: Array, place: Ints, whole: np.ndarray) -> Array:
    """Return quantities by row and month: in whole units where the product is counted so."""
    unit = np.where(whole, 1.0, 10.0**QUANTITY_DIGITS)[:, None]
    return whole_over_time(quantity * unit, place) / unit


def _closed(
    cells: pd.DataFrame, sales: pd.DataFrame, year: PlanYear
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the sales of closed months as the plan has them, and what was sold of which margin.

    Two sets of rows: the plan sets credit notes off against other cells, quantities are as booked.
    """
    over = cells[cells["month"].astype("str").isin(year.closed)]
    own = over[DIMENSIONS].assign(sales=over["target"], quantity=0.0, margin=0.0)
    sold = sales[sales["month"].astype("str").isin(year.closed)]
    sums = ["quantity", "costed_amount", "cost_amount"]
    sold = sold.astype({**dict.fromkeys(DIMENSIONS, "str"), **dict.fromkeys(sums, float)})
    found = sold.groupby(DIMENSIONS)[sums].sum().reset_index()
    margin = (found["costed_amount"] - found["cost_amount"]).round(2)
    found = found.assign(sales=0.0, margin=margin)
    return own, found[[*DIMENSIONS, "sales", "quantity", "margin"]]


def _measured(cells: pd.DataFrame, values: pd.DataFrame, products: pd.DataFrame) -> pd.DataFrame:
    """Return quantity and margin in total, and by group, region, rep and sales method.

    `quantity` is missing where units differ (`unit` is '' then); `costed_share` says of which part
    of the sales the margin is known. `margin_rate` is that of the costed sales.
    """
    names = cells["product_id"].astype("category").cat
    codes = names.codes.to_numpy()
    known = products.set_index("product_id").reindex(columns=["product_group", "unit"])
    known = known.astype("object").reindex(names.categories)
    own = values.reindex(names.categories)
    priced, costed = (own[name].notna().to_numpy()[codes] for name in ("price", "margin_rate"))
    groups = pd.Categorical(known["product_group"].fillna(UNASSIGNED).astype("str"))
    units = pd.Categorical(known["unit"].fillna("").astype("str"))
    sales = cells["sales"].to_numpy(float)
    table = cells[["quantity", *BY[1:]]].assign(
        total=pd.Categorical.from_codes(np.zeros(len(cells), int), categories=pd.Index([TOTAL])),
        product_group=pd.Categorical.from_codes(groups.codes[codes], groups.categories),
        unit=pd.Categorical.from_codes(units.codes[codes], units.categories),
        sales=sales,
        priced_sales=np.where(priced, sales, 0.0),
        costed_sales=np.where(costed, sales, 0.0),
        margin=np.where(costed, cells["margin"].to_numpy(float), 0.0),
    )
    found = pd.concat([_sums(table, name) for name in (TOTAL, *BY)], ignore_index=True)
    found["margin_rate"] = found["margin"] / found["costed_sales"].where(found["costed_sales"] > 0)
    found["costed_share"] = found["costed_sales"] / found["sales"].where(found["sales"] > 0)
    money = dict.fromkeys(("sales", "priced_sales", "costed_sales", "margin"), 2)
    return found.round({**money, "quantity": QUANTITY_DIGITS})[COLUMNS["measured"].split()]


def _sums(table: pd.DataFrame, by: str) -> pd.DataFrame:
    """Return the sums of a dimension's members, and the unit of their quantities."""
    money = ["sales", "priced_sales", "quantity", "costed_sales", "margin"]
    sums = totals_by(table, by, money)
    own = table[by].cat.codes.to_numpy(np.int64)
    unit = table["unit"].cat
    n = len(unit.categories)
    counted = (table["quantity"] != 0).to_numpy(float)
    used = np.bincount(own * n + unit.codes, counted, len(sums) * n).reshape(len(sums), n) > 0
    name = np.array(unit.categories.astype("str"), dtype=object)[used.argmax(axis=1)]
    alike = (used.sum(axis=1) == 1) & (name != "")
    sums["unit"] = np.where(alike, name, "")
    sums["quantity"] = sums["quantity"].where(alike)
    sums = sums[sums["sales"] != 0].rename_axis("node").reset_index()
    return sums.assign(dimension=by.removesuffix("_id"))


def _unpriced(grid: Grid, values: pd.DataFrame) -> pd.DataFrame:
    """Return the products of the plan that have no recent price, or no known cost."""
    sales = grid.by("product_id").sum(axis=1)
    own = values.reindex(sales.index)
    state = own["price_state"].fillna("none")
    no_cost = own["margin_rate"].isna()
    reason = np.where(state == "none", "no_price", np.where(no_cost, "no_cost", "old_price"))
    table = pd.DataFrame({"sales": sales, "price_state": state, "reason": reason})
    table = table[((state != "recent") | no_cost) & (sales > 0)]
    table = table.rename_axis("product_id").reset_index()
    return table.round({"sales": 2})[COLUMNS["unpriced"].split()]
