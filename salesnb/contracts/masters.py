"""Who and what: customers, products, reps, regions, terms and methods, with their validity."""

from __future__ import annotations

from salesnb.contracts.customers import CUSTOMER_CHANGES, CUSTOMERS, NAMES, PLACE, VALIDITY
from salesnb.contracts.fields import N_, Check, Table
from salesnb.contracts.shorthand import (
    CUSTOMER_NEEDED,
    REGION,
    REP_NEEDED,
    choice,
    day,
    ident,
    key,
    money,
    number,
    price,
    share,
    text,
    whole,
)

PRODUCTS = Table(
    name="products",
    label=N_("Products"),
    grain=N_("one row per item that is sold"),
    key=("product_id",),
    fields=(
        key("product_id", N_("Product")),
        *NAMES,
        text("variety", N_("Variety")),
        text("product_group", N_("Product group")),
        text("product_group_zh", N_("Product group in Chinese")),
        text("unit", N_("Unit")),
        price("list_price", N_("List price")),
        price("floor_price", N_("Floor price")),
        price("standard_cost", N_("Standard cost")),
        day("launched_on", N_("Launched on")),
        day("delisted_on", N_("Delisted on")),
        ident("substitute_of", N_("Substitute of"), of="products"),
    ),
    owner=N_("Product management"),
)

PRODUCT_PRICES = Table(
    name="product_prices",
    label=N_("Product prices"),
    grain=N_("one row per product and period of validity"),
    key=("product_id", "valid_from"),
    fields=(
        ident("product_id", N_("Product"), of="products", required=True),
        *VALIDITY,
        price("list_price", N_("List price")),
        price("floor_price", N_("Floor price")),
        price("standard_cost", N_("Standard cost")),
    ),
    checks=(
        Check(
            "intervals_do_not_overlap",
            ("valid_from", "valid_to"),
            N_("two prices are valid on one day"),
            by=("product_id",),
        ),
    ),
    valid_from="valid_from",
    valid_to="valid_to",
    owner=N_("Product management"),
)

PROMOTIONS = Table(
    name="promotions",
    label=N_("Promotions"),
    grain=N_("one row per promotion"),
    key=("promotion_id",),
    fields=(
        key("promotion_id", N_("Promotion")),
        text("name", N_("Name"), required=True),
        text("product_group", N_("Product group")),
        day("starts_on", N_("Starts on"), required=True),
        day("ends_on", N_("Ends on"), required=True),
        share("discount_share", N_("Discount")),
    ),
    checks=(Check("order_of_dates", ("starts_on", "ends_on"), N_("ends before it starts")),),
    owner=N_("Marketing"),
)

REPS = Table(
    name="reps",
    label=N_("Reps"),
    grain=N_("one row per salesperson or sales manager"),
    key=("rep_id",),
    fields=(
        key("rep_id", N_("Rep")),
        *NAMES,
        ident("manager_id", N_("Manager"), of="reps"),
        REGION,
        day("hired_on", N_("Hired on")),
        day("left_on", N_("Left on")),
        whole("ramp_months", N_("Months to full productivity"), unit="months"),
        number("base_latitude", N_("Latitude of the base"), unit="°"),
        number("base_longitude", N_("Longitude of the base"), unit="°"),
        number("hours_per_month", N_("Selling hours per month"), unit="h", sign=">=0"),
        number("day_hours", N_("Length of a working day"), unit="h", sign=">=0"),
        text("home_days", N_("Weekdays without visits"), form="weekdays"),
        text("half_days", N_("Weekdays with half a day of visits"), form="weekdays"),
        number("city_speed", N_("Speed in town"), unit="km/h", sign=">=0"),
        number("road_speed", N_("Speed on the road"), unit="km/h", sign=">=0"),
        money("cost_per_hour", N_("Cost per hour"), sign=">=0"),
    ),
    checks=(Check("order_of_dates", ("hired_on", "left_on"), N_("left before being hired")),),
    owner=N_("Human resources"),
)

