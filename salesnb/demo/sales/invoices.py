"""Invoices follow orders by some days; a few lines come back as credit notes."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.demo.base.streams import stream
from salesnb.demo.truths.truth import Truth

AMOUNTS = ["quantity", "net_amount", "list_amount", "cost_amount"]
COLUMNS = """
    invoice_id line_id kind invoice_on order_id customer_id product_id quantity net_amount
    list_amount cost_amount settlement_id sales_method_id promotion_id
"""


def invoice_lines(
    truth: Truth, orders: pd.DataFrame, *, name: str = "invoice_lines"
) -> pd.DataFrame:
    """Return one line per ordered line, whole orders together, and the credit notes.

    Lines dated after the export do not exist yet.
    """
    rng = stream(truth.seed, name)
    firsts = orders["order_id"].ne(orders["order_id"].shift())
    number = firsts.cumsum().to_numpy() - 1
    delay = np.minimum(rng.geometric(0.30, int(firsts.sum())), 12)
    lines = orders.copy()
    lines["invoice_on"] = orders["order_on"].to_numpy() + delay[number].astype("timedelta64[D]")
    lines["invoice_id"] = "I" + orders["order_id"].str[1:]
    lines["kind"] = "invoice"
    every = pd.concat([lines, _credit_notes(rng, truth, lines)], ignore_index=True)
    known = every[every["invoice_on"] <= np.datetime64(truth.exported_on)]
    return known[COLUMNS.split()].sort_values(
        ["invoice_on", "invoice_id", "line_id"], ignore_index=True
    )


def _credit_notes(rng: np.random.Generator, truth: Truth, lines: pd.DataFrame) -> pd.DataFrame:
    """Return partial returns: a share of the quantity, 15 to 60 days later."""
    chosen = rng.random(len(lines)) < truth.cash.credit_note_share
    back = lines[chosen].copy()
    part = np.ceil(back["quantity"] * rng.uniform(0.05, 0.6, len(back))) / back["quantity"]
    for column in AMOUNTS:
        back[column] = -(back[column] * part).round(2)
    days = rng.integers(15, 61, len(back)).astype("timedelta64[D]")
    back["invoice_on"] = back["invoice_on"].to_numpy() + days
    back["invoice_id"] = "CN" + back["invoice_id"].str[1:] + "-" + back["line_id"]
    back["kind"] = "credit_note"
    back["line_id"] = "1"
    return back
