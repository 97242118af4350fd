"""The market outside: its size, competitors, prices, outlets, needs and people."""

from __future__ import annotations

from salesnb.contracts.customers import CUSTOMER_RIVALS, VALIDITY
from salesnb.contracts.fields import N_, Check, Field, Table
from salesnb.contracts.shorthand import (
    COMPETITOR,
    CUSTOMER,
    PRODUCT,
    REGION,
    REP,
    choice,
    day,
    flag,
    ident,
    key,
    money,
    number,
    price,
    quantity,
    text,
)

_REGION_NEEDED = ident("region_id", N_("Region"), of="regions", required=True)
_OUTLET_NEEDED = ident("outlet_id", N_("Outlet"), of="outlets", required=True)
_KINDS = N_(
    "`person`, `rep`, `customer`, `lead`, `competitor`, `association`, `authority`, `organisation`."
)

MARKET_SIZES = Table(
    name="market_sizes",
    label=N_("Market sizes"),
    grain=N_("one row per segment, region, product group, period and source"),
    key=("segment", "region_id", "product_group", "period_start", "source"),
    fields=(
        text("segment", N_("Segment"), required=True),
        _REGION_NEEDED,
        text("product_group", N_("Product group"), required=True),
        day("period_start", N_("Period starts"), required=True),
        day("period_end", N_("Period ends"), required=True),
        text("source", N_("Source"), required=True),
        text("method", N_("Method")),
        text("source_zh", N_("Source in Chinese")),
        text("method_zh", N_("Method in Chinese")),
        money("size_amount", N_("Market size"), sign=">=0"),
        money("low_amount", N_("Market size, low"), sign=">=0"),
        money("high_amount", N_("Market size, high"), sign=">=0"),
        quantity("size_quantity", N_("Market size, quantity"), sign=">=0"),
        text("currency", N_("Currency (empty: the company's)")),
        day("recorded_on", N_("Recorded on")),
    ),
    event_on="period_end",
    owner=N_("Marketing"),
)

COMPETITOR_OBSERVATIONS = Table(
    name="competitor_observations",
    label=N_("Competitor observations"),
    grain=N_("one row per observation of one aspect of a competitor"),
    key=("observation_id",),
    fields=(
        key("observation_id", N_("Observation")),
        day("observed_on", N_("Observed on"), required=True),
        COMPETITOR,
        REGION,
        CUSTOMER,
        text("product_group", N_("Product group")),
        choice(
            "aspect", N_("Aspect"), "quality", "price", "variety", "service", "terms", required=True
        ),
        number("value", N_("Value")),
        text("unit", N_("Unit")),
        text("source", N_("Source")),
        number("confidence", N_("Confidence, 0 to 1"), sign=">=0", most=1),
        REP,
    ),
    event_on="observed_on",
    owner=N_("Salespeople"),
)

PRICE_OBSERVATIONS = Table(
    name="price_observations",
    label=N_("Price observations"),
    grain=N_("one row per price seen in the market"),
    key=("observation_id",),
    fields=(
        key("observation_id", N_("Observation")),
        day("observed_on", N_("Observed on"), required=True),
        ident("competitor_id", N_("Competitor (empty: our own product)"), of="competitors"),
        PRODUCT,
        text("product_group", N_("Product group")),
        REGION,
        CUSTOMER,
        ident("outlet_id", N_("Outlet"), of="outlets"),
        price("observed_price", N_("Price seen"), required=True),
        text("currency", N_("Currency (empty: the company's)")),
        text("source", N_("Source")),
        text("evidence", N_("Evidence")),
    ),
    event_on="observed_on",
    owner=N_("Salespeople"),
)

OUTLETS = Table(
    name="outlets",
    label=N_("Market registration"),
    grain=N_("one row per outlet or plant registered in a region"),
    key=("outlet_id",),
    fields=(
        key("outlet_id", N_("Outlet")),
        text("name", N_("Name"), required=True),
        text("name_zh", N_("Chinese name")),
        _REGION_NEEDED,
        CUSTOMER,
        text("segment", N_("Segment")),
        number("latitude", N_("Latitude"), unit="°"),
        number("longitude", N_("Longitude"), unit="°"),
        choice("size_class", N_("Size"), "small", "medium", "large"),
        text("status", N_("Status")),
        day("registered_on", N_("Registered on")),
    ),
    event_on="registered_on",
    owner=N_("Salespeople"),
)

