"""Words of the sheets: units, why an aim was chosen, what to bring, how to open and to close."""

from salesnb.i18n import N_

UNIT = {
    "money": N_("money"),
    "lines": N_("order lines"),
    "steps": N_("steps of a deal"),
    "deals": N_("deals"),
    "lessons": N_("lessons"),
    "complaints": N_("complaints"),
    "answers": N_("answers"),
}
WHY = {
    "past_months": N_("as much came in three of ten months after a visit"),
    "plan": N_("the plan of the month asks it"),
    "lowered": N_("the plan asks more than such months have reached"),
    "look_alikes": N_("others of the segment buy it"),
    "new_product": N_("new in a group that it buys"),
    "open_deal": N_("a deal is open"),
    "gap": N_("it buys elsewhere"),
    "first_bought": N_("bought for the first time"),
    "past_due": N_("money is past due"),
    "falls_due": N_("money falls due"),
    "open_complaint": N_("a complaint is open"),
    "not_known": N_("not known"),
}
BRING = {
    "past_months": N_("orders of the year, stock, open quotes"),
    "plan": N_("orders of the year, stock, open quotes"),
    "lowered": N_("orders of the year, stock, open quotes"),
    "look_alikes": N_("what others of the segment buy of it"),
    "new_product": N_("data sheet, sample and price"),
    "open_deal": N_("state of the deal, who decides, the next step"),
    "gap": N_("what it buys elsewhere, and from whom"),
    "first_bought": N_("instructions and a short test"),
    "past_due": N_("open instalments with days past due, promises"),
    "falls_due": N_("instalments with their due days"),
    "open_complaint": N_("the file of the complaint with its age"),
    "not_known": N_("the questions"),
}
HOOK = {
    "past_months": N_("what has changed in its own demand"),
    "plan": N_("what has changed in its own demand"),
    "lowered": N_("what has changed in its own demand"),
    "look_alikes": N_("what others of the trade gain with it"),
    "new_product": N_("what it replaces, and what that saves"),
    "open_deal": N_("what was settled since the last step"),
    "gap": N_("one need that today's supplier leaves open"),
    "first_bought": N_("how the first use went"),
    "past_due": N_("what holds payment up: goods, papers or money"),
    "falls_due": N_("whether goods and papers are in order"),
    "open_complaint": N_("what was done since it was reported"),
    "not_known": N_("what the answer will be used for"),
}
CLOSING = {
    "more_orders": N_("ask for quantity, day and order number"),
    "unbought_items": N_("ask for one line as a trial, with its day"),
    "new_products": N_("leave a sample, agree on the day it is judged"),
    "new_business": N_("agree on the next step, its day and who comes"),
    "educate": N_("agree who is taught, and when"),
    "collect": N_("ask for amount and day, have them confirmed"),
    "complaint": N_("agree on remedy and day, have it signed"),
    "information": N_("repeat the answers, enter them the same day"),
}
QUESTION = {
    "name": N_("its name"),
    "kind": N_("what kind of customer it is"),
    "segment": N_("its segment"),
    "region_id": N_("its region"),
    "city": N_("its city"),
    "settlement_id": N_("how it pays"),
    "sales_method_id": N_("how it is sold to"),
    "onboarded_on": N_("since when it is a customer"),
    "credit_limit": N_("its credit limit"),
    "risk_rating": N_("its rating"),
    "n_employees": N_("how many it employs"),
    "purchase_potential": N_("what it could buy"),
    "contact_name": N_("whom to speak to"),
    "phone": N_("its telephone"),
    "opening_hours": N_("when it is open"),
    "visit_minutes": N_("how long a visit takes"),
    "storage_area": N_("its storage area"),
    "n_sales_staff": N_("how many sell there"),
    "n_outlets": N_("how many outlets it has"),
    "resale_price_index": N_("at what prices it sells on"),
    "rivals": N_("from whom else it buys"),
}
CHECK = {
    "aim_clear": N_("aims clear, exact and measurable"),
    "plan_complete": N_("plan complete: proof and answers at hand"),
    "appearance": N_("appearance"),
    "samples": N_("samples and aids"),
    "commitment": N_("commitment"),
}
PART = {
    "readiness": N_("one more part of five"),
    "has_information": N_("information at hand"),
    "has_hook": N_("opening prepared"),
    "has_proof": N_("benefit and proof"),
    "has_answers": N_("objections and answers"),
    "has_closing": N_("closing prepared"),
}
