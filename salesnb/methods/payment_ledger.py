"""Instalments and their payments as arrays, as they were known at the end of any day.

Days are whole numbers (days since 1970-01-01). Money is in currency units; credits are negative.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Array = NDArray[Any]
Days = NDArray[np.int64]
CENT = 0.005


def days(values: pd.Series) -> Days:
    """Return days as whole numbers since 1970-01-01."""
    return pd.to_datetime(values).to_numpy().astype("datetime64[D]").astype(np.int64)


def day(value: object) -> int:
    """Return one day as a whole number since 1970-01-01."""
    return int(np.datetime64(pd.Timestamp(str(value)), "D").astype(np.int64))


@dataclass(frozen=True)
class Ledger:
    """Instalments in the order of their frame, and the payments that name one of them.

    A cell is a customer with one settlement method; `method_of` and `customer_of` are by cell.
    `known` and `paid_known` are the days from which an entry stands in the books.
    """

    ids: pd.Index
    methods: list[str]
    customers: list[str]
    issued: Days
    due: Days
    known: Days
    amount: Array
    cell: Days
    method_of: Days
    customer_of: Days
    paid_of: Days  # which instalment a payment is for, by its place
    paid_on: Days
    paid_known: Days
    paid: Array
    off_of: Days  # which instalment a write-off gives up
    off_known: Days
    off: Array

    @cached_property
    def method(self) -> Days:
        """Settlement method of each instalment, by its place in `methods`."""
        return self.method_of[self.cell] if len(self.cell) else self.cell

    @cached_property
    def customer(self) -> Days:
        """Customer of each instalment, as a code."""
        return self.customer_of[self.cell] if len(self.cell) else self.cell

    def is_known(self, origin: int) -> NDArray[np.bool_]:
        """Which instalments stood in the books at the end of `origin`."""
        return (self.issued <= origin) & (self.known <= origin)

    def is_paid(self, origin: int) -> NDArray[np.bool_]:
        """Which payments of known instalments stood in the books at the end of `origin`."""
        in_books = (self.paid_on <= origin) & (self.paid_known <= origin)
        return in_books & self.is_known(origin)[self.paid_of]

    def open_amounts(self, origin: int) -> Array:
        """Return what is open of each instalment at the end of `origin`; 0 of unknown ones."""
        paid = self.is_paid(origin)
        settled = np.bincount(self.paid_of[paid], self.paid[paid], len(self.amount))
        given_up = self.off_known <= origin
        settled += np.bincount(self.off_of[given_up], self.off[given_up], len(self.amount))
        still = np.where(self.is_known(origin), self.amount - settled, 0.0)
        return np.where(np.abs(still) < CENT, 0.0, still)

    def open_amounts_by(self, by: Days, origin: int) -> Array:
        """Return what was open of each instalment at the end of a day of its own.

        As it stood in the books at the end of `origin`; write-offs leave it open.
        """
        counts = self.is_paid(origin) & (self.paid_on <= by[self.paid_of])
        paid = np.bincount(self.paid_of[counts], self.paid[counts], len(self.amount))
        still = np.where(self.is_known(origin), self.amount - paid, 0.0)
        return np.where(np.abs(still) < CENT, 0.0, still)

    def collectable(self, open_amounts: Array) -> Array:
        """Return what is left to pay of each open amount when open credits are set against it.

        A customer's credits lower all that he owes by the same share, never below nothing.
        """
        size = int(self.customer_of.max(initial=-1)) + 1
        owed = np.bincount(self.customer, np.maximum(open_amounts, 0), size)
        credit = np.bincount(self.customer, np.maximum(-open_amounts, 0), size)
        kept = 1 - np.minimum(credit / np.maximum(owed, CENT), 1)
        return np.maximum(open_amounts, 0) * kept[self.customer]

    def cash(self, ends: Days) -> Array:
        """Return the cash of each method up to each of some days (methods x days)."""
        place = np.searchsorted(ends, self.paid_on)
        size = len(ends) + 1
        at = self.method[self.paid_of] * size + place
        sums = np.bincount(at, self.paid, len(self.methods) * size)
        return sums.reshape(len(self.methods), size).cumsum(axis=1)[:, :-1]

    def invoiced(self, ends: Days) -> Array:
        """Return the net amount issued by method (methods x spans) between days in order."""
        place = np.searchsorted(ends, self.issued) - 1
        inside = (place >= 0) & (place < len(ends) - 1)
        size = len(ends) - 1
        at = (self.method * size + place)[inside]
        sums = np.bincount(at, self.amount[inside], len(self.methods) * size)
        return sums.reshape(len(self.methods), size)


def ledger(
    instalments: pd.DataFrame, payments: pd.DataFrame, write_offs: pd.DataFrame | None = None
) -> Ledger:
    """Return the arrays of instalments, their payments and what was given up.

    `instalments`: instalment_id, customer_id, settlement_id, issued_on, due_on, due_amount;
    `payments`: instalment_id, paid_on, amount; `write_offs`: instalment_id, written_off_on,
    written_off_amount. All may have recorded_on. Payments of instalments that are not listed are
    left out.
    """
    owed = instalments.reset_index(drop=True)
    ids = pd.Index(owed["instalment_id"])
    methods, names = pd.factorize(owed["settlement_id"], sort=True)
    customers, people = pd.factorize(owed["customer_id"], sort=True)
    pairs = methods.astype(np.int64) * (int(customers.max(initial=0)) + 1) + customers
    _, first, cells = np.unique(pairs, return_index=True, return_inverse=True)
    issued = days(owed["issued_on"])
    paid_of, paid = _named(ids, payments)
    off_of, off = _named(ids, write_offs)
    paid_on = days(paid["paid_on"]) if len(paid) else np.zeros(0, np.int64)
    return Ledger(
        ids=ids,
        methods=[str(name) for name in names],
        customers=[str(name) for name in people],
        issued=issued,
        due=days(owed["due_on"]),
        known=_recorded(owed, issued),
        amount=owed["due_amount"].to_numpy(float),
        cell=cells.astype(np.int64),
        method_of=methods[first].astype(np.int64),
        customer_of=customers[first].astype(np.int64),
        paid_of=paid_of,
        paid_on=paid_on,
        paid_known=_recorded(paid, paid_on),
        paid=paid["amount"].to_numpy(float),
        off_of=off_of,
        off_known=_recorded(off, days(off["written_off_on"])) if len(off) else off_of,
        off=off["written_off_amount"].to_numpy(float) if len(off) else np.zeros(0),
    )


def _named(ids: pd.Index, entries: pd.DataFrame | None) -> tuple[Days, pd.DataFrame]:
    """Return entries that name a listed instalment, with its place."""
    if entries is None:
        return np.zeros(0, np.int64), pd.DataFrame()
    place = ids.get_indexer(pd.Index(entries["instalment_id"]))
    return place[place >= 0].astype(np.int64), entries[place >= 0]


def _recorded(frame: pd.DataFrame, happened: Days) -> Days:
    """Return the day from which each row stands in the books: that of its event where unstated."""
    if "recorded_on" not in frame:
        return happened
    stated = frame["recorded_on"].notna().to_numpy()
    return np.where(stated, days(frame["recorded_on"]), happened)
