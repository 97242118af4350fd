"""What several sections of 14_growth share: codes with their words, and columns."""

from salesnb import members
from salesnb.contracts import shorthand as col
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN

BOARD = {
    "orders": N_("order intake"),
    "margin": N_("margin"),
    "a_customers": N_("sales to A customers"),
    "reps": N_("sales credited to reps"),
    "supply": N_("monthly supply"),
    "visits": N_("visits held"),
}
DIMENSION = {
    members.TOTAL: N_("total"),
    "region": N_("region"),
    "product_group": N_("product group"),
    "rep": N_("rep"),
    "customer": N_("customer"),
}
MEMBERS = {  # of a dimension, as a sentence names them
    members.TOTAL: N_("totals"),
    "region": N_("regions"),
    "product_group": N_("product groups"),
    "rep": N_("reps"),
    "customer": N_("customers"),
}
UNASSIGNED = {members.UNASSIGNED: N_("unassigned")}
TOTAL = {members.TOTAL: N_("total")}

BOARDS = col.code("board", N_("Board"), BOARD)
DIMENSIONS = col.code("dimension", N_("Dimension"), DIMENSION)
NODE = col.member("node", N_("Node"), within="dimension", words={**UNASSIGNED, **TOTAL})
NOW = col.money("now", N_("Now"), shown=COLUMN)
BEFORE = col.money("before", N_("A year before"), shown=COLUMN)
COUNTS = (
    col.number("n_now", N_("Visits now"), digits=0, shown="days"),
    col.number("n_before", N_("Visits a year before"), digits=0, shown="days"),
)
BOOKED = col.share("growth", N_("Growth as booked"), shown="growth")
LIKE = (
    col.share("like", N_("Growth, like with like"), shown="growth"),
    col.share("low", N_("Growth, low"), shown="growth"),
    col.share("high", N_("Growth, high"), shown="growth"),
)
RECENT = (
    col.share("recent", N_("Last three months, annualised"), shown="growth"),
    col.share("recent_low", N_("Annualised, low"), shown="growth"),
    col.share("recent_high", N_("Annualised, high"), shown="growth"),
)
