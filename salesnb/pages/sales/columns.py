"""What several sections of 02_sales share: codes with their words, columns, levels of a status."""

from salesnb import members
from salesnb.contracts import shorthand as col
from salesnb.findings import Status
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN

MEASURE = {
    "sales": N_("Sales"),
    "margin": N_("Margin"),
    "order_intake": N_("Order intake"),
    "collections": N_("Collections"),
    "margin_share": N_("Margin share"),
}
SPAN = {
    "month": N_("month"),
    "year_to_date": N_("year to date"),
    "twelve_months": N_("twelve months"),
}
YEAR = {"before": N_("year before"), "now": N_("latest year")}
TOTAL = {members.TOTAL: N_("total")}
UNASSIGNED = {members.UNASSIGNED: N_("unassigned")}
REST = {"(others)": N_("all others")}
DIMENSION = {
    **TOTAL,
    "region": N_("region"),
    "product_group": N_("product group"),
    "rep": N_("rep"),
    "sales_method": N_("sales method"),
}
BASIS = {"invoice": N_("Invoiced sales"), "order": N_("Booked orders")}
DAYS = N_("days")
BASES = col.code("basis", N_("Counted on"), BASIS)
MEASURES = col.code("measure", N_("Measure"), MEASURE)
SPANS = col.code("span", N_("Span"), SPAN)
DIMENSIONS = col.code("dimension", N_("Dimension"), DIMENSION)
NODES = col.member("node", N_("Node"), within="dimension", words={**UNASSIGNED, **REST, **TOTAL})
REGION = col.ident("node", N_("Region"), of="regions", words=UNASSIGNED)
REP = col.ident("rep_id", N_("Rep"), of="reps", words=UNASSIGNED)
CUSTOMER = col.ident("customer_id", N_("Customer"), of="customers", words=UNASSIGNED)
N_CUSTOMERS = col.whole("n_customers", N_("Customers"))
EXPECTED = (
    col.money("actual", N_("Sales"), shown=COLUMN),
    col.money("expected", N_("Expected"), shown=COLUMN),
    col.money("low", N_("Expected, low"), shown=COLUMN),
    col.money("high", N_("Expected, high"), shown=COLUMN),
)
GROWTH = col.kpi("growth", "growth")


def by_level(value: float, good: float, watch: float) -> Status:
    """Return good from `good` on, watch from `watch` on, else act."""
    return "good" if value >= good else "watch" if value >= watch else "act"
