"""Tiny sales facts, written by hand."""

from __future__ import annotations

import pandas as pd

from salesnb.snapshot.typed import typed

KEYS = ["month", "customer_id", "product_id", "region_id"]
COLUMNS = [*KEYS, "quantity", "net_amount", "costed_amount", "cost_amount"]
COLUMNS += ["n_purchases", "purchase_amount"]

OLDER = ("2024-10", "older", "P9", "N", 1, 1.0)  # with it the facts reach back to both years


def facts(*rows: tuple) -> pd.DataFrame:
    """Return cube rows: month, customer, product, region, quantity, net (cost is 60 % of net).

    Each row is one line: a purchase where its amount is above zero.
    """
    cube = pd.DataFrame(
        [(*row, row[-1], row[-1] * 0.6, int(row[-1] > 0), max(row[-1], 0.0)) for row in rows],
        columns=COLUMNS,
    )
    return typed(cube, "sales_cube")
