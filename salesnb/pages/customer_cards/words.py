"""The words of the cards' codes, and the columns that several of their frames have."""

from __future__ import annotations

from salesnb.contracts import shorthand as col
from salesnb.i18n import N_

CRITERION = {
    "sales": N_("sales"),
    "cash": N_("cash"),
    "price": N_("price discipline"),
    "growth": N_("growth"),
    "risk": N_("credit risk"),
    "effort": N_("our effort"),
}
GRADE = {
    "good": N_("good"),
    "fair": N_("fair"),
    "weak": N_("weak"),
    "thin": N_("too little to grade"),
    "unknown": N_("not yet assessed"),
}
BASIS = {
    "target": N_("the month's target, as issued before"),
    "agreement": N_("standing agreements of three months, delivered"),
    "year_ago": N_("three months, of the same a year ago"),
    "year_before": N_("twelve months, on the twelve before"),
    "owed": N_("past due, of what is owed"),
    "floor": N_("lines of three months at or above the floor price"),
    "breach": N_("lines at or above the floor price; a breach of the month is unexplained"),
    "limit": N_("owed, of the credit limit"),
    "class": N_("visits of three months, of those that the class asks for"),
    "planned": N_("visits of three months, of those planned"),
    "": N_("nothing is known"),
}
MEASURED = {
    "sales": N_("sold, of the target; else of the agreement; else of a year ago"),
    "cash": N_("past due, of what is owed"),
    "price": N_("lines at or above the floor price"),
    "growth": N_("twelve months, on the twelve before"),
    "risk": N_("owed, of the credit limit"),
    "effort": N_("visits made, of those asked for"),
}
STATE = {
    "card": N_("has a card"),
    "listed": N_("beyond the most cards"),
    "silent": N_("silent for long"),
}
DIRECTION = {"up": N_("up"), "down": N_("down"), "none": N_("neither")}
PROPOSAL = {
    "down": N_("move down"),
    "look": N_("look at it"),
    "up": N_("move up"),
    "keep": N_("keep"),
}
REASON = {
    "both": N_("the months' reviews and the class limits agree"),
    "class": N_("the class limits propose it"),
    "review": N_("the months' reviews agree"),
    "against": N_("the month's review and the class limits contradict each other"),
    "first": N_("the month's review points there, too few months running"),
    "best": N_("it is in the highest class already"),
    "least": N_("it is in the lowest class already"),
    "none": N_("nothing points up or down"),
}
OBJECTIVE = {
    "collect": N_("collect what is past due, then sell"),
    "win_back": N_("keep it: it is slipping away"),
    "let_go": N_("serve it at little cost"),
    "grow": N_("win more of what it buys elsewhere"),
    "reach": N_("reach the target"),
    "keep": N_("keep what it buys"),
}
ADVICE = {"pursue": N_("pursue"), "nurture": N_("nurture"), "drop": N_("drop")}
ACTION = {
    "collect": N_("collect what is past due"),
    "call": N_("call: it may stop ordering"),
    "ask_price": N_("ask about prices below what is allowed"),
    "settle": N_("settle open complaints"),
    "visit": N_("make up for missed visits"),
    "offer": N_("offer what its like buy and it does not"),
    "introduce": N_("introduce a second person of ours"),
    "complete": N_("fill in what the card lacks"),
}
RISK = {
    "overdue": N_("money past due"),
    "over_limit": N_("owes more than its limit"),
    "late": N_("likely to pay late"),
    "slipping": N_("may stop ordering"),
    "breach": N_("price breaches that nothing explains"),
    "replaceable": N_("others could take our place"),
    "single_known": N_("one of us alone knows it"),
    "complaint": N_("open complaints"),
}
FIELD = {
    "name": N_("Name"),
    "kind": N_("Kind"),
    "segment": N_("Segment"),
    "region_id": N_("Region"),
    "city": N_("City"),
    "settlement_id": N_("Settlement method"),
    "sales_method_id": N_("Sales method"),
    "onboarded_on": N_("Customer since"),
    "credit_limit": N_("Credit limit"),
    "risk_rating": N_("Risk rating"),
    "n_employees": N_("Employees"),
    "purchase_potential": N_("Purchases of our kind per year"),
    "contact_name": N_("Contact"),
    "phone": N_("Telephone"),
    "opening_hours": N_("Opening hours"),
    "visit_minutes": N_("Usual length of a visit"),
    "storage_area": N_("Storage area"),
    "n_sales_staff": N_("Sales staff of the customer"),
    "n_outlets": N_("Outlets of the customer"),
    "resale_price_index": N_("Resale price index"),
}
KIND = {
    "end_user": N_("end user"),
    "distributor": N_("distributor"),
    "prospect": N_("prospect"),
}
CLASS = {"A": N_("A"), "B": N_("B"), "C": N_("C"), "": N_("not yet assessed")}

CRITERIA = col.code("criterion", N_("Criterion"), CRITERION)
GRADES = col.code("grade", N_("Grade"), GRADE)
GOOD_FROM = col.share("good_from", N_("Limit: good"))
WEAK_FROM = col.share("weak_from", N_("Limit: weak"))
YEAR_AMOUNT = col.money("year_amount", N_("Sales of twelve months"))
CUSTOMER_CLASS = col.code("customer_class", N_("Class"), CLASS)
REGION_NAME = col.REGION
SEGMENT = col.named("segment", N_("Segment"), of="segments")
CARDED = col.flag("is_carded", N_("Has a card"))
N_CARDS, OF_CARDS = col.whole("n", N_("Cards")), col.share("share", N_("Of all cards"))
NEXT_REVIEW = col.day("next_review_on", N_("Next review"))
