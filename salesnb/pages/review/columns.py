"""What several sections of 13_review share: codes with their words, and columns."""

from salesnb import members
from salesnb.contracts import shorthand as col
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN

MEASURE = {
    "sales": N_("sales"),
    "margin": N_("margin"),
    "collections": N_("collections"),
    "quantity": N_("quantity"),
    "new_customers": N_("new customers"),
    "visits": N_("visits held"),
}
SPAN = {
    "month": N_("month"),
    "quarter": N_("quarter"),
    "year_to_date": N_("year to date"),
}
DIMENSION = {
    members.TOTAL: N_("total"),
    "level_1": N_("area"),
    "level_2": N_("area, second level"),
    "level_3": N_("area, third level"),
    "region": N_("region"),
    "product_group": N_("product group"),
    "product": N_("product"),
    "customer": N_("customer"),
    "rep": N_("rep"),
    "settlement": N_("settlement method"),
    "sales_method": N_("sales method"),
}
CAUSE = {
    "revision": N_("change of the plan"),
    "to_forecast": N_("already in the forecast"),
    "market": N_("market"),
    "price": N_("prices"),
    "volume": N_("volume"),
    "mix": N_("mix"),
    "new": N_("new customers"),
    "lost": N_("lost customers"),
    "settlement": N_("settlement method"),
    "unexplained": N_("not explained"),
}
START = {
    "plan_v1": N_("first plan"),
    "forecast": N_("forecast"),
    "last_year": N_("last year"),
}
UNASSIGNED = {members.UNASSIGNED: N_("unassigned")}
TOTAL = {members.TOTAL: N_("total")}
OTHERS = {members.OTHERS: N_("all others"), "(expected)": N_("expected beyond last year")}

MEASURES = col.code("measure", N_("Measure"), MEASURE)
SPANS = col.code("span", N_("Span"), SPAN)
DIMENSIONS = col.code("dimension", N_("Dimension"), DIMENSION)
NODE = col.member("node", N_("Node"), within="dimension", words={**UNASSIGNED, **TOTAL})
SINCE = col.month("since", N_("Since"))
CAUSES = col.code("cause", N_("Cause"), CAUSE)
SPREAD = (
    col.money("landing", N_("Year expected"), shown=COLUMN),
    col.money("low", N_("Expected, low"), shown=COLUMN),
    col.money("high", N_("Expected, high"), shown=COLUMN),
)
