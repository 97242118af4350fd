"""What is owed: the roll-forward per customer and month, and the instalments open at its end."""

from __future__ import annotations

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir

from salesnb.months import Month
from salesnb.snapshot.credit import UNASSIGNED, with_attributes
from salesnb.snapshot.lines import minor

FLOWS = ("invoiced", "credited", "received", "written_off")


def movements(tables: Mapping[str, ir.Table], *, digits: int) -> ir.Table:
    """Return one row per customer and month that moved: invoiced, credited, received, written off.

    Amounts in whole minor units; credits are negative, receipts and write-offs positive.
    """
    owed = tables["instalments"]
    due = minor(owed.due_amount, digits)
    flows = [
        _flow(
            owed,
            owed.issued_on,
            invoiced=(due > 0).ifelse(due, 0),
            credited=(due < 0).ifelse(due, 0),
        )
    ]
    owners = owed.select(i_id=owed.instalment_id, customer_id=owed.customer_id)
    for name, day, amount, flow in (
        ("receipt_allocations", "allocated_on", "allocated_amount", "received"),
        ("write_offs", "written_off_on", "written_off_amount", "written_off"),
    ):
        if name in tables:
            rows = tables[name].join(owners, tables[name].instalment_id == owners.i_id)
            flows.append(_flow(rows, rows[day], **{flow: minor(rows[amount], digits)}))
    moved = flows[0] if len(flows) == 1 else ibis.union(*flows)
    sums = {name: moved[name].sum().cast("int64") for name in FLOWS}
    return moved.group_by(["month", "customer_id"]).agg(**sums).order_by(["month", "customer_id"])


def _flow(rows: ir.Table, day: ir.Value, **amounts: ir.Value) -> ir.Table:
    zero = ibis.literal(0, type="int64")
    columns = {name: amounts.get(name, zero).cast("int64") for name in FLOWS}
    return rows.select(month=day.strftime("%Y-%m"), customer_id=rows.customer_id, **columns)


def open_instalments(tables: Mapping[str, ir.Table], month: Month, *, digits: int) -> ir.Table:
    """Return the instalments with an open amount at the month's end, with age and last promise."""
    owed = tables["instalments"]
    rows = owed.mutate(due_amount=minor(owed.due_amount, digits))
    open_amount = rows.due_amount
    for name, amount in (
        ("receipt_allocations", "allocated_amount"),
        ("write_offs", "written_off_amount"),
    ):
        if name in tables:
            paid = tables[name]
            sums = paid.group_by("instalment_id").agg(
                **{f"p_{name}": minor(paid[amount], digits).sum()}
            )
            sums = sums.rename({f"id_{name}": "instalment_id"})
            rows = rows.left_join(sums, rows.instalment_id == sums[f"id_{name}"]).drop(f"id_{name}")
            open_amount = rows.due_amount if name == "receipt_allocations" else rows.open_amount
            rows = rows.mutate(
                open_amount=open_amount - rows[f"p_{name}"].fill_null(0).cast("int64")
            ).drop(f"p_{name}")
        elif "open_amount" not in rows.columns:
            rows = rows.mutate(open_amount=rows.due_amount)
    still = rows.filter(rows.open_amount != 0)
    age = ibis.literal(month.last).delta(still.due_on, unit="day").cast("int64")
    still = still.mutate(days_past_due=age, open_amount=still.open_amount.cast("int64"))
    return _with_promise(still, tables, digits=digits).order_by("instalment_id")


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
        paid, owed = tables["receipt_allocations"], tables["instalments"]
        owners = owed.select(
            i_id=owed.instalment_id, customer_id=owed.customer_id, settlement_id=owed.settlement_id
        )
        rows = paid.join(owners, paid.instalment_id == owners.i_id)
        return rows.select(
            customer_id=rows.customer_id, settlement_id=rows.settlement_id, rep_id=null,
            paid_on=rows.allocated_on, month=rows.allocated_on.strftime("%Y-%m"),
            amount=minor(rows.allocated_amount, digits),
        )  # fmt: skip
    if "receipts" in tables:
        paid = tables["receipts"].filter(~tables["receipts"].is_bounced.fill_null(False))
        return paid.select(
            customer_id=paid.customer_id, settlement_id=null, rep_id=null, paid_on=paid.received_on,
            month=paid.received_on.strftime("%Y-%m"), amount=minor(paid.amount, digits),
        )  # fmt: skip
    return None


__all__ = ["FLOWS", "UNASSIGNED", "collections_cube", "movements", "open_instalments"]
