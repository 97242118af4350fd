"""What several sections of 07_forecast share: codes with their words, and columns."""

from salesnb import members
from salesnb.contracts import shorthand as col
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN

MEASURE = {"sales": N_("Sales"), "orders": N_("Order intake")}
DIMENSION = {
    "total": N_("total"),
    "level_1": N_("area"),
    "level_2": N_("area, second level"),
    "level_3": N_("area, third level"),
    "region": N_("region"),
    "product_group": N_("product group"),
    "rep": N_("rep"),
    "segment": N_("segment"),
    "sales_method": N_("sales method"),
}
RUNG = {
    "short": N_("less than a year: no season known"),
    "medium": N_("one to two years: last year's months"),
    "full": N_("two years and more: season and trend"),
}
UNASSIGNED = {members.UNASSIGNED: N_("unassigned")}
TOTAL = {members.TOTAL: N_("total")}

MEASURES = col.code("measure", N_("Measure"), MEASURE)
DIMENSIONS = col.code("dimension", N_("Dimension"), DIMENSION)
NODES = col.member("node", N_("Node"), within="dimension", words={**UNASSIGNED, **TOTAL})
RUNGS = col.code("rung", N_("Rests on"), RUNG)
CONFIDENCE = col.share("confidence", N_("Confidence of the range"))
RANGE = (
    col.money("low", N_("Expected, low"), shown=COLUMN),
    col.money("high", N_("Expected, high"), shown=COLUMN),
)
EXPECTED = (col.money("expected", N_("Expected"), shown=COLUMN), *RANGE)
MONTH = col.month("month", N_("Month"))
WEEK = (
    col.whole("week", N_("Week")),
    col.day("first_day", N_("First day")),
    col.day("last_day", N_("Last day")),
    col.whole("working_days", N_("Working days")),
)
QUANTILES = (
    MONTH,
    col.share("quantile", N_("Quantile"), digits=3),
    col.money("amount", N_("Amount not exceeded")),
)
BEFORE = col.money("before", N_("Twelve months before"), shown=COLUMN)
GROWTH = col.kpi("growth", "growth")
N_MONTHS = col.whole("n_months", N_("Months of history"))
SOLD_SHARE = col.share("sold_share", N_("Months with sales, last two years"))
