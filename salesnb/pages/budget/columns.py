"""What several sections of 10_budget share: codes with their words, and columns."""

from salesnb import members
from salesnb.contracts import shorthand as col
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN

TOTAL = {members.TOTAL: N_("total")}
NONE = {"": N_("none")}
NOBODY = {
    "": N_("none"),
    members.UNASSIGNED: N_("unassigned"),
    members.NEW_CUSTOMER: N_("new customers"),
}
COUNTED = {"margin": N_("gross margin"), "sales": N_("sales")}
RESPONSE = {"orders": N_("orders"), "invoiced": N_("invoiced sales")}
STATE = {
    "free": N_("may move"),
    "locked": N_("locked by a decision"),
    "unknown": N_("effect not identified: keeps its share"),
    "idle": N_("never anything spent"),
}

CHANNEL = col.ident(
    "marketing_channel_id", N_("Marketing channel"), of="marketing_channels", words=TOTAL
)
REGION = col.ident("region_id", N_("Region"), of="regions", words=NONE)
STATES = col.code("state", N_("State"), STATE)
YEAR = col.text("year", N_("Year"))
CONFIDENCE = col.share("confidence", N_("Confidence"))
COUNTS = col.code("counted", N_("Counted in"), COUNTED)
BEFORE = col.money("before", N_("Spent in the last twelve months"), shown=COLUMN)
SAME = col.money("same", N_("By last year's shares"), shown=COLUMN)
BEST = col.money("best", N_("Best by the curves"), shown=COLUMN)
PROPOSED = col.money("proposed", N_("Proposed"), shown=COLUMN)
CHANGE = col.money("change", N_("Change on last year"), shown="money_change")
BRINGS = col.money("brings", N_("Expected to bring"), shown=COLUMN)
PROBABILITY = col.share("probability", N_("Probability of a gain"), shown="chance")


def per_unit(name: str, label: str) -> col.Field:
    """Return what one more unit of money brings."""
    return col.number(name, label, digits=4, shown="decimal")
