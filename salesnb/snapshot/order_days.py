"""Orders day by day: how many, and for how much, by customer and rep."""

from __future__ import annotations

from collections.abc import Mapping

import ibis.expr.types as ir

from salesnb.contracts import TABLES
from salesnb.contracts.fields import Table
from salesnb.snapshot.accounts import tie_frame
from salesnb.snapshot.closing import Closing, column_sums, write_tables
from salesnb.snapshot.credit import with_attributes
from salesnb.snapshot.grains import keep_grain
from salesnb.snapshot.known import minor
from salesnb.snapshot.spans import month_spans, of_months

ORDER_DAYS = "order_days"
GRAINS = (("day", "customer_id", "rep_id"), ("day", "rep_id"))
_AMOUNTS = ("net_amount", "purchase_amount")
_COUNTS = ("n_orders", "n_lines")


def write_order_days(closing: Closing) -> None:
    """Write the days of orders; those of invoices where no orders came in.

    Raises `SalesnbError` when lines or net amount are not those of the table, to the cent.
    """
    name = "order_lines" if "order_lines" in closing.known else "invoice_lines"
    known, contract = closing.known[name], TABLES[name]
    parts = (
        order_days(of_months(closing, name, *span), contract, closing.tables, digits=closing.digits)
        for span in month_spans(closing, name)
    )
    write_tables(closing.file(ORDER_DAYS), parts)
    kept = keep_grain(closing, ORDER_DAYS, GRAINS)
    sums = column_sums(closing.file(ORDER_DAYS), ["net_amount", "n_lines"])
    net = known.sums.whole[contract.money]
    tie_frame(ORDER_DAYS, found=sums["net_amount"], expected=net, digits=closing.digits)
    tie_frame(ORDER_DAYS, found=sums["n_lines"], expected=known.n_rows, digits=0)
    closing.describe(
        ORDER_DAYS, table=name, minor=_AMOUNTS, counts=_COUNTS, grain=kept, finest=GRAINS[0]
    )


def order_days(
    lines: ir.Table, contract: Table, masters: Mapping[str, ir.Table], *, digits: int
) -> ir.Table:
    """Return known lines summed by day, customer and rep, in that order.

    `n_orders` counts an order once on each of its days, for the first of the reps who share it, and
    so does `n_lines` a line; `purchase_amount` is the net amount of the lines above zero.
    """
    slim = lines.select(
        document=lines[contract.key[0]],
        day=lines[contract.event_on],
        customer_id=lines.customer_id,
        rep_id=lines.rep_id,
        net_amount=minor(lines.net_amount, digits),
        is_purchase=lines.net_amount > 0,
    )
    owned = with_attributes(slim, masters, day="day", parts=("net_amount",))
    summed = owned.group_by(list(GRAINS[0])).agg(
        n_orders=owned.document.nunique(where=owned.is_first).cast("int64"),
        n_lines=owned.is_first.sum().cast("int64"),
        net_amount=owned.net_amount.sum().cast("int64"),
        purchase_amount=owned.is_purchase.ifelse(owned.net_amount, 0).sum().cast("int64"),
    )
    return summed.order_by(list(GRAINS[0]))
