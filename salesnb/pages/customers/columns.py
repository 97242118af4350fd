"""What several sections of 05_customers share: codes with their words, and columns."""

from salesnb.contracts import shorthand as col
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN

CLASS = {"A": "A", "B": "B", "C": "C"}
CLASS_OR_NONE = {**CLASS, "": N_("none before")}
CRITERION = {
    "credit": N_("credit and ability to pay"),
    "loyalty": N_("loyalty"),
    "dependence": N_("dependence on us"),
    "influence": N_("influence in the trade"),
    "expected_sales": N_("expected sales"),
    "ease": N_("ease of doing business"),
    "distance": N_("distance"),
}
CRITERION_OR_NONE = {**CRITERION, "": N_("none")}
MOVED = {
    "": N_("stayed"),
    "up": N_("moved up"),
    "down": N_("moved down"),
    "new": N_("classified for the first time"),
}
COUNTED = {"margin": N_("gross margin"), "sales": N_("sales")}

CUSTOMER = col.CUSTOMER
REP = col.ident("rep_id", N_("Rep"), of="reps", words={"": N_("nobody")})
CLASSES = col.code("customer_class", N_("Class"), CLASS)
EARLIER = col.code("earlier_class", N_("Class of the month before"), CLASS_OR_NONE)
MOVES = col.code("moved", N_("Move"), MOVED)
DECIDING = col.code("deciding", N_("Decided by"), CRITERION)
WORTH = col.money("worth", N_("Worth of a year"), shown=COLUMN)
EXPECTED = col.money("expected", N_("Expected of a year"), shown=COLUMN)


def chance(name: str, label: str) -> col.Field:
    """Return a probability."""
    return col.share(name, label, digits=4, shown="chance")


def score(name: str, label: str) -> col.Field:
    """Return a score between 0 and 1."""
    return col.number(name, label, digits=4, shown="decimal")
