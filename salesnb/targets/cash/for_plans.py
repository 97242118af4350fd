"""What the cash of a plan begins with: what is owed, invoiced and received if nothing changes."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.targets.cash.ahead import month_ends
from salesnb.targets.cash.known import Cash

AHEAD = ["dimension", "node", "month", "opening", "invoiced", "received", "in_bills", "matured"]
OWNER = ["customer_id", "settlement_id"]


def collections_ahead(rolled: pd.DataFrame, bills: pd.DataFrame) -> pd.DataFrame:
    """Return the roll-forward and the bank paper of every month ahead: `collections_ahead`.

    dimension (`total`, `settlement`), node, month, opening, invoiced, received; of the total,
    where there is paper: in_bills and matured. `rolled` and `bills` are those of `cash_months` and
    `money_at_maturity`.
    """
    paper = bills.rename(columns={"received_in_bills": "in_bills"})
    paper = paper[["month", "in_bills", "matured"]].assign(dimension="total")
    text = dict.fromkeys(["dimension", "month"], "str")
    found = rolled.astype(text).merge(paper.astype(text), on=["dimension", "month"], how="left")
    return found[AHEAD]


def collections_open(cash: Cash) -> pd.DataFrame:
    """Return the cash expected of open instalments: the artefact `collections_open`.

    customer_id, settlement_id, month, amount: no row where nothing is expected. A settlement
    method's rows of a month add up to the `from_open` of `cash_months`, to the cent.
    """
    book, items = cash.ahead.book, cash.items
    ends = month_ends(cash.ahead.month, len(cash.months))
    paid = np.diff(items.paid_by(cash.ahead, ends), axis=1)
    n_methods = max(len(book.methods), 1)
    owner = book.customer[items.place].astype(np.int64) * n_methods + book.method[items.place]
    owners, place = np.unique(owner, return_inverse=True)
    sums = [np.bincount(place, paid[:, i], len(owners)) for i in range(paid.shape[1])]
    customer, method = np.divmod(owners, n_methods)
    order = np.argsort(method, kind="stable")
    amounts = np.stack(sums, axis=1) if sums else np.zeros((len(owners), 0))
    whole = _in_cents(amounts[order], method[order])
    found = pd.DataFrame(
        {
            "customer_id": np.array(book.customers, dtype=object)[customer[order]],
            "settlement_id": np.array(book.methods, dtype=object)[method[order]],
        }
    )
    months = [str(one) for one in cash.months]
    long = found.loc[found.index.repeat(len(months))].reset_index(drop=True)
    long["month"] = np.tile(np.array(months, dtype=object), len(found))
    long["amount"] = whole.reshape(-1)
    return long[long["amount"] != 0].sort_values([*OWNER, "month"], ignore_index=True)


def _in_cents(amounts: np.ndarray, method: np.ndarray) -> np.ndarray:
    """Return amounts in whole cents that add up to each method's sum, rounded along the rows."""
    found = np.zeros(amounts.shape)
    for one in np.unique(method):
        mine = method == one
        upto = np.rint(np.cumsum(amounts[mine], axis=0) * 100)
        found[mine] = np.diff(upto, axis=0, prepend=0.0) / 100
    return found
