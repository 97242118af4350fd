"""Small facts of the frames that 05b_research loads: the columns that matter, all others empty."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from salesnb.customers.research.base import customers_now, mix
from salesnb.customers.research.sections import Ground
from salesnb.members import UNASSIGNED
from salesnb.months import Month
from salesnb.settings import BusinessRules
from salesnb.snapshot.typed import empty, typed

MONTH = Month(2026, 10)
INDEX = Path(__file__).resolve().parents[3] / "notebooks" / "index.toml"
JUDGED = "topic customer_id value low high at_none judged_on"
VALUES = "customer_id segment product_group kind amount_a_year evidence author judged_on"
PLAYS = "name name_zh phase lever hours"


def loads() -> Mapping[str, list[str]]:
    """Return the columns that the workbook loads, by frame."""
    books = tomllib.loads(INDEX.read_text(encoding="utf-8"))["workbook"]
    return next(one["loads"] for one in books if one["id"] == "05b_research")


def facts(**records: list[dict[str, Any]]) -> dict[str, pd.DataFrame]:
    """Return all frames of the workbook; those that are given have these rows."""
    found = {}
    for name, columns in loads().items():
        frame = empty(name, columns)
        if rows := records.get(name):
            given = pd.DataFrame(rows)
            frame = typed(given.reindex(columns=columns), name)
        found[name] = frame
    sales = found["sales_cube"]
    groups = [one.get("product_group", UNASSIGNED) for one in records.get("sales_cube", [])]
    found["sales_cube"] = sales.assign(product_group=pd.Series(groups, dtype="str"))
    return found


def bought(customer: str, amount: float, **given: Any) -> list[dict[str, Any]]:
    """Return purchases of the same amount in each of the twelve months up to October 2026."""
    months = [str(one) for one in (MONTH - 11).until(MONTH)]
    line = {"customer_id": customer, "product_id": "P1", "product_group": "Pumps", **given}
    priced = {"net_amount": amount, "costed_amount": amount, "cost_amount": 0.6 * amount}
    return [{"month": month, **line, **priced} for month in months]


def row(frame: pd.DataFrame, id: str = "C1") -> dict[str, Any]:
    """Return the row of a customer of a frame that is indexed by customer."""
    (found,) = frame.loc[[id]].to_dict("records")
    return {str(name): value for name, value in found.items()}


def customer(id: str, **given: Any) -> dict[str, Any]:
    usual = {"customer_id": id, "kind": "end_user", "segment": "Water", "region_id": "R1"}
    return {**usual, "is_active": True, **given}


def ground(judged: list[dict[str, Any]] | None = None, **records: list[dict[str, Any]]) -> Ground:
    """Return the ground of facts with these rows."""
    own = facts(**records)
    rules = BusinessRules()
    base = customers_now(own, month=MONTH, rules=rules)
    return Ground(own, MONTH, rules, judgements(judged), base, mix(own["sales_cube"], MONTH))


def judgements(rows: list[dict[str, Any]] | None = None) -> pd.DataFrame:
    return _entries(JUDGED, rows)


def values(rows: list[dict[str, Any]] | None = None) -> pd.DataFrame:
    return _entries(VALUES, rows)


def plays(rows: list[dict[str, Any]] | None = None) -> pd.DataFrame:
    return _entries(PLAYS, rows)


def _entries(columns: str, rows: list[dict[str, Any]] | None) -> pd.DataFrame:
    frame = pd.DataFrame(rows or [], columns=columns.split())
    names = columns.split()
    days = [one for one in names if one.endswith("_on")]
    numbers = {"value", "low", "high", "at_none", "amount_a_year", "hours"} & {*names}
    texts = [one for one in names if one not in {*days, *numbers}]
    frame[texts] = frame[texts].astype("object").fillna("").astype("str")
    frame[days] = frame[days].apply(pd.to_datetime)
    return frame.astype(dict.fromkeys(numbers, float))
