"""Customers: who sales rest on, who came and went, who fell silent, what grew like for like."""

from __future__ import annotations

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.results import Result
from salesnb.findings import Finding, say
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN
from salesnb.pages.sales.columns import CUSTOMER, GROWTH, N_CUSTOMERS, SCOPE, TOTAL, YEAR, by_level

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
    "overdue": N_("silent for too long"),
    "cannot_tell": N_("too few purchases to tell"),
    **TOTAL,
}
NOW = col.money("now", N_("Twelve months"), shown=COLUMN)
BEFORE = col.money("before", N_("Twelve months before"), shown=COLUMN)
SHARE = col.share("share", N_("Share of sales"))

CONCENTRATION = Frame(
    name="concentration",
    title=N_("How few customers sales rest on"),
    grain=N_("one row per span"),
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
    name="top_customers",
    title=N_("The largest customers of either year"),
    grain=N_("one row per customer"),
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
    name="movement",
    title=N_("Customers who stayed, left and came"),
    grain=N_("one row per state"),
    key="state",
    total="state",
    fields=(col.code("state", N_("State"), STATE), N_CUSTOMERS, BEFORE, NOW),
)

RETENTION = Frame(
    name="retention",
    title=N_("Retention of customers and of sales"),
    grain=N_("one row"),
    key="scope",
    fields=(
        SCOPE,
        col.share("kept_customers_share", N_("Customers kept")),
        col.share("gross_share", N_("Sales kept")),
        col.share("net_share", N_("Sales kept, with growth")),
        col.money("lost_amount", N_("Sales lost with customers")),
    ),
)

LIKE_FOR_LIKE = Frame(
    name="like_for_like",
    title=N_("Growth like for like"),
    grain=N_("one row"),
    key="scope",
    shows="now before growth day_growth days_now days_before covered_share",
    nothing="",
    fields=(
        SCOPE,
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
    name="cohorts",
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
    name="rhythm",
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
    ),
)

OVERDUE = Frame(
    name="overdue",
    title=N_("Customers silent for longer than their own rhythm allows"),
    grain=N_("one row per customer"),
    key="customer_id",
    order="-year_amount",
    shows="customer_id last_month silent_months usual_months chance year_amount",
    rows=10,
    fields=(
        CUSTOMER,
        col.month("last_month", N_("Last purchase")),
        col.whole("n_purchases", N_("Months with a purchase")),
        col.whole("silent_months", N_("Months of silence")),
        col.whole("usual_months", N_("Longest usual pause, months")),
        col.share("chance", N_("Chance of so long a silence"), digits=8, shown="chance"),
        col.money("year_amount", N_("Twelve months up to the last purchase"), shown=COLUMN),
    ),
)


def rests_on(concentration: Result, retention: Result) -> list[Finding]:
    """Say how few customers sales rest on and how many stay."""
    few = N_("The largest {n_top} of {n_customers} customers take {top_share} of sales.")
    kept = N_(
        "Of the customers of a year ago {kept_customers_share} still buy; together they now buy"
        " {net_share} of what all customers bought then."
    )
    found = [
        say("concentration", "watch" if row["top_share"] > FEW else "good", few, row)
        for row in concentration.where(span="now").known("top_share")
    ]
    if not found:
        return [say("concentration", "info", N_("There are no sales in these twelve months."))]
    return found + [
        say("retention", "good" if row["kept_customers_share"] >= 0.85 else "watch", kept, row)
        for row in retention.known("kept_customers_share")
    ]


def alike(like_for_like: Result, monthly: Result) -> Finding:
    """Say how what both years sold to the same customers grew, in all and per working day."""
    row = like_for_like.first
    if not row.is_known("growth"):
        text = N_("Two whole years are needed to tell growth like for like; data start in {month}.")
        return say("alike", "info", text, monthly.first)
    text = N_(
        "What the same customers bought of the same products in both years changed by {growth}, per"
        " working day by {day_growth}; that is {covered_share} of today's sales."
    )
    return say("alike", by_level(row["day_growth"], 0.0, -0.05), text, row)


def silence(overdue: Result, rhythm: Result) -> Finding:
    """Say which customers have been silent for longer than their own rhythm allows."""
    keeping, late, total = (rhythm.row(state=s) for s in ("on_rhythm", "overdue", "total"))
    if not keeping["n_customers"] + late["n_customers"]:
        text = N_("Who fell silent cannot be told yet: no customer has bought often enough.")
        return say("silence", "info", text)
    if overdue.is_empty:
        text = N_("Every customer with a known rhythm of buying keeps it ({n_customers}).")
        return say("silence", "good", text, keeping)
    text = N_(
        "Silent for longer than their own rhythm allows: {n_customers} customers ({year_amount} in"
        " their last year of buying); about {by_chance} would be by chance alone. The largest is"
        " {largest.customer_id}: {largest.year_amount} in the twelve months up to"
        " {largest.last_month}, and {largest.silent_months} months of silence since."
    )
    is_large = late["year_amount"] >= LARGE_SILENCE * total["year_amount"] > 0
    calls = is_large and late["n_customers"] > late["by_chance"]
    return say("silence", "act" if calls else "watch", text, late, largest=overdue.first)


def unknown_rhythm(rhythm: Result) -> Finding:
    """Say how many customers buy too seldom for a rhythm, and what they buy."""
    text = N_("Customers with too few purchases to judge silence: {n_customers} ({year_amount}).")
    return say("rhythm", "info", text, rhythm.row(state="cannot_tell"))
