"""All breaches as they are saved, what each customer pays, and the parts of the cards."""

from __future__ import annotations

from salesnb.contracts import shorthand as col
from salesnb.contracts.cards import CardPart
from salesnb.contracts.frames import Frame
from salesnb.contracts.results import Result
from salesnb.findings import Finding, say
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN
from salesnb.pages.prices import away, leaks
from salesnb.pages.prices import columns as c

PRICE_BREACHES = Frame(
    title=N_("Breaches of prices, with what explains each"),
    grain=N_("one row per kind, customer, product, month and region"),
    key="kind customer_id product_id month region_id",
    order="is_explained -amount",
    shows="kind customer_id product_id month price corridor_low amount explanation",
    rows=12,
    nothing=N_("No price was breached, and nothing was seen elsewhere."),
    fields=(
        col.code("kind", N_("Kind"), c.KIND),
        c.CUSTOMER,
        c.PRODUCT,
        col.MONTH,
        c.REGION,
        c.REP,
        col.price("price", N_("Price")),
        col.price("corridor_low", N_("Corridor, low")),
        col.price("corridor_high", N_("Corridor, high")),
        col.money("amount", N_("Amount"), shown=COLUMN),
        col.flag("is_explained", N_("Explained")),
        c.WHYS,
    ),
)

BUYERS = Frame(
    title=N_("What each customer pays of the list value"),
    key="customer_id",
    order="-list_amount",
    shows=(
        "customer_id customer_class list_amount price_realisation before others n_below"
        " below_amount"
    ),
    rows=10,
    nothing="",
    fields=(
        c.CUSTOMER,
        c.CLASS,
        c.LINES,
        c.LIST,
        c.REALISED,
        c.BEFORE,
        col.share("others", N_("Middle of its class")),
        c.BELOW,
        c.LACKS,
        c.EXPLAINED,
    ),
)


def paid(rows: Result) -> list[Finding]:
    """Say on a customer's card what it pays of the list value, against before and its class."""
    row = rows.first
    if row.is_known("before") and row.is_known("others"):
        text = N_(
            "The customer pays {price_realisation} of the list value, {before} a year before; the"
            " middle of its class pays {others}."
        )
    else:
        text = N_("The customer pays {price_realisation} of the list value.")
    found = [say("paid", "info", text, row)]
    floor = N_(
        "{n_below} of its lines lack {below_amount} of the floor price; {explained_amount} of that"
        " was granted or promoted."
    )
    return [*found, say("paid_below", "watch", floor, row)] if row["n_below"] else found


def seen_away(rows: Result) -> list[Finding]:
    """Say on a customer's card where its goods were seen, and what explains it."""
    text = N_("Goods seen in {region_id} since {since}: {verdict} ({explanation}).")
    return [
        say("seen", "watch" if row["verdict"] == "suspect" else "info", text, row) for row in rows
    ]


def discounts(rows: Result) -> list[Finding]:
    """Say on a rep's card whether discounts changed, and what explains it."""
    row = rows.first
    if row["verdict"] in leaks.CHANGED:
        text = N_(
            "Since {since} the rep's customers get more discount than they used to: {verdict};"
            " granted {approved_amount}, promoted {promotion_amount}, unexplained {amount}."
        )
        return [say("discounts", "watch" if row["verdict"] == "suspect" else "info", text, row)]
    text = N_("Discounts against what the same customers used to get: {verdict}.")
    return [say("discounts", "info", text, row)]


CARDS = (
    CardPart(
        subject="customer",
        frame="buyers",
        title=N_("Does the customer keep to prices?"),
        says=paid,
        nothing="",
    ),
    CardPart(
        subject="customer",
        frame="diversions",
        title=N_("Do its goods stay where they are sold?"),
        says=seen_away,
        nothing="",
    ),
    CardPart(
        subject="rep",
        frame="leaks",
        title=N_("Are prices kept?"),
        says=discounts,
        nothing="",
    ),
)
VERDICTS = away.VERDICT
