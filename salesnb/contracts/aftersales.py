"""What follows a sale: what distributors sell on, what customers complain about and agreed to."""

from __future__ import annotations

from salesnb.contracts.customers import REBATE_TERMS
from salesnb.contracts.fields import N_, Check, Table
from salesnb.contracts.shorthand import (
    CUSTOMER_NEEDED,
    PRODUCT,
    REGION,
    day,
    ident,
    key,
    money,
    price,
    quantity,
    text,
)

AGREEMENTS = Table(
    name="agreements",
    label=N_("Standing agreements"),
    grain=N_("one row per agreement, product and month"),
    key=("agreement_id", "product_id", "period_start"),
    fields=(
        key("agreement_id", N_("Agreement")),
        CUSTOMER_NEEDED,
        ident("product_id", N_("Product"), of="products", required=True),
        day("period_start", N_("Month"), required=True),
        quantity("agreed_quantity", N_("Agreed quantity"), sign=">=0"),
        price("agreed_price", N_("Agreed price")),
    ),
    event_on="period_start",
    owner=N_("Sales administration"),
)

SELL_OUT = Table(
    name="sell_out",
    label=N_("Distributors' sell-out"),
    grain=N_("one row per distributor, product and week or month"),
    key=("customer_id", "product_id", "period_start"),
    fields=(
        CUSTOMER_NEEDED,
        ident("product_id", N_("Product"), of="products", required=True),
        day("period_start", N_("Period starts"), required=True),
        day("period_end", N_("Period ends")),
        quantity("sell_out_quantity", N_("Quantity sold on"), required=True),
        quantity("stock_quantity", N_("Stock at the period's end"), sign=">=0"),
        REGION,
    ),
    event_on="period_start",
    owner=N_("Distributors"),
)

COMPLAINTS = Table(
    name="complaints",
    label=N_("Complaints"),
    grain=N_("one row per complaint"),
    key=("complaint_id",),
    fields=(
        key("complaint_id", N_("Complaint")),
        CUSTOMER_NEEDED,
        PRODUCT,
        day("opened_on", N_("Opened on"), required=True),
        day("closed_on", N_("Closed on")),
        text("cause", N_("Cause")),
        money("claim_amount", N_("Amount claimed"), sign=">=0"),
    ),
    checks=(
        Check("order_of_dates", ("opened_on", "closed_on"), N_("closed before it was opened")),
    ),
    event_on="opened_on",
    owner=N_("Service"),
)

TABLES = (SELL_OUT, COMPLAINTS, AGREEMENTS, REBATE_TERMS)
