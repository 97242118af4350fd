"""Customers: who sales rest on, who came and went, who fell silent, what grew like for like."""

from __future__ import annotations

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.results import Result
from salesnb.findings import Finding, say
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN
from salesnb.pages.sales.columns import CUSTOMER, GROWTH, N_CUSTOMERS, TOTAL, YEAR, by_level
from salesnb.pages.sales.verdict import TOO_SHORT

LARGE_SILENCE = 0.02  # share of a year's sales with silent customers that calls for action
FEW = 0.4  # share of sales with the largest customers above which sales stand on few legs
STATE = {
    "kept": N_("stayed"),
    "lost": N_("left"),
    "new": N_("new"),
    "returned": N_("returned"),
    "none": N_("returns only"),
    **TOTAL,
}
RHYTHM_STATE = {
    "on_rhythm": N_("buying as usual"),
    "stopped": N_("almost surely stopped"),
    "overdue": N_("silent for longer than usual"),
    "cannot_tell": N_("purchases in too few months to tell"),
    **TOTAL,
}
NOW = col.money("now", N_("Twelve months"), shown=COLUMN)
BEFORE = col.money("before", N_("Twelve months before"), shown=COLUMN)
SHARE = col.share("share", N_("Share of sales"))

CONCENTRATION = Frame(
    title=N_("How few customers sales rest on"),
    key="span",
    fields=(
        col.code("span", N_("Span"), YEAR),
        N_CUSTOMERS,
        col.whole("n_top", N_("Counted as the largest")),
        col.share("top_share", N_("Share of the largest")),
        col.share("largest_share", N_("Share of the single largest")),
        col.number("hhi", N_("Herfindahl index"), digits=4),
        col.number("effective_customers", N_("As many equal customers"), digits=1),
        col.number("gini", N_("Gini coefficient"), digits=3),
    ),
)

TOP_CUSTOMERS = Frame(
    title=N_("The largest customers of either year"),
    key="customer_id",
    order="-larger",
    shows="customer_id now before change share margin_share",
    rows=10,
    fields=(
        CUSTOMER,
        NOW,
        BEFORE,
        col.money("change", N_("Change"), shown=COLUMN),
        col.money("larger", N_("Larger of the two years")),
        SHARE,
        col.share("margin_share", N_("Margin share")),
    ),
)

MOVEMENT = Frame(
    title=N_("Customers who stayed, left and came"),
    grain=N_("one row per state"),
    key="state",
    total="state",
    nothing="",
    fields=(col.code("state", N_("State"), STATE), N_CUSTOMERS, BEFORE, NOW),
)

RETENTION = Frame(
    title=N_("Retention of customers and of sales"),
    key="scope",
    fields=(
        col.SCOPE,
        col.share("kept_customers_share", N_("Customers kept")),
        col.share("gross_share", N_("Sales kept")),
        col.share("net_share", N_("Sales kept, with growth")),
        col.money("lost_amount", N_("Sales lost with customers")),
    ),
)

LIKE_FOR_LIKE = Frame(
    title=N_("Growth like for like"),
    key="scope",
    shows="now before growth day_growth days_now days_before covered_share",
    nothing="",
    fields=(
        col.SCOPE,
        col.money("now", N_("Now")),
        col.money("before", N_("A year ago")),
        GROWTH,
        col.share("day_growth", N_("Growth per working day"), shown="growth"),
        col.whole("days_now", N_("Working days"), unit=N_("days")),
        col.whole("days_before", N_("Working days a year ago"), unit=N_("days")),
        col.share("covered_share", N_("Share of sales that is alike")),
    ),
)

COHORTS = Frame(
    title=N_("Customers by the year in which they first bought"),
    grain=N_("one row per year of the first purchase"),
    key="cohort",
    total="cohort",
    fields=(
        col.ident("cohort", N_("First bought in"), words={"none": STATE["none"], **TOTAL}),
        N_CUSTOMERS,
        col.whole("n_buying", N_("Still buying")),
        col.share("buying_share", N_("Still buying, share")),
        NOW,
        SHARE,
    ),
)

RHYTHM = Frame(
    title=N_("Do customers buy as often as they used to?"),
    grain=N_("one row per state"),
    key="state",
    shows="state n_customers year_amount",
    total="state",
    fields=(
        col.code("state", N_("State"), RHYTHM_STATE),
        N_CUSTOMERS,
        col.money("year_amount", N_("Twelve months up to the last purchase")),
        col.number("by_chance", N_("By chance alone"), digits=1, shown="integer"),
        col.whole("needed_months", N_("Months with a purchase that a rhythm takes")),
    ),
)

