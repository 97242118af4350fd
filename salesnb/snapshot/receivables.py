"""What is owed: the roll-forward per customer and month, and the instalments open at its end."""

from __future__ import annotations

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir

from salesnb.months import Month
from salesnb.snapshot.credit import UNASSIGNED, with_attributes
from salesnb.snapshot.lines import minor

FLOWS = ("invoiced", "credited", "received", "written_off")
BALANCES = ("opening", *FLOWS, "closing")
_PAYMENTS = (
    ("receipt_allocations", "allocated_on", "allocated_amount", "received"),
    ("write_offs", "written_off_on", "written_off_amount", "written_off"),
)


def movements(tables: Mapping[str, ir.Table], *, digits: int) -> ir.Table:
    """Return one row per customer and month that moved: the roll-forward of what is owed.

    opening + invoiced + credited - received - written_off = closing, in whole minor units; credits
    are negative, receipts and write-offs positive. A month without movement has no row: the
    closing of the last one stands. Closing is below zero where a customer paid before the invoice.
    """
    owed = tables["instalments"]
    due = minor(owed.due_amount, digits)
    invoiced, credited = (due > 0).ifelse(due, 0), (due < 0).ifelse(due, 0)
    flows = [_flow(owed, owed.issued_on, invoiced=invoiced, credited=credited)]
    for name, day, amount, flow in _PAYMENTS:
        if name in tables:
            rows = _with_owner(tables, name)
            flows.append(_flow(rows, rows[day], **{flow: minor(rows[amount], digits)}))
    moved = flows[0] if len(flows) == 1 else ibis.union(*flows)
    sums = {name: moved[name].sum().cast("int64") for name in FLOWS}
    months = moved.group_by(["month", "customer_id"]).agg(**sums)
    return _rolled(months).order_by(["month", "customer_id"])


def _rolled(months: ir.Table) -> ir.Table:
    change = months.invoiced + months.credited - months.received - months.written_off
    upto = ibis.window(
        group_by=months.customer_id, order_by=months.month, preceding=None, following=0
    )
    rolled = months.mutate(change=change, closing=change.sum().over(upto).cast("int64"))
    opening = (rolled.closing - rolled.change).cast("int64")
    balances = {name: rolled[name] for name in (*FLOWS, "closing")}
    return rolled.select("month", "customer_id", opening=opening, **balances)


def _with_owner(tables: Mapping[str, ir.Table], name: str) -> ir.Table:
    """Return payments or write-offs with the customer and settlement method of their instalment.

    A payment may come before its invoice is issued: then the receipt says who paid.
    """
    paid, owed = tables[name], tables["instalments"]
    owners = owed.select(
        i_id=owed.instalment_id, i_customer=owed.customer_id, settlement_id=owed.settlement_id
    )
    rows = paid.left_join(owners, paid.instalment_id == owners.i_id)
    owner = rows.i_customer
    if "receipt_id" in paid.columns and "receipts" in tables:
        payers = tables["receipts"].select(r_id="receipt_id", payer="customer_id")
        rows = rows.left_join(payers, rows.receipt_id == payers.r_id)
        owner = rows.i_customer.fill_null(rows.payer)
    return rows.mutate(customer_id=owner.fill_null(UNASSIGNED))


def paid_early(tables: Mapping[str, ir.Table], *, digits: int) -> int:
    """Return what was paid or written off on instalments not issued yet, in whole minor units."""
    early = 0
    for name, _, amount, _ in _PAYMENTS:
        if name in tables:
            rows = tables[name].anti_join(tables["instalments"], "instalment_id")
            total = rows.aggregate(early=minor(rows[amount], digits).sum())
            early += int(total.to_pyarrow().to_pylist()[0]["early"] or 0)
    return early


def _flow(rows: ir.Table, day: ir.Value, **amounts: ir.Value) -> ir.Table:
    zero = ibis.literal(0, type="int64")
    columns = {name: amounts.get(name, zero).cast("int64") for name in FLOWS}
    return rows.select(month=day.strftime("%Y-%m"), customer_id=rows.customer_id, **columns)


