"""Small ledgers, written by hand, as the frames of a workbook hold them."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from salesnb import calendars
from salesnb.months import Month
from salesnb.targets.cash import frames as cash_frames
from salesnb.targets.cash.collections import forecast_cash
from salesnb.targets.cash.known import Cash, look_at_cash

MONTH = Month(2026, 6)
CALENDAR = calendars.build(first_year=2020, last_year=2029)
Facts = dict[str, pd.DataFrame]
OWED = ["instalment_id", "customer_id", "settlement_id", "issued_on", "due_on", "due_amount"]
TERMS = [
    ("PRE", "prepay", 0, 0, 1),
    ("N60", "net", 60, 0, 1),
    ("BILL", "acceptance_bill", 30, 90, 1),
    ("PARTS", "instalment", 30, 0, 3),
]
PLAN = ["origin", "month", "settlement_id", "amount"]


def facts(owed: Iterable[tuple], paid: Iterable[tuple] = (), **more: pd.DataFrame) -> Facts:
    """Return facts of instalments (see `OWED`) and payments (instalment, day, amount)."""
    instalments = pd.DataFrame(list(owed), columns=OWED)
    payments = pd.DataFrame(list(paid), columns=["instalment_id", "paid_on", "amount"])
    for frame, columns in ((instalments, ["issued_on", "due_on"]), (payments, ["paid_on"])):
        for column in columns:
            frame[column] = pd.to_datetime(frame[column])
    for frame, column in ((instalments, "due_amount"), (payments, "amount")):
        frame[column] = frame[column].astype(float)
    columns = ["settlement_id", "kind", "nominal_days", "tenor_days", "n_instalments"]
    terms = pd.DataFrame(TERMS, columns=columns)
    return {"instalments": instalments, "payments": payments, "settlement_terms": terms, **more}


def steady(
    method: str = "N60",
    *,
    wait: int = 60,
    late: int = 0,
    customers: int = 2,
    amount: float = 100.0,
    first: str = "2024-01-01",
    until: str = "2026-06-30",
) -> tuple[list[tuple], list[tuple]]:
    """Return instalments every fifth day, each paid in full `late` days after its due day."""
    owed, paid = [], []
    for i, day in enumerate(pd.date_range(first, until, freq="5D")):
        due = day + pd.Timedelta(days=wait)
        name, came = f"{method}{i:04d}", due + pd.Timedelta(days=late)
        owed.append((name, f"C{i % customers}", method, day, due, amount))
        if came <= pd.Timestamp(MONTH.last):
            paid.append((name, came, amount))
    return owed, paid


def plan(*, ahead: int = 12, month: Month = MONTH, **amounts: float) -> pd.DataFrame:
    """Return the same invoicing in every month ahead, by settlement method."""
    rows = [
        (str(month), str(month + 1 + i), method, amount)
        for method, amount in amounts.items()
        for i in range(ahead)
    ]
    return pd.DataFrame(rows, columns=PLAN)


def seen(known: Facts, invoicing: pd.DataFrame | None = None, *, ahead: int = 12) -> Cash:
    """Return the look at cash of these facts; nothing is invoiced unless said."""
    invoicing = pd.DataFrame(columns=PLAN) if invoicing is None else invoicing
    return look_at_cash(known, invoicing, month=MONTH, calendar=CALENDAR, ahead=ahead)


def frames(known: Facts, invoicing: pd.DataFrame | None = None, *, ahead: int = 12) -> Facts:
    """Return all frames of cash of these facts."""
    return forecast_cash(seen(known, invoicing, ahead=ahead), known)


def totals(found: Facts, column: str = "received") -> np.ndarray:
    """Return one column of the whole company by month."""
    rows = found["cash_months"]
    return rows.loc[rows["dimension"] == cash_frames.TOTAL, column].to_numpy()
