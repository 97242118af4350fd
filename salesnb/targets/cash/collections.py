"""What cash comes in by month and week, from what is owed and from what will be invoiced?

Two lines: cash received is what customers settle (it ties to receivables and is what a target is
set for); money at maturity is what bank paper received (acceptance bills, letters of credit) brings
when it matures. All amounts are in currency units, rounded to the cent.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from salesnb.calendars import WorkCalendar
from salesnb.members import TOTAL
from salesnb.months import Month
from salesnb.targets.cash.ahead import month_ends
from salesnb.targets.cash.bills import money_at_maturity
from salesnb.targets.cash.errors import STEPS, accuracy
from salesnb.targets.cash.for_plans import collections_ahead, collections_open
from salesnb.targets.cash.frames import (
    cash_basis,
    cash_months,
    cash_weeks,
    quantiles,
    receipt_shares,
)
from salesnb.targets.cash.invoicing import in_step, planned_invoicing
from salesnb.targets.cash.known import Cash, look_at_cash
from salesnb.targets.ranges import CONFIDENCE

BEYOND = 2  # months of invoicing after those shown, of which a part is paid before the invoice
FOR_PLANS = ("collections_forecast", "collections_ahead", "collections_open")
PAST = 36  # months of cash received that stand before those expected
Frames = dict[str, pd.DataFrame]


def show_cash(
    facts: Mapping[str, pd.DataFrame],
    sales: pd.DataFrame | None = None,
    *,
    month: Month,
    calendar: WorkCalendar,
    horizon: int = 12,
    reach: int = 0,
) -> Frames:
    """Return all frames of cash, with invoicing carried on as it went; see `forecast_cash`.

    The line and the roll-forward have `horizon` months, `collections_forecast` has `reach` where
    that is more: to the end of the year that is planned. `sales` (measure, month, actual,
    expected), where given, says how much is invoiced in all.

    `facts` are the snapshot's instalments, receipt_allocations, receipt_matches, receipts,
    write_offs, payment_promises and settlement_terms. Without instalments no frame has a row.
    """
    known = {**facts, "payments": payments_of(facts)}
    last = max(horizon, reach)
    every = last + BEYOND
    plan = planned_invoicing(facts["instalments"], month=month, ahead=max(every, STEPS))
    if sales is not None and len(plan):
        now = plan["origin"] == str(month)
        own = sales[sales["measure"] == "sales"]
        moved = in_step(plan[now], own, facts["instalments"])
        plan = pd.concat([moved, plan[~now]], ignore_index=True)
    cash = look_at_cash(known, plan, month=month, calendar=calendar, ahead=every)
    frames = forecast_cash(cash, known)
    frames["cash_next"] = next_months(frames["cash"])
    ends = {"cash": horizon, "cash_months": horizon}
    for name, n in {**ends, **dict.fromkeys(FOR_PLANS, last)}.items():
        is_shown = frames[name]["month"] <= str(month + n)
        frames[name] = frames[name][is_shown].reset_index(drop=True)
    if not len(facts["instalments"]):
        return {name: frame.iloc[:0] for name, frame in frames.items()}
    return frames


def payments_of(facts: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return instalment_id, paid_on, amount: allocations as exported, and those that were found."""
    stated = facts["receipt_allocations"].rename(
        columns={"allocated_on": "paid_on", "allocated_amount": "amount"}
    )
    found = facts["receipt_matches"].rename(columns={"received_on": "paid_on"})
    columns = ["instalment_id", "paid_on", "amount"]
    parts = [frame[columns] for frame in (stated, found) if len(frame)]
    return pd.concat(parts, ignore_index=True) if parts else stated[columns]


def forecast_cash(cash: Cash, facts: Mapping[str, pd.DataFrame]) -> Frames:
    """Return the frames of cash: the line, months, weeks, quantiles, instalments, accuracy.

    Where too few payments are known nothing is forecast: the frames have no rows but
    `cash_basis`, which says why.
    """
    rolled = cash_months(cash, facts)
    bills = money_at_maturity(cash.ahead, cash.invoicing, cash.items, facts)
    frames = {
        "cash": cash_line(cash, rolled, bills),
        "cash_months": rolled,
        "collections_forecast": quantiles(cash),
        "collections_ahead": collections_ahead(rolled, bills),
        "collections_open": collections_open(cash),
        "cash_weeks": cash_weeks(cash),
        "payment_times": cash.items.frame(cash.ahead),
        "receipt_shares": receipt_shares(cash),
        "cash_accuracy": accuracy({"hazard": cash.errors, "due_day": cash.by_due_day}),
    }
    if cash.state == "cannot_tell":
        frames = {name: frame.iloc[:0] for name, frame in frames.items()}
    return {**frames, "cash_basis": cash_basis(cash)}


def cash_line(cash: Cash, rolled: pd.DataFrame, bills: pd.DataFrame) -> pd.DataFrame:
    """Return the firm's cash month by month: what came in, then what is expected.

    month, actual, expected (from_open + from_new), low, high, in_bills, matured, banked (the money
    on the account), confidence. In months past nothing but actual is known; bills are missing where
    there are none.
    """
    month, book = cash.ahead.month, cash.ahead.book
    ends = month_ends(month - PAST, PAST)
    came = np.round(np.diff(book.cash(ends).sum(axis=0)), 2)
    past = pd.DataFrame({"month": [str(month - PAST + 1 + i) for i in range(PAST)], "actual": came})
    past = past[past["actual"].abs().cumsum() > 0]
    total = rolled[rolled["dimension"] == TOTAL].rename(columns={"received": "expected"})
    total = total[["month", "expected", "from_open", "from_new", "low", "high"]]
    paper = bills.rename(columns={"received_in_bills": "in_bills"})
    paper = paper[["month", "in_bills", "matured", "banked"]]
    ahead = total.merge(paper.astype({"month": total["month"].dtype}), on="month", how="left")
    line = pd.concat([past, ahead], ignore_index=True) if len(past) else ahead.assign(actual=np.nan)
    return line.assign(confidence=CONFIDENCE)


def next_months(line: pd.DataFrame, n: int = 3) -> pd.DataFrame:
    """Return one row: cash of the next `n` months against the same months a year earlier.

    scope, first, last, expected, low, high (the sums of the months' ends: wider than the range of
    the sum), before, change. No row where a month of either is not known.
    """
    columns = ["scope", "first", "last", "expected", "low", "high", "before", "change"]
    ahead = line[line["expected"].notna()].head(n)
    came = line.dropna(subset="actual").set_index("month")["actual"]
    years_ago = [str(Month.parse(str(month)) - 12) for month in ahead["month"]]
    if len(ahead) < n or not set(years_ago) <= set(came.index):
        return pd.DataFrame(columns=columns)
    sums = ahead[["expected", "low", "high"]].sum(skipna=False).to_dict()
    before = float(came[years_ago].sum())
    row = {"scope": TOTAL, "first": ahead["month"].iloc[0], "last": ahead["month"].iloc[-1], **sums}
    row |= {"before": before, "change": sums["expected"] - before}
    return pd.DataFrame([row])[columns]
