"""Constructors that let a table's declaration read as a list of columns."""

from __future__ import annotations

from collections.abc import Mapping

from salesnb.contracts.fields import N_, Field, FieldType, Sign

_NONE: Mapping[str, str] = {}


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


def ident(
    name: str,
    label: str,
    *,
    of: str = "",
    required: bool = False,
    words: Mapping[str, str] = _NONE,
) -> Field:
    """Return an identifier; `of` names the table that it must stand in, `words` its exceptions."""
    references = f"{of}.{KEYS[of]}" if of else ""
    return Field(name, "id", label, references=references, required=required, words=words)


def named(name: str, label: str, *, of: str, words: Mapping[str, str] = _NONE) -> Field:
    """Return a text with its name in Chinese beside it in the facts; `of` is a key of `NAMED`."""
    return Field(name, "text", label, references=f"{of}.{NAMED[of][1]}", words=words)


def member(name: str, label: str, *, within: str, words: Mapping[str, str] = _NONE) -> Field:
    """Return a member of the dimension that column `within` names in the same row."""
    return Field(name, "id", label, within=within, words=words)


def key(name: str, label: str) -> Field:
    """Return an identifier that is part of the table's own key."""
    return Field(name, "id", label, required=True)


def text(name: str, label: str, *, required: bool = False, form: str = "", help: str = "") -> Field:
    return Field(name, "text", label, required=required, form=form, help=help)


def code(name: str, label: str, words: Mapping[str, str]) -> Field:
    """Return a code with the words that people read for it; codes sort in their order."""
    return Field(name, "text", label, words=words)


def words_of(*codes: str) -> Mapping[str, str]:
    """Return codes that are read as they are written (each a msgid)."""
    return {code: code for code in codes}


def message(name: str, label: str) -> Field:
    """Return a column that holds texts of salesnb itself (msgids)."""
    return Field(name, "text", label, is_msgid=True)


def choice(name: str, label: str, *choices: str, required: bool = False) -> Field:
    """Return a text that is one of a few words."""
    return Field(name, "text", label, choices=choices, required=required)


def day(name: str, label: str, *, required: bool = False) -> Field:
    return Field(name, "date", label, required=required)


def month(name: str, label: str) -> Field:
    return Field(name, "month", label)


def money(
    name: str,
    label: str,
    *,
    required: bool = False,
    sign: Sign = "",
    digits: int = 2,
    shown: str = "",
) -> Field:
    """Return an amount in base currency, tax-exclusive."""
    return Field(name, "money", label, required=required, sign=sign, digits=digits, shown=shown)


def price(name: str, label: str, *, required: bool = False) -> Field:
    return Field(name, "price", label, required=required, sign=">=0", digits=4)


def quantity(name: str, label: str, *, required: bool = False, sign: Sign = "") -> Field:
    return Field(name, "quantity", label, required=required, sign=sign, digits=3)


def number(
    name: str,
    label: str,
    *,
    unit: str = "",
    sign: Sign = "",
    digits: int | None = None,
    shown: str = "",
    help: str = "",
    most: float | None = None,
) -> Field:
    return Field(
        name,
        "number",
        label,
        unit=unit,
        sign=sign,
        most=most,
        digits=digits,
        shown=shown,
        help=help,
    )


def factor(name: str, label: str) -> Field:
    """Return a ratio of two amounts, 1 being equal."""
    return number(name, label, digits=4, shown="factor")


def whole(
    name: str,
    label: str,
    *,
    unit: str = "",
    sign: Sign = ">=0",
    shown: str = "",
    most: float | None = None,
) -> Field:
    return Field(name, "integer", label, unit=unit, sign=sign, digits=0, shown=shown, most=most)


def share(
    name: str, label: str, *, required: bool = False, digits: int = 6, shown: str = ""
) -> Field:
    """Return a share of a whole, 0 to 1; in a result also a rate of growth, of any sign."""
    return Field(name, "share", label, required=required, sign=">=0", digits=digits, shown=shown)


def kpi(name: str, measure: str, *, label: str = "", digits: int | None = None) -> Field:
    """Return the column of a registered measure: label, unit and format are the measure's.

    `label` is for a page that calls it by another name. Raises `UsageError` for an unknown measure.
    """
    from salesnb.measures import measure as registered

    one = registered(measure)
    kind, unit, shown = _KPI[one.unit]
    return Field(
        name, kind, label or one.label, unit=unit, digits=digits, shown=shown, measure=measure
    )


def interval(
    kind: FieldType = "number",
    *,
    names: str = "low high",
    digits: int | None = None,
    shown: str = "",
) -> tuple[Field, Field]:
    """Return the two ends of a 95 % interval."""
    low, high = names.split()
    return (
        Field(low, kind, N_("Low, 95 %"), digits=digits, shown=shown),
        Field(high, kind, N_("High, 95 %"), digits=digits, shown=shown),
    )


def estimate(name: str, label: str, *, digits: int, shown: str) -> tuple[Field, Field, Field]:
    """Return a number and the two ends of its 95 % interval, `low` and `high`."""
    return (
        number(name, label, digits=digits, shown=shown),
        number("low", N_("Range of 95 %: low"), digits=digits, shown=shown),
        number("high", N_("Range of 95 %: high"), digits=digits, shown=shown),
    )


def flag(name: str, label: str) -> Field:
    return Field(name, "flag", label)


_KPI: Mapping[str, tuple[FieldType, str, str]] = {  # unit of a measure -> type, unit, format
    "share": ("share", "", ""),
    "growth": ("share", "", "growth"),
    "money": ("money", "", ""),
    "money per day": ("money", "", ""),
    "quantity": ("quantity", "", ""),
    "days": ("number", N_("days"), "days"),
    "months": ("number", N_("months"), ""),
    "weeks": ("number", N_("weeks"), ""),
    "factor": ("number", "", "factor"),
    "index": ("number", "", "tenths"),
}
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
    "listings": "listing_id",
    "visits": "visit_id",
    "outlets": "outlet_id",
    "organisations": "organisation_id",
}
NAMED = {  # texts without a master of their own: where they stand, their Chinese in `..._zh` there
    "product_groups": ("products", "product_group"),
    "segments": ("customers", "segment"),
    "market_sources": ("market_sizes", "source"),
    "market_methods": ("market_sizes", "method"),
}
TARGET_MEASURES = ("sales", "quantity", "margin", "collections", "new_customers", "visits")
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
PRODUCT_GROUP = named("product_group", N_("Product group"), of="product_groups")
MONTH = month("month", N_("Month"))
SCOPE = code("scope", N_("Scope"), {"total": N_("total")})  # the key of a frame that has one row
COMPETITOR = ident("competitor_id", N_("Competitor"), of="competitors", required=True)
DIMENSIONS = {key.removesuffix("_id"): table for table, key in KEYS.items()}  # region -> regions
MEMBERS = {  # dimension of a result -> the table, or the texts, in which its members have names
    **DIMENSIONS,
    **{column: texts for texts, (_, column) in NAMED.items()},
    **{"distributor": "customers", "manager": "reps"},
    **dict.fromkeys(("level_1", "level_2", "level_3"), "regions"),
    **{key: table for table, key in KEYS.items()},
    "merged_into": "customers",
}
