"""What changed: from the sales of the year before to those of the latest, to the cent."""

from __future__ import annotations

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Chart, Frame
from salesnb.contracts.results import Result
from salesnb.findings import Finding, say
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN
from salesnb.pages.sales.columns import CUSTOMER, DIMENSIONS, GROWTH, NODES, YEAR

CAUSE = {
    "lost": N_("lost customers"),
    "stopped": N_("customers who stopped"),
    "new": N_("new customers"),
    "price": N_("prices"),
    "volume": N_("volume"),
    "mix": N_("mix"),
}
WHOLE = {"dimension": "total", "node": "total"}
PART = {"before": YEAR["before"], **CAUSE, "now": YEAR["now"]}

BRIDGE = Frame(
    title=N_("From last year's sales to this year's"),
    key="dimension node part",
    chart=Chart("waterfall", "part", "amount=actual", WHOLE),
    fields=(
        DIMENSIONS,
        NODES,
        col.code("part", N_("Part"), PART),
        col.money("amount", N_("Amount")),
    ),
)

BRIDGE_NODES = Frame(
    title=N_("What changed, and where"),
    grain=N_("one row per dimension and node, with what closes it, and the total"),
    key="dimension node",
    order="dimension -size",
    shows="node before lost stopped new price volume mix now",
    total="node",
    nothing="",
    fields=(
        DIMENSIONS,
        NODES,
        col.money("size", N_("Size of the change")),
        col.money("before", N_("A year ago"), shown=COLUMN),
        col.money("lost", N_("Lost customers"), shown=COLUMN),
        col.money("stopped", N_("Customers who stopped"), shown=COLUMN),
        col.money("new", N_("New customers"), shown=COLUMN),
        col.money("price", N_("Price"), shown=COLUMN),
        col.money("volume", N_("Volume"), shown=COLUMN),
        col.money("mix", N_("Mix"), shown=COLUMN),
        col.money("now", N_("Now"), shown=COLUMN),
        GROWTH,
    ),
)


FALL = {
    "lost": N_("bought nothing in the latest year"),
    "stopped": N_("almost surely stopped"),
    "fell": N_("still buys, but less"),
}

FALLERS = Frame(
    title=N_("Regular customers who buy less than a year before"),
    key="customer_id",
    order="change",
    shows="customer_id state before now change",
    rows=10,
    nothing="",
    fields=(
        CUSTOMER,
        col.code("state", N_("State"), FALL),
        col.money("before", N_("Purchases, year before"), shown=COLUMN),
        col.money("now", N_("Purchases, latest year"), shown=COLUMN),
        col.money("change", N_("Change"), shown=COLUMN),
    ),
)


def fallen(fallers: Result) -> list[Finding]:
    """Say which regular customer's purchases fell most, and whether it still buys."""
    text = N_("""Of the regular customers {customer_id} fell most: from {before} to {now}
        ({change:money_change}); {state}.""")
    return [] if fallers.is_empty else [say("fallen", "watch", text, fallers.first)]


def driver(bridge: Result, headlines: Result, monthly: Result) -> Finding:
    """Say what twelve months of sales changed by, what moved them most, and what against it."""
    whole = bridge.where(**WHOLE)
    if whole.is_empty or whole.row(part="before")["amount"] <= 0:
        text = N_("Two whole years are needed to tell what changed sales; data start in {month}.")
        return say("driver", "info", text, monthly.first)
    year = headlines.row(measure="sales", span="twelve_months")
    sign = 1 if year["change"] >= 0 else -1
    causes = [row for row in whole if row["part"] in CAUSE]
    other, *_, most = sorted(causes, key=lambda row: (sign * row["amount"], row["part"]))
    text = N_("""Twelve months of sales changed by {change}. The largest part of it: {most.part},
        {most.amount:money_change}; most against it: {other.part}, {other.amount:money_change}.""")
    if sign * other["amount"] >= 0:
        text = N_("""Twelve months of sales changed by {change}. The largest part of it:
            {most.part}, {most.amount:money_change}; nothing works against it.""")
    return say("driver", "good" if sign > 0 else "watch", text, year, most=most, other=other)