REGIONS = Table(
    name="regions",
    label=N_("Regions"),
    grain=N_("one row per node of the tree of regions"),
    key=("region_id",),
    fields=(
        key("region_id", N_("Region")),
        *NAMES,
        ident("parent_id", N_("Part of"), of="regions"),
        whole("level", N_("Level")),
        *PLACE,
        number("potential_index", N_("Potential index"), sign=">=0"),
    ),
    checks=(Check("tree", ("region_id", "parent_id"), N_("is part of itself")),),
    owner=N_("Sales management"),
)

CUSTOMER_REPS = Table(
    name="customer_reps",
    label=N_("Who looks after whom"),
    grain=N_("one row per customer, rep and period of validity"),
    key=("customer_id", "rep_id", "valid_from"),
    fields=(
        CUSTOMER_NEEDED,
        REP_NEEDED,
        *VALIDITY,
        share("credit_share", N_("Share of credit"), required=True),
        choice("role", N_("Role"), "owner", "deputy", "overlay"),
        whole("familiarity", N_("Familiarity, 0 to 5")),
    ),
    checks=(
        Check(
            "intervals_do_not_overlap",
            ("valid_from", "valid_to"),
            N_("the same rep is valid twice on one day"),
            by=("customer_id", "rep_id"),
        ),
        Check(
            "shares_sum_to_one",
            ("credit_share",),
            N_("the shares of credit do not add up to 1"),
            by=("customer_id",),
            but_not=("role", "overlay"),
        ),
    ),
    valid_from="valid_from",
    valid_to="valid_to",
    owner=N_("Sales management"),
)

SETTLEMENT_TERMS = Table(
    name="settlement_terms",
    label=N_("Settlement methods"),
    grain=N_("one row per way in which customers pay"),
    key=("settlement_id",),
    fields=(
        key("settlement_id", N_("Settlement method")),
        *NAMES,
        choice(
            "kind",
            N_("Kind"),
            "prepay",
            "cash",
            "cod",
            "net",
            "acceptance_bill",
            "letter_of_credit",
            "instalment",
        ),
        whole("nominal_days", N_("Nominal days"), unit="days"),
        share("discount_share", N_("Discount")),
        whole("tenor_days", N_("Tenor of the instrument"), unit="days"),
        whole("n_instalments", N_("Instalments")),
    ),
    owner=N_("Accounting"),
)

SALES_METHODS = Table(
    name="sales_methods",
    label=N_("Sales methods"),
    grain=N_("one row per way in which we sell"),
    key=("sales_method_id",),
    fields=(
        key("sales_method_id", N_("Sales method")),
        *NAMES,
        choice("kind", N_("Kind"), "direct", "distributor", "tender", "online", "agency"),
    ),
    owner=N_("Sales management"),
)

MARKETING_CHANNELS = Table(
    name="marketing_channels",
    label=N_("Marketing channels"),
    grain=N_("one row per way in which we spend on being known"),
    key=("marketing_channel_id",),
    fields=(
        key("marketing_channel_id", N_("Marketing channel")),
        *NAMES,
        text("kind", N_("Kind")),
    ),
    owner=N_("Marketing"),
)

LEAD_SOURCES = Table(
    name="lead_sources",
    label=N_("Lead sources"),
    grain=N_("one row per place where prospects come from"),
    key=("lead_source_id",),
    fields=(key("lead_source_id", N_("Lead source")), *NAMES, text("kind", N_("Kind"))),
    owner=N_("Marketing"),
)

COMPETITORS = Table(
    name="competitors",
    label=N_("Competitors"),
    grain=N_("one row per competitor"),
    key=("competitor_id",),
    fields=(
        key("competitor_id", N_("Competitor")),
        *NAMES,
        text("home_region", N_("Home region")),
    ),
    owner=N_("Marketing"),
)

TABLES = (
    CUSTOMERS,
    CUSTOMER_CHANGES,
    PRODUCTS,
    PRODUCT_PRICES,
    PROMOTIONS,
    REPS,
    REGIONS,
    CUSTOMER_REPS,
    SETTLEMENT_TERMS,
    SALES_METHODS,
    MARKETING_CHANNELS,
    LEAD_SOURCES,
    COMPETITORS,
)
