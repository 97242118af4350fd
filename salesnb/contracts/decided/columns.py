"""Columns that entries of several plan files share: for what, how much, who, when, why."""

from __future__ import annotations

from dataclasses import replace

from salesnb.contracts.fields import N_, Field
from salesnb.contracts.shorthand import (
    CUSTOMER,
    PRODUCT,
    REGION,
    REP,
    SALES_METHOD,
    SETTLEMENT,
    choice,
    day,
    text,
    whole,
)

MEASURES = ("sales", "quantity", "margin", "collections", "new_customers", "visits")
GROUP = Field("product_group", "text", N_("Product group"), references="products.product_group")
SEGMENT = Field("segment", "text", N_("Segment"), references="customers.segment")
CHANNEL = Field(
    "marketing_channel_id",
    "id",
    N_("Marketing channel"),
    references="marketing_channels.marketing_channel_id",
)
CELL = (REGION, GROUP, PRODUCT, CUSTOMER, REP, SETTLEMENT, SALES_METHOD)  # any subset of these
AUTHOR = text("author", N_("Author"), required=True)
REASON = text("reason", N_("Reason"), required=True)
DECIDED_ON = day("decided_on", N_("Decided on"), required=True)
JUDGED_ON = day("judged_on", N_("Judged on"), required=True)
OWNER = text("owner", N_("Who answers for it"), required=True)
CONTROLLED = ("sales", "quantity", "margin", "collections", "new_customers")  # by controls
MEASURE = choice("measure", N_("Measure"), *MEASURES)
YEAR = whole("year", N_("Fiscal year"))
PERIOD = Field(
    "period",
    "text",
    N_("Period"),
    required=True,
    help=N_("A fiscal year, a quarter of it or a month: `2027`, `2027-Q1`, `2027-03`."),
)
KPI = Field("kpi_id", "id", N_("Key figure"), references="measures.id")


def needed(field: Field) -> Field:
    """Return the same column as one that every entry must state."""
    return replace(field, required=True)
