"""What is owed and what was paid."""

from __future__ import annotations

from salesnb.contracts.fields import N_, Check, Table
from salesnb.contracts.shorthand import (
    CUSTOMER_NEEDED,
    RECORDED,
    SETTLEMENT,
    choice,
    day,
    flag,
    ident,
    key,
    money,
    text,
)

INSTALMENTS = Table(
    name="instalments",
    label=N_("Instalments"),
    grain=N_("one row per amount due on one date of an invoice; credits negative"),
    key=("instalment_id",),
    fields=(
        key("instalment_id", N_("Instalment")),
        text("invoice_id", N_("Invoice")),
        CUSTOMER_NEEDED,
        SETTLEMENT,
        day("issued_on", N_("Issued on"), required=True),
        day("due_on", N_("Due on"), required=True),
        money("due_amount", N_("Amount due"), required=True),
        flag("is_disputed", N_("Disputed")),
        RECORDED,
    ),
    checks=(
        Check(
            "order_of_dates",
            ("issued_on", "due_on"),
            N_("due before it was issued"),
            severity="warning",
        ),
    ),
    event_on="issued_on",
    money="due_amount",
    owner=N_("Accounting"),
)

RECEIPTS = Table(
    name="receipts",
    label=N_("Receipts"),
    grain=N_("one row per payment received"),
    key=("receipt_id",),
    fields=(
        key("receipt_id", N_("Receipt")),
        CUSTOMER_NEEDED,
        day("received_on", N_("Received on"), required=True),
        money("amount", N_("Amount received"), required=True),
        choice(
            "instrument",
            N_("Instrument"),
            "transfer",
            "cash",
            "acceptance_bill",
            "letter_of_credit",
            "cheque",
            "other",
        ),
        day("matures_on", N_("Matures on")),
        flag("is_bounced", N_("Bounced")),
        RECORDED,
    ),
    event_on="received_on",
    money="amount",
    owner=N_("Accounting"),
)

RECEIPT_ALLOCATIONS = Table(
    name="receipt_allocations",
    label=N_("Receipt allocations"),
    grain=N_("one row per receipt and the instalment that it pays"),
    key=("receipt_id", "instalment_id", "allocated_on"),
    fields=(
        ident("receipt_id", N_("Receipt"), of="receipts", required=True),
        ident("instalment_id", N_("Instalment"), of="instalments", required=True),
        day("allocated_on", N_("Allocated on"), required=True),
        money("allocated_amount", N_("Amount allocated"), required=True),
        RECORDED,
    ),
    event_on="allocated_on",
    money="allocated_amount",
    owner=N_("Accounting"),
)

WRITE_OFFS = Table(
    name="write_offs",
    label=N_("Write-offs"),
    grain=N_("one row per amount of an instalment given up"),
    key=("write_off_id",),
    fields=(
        key("write_off_id", N_("Write-off")),
        ident("instalment_id", N_("Instalment"), of="instalments", required=True),
        day("written_off_on", N_("Written off on"), required=True),
        money("written_off_amount", N_("Amount written off"), required=True),
        text("reason", N_("Reason")),
        RECORDED,
    ),
    event_on="written_off_on",
    money="written_off_amount",
    owner=N_("Accounting"),
)

PAYMENT_PROMISES = Table(
    name="payment_promises",
    label=N_("Payment promises"),
    grain=N_("one row per promise to pay an instalment"),
    key=("promise_id",),
    fields=(
        key("promise_id", N_("Promise")),
        ident("instalment_id", N_("Instalment"), of="instalments", required=True),
        day("promised_on", N_("Promised on"), required=True),
        day("promised_for", N_("Promised for"), required=True),
        money("promised_amount", N_("Amount promised"), sign=">0"),
        ident("rep_id", N_("Rep"), of="reps"),
        RECORDED,
    ),
    checks=(
        Check(
            "order_of_dates",
            ("promised_on", "promised_for"),
            N_("promised for a day before the promise"),
            severity="warning",
        ),
    ),
    event_on="promised_on",
    money="promised_amount",
    owner=N_("Salespeople"),
)

TABLES = (INSTALMENTS, RECEIPTS, RECEIPT_ALLOCATIONS, WRITE_OFFS, PAYMENT_PROMISES)
