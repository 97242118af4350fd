"""The frames that 03_market shows, and the market potential that other workbooks read."""

from __future__ import annotations

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.i18n import N_
from salesnb.pages.market import columns as c

BASIS = Frame(
    title=N_("What the size of the market rests on"),
    key="scope",
    fields=(
        col.SCOPE,
        col.whole("n_sources", N_("Sources")),
        col.whole("n_used", N_("Sources that measure the same")),
        col.whole("n_years", N_("Measured years")),
        c.MEASURED_UNTIL,
        col.whole("months_beyond", N_("Months carried on")),
        col.whole("period_months", N_("Months per period")),
        col.number("between_sd", N_("Spread between sources"), digits=4),
        c.RUNGS,
        col.code("collapsed", N_("Not told apart"), c.COLLAPSED),
        col.whole("n_aside", N_("Rows set aside")),
    ),
)

SOURCES = Frame(
    title=N_("What each source says of the whole market"),
    key="source",
    order="-weight",
    shows="source method year_end amount low high growth weight confidence",
    fields=(
        c.SOURCE,
        col.named("method", N_("Method"), of="market_methods"),
        c.YEAR_END,
        col.whole("age_months", N_("Age in months")),
        col.whole("n_cells", N_("Cells")),
        c.AMOUNT,
        *c.SIZE_RANGE,
        c.GROWTH,
        col.money("common", N_("Size of what all sources measure")),
        c.OVER_LEAST,
        col.share("weight", N_("Weight")),
        col.flag("is_comparable", N_("Measures the same")),
        c.CONFIDENCE,
    ),
)

SOURCE_NODES = Frame(
    title=N_("The sources side by side"),
    key="dimension node source",
    fields=(c.DIMENSIONS, c.NODE, c.SOURCE, c.YEAR_END, c.AMOUNT, *c.SIZE_RANGE, c.OVER_LEAST),
)

SET_ASIDE = Frame(
    title=N_("Market sizes that could not be used"),
    key="reason",
    nothing="",
    fields=(
        col.code("reason", N_("Reason"), c.ASIDE),
        col.whole("n_rows", N_("Rows")),
        col.money("amount", N_("Amount")),
    ),
)

SIZE = Frame(
    title=N_("Size, growth and our share in the newest measured year"),
    key="dimension node",
    order="dimension -market",
    shows="node market growth yearly_growth sales share points confidence",
    fields=(
        c.DIMENSIONS,
        c.NODE,
        c.MARKET,
        *c.SIZE_RANGE,
        c.GROWTH,
        c.YEARLY_GROWTH,
        c.SALES,
        *c.OUR_SHARE,
        col.share("share_before", N_("Share a year ago")),
        col.share("points", N_("Change of the share, percentage points"), shown="points"),
        c.CONFIDENCE,
        col.flag("is_beyond", N_("We sell more than the market")),
    ),
)

COVERAGE = Frame(
    title=N_("Which part of our sales lies in the measured market"),
    key="scope",
    fields=(
        col.SCOPE,
        c.SALES_OF_TWELVE,
        col.money("inside", N_("In the measured market")),
        col.money("outside", N_("Outside it")),
        col.share("outside_share", N_("Share outside")),
        col.whole("n_cells", N_("Cells with sales")),
    ),
)

PATH = Frame(
    title=N_("Our share of every twelve months"),
    key="month",
    fields=(
        col.MONTH,
        col.money("market", N_("Market of twelve months")),
        *col.interval("money", names="market_low market_high"),
        c.SALES_OF_TWELVE,
        *c.OUR_SHARE,
        col.share("monthly_share", N_("Share of the single month, calendar taken out")),
        col.flag("is_measured", N_("The market is measured")),
    ),
)

TURNS = Frame(
    title=N_("Turning points of market and share"),
    grain=N_("one row per measure and turn"),
    key="measure month",
    shows="measure month earliest latest growth_before growth_after",
    nothing="",
    fields=(
        c.MEASURES,
        col.month("month", N_("Turn in")),
        col.month("earliest", N_("At the earliest")),
        col.month("latest", N_("At the latest")),
        col.share("growth_before", N_("Growth a year before it"), shown="growth"),
        col.share("growth_after", N_("Growth a year since"), shown="growth"),
        col.share("chance", N_("Chance of seeing it without a turn")),
    ),
)

