"""A company of a few rows, in which every number of a review can be worked out by hand.

Three regions in two areas (N1 and N2 in North, S1 in South), a rep at home in each, March 2026.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from salesnb import calendars
from salesnb.methods.issued_targets import DIMENSIONS
from salesnb.months import Month
from salesnb.reviews.as_issued import AsIssued
from salesnb.reviews.attainment.study import review_attainment
from salesnb.snapshot.typed import typed

MARCH = Month(2026, 3)
CALENDAR = calendars.build(first_year=2023, last_year=2027)
REGIONS = pd.DataFrame(
    [
        ("CN", ""),
        ("North", "CN"),
        ("South", "CN"),
        ("N1", "North"),
        ("N2", "North"),
        ("S1", "South"),
    ],
    columns=["region_id", "parent_id"],
)
REPS = pd.DataFrame([("A", "N1"), ("B", "N2"), ("C", "S1")], columns=["rep_id", "region_id"])
PRODUCTS = pd.DataFrame([("P1", "G1"), ("P2", "G2")], columns=["product_id", "product_group"])
CUBE = ["month", "customer_id", "product_id", "region_id", "rep_id", "settlement_id"]
CUBE += ["sales_method_id", "quantity", "net_amount", "purchase_amount", "n_purchases"]
HOME = {"N1": "A", "N2": "B", "S1": "C"}
SHARES = (0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975)
TARGET = ["measure", "period_start", "period_end", *DIMENSIONS, "target_value", "is_rollup"]
TARGET += ["version", "issued_on"]


def sale(month: str, customer: str, amount: float, **more: object) -> dict[str, object]:
    """Return one cube row: a customer of N1 with P1, one piece per 10, credited to rep A."""
    region = str(more.get("region_id", "N1"))
    row = {
        "month": month,
        "customer_id": customer,
        "product_id": "P1",
        "region_id": region,
        "rep_id": HOME.get(region, "(unassigned)"),
        "settlement_id": "T1",
        "sales_method_id": "S1",
        "quantity": amount / 10,
        "net_amount": amount,
        "purchase_amount": max(amount, 0.0),
        "n_purchases": int(amount > 0),
    }
    return row | more


def cube(*rows: dict[str, object]) -> pd.DataFrame:
    return typed(pd.DataFrame(rows, columns=CUBE), "sales_cube")


def target(month: str, value: float, *, n: int = 1, **more: object) -> dict[str, object]:
    """Return one issued target of sales over `n` months, issued before they began."""
    first = Month.parse(month)
    row: dict[str, object] = {
        "measure": "sales",
        "period_start": str(first.first),
        "period_end": str((first + (n - 1)).last),
        **dict.fromkeys(DIMENSIONS, ""),
        "target_value": value,
        "is_rollup": False,
        "version": 1,
        "issued_on": "2025-12-20",
    }
    return row | more


def targets(*rows: dict[str, object]) -> pd.DataFrame:
    return typed(pd.DataFrame(rows, columns=TARGET), "issued_targets")


def by_rep(month: str, **values: float) -> list[dict[str, object]]:
    return [target(month, value, rep_id=rep) for rep, value in values.items()]


def forecast(
    month: str, *nodes: tuple[str, str, float], width: float = 0.2, measure: str = "sales"
) -> pd.DataFrame:
    """Return a forecast of one month: nodes with what is expected, quantiles evenly around it.

    Its outermost quantiles lie `width` of what is expected below and above it.
    """
    rows = [
        (
            measure,
            dimension,
            node,
            month,
            share,
            expected * (1 + width * (share - 0.5) / 0.475),
            expected,
            "full",
        )
        for dimension, node, expected in nodes
        for share in SHARES
    ]
    columns = ["measure", "dimension", "node", "month", "quantile", "amount", "expected", "rung"]
    return pd.DataFrame(rows, columns=columns)


def attainability(*rows: tuple[str, str, str, float, float, str]) -> pd.DataFrame:
    """Return what 09 said: dimension, node, period, target, probability, band."""
    columns = ["dimension", "node", "period", "target", "probability", "band"]
    return pd.DataFrame(rows, columns=columns)


def facts(
    sales: pd.DataFrame, asked: Iterable[dict[str, object]] = (), **more: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    given = {"sales_cube": sales, "issued_targets": targets(*asked), "regions": REGIONS}
    return given | {"reps": REPS, "products": PRODUCTS} | more


def review(
    sales: pd.DataFrame,
    asked: Iterable[dict[str, object]] = (),
    issued: AsIssued | None = None,
    *,
    month: Month = MARCH,
    **more: pd.DataFrame,
) -> dict[str, pd.DataFrame]:
    given = facts(sales, asked, **more)
    return review_attainment(given, issued or AsIssued(), month=month, calendar=CALENDAR)


def at(frame: pd.DataFrame, dimension: str, node: str, **key: str) -> pd.Series:
    """Return the one row of a node: of sales in the month, where nothing else is asked."""
    wanted = {"measure": "sales", "span": "month"} | key | {"dimension": dimension, "node": node}
    mask = pd.Series(True, frame.index)
    for column, value in wanted.items():
        if column in frame:
            mask &= frame[column] == value
    assert mask.sum() == 1, f"{mask.sum()} rows of {wanted}"
    return frame[mask].iloc[0]


def drawn_sales(rng: np.random.Generator, months: Sequence[str], n: int) -> pd.DataFrame:
    """Return n random cube rows: a quarter of them credits, some of nobody and of nowhere."""
    picks = {
        "region_id": ["N1", "N2", "S1", "(unassigned)"],
        "product_id": ["P1", "P2"],
        "rep_id": ["A", "B", "C", "(unassigned)"],
        "settlement_id": ["T1", "T2"],
        "sales_method_id": ["S1", "(unassigned)"],
    }
    return cube(
        *(
            sale(
                str(rng.choice(months)),
                f"C{rng.integers(1, 9)}",
                int(rng.integers(-30_000, 90_000)) / 100,
                quantity=int(rng.integers(-5, 40)) / 4,
                **{name: str(rng.choice(values)) for name, values in picks.items()},
            )
            for _ in range(n)
        )
    )
