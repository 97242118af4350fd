"""The frames of 02_sales that are about customers."""

from __future__ import annotations

from salesnb.contracts.fields import N_, Field
from salesnb.contracts.results import ResultContract

_PLACE = Field("place", "integer", N_("Place"))
_SCOPE = Field("scope", "text", N_("Scope"))


def _money(name: str, label: str) -> Field:
    return Field(name, "money", label)


CONCENTRATION = ResultContract(
    name="02_sales_concentration",
    label=N_("How few customers sales rest on"),
    grain=N_("one row per span"),
    key=("span",),
    fields=(
        Field("span", "text", N_("Span")),
        Field("n_customers", "integer", N_("Customers")),
        Field("n_top", "integer", N_("Counted as the largest")),
        Field("top_share", "share", N_("Share of the largest")),
        Field("largest_share", "share", N_("Share of the single largest")),
        Field("hhi", "number", N_("Herfindahl index"), digits=4),
        Field("effective_customers", "number", N_("As many equal customers"), digits=1),
        Field("gini", "number", N_("Gini coefficient"), digits=3),
    ),
)

TOP_CUSTOMERS = ResultContract(
    name="02_sales_top_customers",
    label=N_("The largest customers of either year"),
    grain=N_("one row per customer"),
    key=("customer_id",),
    ordered_by=("place",),
    fields=(
        _PLACE,
        Field("customer_id", "id", N_("Customer")),
        Field("name", "text", N_("Name")),
        Field("name_zh", "text", N_("Chinese name")),
        _money("now", N_("Twelve months")),
        _money("before", N_("Twelve months before")),
        _money("change", N_("Change")),
        Field("share", "share", N_("Share of sales")),
        Field("margin_share", "share", N_("Margin share")),
    ),
)

MOVEMENT = ResultContract(
    name="02_sales_movement",
    label=N_("Customers who stayed, left and came"),
    grain=N_("one row per state"),
    key=("state",),
    ordered_by=("place",),
    fields=(
        _PLACE,
        Field("state", "text", N_("State")),
        Field("n_customers", "integer", N_("Customers")),
        _money("before", N_("Twelve months before")),
        _money("now", N_("Twelve months")),
    ),
)

RETENTION = ResultContract(
    name="02_sales_retention",
    label=N_("Retention of customers and of sales"),
    grain=N_("one row"),
    key=("scope",),
    fields=(
        _SCOPE,
        Field("kept_customers_share", "share", N_("Customers kept")),
        Field("gross_share", "share", N_("Sales kept")),
        Field("net_share", "share", N_("Sales kept, with growth")),
        _money("lost_amount", N_("Sales lost with customers")),
    ),
)

LIKE_FOR_LIKE = ResultContract(
    name="02_sales_like_for_like",
    label=N_("Growth like for like"),
    grain=N_("one row"),
    key=("scope",),
    fields=(
        _SCOPE,
        _money("now", N_("Now")),
        _money("before", N_("A year ago")),
        Field("growth", "share", N_("Growth")),
        Field("day_growth", "share", N_("Growth per working day")),
        Field("days_now", "integer", N_("Working days"), unit=N_("days")),
        Field("days_before", "integer", N_("Working days a year ago"), unit=N_("days")),
        Field("covered_share", "share", N_("Share of sales that is alike")),
    ),
)

COHORTS = ResultContract(
    name="02_sales_cohorts",
    label=N_("Customers by the year in which they first bought"),
    grain=N_("one row per year of the first purchase"),
    key=("cohort",),
    ordered_by=("place",),
    fields=(
        _PLACE,
        Field("cohort", "id", N_("First bought in")),
        Field("n_customers", "integer", N_("Customers")),
        Field("n_buying", "integer", N_("Still buying")),
        Field("buying_share", "share", N_("Still buying, share")),
        _money("now", N_("Twelve months")),
        Field("share", "share", N_("Share of sales")),
    ),
)

RHYTHM = ResultContract(
    name="02_sales_rhythm",
    label=N_("Do customers buy as often as they used to?"),
    grain=N_("one row per state"),
    key=("state",),
    ordered_by=("place",),
    fields=(
        _PLACE,
        Field("state", "text", N_("State")),
        Field("n_customers", "integer", N_("Customers")),
        _money("year_amount", N_("Twelve months up to the last purchase")),
        Field("by_chance", "number", N_("By chance alone"), digits=1),
    ),
)

OVERDUE = ResultContract(
    name="02_sales_overdue",
    label=N_("Customers silent for longer than their own rhythm allows"),
    grain=N_("one row per customer"),
    key=("customer_id",),
    ordered_by=("place",),
    fields=(
        _PLACE,
        Field("customer_id", "id", N_("Customer")),
        Field("name", "text", N_("Name")),
        Field("name_zh", "text", N_("Chinese name")),
        Field("last_month", "month", N_("Last purchase")),
        Field("n_purchases", "integer", N_("Months with a purchase")),
        Field("silent_months", "integer", N_("Months of silence")),
        Field("usual_months", "integer", N_("Longest usual pause, months")),
        Field("chance", "share", N_("Chance of so long a silence"), digits=8),
        _money("year_amount", N_("Twelve months up to the last purchase")),
    ),
)

CONTRACTS = (
    CONCENTRATION,
    TOP_CUSTOMERS,
    MOVEMENT,
    RETENTION,
    LIKE_FOR_LIKE,
    COHORTS,
    RHYTHM,
    OVERDUE,
)
