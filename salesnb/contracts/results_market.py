"""The frames that 03_market and 03b_rivals show, and the market potential that others read."""

from __future__ import annotations

from salesnb.contracts import results_market_white, results_rivals
from salesnb.contracts.fields import N_, Field
from salesnb.contracts.results import ResultContract

_PLACE = Field("place", "integer", N_("Place"))
_SCOPE = Field("scope", "text", N_("Scope"))
_DIMENSION = Field("dimension", "text", N_("Dimension"))
_NODE = Field("node", "id", N_("Node"))
_SOURCE = Field("source", "text", N_("Source"))
_MEASURE = Field("measure", "text", N_("Measure"))
_CONFIDENCE = Field("confidence", "text", N_("Confidence"))
_RUNG = Field("rung", "text", N_("History"))


def _money(name: str, label: str) -> Field:
    return Field(name, "money", label)


def _share(name: str, label: str) -> Field:
    return Field(name, "share", label)


BASIS = ResultContract(
    name="03_market_basis",
    label=N_("What the size of the market rests on"),
    grain=N_("one row"),
    key=("scope",),
    fields=(
        _SCOPE,
        Field("n_sources", "integer", N_("Sources")),
        Field("n_used", "integer", N_("Sources that measure the same")),
        Field("n_years", "integer", N_("Measured years")),
        Field("measured_until", "month", N_("Measured until")),
        Field("months_beyond", "integer", N_("Months carried on")),
        Field("period_months", "integer", N_("Months per period")),
        Field("between_sd", "number", N_("Spread between sources"), digits=4),
        _RUNG,
        Field("collapsed", "text", N_("Not told apart")),
        Field("n_aside", "integer", N_("Rows set aside")),
    ),
)

SOURCES = ResultContract(
    name="03_market_sources",
    label=N_("What each source says of the whole market"),
    grain=N_("one row per source"),
    key=("source",),
    fields=(
        _SOURCE,
        Field("method", "text", N_("Method")),
        Field("year_end", "month", N_("Year up to")),
        Field("age_months", "integer", N_("Age in months")),
        Field("n_cells", "integer", N_("Cells")),
        _money("amount", N_("Market size")),
        _money("low", N_("Market size, low")),
        _money("high", N_("Market size, high")),
        _share("growth", N_("Growth")),
        _money("common", N_("Size of what all sources measure")),
        _share("over_least", N_("Above the lowest source")),
        _share("weight", N_("Weight")),
        Field("is_comparable", "flag", N_("Measures the same")),
        _CONFIDENCE,
    ),
)

SOURCE_NODES = ResultContract(
    name="03_market_source_nodes",
    label=N_("The sources side by side, by segment, region and product group"),
    grain=N_("one row per dimension, node and source"),
    key=("dimension", "node", "source"),
    fields=(
        _DIMENSION,
        _NODE,
        _SOURCE,
        Field("year_end", "month", N_("Year up to")),
        _money("amount", N_("Market size")),
        _money("low", N_("Market size, low")),
        _money("high", N_("Market size, high")),
        _share("over_least", N_("Above the lowest source")),
    ),
)

SET_ASIDE = ResultContract(
    name="03_market_set_aside",
    label=N_("Market sizes that could not be used"),
    grain=N_("one row per reason"),
    key=("reason",),
    fields=(
        Field("reason", "text", N_("Reason")),
        Field("n_rows", "integer", N_("Rows")),
        _money("amount", N_("Amount")),
    ),
)

SIZE = ResultContract(
    name="03_market_size",
    label=N_("Size, growth and our share in the newest measured year"),
    grain=N_("one row per dimension and node"),
    key=("dimension", "node"),
    ordered_by=("dimension", "place"),
    fields=(
        _DIMENSION,
        _PLACE,
        _NODE,
        _money("market", N_("Market size")),
        _money("low", N_("Market size, low")),
        _money("high", N_("Market size, high")),
        _share("growth", N_("Growth")),
        _share("yearly_growth", N_("Growth a year since the first measured year")),
        _money("sales", N_("Our sales")),
        _share("share", N_("Our share")),
        _share("share_low", N_("Share, low")),
        _share("share_high", N_("Share, high")),
        _share("share_before", N_("Share a year ago")),
        _share("points", N_("Change of the share")),
        _CONFIDENCE,
        Field("is_beyond", "flag", N_("We sell more than the market")),
    ),
)

COVERAGE = ResultContract(
    name="03_market_coverage",
    label=N_("Which part of our sales lies in the measured market"),
    grain=N_("one row"),
    key=("scope",),
    fields=(
        _SCOPE,
        _money("sales", N_("Our sales of twelve months")),
        _money("inside", N_("In the measured market")),
        _money("outside", N_("Outside it")),
        _share("outside_share", N_("Share outside")),
        Field("n_cells", "integer", N_("Cells with sales")),
    ),
)

