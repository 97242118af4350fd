"""Constructors that let a table's declaration read as a list of columns."""

from __future__ import annotations

from salesnb.contracts.fields import N_, Field, FieldType, Sign


def column(
    name: str,
    kind: FieldType,
    label: str,
    *,
    required: bool = False,
    unit: str = "",
    help: str = "",
) -> Field:
    """Return a field without rules beyond its type."""
    return Field(name, kind, label, unit=unit, required=required, help=help)


def ident(name: str, label: str, *, of: str = "", required: bool = False) -> Field:
    """Return an identifier; `of` names the table that it must stand in."""
    references = f"{of}.{KEYS[of]}" if of else ""
    return Field(name, "id", label, references=references, required=required)


def key(name: str, label: str) -> Field:
    """Return an identifier that is part of the table's own key."""
    return Field(name, "id", label, required=True)


def text(name: str, label: str, *, required: bool = False) -> Field:
    return Field(name, "text", label, required=required)


def choice(name: str, label: str, *choices: str, required: bool = False) -> Field:
    """Return a text that is one of a few words."""
    return Field(name, "text", label, choices=choices, required=required)


def day(name: str, label: str, *, required: bool = False) -> Field:
    return Field(name, "date", label, required=required)


def money(name: str, label: str, *, required: bool = False, sign: Sign = "") -> Field:
    """Return an amount in base currency, tax-exclusive."""
    return Field(name, "money", label, required=required, sign=sign, digits=2)


def price(name: str, label: str, *, required: bool = False) -> Field:
    return Field(name, "price", label, required=required, sign=">=0", digits=4)


def quantity(name: str, label: str, *, required: bool = False, sign: Sign = "") -> Field:
    return Field(name, "quantity", label, required=required, sign=sign, digits=3)


def number(name: str, label: str, *, unit: str = "", sign: Sign = "") -> Field:
    return Field(name, "number", label, unit=unit, sign=sign)


def whole(name: str, label: str, *, unit: str = "", sign: Sign = ">=0") -> Field:
    return Field(name, "integer", label, unit=unit, sign=sign, digits=0)


def share(name: str, label: str, *, required: bool = False) -> Field:
    """Return a share of a whole, 0 to 1."""
    return Field(name, "share", label, required=required, sign=">=0", digits=6)


def flag(name: str, label: str) -> Field:
    return Field(name, "flag", label)


KEYS = {
    "customers": "customer_id",
    "products": "product_id",
    "reps": "rep_id",
    "regions": "region_id",
    "settlement_terms": "settlement_id",
    "sales_methods": "sales_method_id",
    "marketing_channels": "marketing_channel_id",
    "lead_sources": "lead_source_id",
    "competitors": "competitor_id",
    "promotions": "promotion_id",
    "instalments": "instalment_id",
    "receipts": "receipt_id",
    "opportunities": "opportunity_id",
    "leads": "lead_id",
    "visits": "visit_id",
    "outlets": "outlet_id",
}
RECORDED = Field(
    "recorded_on",
    "date",
    N_("Recorded on"),
    help=N_("The day the firm's system knew the row; unknown means at once."),
)
CUSTOMER = ident("customer_id", N_("Customer"), of="customers")
CUSTOMER_NEEDED = ident("customer_id", N_("Customer"), of="customers", required=True)
PRODUCT = ident("product_id", N_("Product"), of="products")
REP = ident("rep_id", N_("Rep"), of="reps")
REP_NEEDED = ident("rep_id", N_("Rep"), of="reps", required=True)
REGION = ident("region_id", N_("Region"), of="regions")
SETTLEMENT = ident("settlement_id", N_("Settlement method"), of="settlement_terms")
SALES_METHOD = ident("sales_method_id", N_("Sales method"), of="sales_methods")
COMPETITOR = ident("competitor_id", N_("Competitor"), of="competitors", required=True)
