"""What may be lost, which limits suit, and which orders to look at before they are delivered."""

from __future__ import annotations

from matplotlib.axes import Axes

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.page import Results
from salesnb.contracts.results import Result
from salesnb.findings import Decision, Finding, say
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN
from salesnb.pages.risk.columns import CUSTOMER_CLASS, OVERDUE
from salesnb.pages.risk.owed import cannot_tell
from salesnb.plots import kinds

WARNING = {
    "both": N_("over the limit and overdue"),
    "over_limit": N_("over the limit"),
    "overdue": N_("overdue weighs too much"),
    "": N_("none"),
}
EXPOSURE = col.money("exposure", N_("Exposure"), shown=COLUMN)
WEIGHT = col.number("weight", N_("Overdue money x days, in usual months"), digits=4)
TOLERANCE = col.number("tolerance", N_("Tolerated"), digits=2)
PARTS = (
    col.money("receivables", N_("Receivables"), shown=COLUMN),
    col.money("deposits", N_("Deposits and credits"), shown=COLUMN),
    col.money("orders", N_("Orders not delivered"), shown=COLUMN),
    col.money("bills", N_("Paper not yet money"), shown=COLUMN),
)

LIMITS = Frame(
    name="credit_limits",
    title=N_("Exposure, limits and expected loss by customer"),
    grain=N_("one row per customer"),
    key="customer_id",
    order="-expected_loss",
    shows="customer_id exposure overdue credit_limit suggested_limit utilisation p_loss"
    " expected_loss warning",
    nothing="",
    fields=(
        col.CUSTOMER,
        CUSTOMER_CLASS,
        EXPOSURE,
        *PARTS,
        OVERDUE,
        col.number("overdue_days", N_("Overdue, mean days"), digits=1, shown="days"),
        col.whole("n_overdue", N_("Overdue instalments")),
        col.money("security_amount", N_("Security held"), shown=COLUMN),
        col.money("credit_limit", N_("Credit limit"), shown=COLUMN),
        col.money("suggested_limit", N_("Suggested limit"), shown=COLUMN),
        col.kpi("utilisation", "credit_utilisation", label=N_("Use of the limit")),
        col.money("room_left", N_("Room left"), shown="money_change"),
        col.whole("n_due", N_("Instalments due in two years")),
        col.share("p_late", N_("Chance that the next is late")),
        col.number("late_days", N_("Mean days late"), digits=1, shown="tenths"),
        col.share("very_late_share", N_("Paid very late")),
        col.share("lost_share", N_("Not paid")),
        col.money("monthly", N_("Invoiced a month"), shown=COLUMN),
        col.number("terms_days", N_("Days until due"), digits=1, shown="days"),
        col.share("p_loss", N_("Chance of not paying")),
        col.money("expected_loss", N_("Expected loss"), shown=COLUMN),
        WEIGHT,
        TOLERANCE,
        col.code("warning", N_("Warning"), WARNING),
    ),
)

ORDERS = Frame(
    name="order_warnings",
    title=N_("Orders to look at before they are delivered"),
    grain=N_("one row per customer with such orders"),
    key="customer_id",
    order="-orders",
    shows="customer_id orders exposure credit_limit overdue overdue_days warning",
    nothing="",
    fields=(
        col.CUSTOMER,
        CUSTOMER_CLASS,
        col.money("orders", N_("Orders not delivered"), shown=COLUMN),
        EXPOSURE,
        col.money("credit_limit", N_("Credit limit"), shown=COLUMN),
        OVERDUE,
        col.number("overdue_days", N_("Overdue, mean days"), digits=1, shown="days"),
        WEIGHT,
        TOLERANCE,
        col.code("warning", N_("Warning"), WARNING),
    ),
)

TOTAL = Frame(
    name="credit_total",
    title=N_("What is at risk in all"),
    key="scope",
    shows="exposure receivables orders bills secured headroom_amount excess_amount expected_loss",
    nothing="",
    fields=(
        col.SCOPE,
        EXPOSURE,
        *PARTS,
        col.money("secured", N_("Security held")),
        col.whole("n_limits", N_("Customers with a limit")),
        col.whole("n_without", N_("Exposed without a limit: customers")),
        col.money("headroom_amount", N_("Room below credit limits")),
        col.whole("n_over", N_("Customers beyond their limit")),
        col.money("excess_amount", N_("Beyond credit limits")),
        col.money("expected_loss", N_("Expected loss")),
        col.share("loss_share", N_("Lost of what is not paid and not secured")),
        col.number("room", N_("Purchases of months that a limit has room for"), digits=2),
        col.whole("n_warned", N_("Customers whose orders to look at")),
        col.money("warned_orders", N_("Their orders")),
        col.whole("n_lower", N_("Limits more than twice what is suggested")),
        col.money("lower_amount", N_("More than suggested by")),
        col.whole("n_higher", N_("Limits less than half of what is suggested")),
        col.money("higher_amount", N_("Less than suggested by")),
    ),
)

