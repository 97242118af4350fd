"""What is owed and what came in: the roll-forward, open instalments, the cube of collections.

All amounts are in whole minor units of the currency.
"""

from __future__ import annotations

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir
import pyarrow.parquet as pq

from salesnb.members import UNASSIGNED
from salesnb.months import Month
from salesnb.snapshot.accounts import tie_frame
from salesnb.snapshot.closing import Closing, column_sums, write_tables
from salesnb.snapshot.credit import with_attributes
from salesnb.snapshot.known import minor
from salesnb.snapshot.matching import (
    PAYMENTS,
    matches,
    still_open,
    unallocated,
    unbounced,
    with_matches,
)
from salesnb.sources.read.storing import store

FROM_TABLES = frozenset({"instalments", "receipts"})  # without both there are no such frames
MOVEMENTS, OPEN, CASH = "receivables", "open_instalments", "collections_cube"
MATCHES = "receipt_matches"
FLOWS = ("invoiced", "credited", "received", "written_off")
BALANCES = ("opening", *FLOWS, "closing")
_OPEN_COLUMNS = (
    "instalment_id",
    "invoice_id",
    "customer_id",
    "settlement_id",
    "issued_on",
    "due_on",
    "due_amount",
    "open_amount",
    "days_past_due",
    "is_disputed",
)
_OPEN_UNAPPLIED = "(unapplied) "  # before the receipt, in the place of an instalment


def write_receivables(closing: Closing) -> None:
    """Write the frames of receivables and collections, and require that they tie.

    Where neither receipts nor allocations have rows, nobody knows what was paid: then there are no
    frames of what is owed.
    """
    tables = _with_matches(closing)
    if "instalments" in tables and _n_rows(closing, "receipts", "receipt_allocations"):
        _write_movements(closing, tables)
        _write_open(closing, tables)
        _tie_open(closing, tables)
    cash = collections_cube(tables, digits=closing.digits)
    if cash is not None:
        file = closing.file(CASH)
        write_tables(file, [cash])
        closing.describe(CASH, table="receipt_allocations", minor=["amount"])
        expected = cash_total(tables, digits=closing.digits)
        _tie(closing, CASH, column_sums(file, ["amount"])["amount"], expected)


def _n_rows(closing: Closing, *names: str) -> int:
    return sum(closing.known[name].n_rows for name in names if name in closing.known)


def _with_matches(closing: Closing) -> dict[str, ir.Table]:
    """Return the known tables; allocations are found and written for receipts without any."""
    tables, digits = closing.tables, closing.digits
    if not {"instalments", "receipts"} <= set(tables):
        return tables
    free = unallocated(tables, closing.clean.tables.get("receipt_allocations"))
    if not free.count().execute():
        return tables
    rows = matches(free, tables, digits=digits)
    found = store(closing.clean.con, MATCHES, rows)
    write_tables(closing.file(MATCHES), [found.order_by(["receipt_id", "instalment_id"])])
    closing.describe(MATCHES, table="receipts", minor=["amount"])
    return with_matches(tables, found, digits=digits)


def _write_movements(closing: Closing, tables: Mapping[str, ir.Table]) -> None:
    rows = movements(tables, digits=closing.digits)
    write_tables(closing.file(MOVEMENTS), [rows])
    closing.describe(MOVEMENTS, table="instalments", minor=BALANCES)


def _write_open(closing: Closing, tables: Mapping[str, ir.Table]) -> None:
    rows = open_instalments(tables, closing.month, digits=closing.digits)
    write_tables(closing.file(OPEN), [rows])
    amounts = ["due_amount", "open_amount", "promised_amount"]
    closing.describe(OPEN, table="instalments", minor=amounts)


def _tie_open(closing: Closing, tables: Mapping[str, ir.Table]) -> None:
    """Require that the roll-forward closes at the open instalments less what was paid early."""
    flows = column_sums(closing.file(MOVEMENTS), list(FLOWS))
    rolled = sum(flows[name] * (1 if name in ("invoiced", "credited") else -1) for name in flows)
    still = column_sums(closing.file(OPEN), ["open_amount"])["open_amount"]
    early = paid_early(tables, digits=closing.digits)
    _tie(closing, OPEN, still, rolled + early)
    table = pq.read_table(closing.file(MOVEMENTS), columns=["customer_id", "closing"])
    last = table.group_by("customer_id", use_threads=False).aggregate([("closing", "last")])
    _tie(closing, MOVEMENTS, sum(last["closing_last"].to_pylist()), rolled)


def _tie(closing: Closing, frame: str, found: int, expected: int) -> None:
    tie_frame(frame, found=found, expected=expected, digits=closing.digits)


