"""What a plan would have been for those who look after its customers now."""

from __future__ import annotations

import pandas as pd

from salesnb.members import NEW_CUSTOMER, UNASSIGNED

OWNER = ["region_id", "rep_id"]
PAIRS = ["customer_id", *OWNER]
NOBODY = (UNASSIGNED, NEW_CUSTOMER)


def moved_customers(before: pd.DataFrame, after: pd.DataFrame) -> list[str]:
    """Return the customers of both plans whose regions or reps are others now, in order.

    Both have a row per cell with customer_id, region_id, rep_id and `target`.
    """
    former, latter = (_owners(one) for one in (before, after))
    both = (set(former) & set(latter)) - set(NOBODY)
    return sorted(one for one in both if former[one] != latter[one])


def carried_over(
    before: pd.DataFrame, after: pd.DataFrame, moved: list[str], *, digits: int = 2
) -> pd.DataFrame:
    """Return `before` with the cells of moved customers shared by whoever has them in `after`.

    Each cell is split by the parts that region and rep have of the customer in `after`, to the
    minor unit: no sum over region and rep changes.
    """
    is_moved = before["customer_id"].isin(moved)
    own = after[after["customer_id"].isin(moved)]
    sums = own.groupby(PAIRS, observed=True)["target"].sum().reset_index()
    sums = sums.astype(dict.fromkeys(PAIRS, "str"))
    whole = sums.groupby("customer_id")["target"].transform("sum")
    shares = sums.assign(until=(sums["target"] / whole).groupby(sums["customer_id"]).cumsum())
    cells = before[is_moved].drop(columns=OWNER).reset_index(drop=True)
    cells = cells.astype({"customer_id": "str"})
    split = cells.reset_index().merge(shares.drop(columns="target"), on="customer_id")
    unit = 10.0**digits
    reached = (split["target"] * unit * split["until"].round(12)).round()
    parts = reached.groupby(split["index"]).diff().fillna(reached)
    found = split.assign(target=parts / unit).drop(columns=["index", "until"])
    kept = before[~is_moved]
    text = dict.fromkeys([one for one in before.columns if one != "target"], "str")
    return pd.concat([kept.astype(text), found[before.columns].astype(text)], ignore_index=True)


def _owners(cells: pd.DataFrame) -> dict[str, set[tuple[str, str]]]:
    """Return the regions and reps of each customer with a target."""
    sums = cells.groupby(PAIRS, observed=True)["target"].sum()
    found: dict[str, set[tuple[str, str]]] = {}
    for customer, region, rep in sums[sums > 0].index:
        found.setdefault(str(customer), set()).add((str(region), str(rep)))
    return found
