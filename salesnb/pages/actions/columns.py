"""Columns and words that several sections of 12_actions share."""

from __future__ import annotations

from salesnb.contracts import shorthand as col
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN
from salesnb.members import UNASSIGNED

KIND = {
    "visit": N_("visit"),
    "collect": N_("call for money overdue"),
    "deal": N_("deal"),
    "prospect": N_("call to a prospect"),
}
BASIS = {
    "measured": N_("as measured by class"),
    "pooled": N_("as measured over all classes, since no class alone can tell"),
    "capped": N_("as judged, and no more than past visits allow"),
    "judged": N_("as judged in plan/judgements.toml"),
    "stated": N_("as usually assumed"),
    "": N_("not known"),
}
NONE = {UNASSIGNED: N_("(not assigned)"), "": N_("nobody")}
REP = col.ident("rep_id", N_("Rep"), of="reps", words=NONE)
CUSTOMER = col.ident("customer_id", N_("Customer"), of="customers", words=NONE)
CLASS = col.text("customer_class", N_("Class"))
KINDS = col.code("kind", N_("Work"), KIND)
HOURS = col.number("hours", N_("Hours"), unit="h", digits=2, shown="tenths")
NET = col.money("net", N_("After the cost of hours"), shown=COLUMN)
PER_HOUR = col.money("per_hour", N_("An hour brings"))
SALES = col.money("sales", N_("Sales target"), shown=COLUMN)
COLLECTIONS = col.money("collections", N_("Collection target"), shown=COLUMN)
NEW = col.number("new_customers", N_("New customers to win"), digits=1, shown="tenths")
