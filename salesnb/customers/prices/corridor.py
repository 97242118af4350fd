"""Within which prices a product is sold: by class of customer and region, stated or as usual.

A price is held against list, or, where none is known, against the product's own middle price. What
is usual lies between Tukey's fences (one and a half interquartile ranges beyond the quartiles) of
the finest group of lines that is large enough. A stated floor or list price goes before them.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.customers.prices.ground import Frames, Ground

LEAST = 12  # cells of a group whose fences can be told
FENCE = 1.5
LEVELS = {  # the finest first: columns of a group
    "cell": ["product_id", "customer_class", "region_id"],
    "class": ["product_id", "customer_class"],
    "product": ["product_id"],
    "group": ["product_group"],
}
KEY = LEVELS["cell"]


def priced_cells(ground: Ground) -> pd.DataFrame:
    """Return the cells of the window that have a price, with `price` and `ratio`.

    `price` is net per unit. `ratio` is net over list, or over the product's middle price where no
    line of the product has a list value; cells of returns alone have none and are left out.
    """
    cells = ground.judged
    own = cells[(cells["quantity"] > 0) & (cells["net_amount"] > 0)]
    price = own["net_amount"] / own["quantity"]
    listed = own["listed_amount"] / own["list_amount"].where(own["list_amount"] > 0)
    middle = price / price.groupby(own["product_id"]).transform("median")
    has_list = listed.notna().groupby(own["product_id"]).transform("any")
    return own.assign(price=price, ratio=listed.where(has_list, middle)).dropna(subset="ratio")


def fences(cells: pd.DataFrame) -> pd.DataFrame:
    """Return for each cell the level it is judged at, the usual `middle`, `low` and `high` ratio.

    A cell of a group too small for any level has none.
    """
    found = pd.DataFrame(np.nan, cells.index, ["middle", "low", "high"]).assign(level="none")
    for level, by in LEVELS.items():
        grouped = cells.groupby(by)["ratio"]
        enough = grouped.transform("size") >= LEAST
        first, last = (grouped.transform("quantile", q) for q in (0.25, 0.75))
        wide = FENCE * (last - first)
        sides = {"middle": grouped.transform("median"), "low": first - wide, "high": last + wide}
        fresh = enough & (found["level"] == "none")
        for name, values in sides.items():
            found[name] = found[name].where(~fresh, values)
        found["level"] = found["level"].where(~fresh, level)
    return found


def stated_prices(facts: Frames, ground: Ground) -> pd.DataFrame:
    """Return list_price and floor_price of each product as valid at the month's end."""
    end = pd.Timestamp(ground.month.last)
    dated = facts["product_prices"]
    valid = dated[
        (dated["valid_from"] <= end) & (dated["valid_to"].isna() | (dated["valid_to"] > end))
    ]
    prices = ["list_price", "floor_price"]
    own = facts["products"].set_index("product_id")[prices]
    now = valid.drop_duplicates("product_id", keep="last").set_index("product_id")[prices]
    return now.reindex(own.index).combine_first(own).astype(float)


def find_corridors(facts: Frames, ground: Ground, cells: pd.DataFrame) -> pd.DataFrame:
    """Return one row per product, class and region that was sold in the window.

    `cells` are `judged_cells` of the ground.

    Columns: product_id, customer_class, region_id, n_lines, net_amount, price (net per unit over
    the window), usual, usual_low, usual_high (prices at today's list), list_price, floor_price
    (stated, missing where not), corridor_low, corridor_high, low_basis, high_basis (`stated`,
    `usual`, `none`), level (of the usual prices), n_below (cells below the corridor of the day),
    amount (what these lack of it).
    """
    if cells.empty:
        return pd.DataFrame(columns=COLUMNS)
    by = cells.groupby(KEY)
    table = by[["n_lines", "net_amount", "quantity", "n_below", "amount"]].sum()
    table = table.join(by[["middle", "low", "high"]].median()).join(by["level"].first())
    table = table.reset_index().assign(price=lambda x: x["net_amount"] / x["quantity"])
    stated = stated_prices(facts, ground).reindex(table["product_id"])
    list_price, floor_price = (stated[one].to_numpy() for one in ("list_price", "floor_price"))
    unit = np.where(np.isnan(list_price), _middle_prices(cells, table), list_price)
    usual = {name: table[part] * unit for name, part in _USUAL.items()}
    table = table.assign(**usual, list_price=list_price, floor_price=floor_price)
    for side, own, usual_side in (
        ("low", "floor_price", "usual_low"),
        ("high", "list_price", "usual_high"),
    ):
        table[f"corridor_{side}"] = table[own].fillna(table[usual_side])
        basis = np.where(table[own].notna(), "stated", "usual")
        table[f"{side}_basis"] = np.where(table[f"corridor_{side}"].isna(), "none", basis)
    return table[COLUMNS]


_USUAL = {"usual": "middle", "usual_low": "low", "usual_high": "high"}
COLUMNS = [
    *(*KEY, "n_lines", "net_amount", "price", "usual", "usual_low", "usual_high"),
    *("list_price", "floor_price", "corridor_low", "corridor_high", "low_basis", "high_basis"),
    *("level", "n_below", "amount"),
]


def judged_cells(ground: Ground) -> pd.DataFrame:
    """Return priced cells with their fences, how far each lies below its corridor, and the money.

    `n_below` is 1 where a cell is below its floor of the day, or, where it has none, below the
    usual prices; `amount` is what it lacks, `limit` the ratio of the corridor's lower end.
    """
    cells = priced_cells(ground)
    cells = cells.join(fences(cells))
    worth = cells["net_amount"] / cells["ratio"]
    lacks = ((cells["low"] - cells["ratio"]) * worth).clip(lower=0).fillna(0.0)
    has_floor = cells["n_floored"] > 0
    amount = cells["below_floor_amount"].where(has_floor, lacks)
    is_below = (cells["n_below_floor"] > 0).where(has_floor, amount > 0)
    floor = cells["floor_amount"] / worth
    limit = floor.where(has_floor, cells["low"])
    return cells.assign(n_below=is_below.astype(int), amount=amount, limit=limit, worth=worth)


def _middle_prices(cells: pd.DataFrame, table: pd.DataFrame) -> np.ndarray:
    middle = cells.groupby("product_id")["price"].median()
    return np.asarray(table["product_id"].map(middle).to_numpy(float))