OVERDUE = Frame(
    title=N_("Customers silent for longer than their own rhythm allows"),
    key="customer_id",
    order="state -year_amount",
    shows="customer_id state last_month silent_months usual_months chance year_amount",
    rows=10,
    nothing="",
    fields=(
        CUSTOMER,
        col.code("state", N_("State"), RHYTHM_STATE),
        col.month("last_month", N_("Last purchase")),
        col.whole("n_purchases", N_("Months with a purchase")),
        col.whole("silent_months", N_("Months of silence")),
        col.whole("usual_months", N_("Longest usual pause, months")),
        col.share("chance", N_("Chance of so long a silence"), digits=8, shown="chance"),
        col.money("year_amount", N_("Twelve months up to the last purchase"), shown=COLUMN),
    ),
)


ALL_LARGE = N_("Customers who bought: {n_customers}; the largest takes {largest_share} of sales.")


def rests_on(concentration: Result, retention: Result) -> list[Finding]:
    """Say how few customers sales rest on and how many stay."""
    few = N_("The largest {n_top} of {n_customers} customers take {top_share} of sales.")
    kept = N_("""Of the customers of a year ago {kept_customers_share} still buy; together they now
        buy {net_share} of what all customers bought then.""")
    found = [
        say("concentration", "watch" if row["top_share"] > FEW else "good", few, row)
        if row["n_customers"] > row["n_top"]
        else say("concentration", "info", ALL_LARGE, row)
        for row in concentration.where(span="now").known("top_share")
    ]
    if not found:
        return [say("concentration", "info", N_("There are no sales in these twelve months."))]
    return found + [
        say("retention", "good" if row["kept_customers_share"] >= 0.85 else "watch", kept, row)
        for row in retention.known("kept_customers_share")
    ]


def alike(like_for_like: Result, monthly: Result, data_end: Result) -> Finding:
    """Say how what both years sold to the same customers grew, in all and per working day.

    Growth is not judged where the data of the report month end early.
    """
    row = like_for_like.first
    if not row.is_known("growth"):
        text = N_("Two whole years are needed to tell growth like for like; data start in {month}.")
        return say("alike", "info", text, monthly.first)
    if data_end.first["is_partial"]:
        text = N_("""Growth like for like is not judged: the data of the report month end on
            {newest_on}, and its twelve months would be held against twelve whole ones.""")
        return say("alike", "info", text, data_end.first)
    text = N_("""What the same customers bought of the same products in both years changed by
        {growth}, per working day by {day_growth}; that is {covered_share} of today's sales.""")
    return say("alike", by_level(row["day_growth"], 0.0, -0.05), text, row)


def silence(overdue: Result, rhythm: Result, verdict: Result) -> Finding:
    """Say which customers have almost surely stopped buying, else who is silent for long."""
    keeping, gone, late, total = (
        rhythm.row(state=s) for s in ("on_rhythm", "stopped", "overdue", "total")
    )
    if not sum(row["n_customers"] for row in (keeping, gone, late)):
        if verdict.first["rung"] == "none":
            return say("silence", "info", TOO_SHORT, verdict.first)
        text = N_("""Who fell silent cannot be told yet: a rhythm takes purchases in {needed_months}
            months, and no customer has so many.""")
        return say("silence", "info", text, total)
    if overdue.is_empty:
        text = N_("Every customer with a known rhythm of buying keeps it ({n_customers}).")
        return say("silence", "good", text, keeping)
    if not gone["n_customers"]:
        return say("silence", "info", PERHAPS, late)
    is_large = gone["year_amount"] >= LARGE_SILENCE * total["year_amount"]
    text = STOPPED[verdict.first["basis"]]
    return say("silence", "act" if is_large else "watch", text, gone, largest=overdue.first)


STOPPED = {
    "invoice": N_("""Customers who have almost surely stopped buying: {n_customers} ({year_amount}
        in their last year). The largest, {largest.customer_id}, bought {largest.year_amount} in the
        twelve months up to {largest.last_month}; whole months without an invoice since then:
        {largest.silent_months}."""),
    "order": N_("""Customers who have almost surely stopped ordering: {n_customers} ({year_amount}
        in their last year). The largest, {largest.customer_id}, ordered {largest.year_amount} in
        the twelve months up to {largest.last_month}; whole months without an order since then:
        {largest.silent_months}."""),
}
PERHAPS = N_("""Customers silent for longer than usual, which may be chance: {n_customers}
    ({year_amount} in their last year); of all who were judged, about {by_chance} would be so by
    chance alone.""")


def not_sure(rhythm: Result) -> list[Finding]:
    """Say how many silences may be chance, and how many customers have no rhythm to break.

    Where no customer could be judged, `silence` says why.
    """
    late, unknown = (rhythm.row(state=one) for one in ("overdue", "cannot_tell"))
    text = N_("""Customers with purchases in too few months to judge silence: {n_customers}
        ({year_amount}).""")
    found = [say("perhaps", "info", PERHAPS, late)] if late["n_customers"] else []
    is_some = rhythm.row(state="total")["n_customers"] > unknown["n_customers"] > 0
    return found + ([say("rhythm", "info", text, unknown)] if is_some else [])
