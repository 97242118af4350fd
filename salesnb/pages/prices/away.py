"""Do goods stay where they are sold: what was seen in other regions, and what explains it."""

from __future__ import annotations

from matplotlib.axes import Axes

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.page import Results
from salesnb.contracts.results import Result, Row
from salesnb.findings import Decision, Finding, say
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN
from salesnb.pages.prices import columns as c
from salesnb.plots import kinds

VERDICT = {
    "suspect": N_("to be asked: nothing explains it"),
    "open": N_("open: an exception names no region"),
    "explained": N_("explained"),
    "few": N_("too few rows: perhaps typing errors"),
}
SAID = 3
DRAWN = 10

DIVERSIONS = Frame(
    title=N_("Goods seen in a region that is not the buyer's"),
    key="customer_id region_id",
    order="verdict -amount",
    shows="customer_id home_region_id region_id since n_rows share quantity amount explanation",
    rows=12,
    nothing="",
    fields=(
        c.CUSTOMER,
        c.REGION,
        c.HOME,
        col.month("since", N_("First seen")),
        col.whole("n_rows", N_("Rows there")),
        col.whole("n_all", N_("Rows in all")),
        col.share("share", N_("Share of its rows")),
        col.share("low", N_("Share, low")),
        col.share("high", N_("Share, high")),
        col.quantity("quantity", N_("Quantity")),
        col.money("amount", N_("Worth"), shown=COLUMN),
        c.WHYS,
        col.code("verdict", N_("Verdict"), VERDICT),
    ),
)

DIVERSION_ROWS = Frame(
    title=N_("The rows behind it"),
    grain=N_("one row per customer, product, region, day and source"),
    key="customer_id product_id region_id seen_on source",
    order="customer_id -seen_on",
    shows="customer_id product_id region_id seen_on source quantity",
    rows=10,
    nothing="",
    fields=(
        c.CUSTOMER,
        c.PRODUCT,
        c.REGION,
        c.HOME,
        col.day("seen_on", N_("Seen on")),
        col.MONTH,
        col.code("source", N_("Known by"), c.SOURCE),
        col.quantity("quantity", N_("Quantity")),
    ),
)

PULLS = Frame(
    title=N_("Buyers that outgrew their region where carrying goods would pay"),
    key="customer_id",
    order="-z",
    nothing="",
    fields=(
        c.CUSTOMER,
        c.HOME,
        c.REGION,
        col.share("margin", N_("Price there over its own, freight off")),
        col.share("growth", N_("Growth of its purchases"), shown="growth"),
        col.share("region_growth", N_("Growth of its region"), shown="growth"),
        col.number("z", N_("Spreads beyond the others"), digits=2, shown="tenths"),
    ),
)

DECISIONS = (
    Decision(
        "away",
        N_("Ask the customer where these goods went, and settle the territory or stop it."),
        N_("head of sales"),
        "diversions.amount",
        N_("goods seen elsewhere, unexplained"),
        lever="stop_giving",
    ),
)


def answer(page: Results) -> list[Finding]:
    """Say whose goods were seen elsewhere without an explanation; or what could be judged."""
    if page.basis.is_empty:
        return []
    suspects = page.diversions.where(verdict="suspect").by("-amount")
    said = [_suspect(one) for one in suspects.take(slice(SAID))]
    if said:
        return said
    row = page.basis.first
    if not row["n_rows"]:
        text = N_(
            "Whether goods stay where they are sold cannot be told: it takes sell_out, inspections"
            " or price_observations that name customer and region."
        )
        return [say("away", "info", text)]
    text = N_(
        "No customer's goods were seen in another region beyond single rows or what explains them:"
        " {n_rows} rows of {n_sellers} customers say where goods are."
    )
    return [say("away", "good", text, row)]


def _suspect(row: Row) -> Finding:
    if row["amount"] > 0:
        text = N_(
            "Goods of {customer_id} ({home_region_id}) worth {amount} were seen in {region_id}:"
            " {share} of its rows ({low} to {high}; rows: {n_rows}), since {since}. Neither a"
            " second site nor a granted territory explains it; that is a question, no proof."
        )
    else:
        text = N_(
            "Goods of {customer_id} ({home_region_id}) were seen in {region_id}: {share} of its"
            " rows ({low} to {high}; rows: {n_rows}), since {since}. Neither a second site nor a"
            " granted territory explains it; that is a question, no proof."
        )
    return say("away", "act", text, row)


def explained(page: Results) -> list[Finding]:
    """Say whose goods were seen elsewhere for a reason, or with an open question."""
    text = N_(
        "Goods of {customer_id} ({home_region_id}) worth {amount} were seen in {region_id}, and"
        " that is explained: {explanation}."
    )
    unclear = N_(
        "Goods of {customer_id} ({home_region_id}) worth {amount} were seen in {region_id}; it has"
        " a granted exception that names no region. State which one is meant."
    )
    known = page.diversions.where(verdict="explained").by("-amount").take(slice(SAID))
    asked = page.diversions.where(verdict="open").by("-amount").take(slice(SAID))
    said = [say("explained", "info", text, one) for one in known]
    return [*said, *(say("unnamed", "watch", unclear, one) for one in asked)]


def hints(page: Results) -> list[Finding]:
    """Say which buyers that report nothing outgrew their region where carrying goods pays."""
    text = N_(
        "{customer_id} says nothing of where it sells; its purchases grew {growth}, those of its"
        " region {region_growth}, and in {region_id} the same goods fetch {margin} of list more."
        " That alone is no sign of anything: ask for its sell-out."
    )
    return [say("hint", "info", text, one) for one in page.pulls.take(slice(SAID))]


def found(page: Results) -> list[Finding]:
    """Say what was seen elsewhere: unexplained, explained, and where one could look."""
    return [*answer(page), *explained(page), *hints(page)]


def alt(page: Results) -> Finding:
    """Say what the picture shows."""
    return next(iter(answer(page)), say("away", "info", N_("No goods were seen elsewhere.")))


def drawn(page: Results) -> Result:
    return page.diversions.known("share").take(slice(DRAWN))


def draw(page: Results, ax: Axes | None = None) -> Axes:
    """Draw the share of each customer's rows in another region, with its range."""
    title = N_("Share of a customer's rows in another region, with its range")
    return kinds.intervals(drawn(page), "customer_id verdict", "share", ax=ax, title=title)
