"""What several sections of 04_prospects share: codes with their words, and columns."""

from salesnb import members
from salesnb.contracts import shorthand as col
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN

NONE = {"": N_("not stated"), members.UNASSIGNED: N_("unassigned")}
TOTAL = {members.TOTAL: N_("total")}
KIND = {"customer": N_("customer"), "lead": N_("lead"), "listing": N_("entry of a list")}
STATE = {
    "new": N_("waiting for the first call"),
    "open": N_("lead of the last half year"),
    "called": N_("called, not judged"),
    "valid": N_("valid"),
    "filed": N_("valid and filed"),
    "deal": N_("in a deal"),
    "listed": N_("in lists alone"),
    "noted": N_("among customers, never bought"),
    "won": N_("deal won"),
    "buys": N_("orders already"),
    "lost": N_("deal lost"),
    "silent": N_("older lead without a deal"),
    "invalid": N_("not valid"),
    "customer": N_("customer"),
}
CONSENT = {"given": N_("given"), "refused": N_("not given"), "unknown": N_("not known")}
WORTH = {
    "sales": N_("sales of new customers"),
    "deals": N_("amounts of won deals"),
    "none": N_("not known"),
}
JUDGED = {
    "valid": N_("whether the call finds it valid"),
    "won": N_("whether a deal is won within half a year"),
    "none": N_("not judged"),
}

REGION = col.ident("region_id", N_("Region"), of="regions", words=NONE)
SEGMENT = col.named("segment", N_("Segment"), of="segments", words=NONE)
SOURCE = col.ident("lead_source_id", N_("Lead source"), of="lead_sources", words={**NONE, **TOTAL})
LEAD = col.ident("lead_id", N_("Lead"), of="leads")
KINDS = col.code("kind", N_("Kind"), KIND)
PROSPECT = col.member("prospect_id", N_("Firm"), within="kind")
STATES = col.code("state", N_("State"), STATE)
CONSENTS = col.code("consent", N_("Consent to be contacted"), CONSENT)
POTENTIAL = col.money("potential_amount", N_("Potential per year"), shown=COLUMN)
CHANCE = col.share("chance", N_("Chance"), shown="chance")
SEEN = col.day("seen_on", N_("Newest trace"))
STALE = col.flag("is_stale", N_("No trace for a year"))
COMPLETE = col.share("complete_share", N_("Filled in"))
N_SOURCES = col.whole("n_sources", N_("Sources"))
OPEN = col.whole("n_prospects", N_("Open prospects"))
