"""What several sections of 06_risk share."""

from __future__ import annotations

from salesnb.contracts import shorthand as col
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN

TOTAL = {"total": N_("total")}
UNASSIGNED = {"(unassigned)": N_("unassigned"), "": N_("unassigned")}
DIMENSION = {
    "total": N_("the firm"),
    "region": N_("region"),
    "rep": N_("rep"),
    "customer": N_("customer"),
}
DIMENSIONS = col.code("dimension", N_("Dimension"), DIMENSION)
NODES = col.member("node", N_("Node"), within="dimension", words={**UNASSIGNED, **TOTAL})
DAYS = N_("days")
OPEN = col.money("open_amount", N_("Open"), shown=COLUMN)
OVERDUE = col.money("overdue", N_("Overdue"), shown=COLUMN)
REP = col.ident("rep_id", N_("Rep"), of="reps", words=UNASSIGNED)
CLASS = {"A": N_("A"), "B": N_("B"), "C": N_("C"), "": N_("not yet assessed")}
CUSTOMER_CLASS = col.code("customer_class", N_("Customer class"), CLASS)
