"""Columns and words that several sections of 11_deals share."""

from __future__ import annotations

from salesnb.contracts import shorthand as col
from salesnb.contracts.words import LEVER as LEVERS
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN

STAGE = {
    **col.words_of(N_("prospecting"), N_("qualified"), N_("proposal"), N_("negotiation")),
    "won": N_("won"),
    "": N_("stage not dated"),
}
TOUCHES = {
    **col.words_of(N_("call"), N_("visit"), N_("message"), N_("meeting"), N_("seminar")),
    **col.words_of(N_("sample"), N_("offer")),
}
VERDICT = {
    "works": N_("goes with more wins, beyond chance"),
    "harms": N_("goes with fewer wins, beyond chance"),
    "cannot_tell": N_("cannot tell"),
    "few": N_("too few deals"),
    "": N_("not judged"),
}
STEP = {
    "none": N_("no next step"),
    "passed": N_("day has passed"),
    "undated": N_("no day"),
    "ahead": N_("ahead"),
    "": N_("not kept"),
}
DEAL = col.ident("opportunity_id", N_("Deal"), of="opportunities")
CUSTOMER = col.ident(
    "customer_id", N_("Customer"), of="customers", words={"": N_("not yet a customer")}
)
REP = col.ident("rep_id", N_("Rep"), of="reps", words={"": N_("no rep")})
LEVER = col.code("lever", N_("Lever"), {**LEVERS, "": N_("not stated")})
N_DEALS = col.whole("n_deals", N_("Deals"))
AMOUNT = col.money("amount", N_("Amount"), shown=COLUMN)
EFFECT = (
    col.share("effect", N_("Effect on the chance, points"), shown="points"),
    col.share("effect_low", N_("Effect, low"), shown="points"),
    col.share("effect_high", N_("Effect, high"), shown="points"),
)
VERDICTS = col.code("verdict", N_("Verdict"), VERDICT)
