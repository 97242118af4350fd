"""Products: what is expected of each, and on how much history."""

from __future__ import annotations

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.results import Result
from salesnb.findings import Finding, say
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN
from salesnb.pages.forecast import columns as c
from salesnb.pages.forecast import seasons

KIND = {
    "regular": N_("sells regularly"),
    "new": N_("new: less than a year"),
    "seldom": N_("sells now and then"),
}

NAMELESS = "(unassigned)"
PRODUCTS = Frame(
    name="products",
    title=N_("Products whose sales are expected to change most"),
    grain=N_("one row per product that sold in the last year"),
    key="product_id",
    order="-|change|",
    shows="product_id product_group kind replaces before expected change growth",
    optional="replaces",
    rows=12,
    nothing="",
    fields=(
        col.ident("product_id", N_("Product"), of="products", words=c.UNASSIGNED),
        col.named("product_group", N_("Product group"), of="product_groups", words=c.UNASSIGNED),
        col.code("kind", N_("Kind"), KIND),
        col.ident("replaces", N_("Carries on"), of="products", words={"": N_("none")}),
        c.BEFORE,
        col.money("expected", N_("Expected"), shown=COLUMN),
        c.GROWTH,
        col.money("change", N_("Change a year"), shown="money_change"),
        c.N_MONTHS,
        c.SOLD_SHARE,
        c.RUNGS,
    ),
)


def changes(products: Result) -> list[Finding]:
    """Say which product is expected to change most.

    Nothing is said of lines that name no product, nor while none has more than a year of history.
    """
    named = products.keep(products.frame["product_id"] != NAMELESS)
    if named.is_empty:
        return []
    if named.frame["n_months"].le(seasons.TOO_SHORT).all():
        text = N_(
            "How sales of products will change cannot be told: none has more than a year of whole"
            " months, and without it no season is known."
        )
        return [say("products", "info", text)]
    text = N_(
        "The largest change of a product that is expected: {product_id}, {change} a year (its"
        " twelve months before: {before})."
    )
    changed = named.known("change")
    return [] if changed.is_empty else [say("products", "info", text, changed.first)]
