"""What came in of each measure that has targets, by node and month, exact to the minor unit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from salesnb.members import UNASSIGNED
from salesnb.months import YEAR, Month
from salesnb.reviews.places import COLUMNS, Places, by_node

SCALES = {  # units of a measure in which its sums are whole
    "sales": 100,
    "quantity": 1_000_000,
    "margin": 100,
    "collections": 100,
    "new_customers": 1,
    "visits": 1,
}
HELD = ("held", "unplanned")  # states of visits that took place
CELLS = [one for one in COLUMNS.values() if one != "product_group"]
Facts = Mapping[str, pd.DataFrame]


def came_in(facts: Facts, places: Places, months: Sequence[str]) -> pd.DataFrame:
    """Return what came in: one row per measure, dimension, node and month of `months`.

    Columns: measure, dimension, node, month, amount and, of sales, returns (what credit notes and
    returns took off, 0 or less; missing where the facts do not tell); both whole numbers of
    1 / `SCALES`. Sales by rep are those credited to it: the cube holds split credit. Every
    dimension adds up to the total. `facts`: sales_cube, and where there are any collections_cube,
    visits, customers, reps.
    """
    found = [_of_sales(facts, places, months)]
    for measure, rows in _others(facts, months):
        found.append(by_node(rows, places, ["amount"]).assign(measure=measure))
    every = pd.concat([one for one in found if len(one)] or found[:1], ignore_index=True)
    every["returns"] = every["returns"].astype("float64")
    return every[["measure", "dimension", "node", "month", "amount", "returns"]]


def _of_sales(facts: Facts, places: Places, months: Sequence[str]) -> pd.DataFrame:
    """Return sales, quantity and, where costs are known, margin: summed in one pass."""
    cube = facts["sales_cube"]
    sales = cube[cube["month"].isin(months)]
    amounts = {"sales": _whole(sales["net_amount"], "sales")}
    amounts["quantity"] = _whole(sales["quantity"], "quantity")
    if "purchase_amount" in sales:
        bought = _whole(sales["purchase_amount"], "sales")
        amounts["returns"] = amounts["sales"] - bought
    if "cost_amount" in sales and sales["costed_amount"].fillna(0).any():
        cost = _whole(sales["cost_amount"], "margin")
        amounts["margin"] = _whole(sales["costed_amount"], "margin") - cost
    keys = sales[["month", *(one for one in CELLS if one in sales)]]
    sums = by_node(keys.assign(**amounts), places, list(amounts))
    if "returns" not in sums:
        sums["returns"] = float("nan")
    place = ["dimension", "node", "month"]
    whole = sums.rename(columns={"sales": "amount"})[[*place, "amount", "returns"]]
    found = [whole.assign(measure="sales")]
    for measure in ("quantity", "margin"):
        if measure in sums:
            own = sums[[*place, measure]].rename(columns={measure: "amount"})
            found.append(own.assign(measure=measure, returns=float("nan")))
    return pd.concat(found, ignore_index=True)


def _others(facts: Facts, months: Sequence[str]) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield each other measure with its rows: month, the columns that it has, amount."""
    if len(facts.get("collections_cube", ())):
        yield "collections", _collections(facts, months)
    new = _new_customers(facts["sales_cube"], months)
    if len(new):
        yield "new_customers", new
    if len(facts.get("visits", ())):
        yield "visits", _visits(facts, months)


def _whole(amounts: pd.Series, measure: str) -> pd.Series:
    return (amounts.fillna(0) * SCALES[measure]).round().astype("int64")


def _collections(facts: Facts, months: Sequence[str]) -> pd.DataFrame:
    """Return collections by customer, its region, rep and settlement method."""
    cube = facts["collections_cube"]
    rows = cube[cube["month"].isin(months)]
    kept = rows[["month", "customer_id", "rep_id", "settlement_id"]]
    amount = _whole(rows["amount"], "collections")
    return kept.assign(region_id=_region_of_customer(kept, facts), amount=amount)


def _visits(facts: Facts, months: Sequence[str]) -> pd.DataFrame:
    """Return visits that took place, by rep, customer and its region, else that of the rep."""
    visits = facts["visits"][facts["visits"]["status"].isin(HELD)]
    rows = visits.assign(month=visits["visit_date"].dt.strftime("%Y-%m"), amount=1)
    rows = rows.loc[rows["month"].isin(months), ["month", "rep_id", "customer_id", "amount"]]
    region = _region_of_customer(rows, facts)
    home = _members(facts, "reps", "rep_id")
    return rows.assign(region_id=region.fillna(rows["rep_id"].map(home)).fillna(UNASSIGNED))


def _region_of_customer(rows: pd.DataFrame, facts: Facts) -> pd.Series:
    return rows["customer_id"].map(_members(facts, "customers", "customer_id"))


def _members(facts: Facts, table: str, key: str) -> dict[str, str]:
    members = facts.get(table, pd.DataFrame(columns=[key, "region_id"]))
    return dict(zip(members[key], members["region_id"], strict=True))


def _new_customers(cube: pd.DataFrame, months: Sequence[str]) -> pd.DataFrame:
    """Return a row per customer in the month of its first purchase, under its largest cell.

    Whoever bought in the first twelve months of the facts may have bought before and is not new.
    """
    bought = cube.loc[
        cube["n_purchases"] > 0, ["month", "customer_id", "region_id", "rep_id", "net_amount"]
    ]
    begins = str(Month.parse(str(cube["month"].min())) + YEAR) if len(cube) else ""
    first = bought.groupby("customer_id")["month"].transform("min")
    is_new = (bought["month"] == first) & first.isin(months) & (first >= begins)
    order = ["customer_id", "net_amount", "region_id", "rep_id"]
    rows = bought[is_new].sort_values(order, ascending=[True, False, True, True])
    kept = rows.drop_duplicates("customer_id")[["month", "region_id", "rep_id"]]
    return kept.assign(amount=1).reset_index(drop=True)
