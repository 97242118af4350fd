"""Products: what is expected of each, and on how much history."""

from __future__ import annotations

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.results import Result
from salesnb.findings import Finding, say
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN
from salesnb.pages.forecast import columns as c

KIND = {
    "regular": N_("sells regularly"),
    "new": N_("new: less than a year"),
    "seldom": N_("sells now and then"),
}

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
        col.ident("product_id", N_("Product"), of="products"),
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
    """Say which product is expected to change most."""
    if products.is_empty:
        return []
    text = N_(
        "The largest change of a product that is expected: {product_id}, {change} a year (its"
        " twelve months before: {before})."
    )
    return [say("products", "info", text, products.first)]
