"""Customers and changes of them, the rebates that they earn, and who else supplies them."""

from __future__ import annotations

from salesnb.contracts.fields import N_, Check, Table
from salesnb.contracts.shorthand import (
    COMPETITOR,
    CUSTOMER_NEEDED,
    RECORDED,
    REGION,
    REP,
    SALES_METHOD,
    SETTLEMENT,
    choice,
    day,
    flag,
    ident,
    key,
    money,
    number,
    share,
    text,
    whole,
)

NAMES = (text("name", N_("Name"), required=True), text("name_zh", N_("Chinese name")))
PLACE = (
    number("latitude", N_("Latitude"), unit="°"),
    number("longitude", N_("Longitude"), unit="°"),
)
VALIDITY = (
    day("valid_from", N_("Valid from"), required=True),
    day("valid_to", N_("Valid to (the first day after)")),
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
        money("security_amount", N_("Security held"), sign=">=0"),
        text("risk_rating", N_("Risk rating")),
        whole("n_employees", N_("Employees")),
        money("purchase_potential", N_("Purchases of our kind per year"), sign=">=0"),
        number("storage_area", N_("Storage area"), unit="m²", sign=">=0"),
        whole("n_sales_staff", N_("Sales staff of the customer")),
        whole("n_outlets", N_("Outlets of the customer")),
        number(
            "resale_price_index",
            N_("Resale price index"),
            sign=">=0",
            help=N_("What the customer charges its own buyers; our list price is 100."),
        ),
        text("contact_name", N_("Contact")),
        text("phone", N_("Telephone")),
        text("opening_hours", N_("Opening hours"), form="hours"),
        whole("visit_minutes", N_("Usual length of a visit"), unit="min"),
        ident("merged_into", N_("Merged into"), of="customers"),
        flag("is_active", N_("Active")),
    ),
    checks=(Check("tree", ("customer_id", "merged_into"), N_("is merged into itself in the end")),),
    owner=N_("Sales administration"),
)

CUSTOMER_CHANGES = Table(
    name="customer_changes",
    label=N_("Changes of customers"),
    grain=N_("one row per customer, column of customers and day on which it was changed"),
    key=("customer_id", "field", "changed_on"),
    fields=(
        CUSTOMER_NEEDED,
        choice(
            "field",
            N_("What changed"),
            *(one.name for one in CUSTOMERS.fields if one.name != "customer_id"),
            required=True,
        ),
        text("old_value", N_("Old value")),
        text("new_value", N_("New value")),
        day("changed_on", N_("Changed on"), required=True),
        RECORDED,
    ),
    event_on="changed_on",
    owner=N_("Sales administration"),
)

REBATE_TERMS = Table(
    name="rebate_terms",
    label=N_("Rebate terms"),
    grain=N_("one row per customer, threshold of purchases and period of validity"),
    key=("customer_id", "threshold_amount", "valid_from"),
    fields=(
        CUSTOMER_NEEDED,
        money("threshold_amount", N_("Purchases from which it holds"), required=True, sign=">=0"),
        share("rebate_share", N_("Rebate"), required=True),
        choice("per", N_("Purchases counted per"), "month", "quarter", "year"),
        *VALIDITY,
    ),
    checks=(
        Check(
            "intervals_do_not_overlap",
            ("valid_from", "valid_to"),
            N_("the same threshold is valid twice on one day"),
            by=("customer_id", "threshold_amount"),
        ),
        Check(
            "rises",
            ("threshold_amount", "rebate_share"),
            N_("buying more brings a lower rebate"),
            by=("customer_id", "valid_from"),
            severity="warning",
        ),
    ),
    valid_from="valid_from",
    valid_to="valid_to",
    owner=N_("Sales management"),
)

CUSTOMER_RIVALS = Table(
    name="customer_rivals",
    label=N_("Rivals at customers"),
    grain=N_("one row per customer, competitor that supplies it and day of which that is known"),
    key=("customer_id", "competitor_id", "observed_on"),
    fields=(
        CUSTOMER_NEEDED,
        COMPETITOR,
        share("purchase_share", N_("Share of the customer's purchases")),
        choice(
            "advantage",
            N_("Main advantage over us"),
            "price",
            "quality",
            "variety",
            "service",
            "terms",
            "delivery",
            "relations",
        ),
        day("observed_on", N_("Observed on"), required=True),
        text("source", N_("Source")),
        REP,
    ),
    checks=(
        Check(
            "shares_within_one",
            ("purchase_share",),
            N_("the rivals' shares of one customer add up to more than 1"),
            by=("customer_id", "observed_on"),
        ),
    ),
    event_on="observed_on",
    owner=N_("Salespeople"),
)
