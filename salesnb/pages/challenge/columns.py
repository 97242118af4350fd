"""What several sections of 09_challenge share: codes with their words, and columns."""

from salesnb import members
from salesnb.contracts import shorthand as col
from salesnb.contracts.verdicts import BAND
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN

DIMENSION = {
    "total": N_("total"),
    "level_1": N_("area"),
    "level_2": N_("area, second level"),
    "level_3": N_("area, third level"),
    "region": N_("region"),
    "product_group": N_("product group"),
    "rep": N_("rep"),
    "region_group": N_("product group in a region"),
    "customer": N_("customer"),
}
MEMBERS = {  # of a dimension, as a sentence names them
    "total": N_("totals"),
    "level_1": N_("areas"),
    "level_2": N_("areas of the second level"),
    "level_3": N_("areas of the third level"),
    "region": N_("regions"),
    "product_group": N_("product groups"),
    "rep": N_("reps"),
    "region_group": N_("product groups in regions"),
    "customer": N_("customers"),
}
KIND = {"month": N_("single month"), "quarter": N_("quarter"), "year": N_("year")}
GRAIN = {
    **KIND,
    "too_sparse": N_("too sparse"),
    "too_many": N_("beyond the largest"),
}
STATE = {
    "shown": N_("probability held so far"),
    "unproven": N_("band alone: too short a past"),
    "fails": N_("band alone: probabilities failed"),
    "too_sparse": N_("too sparse: band of its region"),
    "too_many": N_("not run: band of its region"),
    "not_expected": N_("nothing forecast"),
    "no_range": N_("too few earlier forecasts"),
    "not_asked": N_("no target"),
    "over": N_("over"),
}
UNASSIGNED = {members.UNASSIGNED: N_("unassigned")}
TOTAL = {members.TOTAL: N_("total")}

DIMENSIONS = col.code("dimension", N_("Dimension"), DIMENSION)
NODE = col.member("node", N_("Node"), within="dimension", words={**UNASSIGNED, **TOTAL})
PERIOD = col.text("period", N_("Period"))
KINDS = col.code("kind", N_("Length"), KIND)
TARGET = col.money("target", N_("Target"), shown=COLUMN)
EXPECTED = col.money("expected", N_("Expected"), shown=COLUMN)
RANGE = (
    col.money("low", N_("Expected, low"), shown=COLUMN),
    col.money("high", N_("Expected, high"), shown=COLUMN),
)
GAP = col.money("gap", N_("Asked beyond what is expected"), shown="money_change")
PROBABILITY = col.share("probability", N_("Probability"), shown="chance")
BANDS = col.code("band", N_("Band"), BAND)
STATES = col.code("state", N_("What may be said"), STATE)
CONFIDENCE = col.share("confidence", N_("Confidence of the range"))
