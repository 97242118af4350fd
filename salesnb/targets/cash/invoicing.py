"""What will be invoiced by settlement method, as one would have said at earlier month ends, too?

Net of credit notes, by the month of issue, from the instalments themselves: so it is what is owed
(with tax where the books have it), not sales.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.methods.forecasting import forecast_many
from salesnb.methods.payment_ledger import Array, ledger
from salesnb.months import Month
from salesnb.targets.cash.ahead import month_ends
from salesnb.targets.cash.errors import MOST_ORIGINS

COLUMNS = ["origin", "month", "settlement_id", "amount"]
MOST_MONTHS = 144
LEAST_MONTHS = 6  # with sales and invoices, to say how they go together


def planned_invoicing(instalments: pd.DataFrame, *, month: Month, ahead: int = 12) -> pd.DataFrame:
    """Return the invoicing expected after `month` and after each of the months before it.

    origin (the month at whose end it was said), month, settlement_id, amount: the frame that
    `collections.look_at_cash` takes. Every forecast stands on the months up to its origin alone.
    Instalments recorded later than issued count from their issue.
    """
    no_payments = pd.DataFrame({"instalment_id": [], "paid_on": [], "amount": []})
    book = ledger(instalments, no_payments)
    if not len(book.amount):
        return pd.DataFrame(columns=COLUMNS)
    first = max(Month.of(instalments["issued_on"].min()).ordinal, month.ordinal - MOST_MONTHS)
    n = month.ordinal - first + 1
    if n < 1:
        return pd.DataFrame(columns=COLUMNS)
    history = book.invoiced(month_ends(month - n, n))
    backs = range(min(MOST_ORIGINS, n - 1) + 1)
    rows = np.concatenate([_until(history, back) for back in backs])
    expected = np.nan_to_num(forecast_many(rows, ahead)).reshape(len(backs), -1, ahead)
    steps, n_methods = range(ahead), len(book.methods)
    origins = np.array([str(month - back) for back in backs])
    months = np.array([[str(month - back + 1 + i) for i in steps] for back in backs])
    names = np.array(book.methods)
    return pd.DataFrame(
        {
            "origin": np.repeat(origins, n_methods * ahead),
            "month": np.repeat(months, n_methods, axis=0).reshape(-1),
            "settlement_id": np.tile(np.repeat(names, ahead), len(backs)),
            "amount": expected.reshape(-1),
        }
    )


def _until(history: Array, back: int) -> Array:
    """Return the months known some months ago, with missing ones before the first invoice."""
    known = history[:, : history.shape[1] - back].astype(float)
    begun = np.abs(known).cumsum(axis=1) > 0
    known = np.where(begun, known, np.nan)
    return np.pad(known, ((0, 0), (back, 0)), constant_values=np.nan)


def in_step(plan: pd.DataFrame, sales: pd.DataFrame, instalments: pd.DataFrame) -> pd.DataFrame:
    """Return the plan with each month's total moved to what the forecast of sales says.

    `sales`: month, actual, expected (one row per month). A month's invoicing is its expected sales
    times what was invoiced of actual sales over the last twelve months that have both; the parts
    of the settlement methods stay. Months without a forecast of sales, and all months where fewer
    than `LEAST_MONTHS` have both, stay as they are.
    """
    issued = instalments["issued_on"].dt.strftime("%Y-%m")
    invoiced = instalments["due_amount"].astype(float).groupby(issued).sum()
    actual = sales.dropna(subset="actual").set_index("month")["actual"]
    both = pd.DataFrame({"invoiced": invoiced, "actual": actual}).dropna().iloc[-12:]
    if len(both) < LEAST_MONTHS or both["actual"].sum() <= 0 or both["invoiced"].sum() <= 0:
        return plan
    ratio = both["invoiced"].sum() / both["actual"].sum()
    wanted = sales.dropna(subset="expected").set_index("month")["expected"] * ratio
    totals = plan.groupby("month")["amount"].transform("sum")
    factor = (plan["month"].map(wanted) / totals.where(totals > 0)).fillna(1.0)
    return plan.assign(amount=plan["amount"] * factor)
