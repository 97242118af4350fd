"""What several sections of 04b_groundwork share: columns and codes with their words."""

from salesnb import members
from salesnb.contracts import shorthand as col
from salesnb.i18n import N_

TOTAL = {members.TOTAL: N_("total")}
CHANNEL = col.ident("marketing_channel_id", N_("Marketing channel"), of="marketing_channels")
BASIS = {
    "told": N_("told by the data"),
    "not_identified": N_("the data cannot tell it"),
    "no_effect": N_("leads do not follow the spending beyond chance"),
    "too_few": N_("too few leads"),
    "no_leads": N_("no leads known"),
    "unattributed": N_("leads do not name their channel"),
    "few_months": N_("too few months"),
    "no_spend": N_("no spending known"),
}
RELATION = {
    "recommends": N_("recommends"),
    "works_at": N_("works at"),
    "knows": N_("knows"),
    "member_of": N_("is a member of"),
    "supplies": N_("supplies"),
}
KIND = {
    "person": N_("person"),
    "customer": N_("customer"),
    "association": N_("association"),
    "authority": N_("authority"),
    "institute": N_("institute"),
    "media": N_("media"),
    "other": N_("other body"),
    "organisation": N_("organisation"),
    "tender": N_("tender"),
    "lead": N_("lead"),
}
RELATIONS = col.code("relation", N_("Kind of tie"), RELATION)
KINDS = col.code("kind", N_("Kind"), KIND)
