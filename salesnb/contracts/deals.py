"""Leads and deals, and every change of them."""

from __future__ import annotations

from salesnb.contracts.fields import N_, Check, Table
from salesnb.contracts.prospects import LISTINGS, ORGANISATIONS, TOUCHES
from salesnb.contracts.shorthand import (
    CUSTOMER,
    RECORDED,
    REGION,
    REP,
    SALES_METHOD,
    choice,
    column,
    day,
    flag,
    ident,
    key,
    money,
    share,
    text,
)

LEADS = Table(
    name="leads",
    label=N_("Leads"),
    grain=N_("one row per prospect's first trace"),
    key=("lead_id",),
    fields=(
        key("lead_id", N_("Lead")),
        day("created_on", N_("Created on"), required=True),
        ident("lead_source_id", N_("Lead source"), of="lead_sources"),
        ident("marketing_channel_id", N_("Marketing channel"), of="marketing_channels"),
        text("company_name", N_("Company")),
        text("company_name_zh", N_("Chinese name")),
        text("phone", N_("Telephone")),
        text("address", N_("Address")),
        text("segment", N_("Segment")),
        REGION,
        REP,
        choice(
            "status",
            N_("Status"),
            "new",
            "called",
            "valid",
            "invalid",
            "filed",
            "converted",
            "lost",
        ),
        flag("is_valid", N_("Valid")),
        day("called_on", N_("First called on")),
        day("filed_on", N_("Filed on")),
        day("converted_on", N_("Converted on")),
        CUSTOMER,
        money("potential_amount", N_("Potential per year"), sign=">=0"),
        money("cost_amount", N_("Cost of the lead"), sign=">=0"),
        RECORDED,
    ),
    checks=(
        Check(
            "order_of_dates", ("created_on", "converted_on"), N_("converted before it was created")
        ),
    ),
    event_on="created_on",
    owner=N_("Marketing"),
)

OPPORTUNITIES = Table(
    name="opportunities",
    label=N_("Deals"),
    grain=N_("one row per deal, as it stands now"),
    key=("opportunity_id",),
    fields=(
        key("opportunity_id", N_("Deal")),
        CUSTOMER,
        ident("lead_id", N_("Lead"), of="leads"),
        REP,
        REGION,
        SALES_METHOD,
        text("product_group", N_("Product group")),
        day("created_on", N_("Created on"), required=True),
        day("expected_close_on", N_("Expected to close on")),
        day("closed_on", N_("Closed on")),
        choice(
            "stage",
            N_("Stage"),
            "prospecting",
            "qualified",
            "proposal",
            "negotiation",
            "won",
            "lost",
            required=True,
        ),
        money("amount", N_("Amount"), sign=">=0"),
        money("margin_amount", N_("Margin")),
        share("win_share", N_("Stated chance of winning")),
        choice("lever", N_("Lever that moves it"), "profit", "service", "help", "other"),
        text("next_step", N_("Next step")),
        day("next_step_on", N_("Next step on")),
        ident("competitor_id", N_("Main competitor"), of="competitors"),
        text("loss_reason", N_("Reason of loss")),
        RECORDED,
    ),
    checks=(
        Check("order_of_dates", ("created_on", "closed_on"), N_("closed before it was created")),
        Check(
            "order_of_dates",
            ("created_on", "next_step_on"),
            N_("next step before it was created"),
            severity="warning",
        ),
    ),
    event_on="created_on",
    money="amount",
    owner=N_("Salespeople"),
)

OPPORTUNITY_CHANGES = Table(
    name="opportunity_changes",
    label=N_("Changes of deals"),
    grain=N_("one row per change of one field of a deal"),
    key=("opportunity_id", "changed_at", "field"),
    fields=(
        ident("opportunity_id", N_("Deal"), of="opportunities", required=True),
        column("changed_at", "datetime", N_("Changed at"), required=True),
        day("changed_on", N_("Changed on"), required=True),
        text(
            "field",
            N_("Field"),
            required=True,
            help=N_(
                "A column of `opportunities`: `stage`, `amount`, `expected_close_on`, `rep_id`."
            ),
        ),
        text("old_value", N_("Old value")),
        text("new_value", N_("New value")),
        REP,
    ),
    event_on="changed_on",
    owner=N_("Salespeople"),
)

DEAL_SALES = Table(
    name="deal_sales",
    label=N_("Sales of deals"),
    grain=N_("one row per order line that came of a deal"),
    key=("order_id", "line_id"),
    fields=(
        ident("opportunity_id", N_("Deal"), of="opportunities", required=True),
        key("order_id", N_("Order")),
        key("line_id", N_("Line")),
        RECORDED,
    ),
    owner=N_("Salespeople"),
)

TABLES = (
    LISTINGS,
    ORGANISATIONS,
    LEADS,
    TOUCHES,
    OPPORTUNITIES,
    OPPORTUNITY_CHANGES,
    DEAL_SALES,
)
