"""Which open instalments the receipts pay that came without an allocation.

The rule: a receipt pays the customer's open instalment of exactly its amount that was issued by
then, the one due first where there are several; what is left is paid in the order of receipts to
the instalments due first. What no instalment takes is unapplied: it reduces what the customer owes.
All amounts are in whole minor units of the currency.
"""

from __future__ import annotations

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir

from salesnb.snapshot.known import minor
from salesnb.sources.values import DECIMAL, divide, exact_literal

EXACT, OLDEST, UNAPPLIED = "exact_amount", "oldest_due", "unapplied"
PAYMENTS = (  # table, its day, its amount, the flow that it is
    ("receipt_allocations", "allocated_on", "allocated_amount", "received"),
    ("write_offs", "written_off_on", "written_off_amount", "written_off"),
)
_COLUMNS = ("receipt_id", "instalment_id", "customer_id", "received_on", "amount")


def unbounced(tables: Mapping[str, ir.Table]) -> ir.Table:
    """Return the receipts that were not taken back."""
    receipts = tables["receipts"]
    return receipts.filter(~receipts.is_bounced.fill_null(False))


def unallocated(tables: Mapping[str, ir.Table], exported: ir.Table | None) -> ir.Table:
    """Return the receipts of which no allocation was `exported`, of whatever day."""
    receipts = unbounced(tables)
    return receipts if exported is None else receipts.anti_join(exported, "receipt_id")


def still_open(tables: Mapping[str, ir.Table], *, digits: int) -> ir.Table:
    """Return instalments with `open_amount`: the amount due less what was paid and written off."""
    owed = tables["instalments"]
    due = minor(owed.due_amount, digits)
    rows = owed.mutate(due_amount=due, open_amount=due)
    for name, _, amount, _ in PAYMENTS:
        if name in tables:
            rows = _less(rows, tables[name], amount, digits=digits)
    return rows


def _less(rows: ir.Table, paid: ir.Table, amount: str, *, digits: int) -> ir.Table:
    """Return instalments with what was paid taken off their open amount."""
    sums = paid.group_by(paid_id=paid.instalment_id).agg(paid=minor(paid[amount], digits).sum())
    joined = rows.left_join(sums, rows.instalment_id == sums.paid_id)
    left = joined.open_amount - joined.paid.fill_null(0).cast("int64")
    return joined.mutate(open_amount=left.cast("int64")).drop("paid_id", "paid")


def matches(free: ir.Table, tables: Mapping[str, ir.Table], *, digits: int) -> ir.Table:
    """Return what the receipts `free` pay: one row per receipt and instalment.

    Columns: receipt_id, instalment_id (missing where unapplied), customer_id, received_on, amount,
    rule (one of `EXACT`, `OLDEST`, `UNAPPLIED`). Receipts below zero are unapplied.
    """
    free = free.select(
        "receipt_id", "customer_id", "received_on", amount=minor(free.amount, digits)
    )
    came, due = free.filter(free.amount > 0), still_open(tables, digits=digits)
    due = due.filter(due.open_amount > 0)
    due = due.select("instalment_id", "customer_id", "issued_on", "due_on", "open_amount")
    exact = _exact(came, due)
    left = _by_age(came.anti_join(exact, "receipt_id"), due.anti_join(exact, "instalment_id"))
    back = free.filter(free.amount < 0).mutate(instalment_id=ibis.null("string"))
    back = back.select(*_COLUMNS, rule=ibis.literal(UNAPPLIED))
    return ibis.union(exact, left, back).order_by(["receipt_id", "instalment_id"])