def movements(tables: Mapping[str, ir.Table], *, digits: int) -> ir.Table:
    """Return the roll-forward of what is owed: one row per customer and month with a movement.

    opening + invoiced + credited - received - written_off = closing. Credits are negative,
    receipts and write-offs positive. A month without a movement has no row: the closing of the
    row before it still holds. Closing is below zero where a customer paid before the invoice.
    """
    owed = tables["instalments"]
    due = minor(owed.due_amount, digits)
    invoiced, credited = (due > 0).ifelse(due, 0), (due < 0).ifelse(due, 0)
    flows = [_flow(owed, owed.issued_on, invoiced=invoiced, credited=credited)]
    for name, day, amount, flow in PAYMENTS:
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

    A payment may come before its invoice is issued: then the customer is the receipt's.
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
    """Return what was paid or written off on instalments not issued yet, in minor units."""
    early = 0
    for name, _, amount, _ in PAYMENTS:
        if name in tables:
            named = tables[name].filter(tables[name].instalment_id.notnull())
            rows = named.anti_join(tables["instalments"], "instalment_id")
            total = rows.aggregate(early=minor(rows[amount], digits).sum())
            early += int(total.to_pyarrow().to_pylist()[0]["early"] or 0)
    return early


def _flow(rows: ir.Table, day: ir.Value, **amounts: ir.Value) -> ir.Table:
    zero = ibis.literal(0, type="int64")
    columns = {name: amounts.get(name, zero).cast("int64") for name in FLOWS}
    return rows.select(month=day.strftime("%Y-%m"), customer_id=rows.customer_id, **columns)


def open_instalments(tables: Mapping[str, ir.Table], month: Month, *, digits: int) -> ir.Table:
    """Return the instalments with an open amount at the month's end, with age and last promise.

    What was received and paid for no instalment is a row with an open amount below zero, never
    past due.
    """
    rows = still_open(tables, digits=digits)
    still = rows.filter(rows.open_amount != 0)
    age = ibis.literal(month.last).delta(still.due_on, unit="day").cast("int64")
    still = still.mutate(days_past_due=age, open_amount=still.open_amount.cast("int64"))
    rows = _with_promise(still, tables, digits=digits)
    if "receipt_allocations" in tables and "receipts" in tables:
        rows = rows.union(_unapplied(tables, rows, month, digits=digits))
    return rows.order_by("instalment_id")


def _unapplied(
    tables: Mapping[str, ir.Table], like: ir.Table, month: Month, *, digits: int
) -> ir.Table:
    """Return what receipts left over, with the columns of `like`."""
    paid = tables["receipt_allocations"]
    left = paid.filter(paid.instalment_id.isnull())
    payers = tables["receipts"].select(r_id="receipt_id", customer_id="customer_id")
    rows = left.join(payers, left.receipt_id == payers.r_id)
    amount = (-minor(rows.allocated_amount, digits)).cast("int64")
    known = {
        "instalment_id": ibis.literal(_OPEN_UNAPPLIED) + rows.receipt_id,
        "customer_id": rows.customer_id,
        "issued_on": rows.allocated_on,
        "due_on": ibis.literal(month.last),
        "due_amount": amount,
        "open_amount": amount,
        "days_past_due": ibis.literal(0, type="int64"),
    }
    types = like.schema()
    columns = {name: known.get(name, ibis.null(types[name])) for name in like.columns}
    return rows.select(**{name: value.cast(types[name]) for name, value in columns.items()})


def _with_promise(rows: ir.Table, tables: Mapping[str, ir.Table], *, digits: int) -> ir.Table:
    """Return open instalments with what was last promised for each, and for which day."""
    if "payment_promises" not in tables:
        nothing = {"promised_for": ibis.null("date"), "promised_amount": ibis.null("int64")}
        return rows.select(*_OPEN_COLUMNS, **nothing)
    last = _last_promises(tables["payment_promises"], digits=digits)
    joined = rows.left_join(last, rows.instalment_id == last.p_id)
    return joined.select(*_OPEN_COLUMNS, "promised_for", "promised_amount")


def _last_promises(promises: ir.Table, *, digits: int) -> ir.Table:
    order = ibis.window(
        group_by=promises.instalment_id,
        order_by=[promises.promised_on.desc(), promises.promise_id.desc()],
    )
    numbered = promises.mutate(number=ibis.row_number().over(order))
    last = numbered.filter(numbered.number == 0)
    return last.select(
        p_id=last.instalment_id,
        promised_for=last.promised_for,
        promised_amount=minor(last.promised_amount, digits),
    )


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
    """Return one row per payment, as `with_attributes` needs it; None where there are none."""
    null = ibis.null("string")
    if {"receipt_allocations", "instalments"} <= set(tables):
        paid = _with_owner(tables, "receipt_allocations")
        settlement, day, amount = paid.settlement_id, paid.allocated_on, paid.allocated_amount
    elif "receipts" in tables:
        paid = unbounced(tables)
        settlement, day, amount = null, paid.received_on, paid.amount
    else:
        return None
    return paid.select(
        customer_id=paid.customer_id,
        settlement_id=settlement,
        rep_id=null,
        paid_on=day,
        month=day.strftime("%Y-%m"),
        amount=minor(amount, digits),
    )


def cash_total(tables: Mapping[str, ir.Table], *, digits: int) -> int:
    """Return the cash that the collections cube must hold, in minor units."""
    if {"receipt_allocations", "instalments"} <= set(tables):
        paid, amount = tables["receipt_allocations"], "allocated_amount"
    else:
        paid, amount = unbounced(tables), "amount"
    total = paid.aggregate(total=minor(paid[amount], digits).sum())
    return int(total.to_pyarrow().to_pylist()[0]["total"] or 0)
