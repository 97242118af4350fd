"""The words of the codes of 03_market, and the columns that several of its frames have."""

from __future__ import annotations

from salesnb.contracts import shorthand as col
from salesnb.i18n import N_

DIMENSION = {
    "total": N_("in all"),
    "segment": N_("segment"),
    "region": N_("region"),
    "product_group": N_("product group"),
}
NAMELESS = {"(all)": N_("all"), "(unassigned)": N_("not assigned")}
TRUST = col.words_of(N_("high"), N_("medium"), N_("low"), N_("none"))
COLLAPSED = {
    "segment": N_("segments"),
    "product_group": N_("product groups"),
    "segment, product_group": N_("segments and product groups"),
}
MEASURE = {
    "market": N_("The market"),
    "sales": N_("Our sales in the measured market"),
    "share": N_("Our share"),
}
RUNG = {
    "back_tested": N_("how far earlier forecasts were off"),
    "from_growth": N_("how much growth varied so far"),
    "guess": N_("a guess"),
    "interpolated": N_("monthly sales over a market between yearly sizes"),
    **col.words_of(N_("monthly"), N_("yearly"), N_("none")),
}
BASE = {"potential_index": N_("potential index"), "outlets": N_("registered outlets")}
READING = {
    "strong": N_("strong"),
    "open": N_("weaker than demand allows"),
    "niche": N_("strong where demand is weak"),
    "weak": N_("weak, and so is demand"),
    "even": N_("about as strong as elsewhere"),
}
ASIDE = {
    "currency": N_("another currency than the company's"),
    "no_amount": N_("no amount"),
    "period": N_("a period that is not one to twelve whole months"),
    "roll_up": N_("a sum over regions that stand there too"),
    "later": N_("a period that ends after the report month"),
}
SPAN = {
    "latest": N_("twelve months up to the report month"),
    "measured": N_("newest measured year"),
}
REST = {
    "market_sizes": N_("market sizes"),
    "customers": N_("what customers are said to buy"),
    "none": N_("none"),
}

DIMENSIONS = col.code("dimension", N_("Dimension"), DIMENSION)
NODE = col.member("node", N_("Node"), within="dimension", words=DIMENSION | NAMELESS)
CELL = (
    col.ident("region_id", N_("Region"), of="regions", words=NAMELESS),
    col.named("segment", N_("Segment"), of="segments", words=NAMELESS),
    col.named("product_group", N_("Product group"), of="product_groups", words=NAMELESS),
)
SOURCE = col.named("source", N_("Source"), of="market_sources")
YEAR_END = col.month("year_end", N_("Year up to"))
MEASURED_UNTIL = col.month("measured_until", N_("Measured until"))
CONFIDENCE = col.code("confidence", N_("Confidence"), TRUST)
MEASURES = col.code("measure", N_("Measure"), MEASURE)
RUNGS = col.code("rung", N_("Rests on"), RUNG)
VALUES = col.whole("n_values", N_("Values"))
GROWTH = col.kpi("growth", "growth")
YEARLY_GROWTH = col.share("yearly_growth", N_("Growth a year"), shown="growth")
OVER_LEAST = col.share("over_least", N_("Above the lowest source"))
AMOUNT = col.money("amount", N_("Market size"))
MARKET = col.money("market", N_("Market size"))
SIZE_RANGE = (col.money("low", N_("Market size, low")), col.money("high", N_("Market size, high")))
SALES = col.money("sales", N_("Our sales"))
SALES_OF_TWELVE = col.money("sales", N_("Our sales of twelve months"))
SHARE = col.kpi("share", "market_share", label=N_("Our share"))
SHARE_RANGE = (col.share("share_low", N_("Share, low")), col.share("share_high", N_("Share, high")))
OUR_SHARE = (SHARE, *SHARE_RANGE)
POTENTIAL = col.money("potential", N_("Potential of twelve months"))
WHITE = (
    col.money("white_space", N_("White space")),
    col.money("white_low", N_("White space, low")),
    col.money("white_high", N_("White space, high")),
)
EXCESS = col.money("excess", N_("Sales beyond the potential"))
AT_USUAL = col.money("at_usual_share", N_("To gain at our usual share"))