def _exact(came: ir.Table, due: ir.Table) -> ir.Table:
    """Return the pairs of a receipt and an instalment of the same amount, in order of age."""
    same = ibis.window(
        group_by=[came.customer_id, came.amount], order_by=[came.received_on, came.receipt_id]
    )
    alike = ibis.window(
        group_by=[due.customer_id, due.open_amount], order_by=[due.due_on, due.instalment_id]
    )
    receipts = came.mutate(place=ibis.row_number().over(same))
    owed = due.select(
        "instalment_id",
        "issued_on",
        "open_amount",
        i_customer="customer_id",
        i_place=ibis.row_number().over(alike),
    )
    pairs = receipts.join(
        owed,
        [
            receipts.customer_id == owed.i_customer,
            receipts.amount == owed.open_amount,
            receipts.place == owed.i_place,
        ],
    )
    pairs = pairs.filter(pairs.issued_on <= pairs.received_on)
    return pairs.select(*_COLUMNS, rule=ibis.literal(EXACT))


def _by_age(came: ir.Table, due: ir.Table) -> ir.Table:
    """Return what receipts pay when they follow one another along the instalments due first.

    Both are laid end to end along one line of money per customer; between two neighbouring ends
    on it one receipt pays one instalment.
    """
    receipts = _laid_out(came, came.amount, [came.received_on, came.receipt_id])
    owed = _laid_out(due, due.open_amount, [due.due_on, due.instalment_id])
    pieces = _pieces(receipts, owed)
    paid = pieces.join(
        receipts,
        [pieces.customer == receipts.customer_id, pieces.receipt_place == receipts.place],
    ).select("receipt_id", "received_on", "customer_id", "instalment_place", "piece")
    names = owed.select("instalment_id", i_customer="customer_id", i_place="place")
    both = paid.left_join(
        names, [paid.customer_id == names.i_customer, paid.instalment_place == names.i_place]
    )
    rule = both.instalment_id.isnull().ifelse(UNAPPLIED, OLDEST)
    return both.mutate(amount=both.piece, rule=rule).select(*_COLUMNS, "rule")


def _laid_out(rows: ir.Table, amount: ir.Value, order: list[ir.Value]) -> ir.Table:
    """Return rows with `end`, the customer's amounts summed up to them, and their `place`."""
    upto = ibis.window(group_by=rows.customer_id, order_by=order, preceding=None, following=0)
    place = ibis.row_number().over(ibis.window(group_by=rows.customer_id, order_by=order))
    return rows.mutate(end=amount.sum().over(upto).cast("int64"), place=place)


def _pieces(receipts: ir.Table, owed: ir.Table) -> ir.Table:
    """Return the pieces between neighbouring ends, with the places of both that cover them."""
    ends = ibis.union(
        receipts.select(customer="customer_id", end="end", is_receipt=ibis.literal(1)),
        owed.select(customer="customer_id", end="end", is_receipt=ibis.literal(0)),
    )
    order = [ends.end, ends.is_receipt]
    before = ibis.window(group_by=ends.customer, order_by=order)
    upto = ibis.window(group_by=ends.customer, order_by=order, preceding=None, following=0)
    n_receipts = ends.is_receipt.sum().over(upto) - ends.is_receipt
    n_before = ibis.row_number().over(before)
    pieces = ends.mutate(
        piece=(ends.end - ends.end.lag().over(before).fill_null(0)).cast("int64"),
        receipt_place=n_receipts.cast("int64"),
        instalment_place=(n_before - n_receipts).cast("int64"),
    )
    return pieces.filter(pieces.piece > 0)


def with_matches(
    tables: Mapping[str, ir.Table], found: ir.Table, *, digits: int
) -> dict[str, ir.Table]:
    """Return the tables with what was found by `matches` among the allocations."""
    amount = divide(found.amount.cast(DECIMAL), exact_literal(10**digits))
    added = found.select(
        "receipt_id", "instalment_id", allocated_on="received_on", allocated_amount=amount
    )
    stated = tables.get("receipt_allocations")
    if stated is None:
        return {**tables, "receipt_allocations": added}
    return {**tables, "receipt_allocations": stated.select(*added.columns).union(added)}
