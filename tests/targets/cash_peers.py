"""Other rules for cash, and ledgers to try them on: the peers that the forecast is held against.

Every rule is `rule(book, month, invoicing) -> cash of the next months`: `invoicing` is methods x
months, and nothing after the end of `month` may be read from the ledger but through it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from salesnb import calendars
from salesnb.demo.drawing import draw
from salesnb.demo.sales import cash, invoices, orders
from salesnb.methods.payment_ledger import Array, Ledger, ledger
from salesnb.methods.payment_time import PaymentTimes, due_day_times, payment_times
from salesnb.methods.receipt_curves import workdays
from salesnb.months import Month
from salesnb.targets.cash.ahead import cash_ahead, last_day, month_ends

CALENDAR = calendars.build(first_year=2010, last_year=2029)
WORKS = workdays(last_day(Month(2009, 12)), last_day(Month(2029, 1)), CALENDAR.is_working)
REAL = Path(__file__).parents[3] / "shared/data/ibm_accounts_receivable/accounts_receivable.csv.gz"
Rule = Callable[[Ledger, Month, Array], Array]
BACK, MOST_LAG = 12, 13  # months of rates, months after which all ages are alike
PRIOR = 5.0  # payments of the usual lateness


def facts_drawn(seed: int) -> dict[str, pd.DataFrame]:
    """Return the cash tables of a drawn company."""
    drawn = draw(seed)
    billed = invoices.invoice_lines(drawn.truth, orders.order_lines(drawn.world))
    books = cash.ledgers(drawn.truth, billed)
    terms = pd.DataFrame([vars(one) for one in drawn.truth.cash.terms])
    paid = books.receipt_allocations
    return {
        "instalments": _with_days(books.instalments, "issued_on", "due_on"),
        "payments": _with_days(
            paid.rename(columns={"allocated_on": "paid_on", "allocated_amount": "amount"}),
            "paid_on",
        ),
        "write_offs": _with_days(books.write_offs, "written_off_on"),
        "receipts": _with_days(books.receipts, "received_on", "matures_on"),
        "payment_promises": _with_days(books.payment_promises, "promised_on", "promised_for"),
        "settlement_terms": terms.rename(columns={"id": "settlement_id"}),
    }


def _with_days(frame: pd.DataFrame, *columns: str) -> pd.DataFrame:
    return frame.assign(**{one: pd.to_datetime(frame[one]) for one in columns})


def facts_real(file: Path = REAL) -> dict[str, pd.DataFrame]:
    """Return the real receivables: one payment per invoice, all due after thirty days."""
    rows = pd.read_csv(file, dtype={"invoiceNumber": str})
    days = {c: pd.to_datetime(rows[c], format="%m/%d/%Y") for c in rows if c.endswith("Date")}
    owed = pd.DataFrame(
        {
            "instalment_id": rows["invoiceNumber"],
            "customer_id": rows["customerID"],
            "settlement_id": "net 30",
            "issued_on": days["InvoiceDate"],
            "due_on": days["DueDate"],
            "due_amount": rows["InvoiceAmount"],
        }
    )
    paid = {"paid_on": days["SettledDate"], "amount": rows["InvoiceAmount"]}
    return {"instalments": owed, "payments": owed[["instalment_id"]].assign(**paid)}


def book_of(facts: dict[str, pd.DataFrame]) -> Ledger:
    return ledger(facts["instalments"], facts["payments"], facts.get("write_offs"))


def _by(times: Callable[[Ledger, int], PaymentTimes]) -> Rule:
    def rule(book: Ledger, month: Month, invoicing: Array) -> Array:
        ends = month_ends(month, invoicing.shape[1])
        found = cash_ahead(book, month, WORKS, rule=times)
        return np.diff((found.from_open(ends) + found.from_new(invoicing, ends)).sum(axis=0))

    return rule


def late_customers(book: Ledger, origin: int) -> PaymentTimes:
    """Return the due-day rule with each customer's mean lateness, drawn to that of all."""
    plain = due_day_times(book, origin)
    paid = book.is_paid(origin) & (book.paid > 0)
    late = (book.paid_on - book.due[book.paid_of])[paid]
    who = book.customer[book.paid_of[paid]]
    n = len(book.customers)
    sums, counts = np.bincount(who, late, n), np.bincount(who, minlength=n)
    mean = (sums + PRIOR * late.mean()) / (counts + PRIOR)
    shift = np.zeros(len(plain.shift))
    shift[: len(book.customer_of)] = np.round(mean[book.customer_of])
    return replace(plain, shift=shift, is_alike=False)


def roll_rates(book: Ledger, month: Month, invoicing: Array) -> Array:
    """Cash by months since the invoice: the share of what is open that came in lately, of all."""
    return _rolled(book, month, invoicing.sum(axis=0), np.ones(len(book.amount), dtype=bool))


def roll_rates_by_method(book: Ledger, month: Month, invoicing: Array) -> Array:
    """Roll rates of each settlement method for itself."""
    parts = [_rolled(book, month, invoicing[i], book.method == i) for i in range(len(book.methods))]
    return np.sum(parts, axis=0)


def _rolled(book: Ledger, month: Month, invoicing: Array, mine: Array) -> Array:
    """Return cash of the months ahead by rates of the last `BACK` months (a chain ladder)."""
    ends = month_ends(month - (BACK + MOST_LAG), BACK + MOST_LAG)
    n, known = len(ends) - 1, mine & book.is_known(int(ends[-1]))
    issued = np.searchsorted(ends, book.issued) - 1
    inside = known & (issued >= 0)
    billed = np.bincount(issued[inside], book.amount[inside], n)
    paid = book.is_paid(int(ends[-1])) & inside[book.paid_of]
    born = issued[book.paid_of[paid]]
    lag = np.clip(np.searchsorted(ends, book.paid_on[paid]) - 1 - born, 0, MOST_LAG)
    size = MOST_LAG + 1
    came = np.bincount(born * size + lag, book.paid[paid], n * size).reshape(n, size)
    still = billed[:, None] - came.cumsum(axis=1) + came
    rates = np.zeros(size)
    for age in range(size):
        seen = slice(max(n - age - BACK, 0), n - age)
        rates[age] = came[seen, age].sum() / max(still[seen, age].sum(), 1e-9)
    left = np.array([billed[n - 1 - a] - came[n - 1 - a].sum() for a in range(size)])
    found = []
    for new in invoicing:
        left = np.concatenate([[new], left[:-2], [left[-2] + left[-1]]])
        found.append(left @ rates)
        left = left * (1 - rates)
    return np.array(found)


RULES: dict[str, Rule] = {
    "payment times": _by(payment_times),
    "due date": _by(due_day_times),
    "due date and customers' lateness": _by(late_customers),
    "roll rates": roll_rates,
    "roll rates by settlement method": roll_rates_by_method,
}


def shares_off(book: Ledger, rule: Rule, months: list[Month], *, planned=None) -> Array:
    """Return sums over origins of absolute errors, errors and cash of months 1 to 3 (3 x 3)."""
    sums = np.zeros((3, 3))
    for month in months:
        ends = month_ends(month, 3)
        invoicing = book.invoiced(ends) if planned is None else planned(month, 3)
        came = np.diff(book.cash(ends).sum(axis=0))
        error = rule(book, month, invoicing) - came
        sums += np.stack([np.abs(error), error, came])
    return sums
