"""What several sections of 12c_visits share: columns and codes with their words."""

from salesnb import members
from salesnb.contracts import shorthand as col
from salesnb.i18n import N_

OBJECTIVE = {
    "more_orders": N_("sell more"),
    "unbought_items": N_("lines not yet bought"),
    "new_products": N_("new products"),
    "new_business": N_("wider business"),
    "educate": N_("teach the use"),
    "collect": N_("collect what is owed"),
    "complaint": N_("settle complaints"),
    "information": N_("learn what is not known"),
}
ALL = {"all": N_("all customers")}
CLASS = {**ALL, "A": "A", "B": "B", "C": "C"}
VERDICT = {
    "pays": N_("more beyond chance"),
    "harms": N_("less beyond chance"),
    "no_effect": N_("no effect worth having"),
    "cannot_tell": N_("cannot tell"),
    "few": N_("too few to tell"),
}
REACH = {
    "yes": N_("within reach"),
    "no": N_("seldom reached before"),
    "cannot_tell": N_("cannot tell"),
}
TOTAL = {members.TOTAL: N_("total")}
REP = col.ident("rep_id", N_("Rep"), of="reps", words={"": N_("nobody")})
CUSTOMER = col.ident("customer_id", N_("Customer"), of="customers", words={"": N_("none")})
PRODUCT = col.ident("product_id", N_("Product"), of="products", words={"": N_("none")})
GROUP = col.named("product_group", N_("Product group"), of="product_groups", words={"": N_("none")})
OBJECTIVES = col.code("objective", N_("Aim"), OBJECTIVE)
VERDICTS = col.code("verdict", N_("Verdict"), VERDICT)
UNSURE = col.flag("is_unsure", N_("Orders before visits differ from usual"))


def effect(shown: str) -> tuple[col.Field, ...]:
    """Return an effect with its range and the smallest that would have been seen."""
    return (
        col.share("effect", N_("Effect"), shown=shown),
        col.share("effect_low", N_("Effect, low"), shown=shown),
        col.share("effect_high", N_("Effect, high"), shown=shown),
        col.share("smallest_visible", N_("Smallest that would be seen"), shown=shown),
    )
