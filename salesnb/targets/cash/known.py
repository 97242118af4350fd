"""What is known at a month's end of the cash to come, and how earlier runs fared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from salesnb.calendars import WorkCalendar
from salesnb.methods.payment_ledger import Array, Days, ledger
from salesnb.methods.payment_time import due_day_times
from salesnb.methods.receipt_curves import Workdays, workdays
from salesnb.months import Month
from salesnb.targets.cash.ahead import PROFILE_MONTHS, CashAhead, cash_ahead, last_day
from salesnb.targets.cash.errors import (
    FEWEST_ORIGINS,
    LEAST_PAID,
    MOST_ORIGINS,
    STEPS,
    CashErrors,
    Planned,
    earlier_runs,
    given,
)
from salesnb.targets.cash.open_items import OpenItems, open_items

AHEAD = 12


@dataclass(frozen=True)
class Cash:
    """All that the frames of cash are taken from; `invoicing` is methods x months ahead."""

    ahead: CashAhead
    invoicing: Array
    items: OpenItems
    errors: CashErrors
    errors_of_weeks: CashErrors
    by_due_day: CashErrors
    is_planned: bool  # whether earlier runs had invoicing as it was planned then
    works: Workdays

    @property
    def methods(self) -> list[str]:
        return self.ahead.curves.methods

    @cached_property
    def months(self) -> list[Month]:
        n_ahead = self.invoicing.shape[1]
        return (self.ahead.month + 1).until(self.ahead.month + n_ahead) if n_ahead else []

    @property
    def state(self) -> str:
        """`judged`, `no_interval` (too few earlier months) or `cannot_tell` (too few payments)."""
        book, origin = self.ahead.book, self.ahead.origin
        if book.is_paid(origin).sum() < LEAST_PAID:
            return "cannot_tell"
        return "judged" if len(self.errors.origins) >= FEWEST_ORIGINS else "no_interval"


def look_at_cash(
    facts: Mapping[str, pd.DataFrame],
    invoicing: pd.DataFrame,
    *,
    month: Month,
    calendar: WorkCalendar,
    ahead: int = AHEAD,
) -> Cash:
    """Return what is known at the end of `month` of the cash to come in `ahead` months.

    `facts`: instalments, payments (instalment_id, paid_on, amount: allocations of receipts, found
    ones too), settlement_terms; if there, write_offs, receipts, payment_promises.
    `invoicing`: origin, month, settlement_id, amount (net of credit notes): rows with the report
    month as origin are the plan; those of earlier origins say what was planned then. Without
    these the errors of earlier runs are those of the days of payment alone.
    """
    book = ledger(facts["instalments"], facts["payments"], facts.get("write_offs"))
    now = invoicing[invoicing["origin"] == str(month)]
    before = invoicing[invoicing["origin"] < str(month)]
    terms = _terms(facts["settlement_terms"])
    unseen = sorted(set(now["settlement_id"]) - set(book.methods))
    works = _workdays(month, calendar, ahead)
    found = cash_ahead(book, month, works, further={one: terms.get(one, []) for one in unseen})
    planned = planned_by(before, book.methods) if len(before) else given(book)
    errors, of_weeks = earlier_runs(book, month, works, planned=planned)
    rule, _ = earlier_runs(book, month, works, planned=planned, rule=due_day_times, steps=3)
    return Cash(
        ahead=found,
        invoicing=planned_by(now, found.curves.methods)(month, ahead),
        items=open_items(found, facts),
        errors=errors,
        errors_of_weeks=of_weeks,
        by_due_day=rule,
        is_planned=len(before) > 0,
        works=works,
    )


def _workdays(month: Month, calendar: WorkCalendar, ahead: int) -> Workdays:
    """Return the working days that earlier runs and the months ahead look at."""
    first = month - (MOST_ORIGINS + PROFILE_MONTHS + 1)
    last = month + max(ahead, STEPS) + 1
    return workdays(last_day(first), last_day(last), calendar.is_working)


def planned_by(invoicing: pd.DataFrame, methods: Sequence[str]) -> Planned:
    """Return invoicing by method and month ahead, as an array, for any origin in the frame."""
    method = pd.Index(methods).get_indexer(pd.Index(invoicing["settlement_id"]))
    step = _ordinals(invoicing["month"]) - _ordinals(invoicing["origin"]) - 1
    inside = (method >= 0) & (step >= 0)
    origins, amount = invoicing["origin"].to_numpy(), invoicing["amount"].to_numpy(float)

    def plan(origin: Month, ahead: int) -> Array:
        mine = np.flatnonzero(inside & (origins == str(origin)) & (step < ahead))
        cells = np.bincount(method[mine] * ahead + step[mine], amount[mine], len(methods) * ahead)
        return cells.reshape(len(methods), ahead)

    return plan


def _ordinals(months: pd.Series) -> Days:
    """Return months as running numbers."""
    known = {text: Month.parse(text).ordinal for text in months.unique()}
    return months.map(known).to_numpy(np.int64) if len(months) else np.zeros(0, np.int64)


def _terms(terms: pd.DataFrame) -> dict[str, list[int]]:
    """Return after how many days the parts of an invoice fall due, by settlement method."""
    days = terms["nominal_days"].fillna(0).astype(int) if "nominal_days" in terms else 0
    parts = terms["n_instalments"].fillna(1).astype(int) if "n_instalments" in terms else 1
    known = terms.assign(days=days, parts=parts)
    rows = zip(known["settlement_id"], known["days"], known["parts"], strict=True)
    return {str(name): [day * (i + 1) for i in range(max(n, 1))] for name, day, n in rows}
