"""Customers that go on under another number: merged ones, and those that returned renamed."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

COLUMNS = ["customer_id", "goes_on_as", "how"]
OVERLAP_DAYS = 31  # of the old and the new number, while one is closed and the other opened
MANY = 3  # customers of one name or number, beyond which it names none of them
DIGITS = 7  # of a telephone number, from which on it names a firm


def continued(days: pd.DataFrame, customers: pd.DataFrame) -> pd.DataFrame:
    """Return who goes on as whom: customer_id, goes_on_as, how (merged, same_name, same_phone).

    `customers`: customer_id, and merged_into, name, phone, city and region_id where they are known.
    A customer is taken to go on as another one that first bought about when, or after, its own last
    purchase, within a year, and has its telephone number, or its name in the same city and region.
    Chains end at the last of them.
    """
    merged = _merged(customers)
    named = _alike(days, customers[~customers["customer_id"].isin(merged["customer_id"])])
    found = pd.concat([merged, named], ignore_index=True)
    onward = dict(zip(found["customer_id"], found["goes_on_as"], strict=True))
    found["goes_on_as"] = [_end(one, onward) for one in found["customer_id"]]
    return found[found["customer_id"] != found["goes_on_as"]].reset_index(drop=True)[COLUMNS]


def under_one_number(days: pd.DataFrame, onward: pd.DataFrame) -> pd.DataFrame:
    """Return purchases under the number by which each customer goes on."""
    if onward.empty or days.empty:
        return days
    now = dict(zip(onward["customer_id"], onward["goes_on_as"], strict=True))
    known = days["customer_id"].astype("str")
    return days.assign(customer_id=known.map(now).fillna(known).astype("str"))


def facts_as_one(
    facts: Mapping[str, pd.DataFrame], onward: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    """Return facts whose lines stand under the number by which each customer goes on.

    Terms and master data stay those of their own number.
    """
    lines = ("order_days", "sales_cube", "sell_out", "complaints")
    return dict(facts) | {
        name: under_one_number(facts[name], onward) for name in lines if name in facts
    }


def _merged(customers: pd.DataFrame) -> pd.DataFrame:
    if "merged_into" not in customers:
        return pd.DataFrame(columns=COLUMNS)
    into = customers["merged_into"].fillna("").astype("str")
    own = customers[(into != "").to_numpy()]
    table = {"customer_id": own["customer_id"].astype("str"), "goes_on_as": into[own.index]}
    return pd.DataFrame(table).assign(how="merged")


def _alike(days: pd.DataFrame, customers: pd.DataFrame) -> pd.DataFrame:
    """Return pairs that follow each other and share a telephone number, or else a name."""
    spans = _spans(days)
    found = [
        _following(spans, _marks(customers, column)).assign(how=f"same_{column}")
        for column in ("phone", "name")
        if column in customers
    ]
    if not found:
        return pd.DataFrame(columns=COLUMNS)
    return pd.concat(found).drop_duplicates("customer_id")[COLUMNS]


def _spans(days: pd.DataFrame) -> pd.DataFrame:
    bought = days[days["purchase_amount"] > 0]
    by = bought.groupby(bought["customer_id"].astype("str"))["day"]
    return pd.DataFrame({"first": by.min(), "last": by.max()})


def _marks(customers: pd.DataFrame, column: str) -> pd.Series:
    """Return by what a customer is known, without blanks and case; nothing where it says little.

    Persons and shops of one name are many: a name stands with its city and region.
    """
    text = customers[column].fillna("").astype("str").str.casefold()
    pattern = r"\D" if column == "phone" else r"[\W_]"
    mark = text.str.replace(pattern, "", regex=True)
    is_long = (mark.str.len() >= (DIGITS if column == "phone" else 2)).to_numpy()
    for place in ("city", "region_id") if column == "name" else ():
        if place in customers:
            mark = mark + "\n" + customers[place].fillna("").astype("str").str.casefold()
    mark.index = pd.Index(customers["customer_id"].astype("str"))
    return mark[is_long]


def _following(spans: pd.DataFrame, marks: pd.Series) -> pd.DataFrame:
    """Return pairs of the same mark of whom one begins to buy where the other ends."""
    often = marks.groupby(marks).transform("size")
    shared = marks[often.between(2, MANY)]
    own = spans.join(shared.rename("mark"), how="inner").rename_axis("customer_id").reset_index()
    both = own.merge(own, on="mark", suffixes=("", "_new"))
    wait = (both["first_new"] - both["last"]).dt.days
    follows = (both["customer_id"] != both["customer_id_new"]) & (both["first_new"] > both["first"])
    follows &= (both["last_new"] > both["last"]) & wait.between(-OVERLAP_DAYS, 365)
    table = both[follows].rename(columns={"customer_id_new": "goes_on_as"})
    return table.sort_values(["customer_id", "first_new"]).drop_duplicates("customer_id")


def _end(customer: str, onward: dict[str, str]) -> str:
    seen = {customer}
    while onward.get(customer, customer) not in seen:
        customer = onward[customer]
        seen.add(customer)
    return customer


def known_customers(customers: pd.DataFrame, names: np.ndarray) -> pd.DataFrame:
    """Return what the master data say of customers, in the order of `names`."""
    own = customers.assign(customer_id=customers["customer_id"].astype("str"))
    return own.drop_duplicates("customer_id").set_index("customer_id").reindex(names)