LOOKED_AT = Frame(
    title=N_("How turning points were sought"),
    key="measure",
    fields=(
        c.MEASURES,
        c.RUNGS,
        c.VALUES,
        col.whole("needed", N_("Values needed")),
        col.month("first", N_("From")),
        col.month("last", N_("To")),
        c.YEARLY_GROWTH,
        col.flag("is_long_enough", N_("Long enough")),
        col.whole("n_turns", N_("Turns found")),
        col.share("false_alarms", N_("False-alarm rate")),
    ),
)

OUTLOOK = Frame(
    title=N_("The next twelve months, if nothing changes"),
    key="measure",
    shows="measure now expected low high growth rung n_values n_origins",
    nothing="",
    fields=(
        c.MEASURES,
        col.money("now", N_("Twelve months up to now")),
        col.money("expected", N_("Next twelve months")),
        *col.interval("money"),
        c.GROWTH,
        col.share("share_now", N_("Share now")),
        col.share("share_expected", N_("Share expected")),
        *c.SHARE_RANGE,
        c.RUNGS,
        c.VALUES,
        col.whole("n_origins", N_("Earlier runs tested")),
    ),
)

SPLIT = Frame(
    title=N_("What changed our sales: the market, or our share"),
    key="span dimension node",
    order="span dimension -|change|",
    shows="node before market share outside now growth market_growth",
    optional="outside",
    fields=(
        col.code("span", N_("Span"), c.SPAN),
        col.month("until", N_("Twelve months up to")),
        c.DIMENSIONS,
        c.NODE,
        col.money("before", N_("A year ago")),
        col.money("market", N_("Market effect")),
        col.money("share", N_("Share effect")),
        col.money("outside", N_("Outside the measured market")),
        col.money("now", N_("Now")),
        col.money("change", N_("Change")),
        c.GROWTH,
        col.share("market_growth", N_("Growth of the market"), shown="growth"),
    ),
)

STRENGTH = Frame(
    title=N_("Where demand is, and where we are strong"),
    key="node",
    order="-market",
    shows="node base market sales bdi cdi reading",
    nothing="",
    fields=(
        col.ident("node", N_("Region"), of="regions"),
        col.code("base_kind", N_("Compared on"), c.BASE),
        col.number("base", N_("Potential index, or registered outlets"), digits=2),
        c.MARKET,
        c.SALES,
        col.kpi("bdi", "bdi", digits=4),
        col.kpi("cdi", "cdi", digits=4),
        col.code("reading", N_("Reading"), c.READING),
    ),
)

MARKET_POTENTIAL = Frame(
    title=N_("Potential, sales and white space by region, segment and product group"),
    key="region_id segment product_group",
    fields=(
        *c.CELL,
        c.POTENTIAL,
        *col.interval("money"),
        c.SALES_OF_TWELVE,
        *c.WHITE,
        c.EXCESS,
        c.AT_USUAL,
        c.SHARE,
        col.code("rests_on", N_("Rests on"), c.REST),
        col.text("sources", N_("Names of the sources")),
        col.whole("n_sources", N_("Sources or customers")),
        c.MEASURED_UNTIL,
        c.CONFIDENCE,
    ),
)

OPENINGS = Frame(
    title=N_("Where our usual share would bring most"),
    key="region_id segment product_group",
    order="-at_usual_share -white_space segment",
    shows="region_id segment product_group potential sales share white_space at_usual_share",
    rows=12,
    fields=(*c.CELL, c.POTENTIAL, c.SALES_OF_TWELVE, c.SHARE, *c.WHITE, c.AT_USUAL),
)

WHITE_NODES = Frame(
    title=N_("White space by segment, region and product group"),
    key="dimension node",
    order="dimension -white_space",
    fields=(
        c.DIMENSIONS,
        c.NODE,
        c.POTENTIAL,
        c.SALES_OF_TWELVE,
        *c.WHITE,
        c.EXCESS,
        c.AT_USUAL,
        col.whole("n_cells", N_("Cells")),
        col.whole("n_beyond", N_("Cells where we sell more than the potential")),
        col.share("beyond_share", N_("Share of such cells")),
    ),
)
