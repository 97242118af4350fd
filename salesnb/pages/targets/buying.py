"""What customers' targets rest on: how they buy, what they could, what distributors sell on."""

from __future__ import annotations

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.page import Results
from salesnb.contracts.results import Result
from salesnb.findings import Decision, Finding, say
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN
from salesnb.pages.targets.measures import SALES

BUYS = {
    "silent": N_("stopped buying"),
    "late": N_("silent for longer than usual"),
    "on_rhythm": N_("buys as usual"),
    "cannot_tell": N_("too few purchases to tell"),
}
STOCK = {"stock_grew": N_("stock grew"), "in_step": N_("in step")}

BUYING = Frame(
    name="buying",
    title=N_("What customers' targets rest on"),
    key="customer_id",
    order="state -sales",
    shows="customer_id sales before potential_share interval_days usual_days last_on silent_days"
    " state",
    rows=12,
    nothing="",
    fields=(
        col.CUSTOMER,
        SALES,
        col.money("before", N_("Last twelve months"), shown=COLUMN),
        col.money("potential", N_("Purchases of our kind per year"), shown=COLUMN),
        col.share("potential_share", N_("Target, of its purchases")),
        col.whole("n_days", N_("Days with a purchase")),
        col.number("interval_days", N_("Usual pause"), unit=N_("days"), digits=1, shown="days"),
        col.number("usual_days", N_("Seldom longer than"), unit=N_("days"), digits=0, shown="days"),
        col.day("last_on", N_("Last purchase")),
        col.number("silent_days", N_("Days since"), unit=N_("days"), digits=0, shown="days"),
        col.code("state", N_("State"), BUYS),
    ),
)

STATES = Frame(
    name="buying_states",
    title=N_("How the customers in the plan buy"),
    key="state",
    nothing="",
    fields=(
        col.code("state", N_("State"), BUYS),
        col.whole("n_customers", N_("Customers")),
        SALES,
        col.share("sales_share", N_("Part of their targets")),
    ),
)

DISTRIBUTORS = Frame(
    name="distributors",
    title=N_("Distributors: bought, sold on, and in stock"),
    key="customer_id",
    order="state -stock_change",
    shows="customer_id sales sell_in sell_out stock_before stock_now cover_months over_sell_out"
    " state",
    rows=10,
    nothing="",
    fields=(
        col.CUSTOMER,
        SALES,
        col.money("sell_in", N_("Bought"), shown=COLUMN),
        col.money("sell_out", N_("Sold on"), shown=COLUMN),
        col.money("stock_before", N_("Stock before"), shown=COLUMN),
        col.money("stock_now", N_("Stock now"), shown=COLUMN),
        col.money("stock_change", N_("Change of stock"), shown="money_change"),
        col.share("covered_share", N_("Products reported, of all bought")),
        col.number("cover_months", N_("Stock"), unit=N_("months"), digits=1, shown="tenths"),
        col.factor("over_sell_out", N_("Target, of a year's sell-out")),
        col.code("state", N_("State"), STOCK),
    ),
)
DECISIONS = (
    Decision(
        "plan_stock",
        N_("Hold the distributor's target to what it sells on until the stock is down."),
        N_("its rep"),
        "distributors.stock_change",
        N_("more in stock than a year ago"),
        lever="set_right",
        asks="rep",
    ),
)


def silent(states: Result, buying: Result) -> list[Finding]:
    """Say how many customers with targets are silent, and who is the largest of them.

    What to do about them is decided once, in 02_sales.
    """
    found = []
    for row in states.where(state="silent"):
        text = N_(
            "Customers with targets who have stopped buying: {n_customers} ({sales}, {sales_share}"
            " of all targets). They have been silent for so long that chance hardly explains one"
            " of them."
        )
        found.append(say("plan_silent", "watch", text, row))
    text = N_(
        "The largest of them is {customer_id}, with a target of {sales}: its last purchase was"
        " {silent_days} days ago, its pauses were seldom longer than {usual_days}."
    )
    rows = buying.where(state="silent")
    return found + ([] if rows.is_empty else [say("plan_largest", "watch", text, rows.first)])


def beyond_potential(buying: Result) -> list[Finding]:
    """Say whose target is more than it is said to buy of our kind in a year."""
    rows = buying.known("potential_share")
    rows = rows.keep(rows.frame["potential_share"] > 1).by("-sales")
    text = N_(
        "The target of {customer_id}, {sales}, is more than it buys of our kind in a year"
        " ({potential}): one of the two is wrong."
    )
    return [] if rows.is_empty else [say("beyond_potential", "watch", text, rows.first)]


def stock(rows: Result) -> list[Finding]:
    """Say whose stock grew most, and what its target is of what it sells on."""
    grew = rows.where(state="stock_grew").known("over_sell_out")
    text = N_(
        "The stock of {customer_id} grew by {stock_change:money} within twelve months: it bought"
        " {sell_in} and sold on {sell_out}. Its target of {sales} is {over_sell_out} times what it"
        " sells on in a year."
    )
    return [] if grew.is_empty else [say("plan_stock", "watch", text, grew.first)]


def found(page: Results) -> list[Finding]:
    """Say whose target rests on purchases that stopped, on too much, or on stock."""
    return [
        *silent(page.buying_states, page.buying),
        *beyond_potential(page.buying),
        *stock(page.distributors),
    ]


def tables(page: Results) -> list[Result]:
    """Return customers and distributors, where there are any."""
    return [one for one in (page.buying, page.distributors) if not one.is_empty]
