"""Customers, and the dated changes of what an export states of them."""

from __future__ import annotations

from salesnb.contracts.fields import N_, Table
from salesnb.contracts.shorthand import (
    CUSTOMER_NEEDED,
    RECORDED,
    REGION,
    REP,
    SALES_METHOD,
    SETTLEMENT,
    choice,
    column,
    day,
    flag,
    key,
    money,
    number,
    text,
    whole,
)

NAMES = (text("name", N_("Name"), required=True), text("name_zh", N_("Chinese name")))
PLACE = (
    number("latitude", N_("Latitude"), unit="°"),
    number("longitude", N_("Longitude"), unit="°"),
)

CUSTOMERS = Table(
    name="customers",
    label=N_("Customers"),
    grain=N_("one row per customer, distributor or prospect"),
    key=("customer_id",),
    fields=(
        key("customer_id", N_("Customer")),
        *NAMES,
        choice("kind", N_("Kind"), "end_user", "distributor", "prospect"),
        text("group_id", N_("Customer group")),
        text("segment", N_("Segment")),
        text("segment_zh", N_("Segment in Chinese")),
        REGION,
        text("city", N_("City")),
        *PLACE,
        REP,
        SETTLEMENT,
        SALES_METHOD,
        day("onboarded_on", N_("Customer since")),
        money("credit_limit", N_("Credit limit"), sign=">=0"),
        text("risk_rating", N_("Risk rating")),
        whole("n_employees", N_("Employees")),
        money("purchase_potential", N_("Purchases of our kind per year"), sign=">=0"),
        number("storage_area", N_("Storage area"), unit="m²", sign=">=0"),
        whole("n_sales_staff", N_("Sales staff of the customer")),
        text("contact_name", N_("Contact")),
        text("phone", N_("Telephone")),
        flag("is_active", N_("Active")),
    ),
    owner=N_("Sales administration"),
)

CUSTOMER_CHANGES = Table(
    name="customer_changes",
    label=N_("Changes of customers"),
    grain=N_("one row per customer, column of customers and day on which it was changed"),
    key=("customer_id", "field", "changed_on"),
    fields=(
        CUSTOMER_NEEDED,
        column(
            "field",
            "text",
            N_("What changed"),
            required=True,
            help=N_("A column of `customers`, as `region_id` or `credit_limit`."),
        ),
        text("old_value", N_("Old value")),
        text("new_value", N_("New value")),
        day("changed_on", N_("Changed on"), required=True),
        RECORDED,
    ),
    event_on="changed_on",
    owner=N_("Sales administration"),
)
