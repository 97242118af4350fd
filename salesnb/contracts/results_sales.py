"""The frames that 02_sales shows."""

from __future__ import annotations

from salesnb.contracts import results_sales_customers, results_sales_limits
from salesnb.contracts.fields import N_, Field
from salesnb.contracts.results import ResultContract

OTHERS, BETWEEN = "(others)", "(between)"  # nodes that make a bridge by node add up to the firm's
_PLACE = Field("place", "integer", N_("Place"))
_SCOPE = Field("scope", "text", N_("Scope"))


def _money(name: str, label: str) -> Field:
    return Field(name, "money", label)


HEADLINES = ResultContract(
    name="02_sales_headlines",
    label=N_("The month, the year so far and twelve months, against a year ago"),
    grain=N_("one row per measure and span"),
    key=("measure", "span"),
    ordered_by=("place",),
    fields=(
        _PLACE,
        Field("measure", "text", N_("Measure")),
        Field("span", "text", N_("Span")),
        _money("value", N_("Value")),
        _money("before", N_("A year ago")),
        _money("change", N_("Change")),
        Field("growth", "share", N_("Growth")),
        Field("share", "share", N_("Share")),
        Field("share_before", "share", N_("Share a year ago")),
        Field("points", "share", N_("Change of the share")),
    ),
)

OVERVIEW = ResultContract(
    name="02_sales_overview",
    label=N_("Sales, margin, orders and cash, with growth on a year ago"),
    grain=N_("one row per measure"),
    key=("measure",),
    ordered_by=("place",),
    fields=(
        _PLACE,
        Field("measure", "text", N_("Measure")),
        _money("month", N_("Month")),
        Field("month_growth", "share", N_("Growth")),
        _money("year_to_date", N_("Year to date")),
        Field("year_growth", "share", N_("Growth")),
        _money("twelve_months", N_("Twelve months")),
        Field("twelve_growth", "share", N_("Growth")),
    ),
)

RATIOS = ResultContract(
    name="02_sales_ratios",
    label=N_("What stands behind sales"),
    grain=N_("one row per span"),
    key=("span",),
    ordered_by=("place",),
    fields=(
        _PLACE,
        Field("span", "text", N_("Span")),
        Field("margin_share", "share", N_("Margin share")),
        Field("margin_before", "share", N_("Margin share a year ago")),
        Field("margin_points", "number", N_("Change in percentage points"), digits=4),
        Field("book_to_bill", "number", N_("Order intake / sales"), digits=4),
        Field("collected_share", "number", N_("Collections / sales"), digits=4),
    ),
)

PLAN = ResultContract(
    name="02_sales_plan",
    label=N_("The month and the year so far against the targets set before"),
    grain=N_("one row per measure and span that has targets"),
    key=("measure", "span"),
    ordered_by=("place",),
    fields=(
        _PLACE,
        Field("measure", "text", N_("Measure")),
        Field("span", "text", N_("Span")),
        _money("target", N_("Target")),
        _money("actual", N_("Reached")),
        _money("gap", N_("Gap to the target")),
        Field("attainment", "share", N_("Attainment")),
        Field("n_targets", "integer", N_("Targets counted")),
        Field("n_months", "integer", N_("Months with targets")),
    ),
)

MONTHLY = ResultContract(
    name="02_sales_monthly",
    label=N_("Sales, margin, order intake and collections by month"),
    grain=N_("one row per month"),
    key=("month",),
    fields=(
        Field("month", "month", N_("Month")),
        _money("sales", N_("Sales")),
        _money("margin", N_("Margin")),
        _money("order_intake", N_("Order intake")),
        _money("collections", N_("Collections")),
    ),
)

TREND = ResultContract(
    name="02_sales_trend",
    label=N_("Sales with season, Spring Festival and working days taken out"),
    grain=N_("one row per month"),
    key=("month",),
    fields=(
        Field("month", "month", N_("Month")),
        _money("actual", N_("Sales")),
        _money("adjusted", N_("Adjusted sales")),
        _money("trend", N_("Trend")),
        Field("factor", "number", N_("Calendar factor"), digits=6),
        _money("expected", N_("Expected")),
        _money("low", N_("Expected, low")),
        _money("high", N_("Expected, high")),
    ),
)

EFFECTS = ResultContract(
    name="02_sales_effects",
    label=N_("What the calendar does to sales"),
    grain=N_("one row per effect"),
    key=("effect",),
    ordered_by=("place",),
    fields=(
        _PLACE,
        Field("effect", "text", N_("Effect")),
        Field("estimate", "number", N_("Estimate"), digits=4),
        Field("low", "number", N_("Low, 95 %"), digits=4),
        Field("high", "number", N_("High, 95 %"), digits=4),
        Field("change", "share", N_("Change of a month that holds it all")),
        Field("change_low", "share", N_("Change, low")),
        Field("change_high", "share", N_("Change, high")),
    ),
)

