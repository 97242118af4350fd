"""The words of the codes of 05b_research, and the columns that several of its frames have."""

from __future__ import annotations

from dataclasses import replace

from salesnb.contracts import shorthand as col
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN

UNNAMED = {"(unassigned)": N_("nobody")}
CLASS = {"A": N_("A"), "B": N_("B"), "C": N_("C"), "": N_("not classed")}
CLASS_BASIS = {
    "classes": N_("by the classes of 05_customers"),
    "largest": N_("by sales alone, for customers are not classed yet"),
}
PART = {"a": N_("A customer"), "substitute": N_("substitute"), "b": N_("B customer")}
SHARE_BASIS = {
    "both": N_("rivals seen there and stated purchases"),
    "rivals": N_("rivals seen there"),
    "potential": N_("stated purchases"),
    "judged": N_("judged"),
    "none": N_("not known"),
}
ADVANTAGE_BASIS = {
    "noted": N_("noted at the customer"),
    "lost": N_("reason of deals lost"),
    "": N_("not stated"),
}
VALUE_KIND = {
    "cost": N_("cost"),
    "performance": N_("performance"),
    "technology": N_("technology"),
    "supply": N_("supply"),
    "service": N_("service"),
    "long_term": N_("long term"),
}
ADVICE = {
    "pursue": N_("pursue"),
    "nurture": N_("nurture"),
    "drop": N_("drop"),
    "": N_("not judged"),
}
CHANCE_BASIS = {
    "deals": N_("open deals as forecast"),
    "own": N_("its own deals beside those of its segment"),
    "segment": N_("deals of its segment"),
    "firm": N_("all our deals"),
    "none": N_("not known"),
}
TOPIC = {
    "owner": N_("owner"),
    "credit": N_("credit terms"),
    "contact": N_("contact"),
    "place": N_("place"),
    "supply": N_("what it buys, and how"),
    "other": N_("other"),
}
FIELD = {
    "name": N_("name"),
    "group_id": N_("customer group"),
    "merged_into": N_("merged into"),
    "kind": N_("kind"),
    "credit_limit": N_("credit limit"),
    "security_amount": N_("security held"),
    "risk_rating": N_("risk rating"),
    "settlement_id": N_("settlement method"),
    "contact_name": N_("contact"),
    "phone": N_("telephone"),
    "opening_hours": N_("opening hours"),
    "visit_minutes": N_("length of a visit"),
    "region_id": N_("region"),
    "city": N_("city"),
    "purchase_potential": N_("purchases of our kind per year"),
    "segment": N_("segment"),
    "sales_method_id": N_("sales method"),
    "is_active": N_("active"),
    "rep_id": N_("rep"),
}
QUESTION = {
    "share": N_("Which share of its purchases have we, and who has the rest?"),
    "rival": N_("Who else supplies it?"),
    "advantage": N_("What does it get elsewhere that it does not get from us?"),
    "potential": N_("How much of our kind does it buy in a year?"),
    "value": N_("What are our products worth to it in money?"),
    "agreement": N_("What has it agreed to take from us?"),
}
BASIS_KNOWN = {
    "stated": N_("stated familiarity, and visits"),
    "visits": N_("visits, and time in charge"),
    "none": N_("nothing: no visits, nobody in charge"),
}

SUBSTITUTE = col.ident("substitute_id", N_("Substitute"), of="customers")
OWNER = col.ident("owner_id", N_("In charge"), of="reps", words=UNNAMED)
CUSTOMER_CLASS = col.code("customer_class", N_("Class"), CLASS)
PART_OF = col.code("part", N_("What it is"), PART)
AMOUNT = col.money("amount", N_("Sales of twelve months"), shown=COLUMN)
RIVAL = col.ident("competitor_id", N_("Competitor"), of="competitors")
MAIN_RIVAL = col.ident("main_rival", N_("Main rival"), of="competitors")
CUSTOMER = replace(col.CUSTOMER, required=False)
