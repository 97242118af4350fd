"""What was ordered and invoiced."""

from __future__ import annotations

from salesnb.contracts.fields import N_, Check, Table
from salesnb.contracts.shorthand import (
    CUSTOMER_NEEDED,
    PRODUCT,
    RECORDED,
    REGION,
    REP,
    SALES_METHOD,
    SETTLEMENT,
    choice,
    day,
    ident,
    key,
    money,
    quantity,
    text,
)

_ATTRIBUTES = (REP, REGION, SETTLEMENT, SALES_METHOD)
_AMOUNTS = (
    quantity("quantity", N_("Quantity"), required=True),
    money("net_amount", N_("Net sales"), required=True),
    money("list_amount", N_("List value")),
    money("cost_amount", N_("Cost of sales")),
)

ORDER_LINES = Table(
    name="order_lines",
    label=N_("Order lines"),
    grain=N_("one row per line of an order"),
    key=("order_id", "line_id"),
    fields=(
        key("order_id", N_("Order")),
        key("line_id", N_("Line")),
        day("order_on", N_("Order date"), required=True),
        day("promised_on", N_("Promised date")),
        CUSTOMER_NEEDED,
        PRODUCT,
        *_AMOUNTS,
        *_ATTRIBUTES,
        ident("promotion_id", N_("Promotion"), of="promotions"),
        ident("opportunity_id", N_("Deal"), of="opportunities"),
        RECORDED,
    ),
    event_on="order_on",
    money="net_amount",
    owner=N_("Sales administration"),
)

INVOICE_LINES = Table(
    name="invoice_lines",
    label=N_("Invoice lines"),
    grain=N_("one row per line of an invoice, credit note (negative) or rebate (negative)"),
    key=("invoice_id", "line_id"),
    fields=(
        key("invoice_id", N_("Invoice")),
        key("line_id", N_("Line")),
        choice("kind", N_("Kind"), "invoice", "credit_note", "rebate"),
        day("invoice_on", N_("Invoice date"), required=True),
        text("order_id", N_("Order")),
        CUSTOMER_NEEDED,
        PRODUCT,
        *_AMOUNTS,
        *_ATTRIBUTES,
        ident("promotion_id", N_("Promotion"), of="promotions"),
        RECORDED,
    ),
    event_on="invoice_on",
    money="net_amount",
    owner=N_("Accounting"),
)

OPEN_ORDERS = Table(
    name="open_orders",
    label=N_("Open orders"),
    grain=N_("one row per order line not yet delivered or invoiced in full, and day of the list"),
    key=("as_of_on", "order_id", "line_id"),
    fields=(
        day("as_of_on", N_("Day of the list"), required=True),
        key("order_id", N_("Order")),
        key("line_id", N_("Line")),
        CUSTOMER_NEEDED,
        PRODUCT,
        REP,
        day("order_on", N_("Order date")),
        day("due_on", N_("Delivery due on")),
        quantity("open_quantity", N_("Open quantity"), sign=">=0"),
        money("open_amount", N_("Open amount"), required=True, sign=">=0"),
    ),
    checks=(
        Check("order_of_dates", ("order_on", "as_of_on"), N_("ordered after the day of the list")),
    ),
    event_on="as_of_on",
    money="open_amount",
    owner=N_("Sales administration"),
)

TABLES = (ORDER_LINES, INVOICE_LINES, OPEN_ORDERS)