OUTLET_STATES = Table(
    name="outlet_states",
    label=N_("States of outlets"),
    grain=N_("one row per outlet and period in which it had one status"),
    key=("outlet_id", "valid_from"),
    fields=(
        _OUTLET_NEEDED,
        text("status", N_("Status"), required=True),
        *VALIDITY,
    ),
    checks=(
        Check(
            "intervals_do_not_overlap",
            ("valid_from", "valid_to"),
            N_("an outlet has two states on one day"),
            by=("outlet_id",),
        ),
    ),
    valid_from="valid_from",
    valid_to="valid_to",
    owner=N_("Salespeople"),
)

OUTLET_PRODUCTS = Table(
    name="outlet_products",
    label=N_("Products in outlets"),
    grain=N_("one row per outlet, product of ours and day on which it was looked for"),
    key=("outlet_id", "product_id", "seen_on"),
    fields=(
        _OUTLET_NEEDED,
        ident("product_id", N_("Product"), of="products", required=True),
        day("seen_on", N_("Seen on"), required=True),
        flag("is_carried", N_("Carried")),
    ),
    event_on="seen_on",
    owner=N_("Salespeople"),
)

INSPECTIONS = Table(
    name="inspections",
    label=N_("Field inspections"),
    grain=N_("one row per inspection and thing looked at"),
    key=("inspection_id", "line_id"),
    fields=(
        key("inspection_id", N_("Inspection")),
        key("line_id", N_("Line")),
        day("inspected_on", N_("Inspected on"), required=True),
        REP,
        CUSTOMER,
        ident("outlet_id", N_("Outlet"), of="outlets"),
        PRODUCT,
        ident("competitor_id", N_("Competitor"), of="competitors"),
        choice(
            "aspect",
            N_("Aspect"),
            "stock",
            "price",
            "display",
            "competitor",
            "complaint",
            required=True,
        ),
        number("value", N_("Value")),
        text("note", N_("Note")),
    ),
    event_on="inspected_on",
    owner=N_("Salespeople"),
)

CONTACT_EDGES = Table(
    name="contact_edges",
    label=N_("Who knows whom"),
    grain=N_("one row per tie between two people or organisations"),
    key=("from_id", "to_id", "relation"),
    fields=(
        key("from_id", N_("From")),
        key("to_id", N_("To")),
        text("relation", N_("Relation"), required=True),
        text("from_kind", N_("Kind of the first"), help=_KINDS),
        text("to_kind", N_("Kind of the second"), help=_KINDS),
        number("influence", N_("Influence, 0 to 1"), sign=">=0", most=1),
        flag("has_consent", N_("Consent given")),
        Field(
            "has_concern",
            "flag",
            N_("Compliance concern"),
            help=N_("Gifts, kinship or public office are involved: not used without approval."),
        ),
        day("known_since", N_("Known since")),
    ),
    event_on="known_since",
    owner=N_("Salespeople"),
)

NEEDS = Table(
    name="needs",
    label=N_("Needs and tenders"),
    grain=N_("one row per need of an authority, association or tender"),
    key=("need_id",),
    fields=(
        key("need_id", N_("Need")),
        text("organisation", N_("Organisation"), required=True),
        choice("kind", N_("Kind"), "authority", "association", "tender"),
        REGION,
        text("product_group", N_("Product group")),
        day("noted_on", N_("Noted on"), required=True),
        day("decides_on", N_("Decides on")),
        money("amount", N_("Amount"), sign=">=0"),
        text("description", N_("Description")),
        choice("result", N_("Result"), "won", "lost", "no_offer"),
        ident("opportunity_id", N_("Deal"), of="opportunities"),
    ),
    event_on="noted_on",
    owner=N_("Salespeople"),
)

TABLES = (
    MARKET_SIZES,
    COMPETITOR_OBSERVATIONS,
    CUSTOMER_RIVALS,
    PRICE_OBSERVATIONS,
    OUTLETS,
    OUTLET_STATES,
    OUTLET_PRODUCTS,
    INSPECTIONS,
    CONTACT_EDGES,
    NEEDS,
)