VERDICT = ResultContract(
    name="02_sales_verdict",
    label=N_("The month against what was to be expected"),
    grain=N_("one row"),
    key=("scope",),
    fields=(
        _SCOPE,
        _money("actual", N_("Sales")),
        _money("expected", N_("Expected")),
        _money("low", N_("Expected, low")),
        _money("high", N_("Expected, high")),
        Field("deviation", "share", N_("Deviation")),
        Field("factor", "number", N_("Calendar factor"), digits=4),
        Field("trend_growth", "share", N_("Growth of the trend over a year")),
        Field("growth_low", "share", N_("Growth of the trend, low")),
        Field("growth_high", "share", N_("Growth of the trend, high")),
        Field("n_months", "integer", N_("Months of history")),
        Field("rung", "text", N_("History")),
    ),
)

REGIONS = ResultContract(
    name="02_sales_regions",
    label=N_("Each region's month against its own trend"),
    grain=N_("one row per region"),
    key=("node",),
    ordered_by=("place",),
    fields=(
        _PLACE,
        Field("node", "id", N_("Region")),
        _money("actual", N_("Sales")),
        _money("expected", N_("Expected")),
        _money("low", N_("Expected, low")),
        _money("high", N_("Expected, high")),
        Field("deviation", "share", N_("Deviation")),
        Field("trend_growth", "share", N_("Growth of the trend over a year")),
        Field("growth_low", "share", N_("Growth of the trend, low")),
        Field("growth_high", "share", N_("Growth of the trend, high")),
        Field("state", "text", N_("Month"), choices=("below", "above", "ordinary")),
    ),
)

BRIDGE = ResultContract(
    name="02_sales_bridge",
    label=N_("From last year's sales to this year's"),
    grain=N_("one row per dimension, node and part"),
    key=("dimension", "node", "part"),
    ordered_by=("dimension", "node", "place"),
    fields=(
        Field("dimension", "text", N_("Dimension")),
        Field("node", "id", N_("Node")),
        Field("part", "text", N_("Part")),
        _PLACE,
        _money("amount", N_("Amount")),
    ),
)

BRIDGE_NODES = ResultContract(
    name="02_sales_bridge_nodes",
    label=N_("The bridge by region, product group and rep"),
    grain=N_("one row per dimension and node, with what closes it, and the total"),
    key=("dimension", "node"),
    ordered_by=("dimension", "place"),
    fields=(
        Field("dimension", "text", N_("Dimension")),
        _PLACE,
        Field("node", "id", N_("Node")),
        _money("before", N_("A year ago")),
        _money("lost", N_("Lost customers")),
        _money("new", N_("New customers")),
        _money("price", N_("Price")),
        _money("volume", N_("Volume")),
        _money("mix", N_("Mix")),
        _money("now", N_("Now")),
        Field("growth", "share", N_("Growth")),
    ),
)

DATA_END = ResultContract(
    name="02_sales_data_end",
    label=N_("Up to which working day the month's lines go"),
    grain=N_("one row"),
    key=("scope",),
    fields=(
        _SCOPE,
        Field("newest_on", "date", N_("Newest line")),
        Field("working_days", "integer", N_("Working days"), unit=N_("days")),
        Field("days_in", "integer", N_("Working days that are in"), unit=N_("days")),
        Field("days_after", "integer", N_("Working days after the newest line"), unit=N_("days")),
        Field("usual_after", "integer", N_("Most of them in months before"), unit=N_("days")),
        Field("n_seen", "integer", N_("Months looked at")),
        Field("is_partial", "flag", N_("Month not whole")),
        _money("per_day", N_("Sales per working day that is in")),
        _money("expected_per_day", N_("Expected per working day")),
        Field("day_deviation", "share", N_("Deviation per working day")),
    ),
)

SILENT_PARTS = ResultContract(
    name="02_sales_silent_parts",
    label=N_("Parts that sold every month for a year, and nothing this month"),
    grain=N_("one row per dimension and node"),
    key=("dimension", "node"),
    ordered_by=("place",),
    fields=(
        _PLACE,
        Field("dimension", "text", N_("Dimension")),
        Field("node", "id", N_("Node")),
        Field("name", "text", N_("Name")),
        Field("name_zh", "text", N_("Chinese name")),
        _money("year_amount", N_("Twelve months before")),
        Field("year_share", "share", N_("Share of those twelve months")),
    ),
)

SEASON = ResultContract(
    name="02_sales_season",
    label=N_("What each month of the year usually adds or takes"),
    grain=N_("one row per month of the year"),
    key=("number",),
    fields=(
        Field("number", "integer", N_("Month of the year")),
        Field("change", "share", N_("Change")),
        Field("change_low", "share", N_("Change, low")),
        Field("change_high", "share", N_("Change, high")),
        Field("is_clear", "flag", N_("Beyond chance")),
    ),
)

CONTRACTS = (
    HEADLINES,
    OVERVIEW,
    RATIOS,
    PLAN,
    MONTHLY,
    TREND,
    EFFECTS,
    SEASON,
    VERDICT,
    REGIONS,
    DATA_END,
    SILENT_PARTS,
    BRIDGE,
    BRIDGE_NODES,
    *results_sales_limits.CONTRACTS,
    *results_sales_customers.CONTRACTS,
)