PATH = ResultContract(
    name="03_market_path",
    label=N_("Our share of every twelve months"),
    grain=N_("one row per month"),
    key=("month",),
    fields=(
        Field("month", "month", N_("Month")),
        _money("market", N_("Market of twelve months")),
        _money("market_low", N_("Market, low")),
        _money("market_high", N_("Market, high")),
        _money("sales", N_("Our sales of twelve months")),
        _share("share", N_("Our share")),
        _share("share_low", N_("Share, low")),
        _share("share_high", N_("Share, high")),
        _share("monthly_share", N_("Share of the single month, calendar taken out")),
        Field("is_measured", "flag", N_("The market is measured")),
    ),
)

TURNS = ResultContract(
    name="03_market_turns",
    label=N_("Turning points of market and share"),
    grain=N_("one row per measure and turn"),
    key=("measure", "month"),
    fields=(
        _MEASURE,
        Field("month", "month", N_("Turn in")),
        Field("earliest", "month", N_("At the earliest")),
        Field("latest", "month", N_("At the latest")),
        _share("growth_before", N_("Growth a year before it")),
        _share("growth_after", N_("Growth a year since")),
        _share("chance", N_("Chance of seeing it without a turn")),
    ),
)

LOOKED_AT = ResultContract(
    name="03_market_looked_at",
    label=N_("How turning points were sought"),
    grain=N_("one row per measure"),
    key=("measure",),
    fields=(
        _MEASURE,
        _RUNG,
        Field("n_values", "integer", N_("Values")),
        Field("needed", "integer", N_("Values needed")),
        Field("first", "month", N_("From")),
        Field("last", "month", N_("To")),
        _share("yearly_growth", N_("Growth a year")),
        Field("is_long_enough", "flag", N_("Long enough")),
        Field("n_turns", "integer", N_("Turns found")),
        _share("false_alarms", N_("False-alarm rate")),
    ),
)

OUTLOOK = ResultContract(
    name="03_market_outlook",
    label=N_("The next twelve months, if nothing changes"),
    grain=N_("one row per measure"),
    key=("measure",),
    ordered_by=("place",),
    fields=(
        _PLACE,
        _MEASURE,
        _money("now", N_("Twelve months up to now")),
        _money("expected", N_("Next twelve months")),
        _money("low", N_("Low, 95 %")),
        _money("high", N_("High, 95 %")),
        _share("growth", N_("Growth")),
        _share("share_now", N_("Share now")),
        _share("share_expected", N_("Share expected")),
        _share("share_low", N_("Share, low")),
        _share("share_high", N_("Share, high")),
        _RUNG,
        Field("n_values", "integer", N_("Values")),
        Field("n_origins", "integer", N_("Earlier runs tested")),
    ),
)

SPLIT = ResultContract(
    name="03_market_split",
    label=N_("What changed our sales: the market, or our share"),
    grain=N_("one row per span, dimension and node"),
    key=("span", "dimension", "node"),
    ordered_by=("span", "dimension", "place"),
    fields=(
        Field("span", "text", N_("Span")),
        _DIMENSION,
        _PLACE,
        _NODE,
        _money("before", N_("A year ago")),
        _money("market", N_("Market effect")),
        _money("share", N_("Share effect")),
        _money("outside", N_("Outside the measured market")),
        _money("now", N_("Now")),
        _money("change", N_("Change")),
        _share("growth", N_("Growth")),
        _share("market_growth", N_("Growth of the market")),
    ),
)

STRENGTH = ResultContract(
    name="03_market_strength",
    label=N_("Where demand is, and where we are strong"),
    grain=N_("one row per region"),
    key=("node",),
    ordered_by=("place",),
    fields=(
        _PLACE,
        _NODE,
        Field("base_kind", "text", N_("Compared on")),
        Field("base", "number", N_("Base"), digits=2),
        _money("market", N_("Market size")),
        _money("sales", N_("Our sales")),
        Field("bdi", "number", N_("Brand development index"), digits=4),
        Field("cdi", "number", N_("Category development index"), digits=4),
        Field("reading", "text", N_("Reading")),
    ),
)

CONTRACTS = (
    BASIS, SOURCES, SOURCE_NODES, SET_ASIDE, SIZE, COVERAGE, PATH, TURNS, LOOKED_AT, OUTLOOK, SPLIT,
    STRENGTH, *results_market_white.CONTRACTS, *results_rivals.CONTRACTS,
)  # fmt: skip