DECISIONS = (
    Decision(
        "orders",
        N_("Deliver these orders only against payment or with a written release."),
        N_("sales administration"),
        "credit_total.warned_orders",
        N_("in orders to look at"),
        lever="collect",
    ),
    Decision(
        "over",
        N_("Bring exposure below the limit, or set the limit anew with its reason."),
        N_("finance"),
        "credit_total.excess_amount",
        N_("beyond limits"),
        lever="set_right",
    ),
)


def loss(page: Results) -> list[Finding]:
    """Say what is at risk, what of it is expected to be lost, and with whom most."""
    if page.credit_total.is_empty or page.credit_limits.is_empty:
        text = N_("Nothing is at risk: nobody owes anything, or bought anything of late.")
        return cannot_tell(page) or [say("loss", "good", text)]
    row, most = page.credit_total.first, page.credit_limits.by("-expected_loss").first
    if not row["expected_loss"] > 0:
        text = N_("{exposure} is at risk with customers; none of it is expected to be lost.")
        return [say("loss", "good", text, row)]
    text = N_(
        "{exposure} is at risk with customers: {receivables} owed, {orders} ordered and not"
        " delivered, {bills} in paper that is not yet money. {expected_loss} of it is expected to"
        " be lost, if {loss_share} is lost of what is not paid and not secured; most with"
        " {most.customer_id}: {most.expected_loss}."
    )
    return [say("loss", "watch", text, row, most=most)]


def over(page: Results) -> list[Finding]:
    """Say what the limits still allow, and who is beyond them."""
    if page.credit_total.is_empty:
        return []
    row = page.credit_total.first
    if not row["n_limits"]:
        text = N_("Room for credit is unknown: no customer has a credit limit.")
        return [say("over", "info", text)]
    if not row["n_over"]:
        text = N_("No exposure is beyond its limit; there is room for {headroom_amount}.")
        return [say("over", "good", text, row)]
    text = N_(
        "Customers beyond their credit limit: {n_over} of {n_limits}, by {excess_amount} together;"
        " the others have room for {headroom_amount}. Exposed without a limit: {n_without}."
    )
    return [say("over", "watch", text, row)]


def suggested(page: Results) -> list[Finding]:
    """Say where limits and what is suggested lie far apart."""
    text = N_(
        "Limits more than twice what is suggested: {n_lower}, by {lower_amount} in all; less than"
        " half of it: {n_higher}, by {higher_amount}."
    )
    rows = page.credit_total.keep(page.credit_total.frame["n_limits"] > 0)
    return [say("suggested", "info", text, row) for row in rows]


def orders(page: Results) -> list[Finding]:
    """Say which orders in hand to look at before they are delivered."""
    if page.credit_total.is_empty:
        return cannot_tell(page)
    if not page.credit_basis.first["has_orders"]:
        text = N_(
            "Orders in hand are not known: the table open orders would show which to hold before"
            " they are delivered."
        )
        return [say("orders", "info", text)]
    row = page.credit_total.first
    if not row["n_warned"]:
        return [say("orders", "good", N_("No order in hand exceeds a limit or what is tolerated."))]
    text = N_(
        "Orders to look at before they are delivered: {warned_orders}, of customers: {n_warned};"
        " the largest is of {first.customer_id}: {first.orders} ({first.warning})."
    )
    return [say("orders", "act", text, row, first=page.order_warnings.by("-orders").first)]


def draw_loss(limits: Result, ax: Axes | None = None) -> Axes:
    """Draw the customers with most expected loss."""
    rows = limits.by("-expected_loss")
    return kinds.bars(
        rows.keep(rows.frame["expected_loss"] > 0),
        "customer_id",
        "expected_loss",
        look="bad",
        ax=ax,
    )