def open_instalments(tables: Mapping[str, ir.Table], month: Month, *, digits: int) -> ir.Table:
    """Return the instalments with an open amount at the month's end, with age and last promise."""
    owed = tables["instalments"]
    due = minor(owed.due_amount, digits)
    rows = owed.mutate(due_amount=due, open_amount=due)
    for name, _, amount, _ in _PAYMENTS:
        if name in tables:
            rows = _less(rows, tables[name], amount, digits=digits)
    still = rows.filter(rows.open_amount != 0)
    age = ibis.literal(month.last).delta(still.due_on, unit="day").cast("int64")
    still = still.mutate(days_past_due=age, open_amount=still.open_amount.cast("int64"))
    return _with_promise(still, tables, digits=digits).order_by("instalment_id")


def _less(rows: ir.Table, paid: ir.Table, amount: str, *, digits: int) -> ir.Table:
    """Return instalments with what was paid taken off their open amount."""
    sums = paid.group_by(paid_id=paid.instalment_id).agg(paid=minor(paid[amount], digits).sum())
    joined = rows.left_join(sums, rows.instalment_id == sums.paid_id)
    left = joined.open_amount - joined.paid.fill_null(0).cast("int64")
    return joined.mutate(open_amount=left).drop("paid_id", "paid")


def _with_promise(rows: ir.Table, tables: Mapping[str, ir.Table], *, digits: int) -> ir.Table:
    names = ["instalment_id", "invoice_id", "customer_id", "settlement_id", "issued_on", "due_on", "due_amount", "open_amount", "days_past_due", "is_disputed"]  # fmt: skip
    if "payment_promises" not in tables:
        return rows.select(
            *names, promised_for=ibis.null("date"), promised_amount=ibis.null("int64")
        )
    promises = tables["payment_promises"]
    order = ibis.window(
        group_by=promises.instalment_id,
        order_by=[promises.promised_on.desc(), promises.promise_id.desc()],
    )
    last = promises.mutate(place=ibis.row_number().over(order))
    last = last.filter(last.place == 0).select(
        p_id=last.instalment_id,
        promised_for=last.promised_for,
        promised_amount=minor(last.promised_amount, digits),
    )
    joined = rows.left_join(last, rows.instalment_id == last.p_id)
    return joined.select(*names, "promised_for", "promised_amount")


def collections_cube(tables: Mapping[str, ir.Table], *, digits: int) -> ir.Table | None:
    """Return cash received and allocated by month, customer, rep and settlement method.

    Where a company has receipts but no allocations, receipts count whole. None without either.
    """
    rows = _cash(tables, digits=digits)
    if rows is None:
        return None
    split = with_attributes(rows, tables, day="paid_on", parts=("amount",))
    keys = ["month", "customer_id", "rep_id", "settlement_id"]
    return split.group_by(keys).agg(amount=split.amount.sum().cast("int64")).order_by(keys)


def _cash(tables: Mapping[str, ir.Table], *, digits: int) -> ir.Table | None:
    null = ibis.null("string")
    if {"receipt_allocations", "instalments"} <= set(tables):
        rows = _with_owner(tables, "receipt_allocations")
        return rows.select(
            customer_id=rows.customer_id, settlement_id=rows.settlement_id, rep_id=null,
            paid_on=rows.allocated_on, month=rows.allocated_on.strftime("%Y-%m"),
            amount=minor(rows.allocated_amount, digits),
        )  # fmt: skip
    if "receipts" in tables:
        paid = _unbounced(tables)
        return paid.select(
            customer_id=paid.customer_id, settlement_id=null, rep_id=null, paid_on=paid.received_on,
            month=paid.received_on.strftime("%Y-%m"), amount=minor(paid.amount, digits),
        )  # fmt: skip
    return None


def cash_total(tables: Mapping[str, ir.Table], *, digits: int) -> int:
    """Return the cash that the collections cube must hold, in whole minor units."""
    if {"receipt_allocations", "instalments"} <= set(tables):
        paid, amount = tables["receipt_allocations"], "allocated_amount"
    else:
        paid, amount = _unbounced(tables), "amount"
    total = paid.aggregate(total=minor(paid[amount], digits).sum())
    return int(total.to_pyarrow().to_pylist()[0]["total"] or 0)


def _unbounced(tables: Mapping[str, ir.Table]) -> ir.Table:
    receipts = tables["receipts"]
    return receipts.filter(~receipts.is_bounced.fill_null(False))
